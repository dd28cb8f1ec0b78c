"""The roll of bodies, one body, and what is changed about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from danvan.accounts.queries import bodies_in_reach, bodies_named
from danvan.bodies import actions
from danvan.bodies.models import Body, Coordination, Line
from danvan.web.asking import Question, ask, carried_out
from danvan.web.bodies import forms
from danvan.web.bodies.reach import suggestions
from danvan.web.request import Request

PAGE = 50


def find(request: Request, pk: uuid.UUID) -> Body:
    """Return a body that the person may see, or 404."""
    rows = bodies_in_reach(request.user).select_related("unit", "superior")
    found: Body = get_object_or_404(rows, pk=pk)
    return found


def crumbs(body: Body | None = None, last: str = "") -> list[tuple[str, str]]:
    """Return the way to a page about bodies."""
    way = [(pgettext("list", "Cơ quan, tổ chức"), reverse("web:bodies"))]
    if body is not None:
        way.append((body.name, reverse("web:body", args=(body.pk,)) if last else ""))
    return [*way, (last, "")] if last else way


@login_required
@require_safe
def bodies(request: Request) -> HttpResponse:
    """The roll, filtered by address."""
    words, line = request.GET.get("tim", "").strip()[:200], request.GET.get("he-thong", "")
    ended = request.GET.get("da-ket-thuc") == "co"
    rows = bodies_named(bodies_in_reach(request.user), words)
    if not ended:
        rows = rows.on(timezone.localdate())  # type: ignore[attr-defined]
    if line in Line.values:
        rows = rows.filter(line=line)
    total = rows.count()
    found = list(_after(rows, request.GET.get("sau", "")).select_related("unit").order_by("folded", "pk")[: PAGE + 1])
    query = request.GET.copy()
    query.pop("sau", None)
    context = {
        "rows": found[:PAGE], "total": total, "words": words, "line": line, "lines": Line.choices, "ended": ended,
        "first_href": f"?{query.urlencode()}" if "sau" in request.GET else "",
        "next_href": _next(query, found), "may_manage": request.user.has_perm("bodies.manage"),
    }  # fmt: skip
    return render(request, "bodies/bodies.html", context)


def _after(rows: Any, key: str) -> Any:
    """Begin after the body that the last page ended with."""
    last = _body_or_none(key)
    return rows.filter(Q(folded__gt=last.folded) | Q(folded=last.folded, pk__gt=last.pk)) if last else rows


def _body_or_none(key: str) -> Body | None:
    try:
        return Body.objects.filter(pk=uuid.UUID(key)).first()
    except ValueError:
        return None


def _next(query: Any, found: list[Body]) -> str:
    if len(found) <= PAGE:
        return ""
    query["sau"] = str(found[PAGE - 1].pk)
    return f"?{query.urlencode()}"


@login_required
@require_safe
def names(request: Request) -> HttpResponse:
    """Suggestions for a body that is being typed."""
    words = (request.GET.get("body") or request.GET.get("superior") or "").strip()[:200]
    found = suggestions(request.user, "bodies.view", words) if words else []
    return render(request, "bodies/names.html", {"names": found})


@login_required
@require_safe
def body(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One body: where it stands, what it coordinates, who holds a role there."""
    row = find(request, pk)
    seat = actions.SeatOf(row)
    people = row.assignments.select_related("user").order_by("user__display_name")
    context = {
        "body": row, "crumbs": crumbs(row), "coordinations": row.coordinations.select_related("unit"),
        "subordinates": bodies_in_reach(request.user).filter(superior=row).order_by("folded")[:PAGE],
        "may_manage": request.user.has_perm("bodies.manage", seat),
        "may_open": request.user.has_perm("accounts.manage", seat),
        "people": people if request.user.has_perm("accounts.view", seat) else None, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "bodies/body.html", context)


@login_required
def body_new(request: Request) -> HttpResponse:
    """Put a body on the roll."""
    if not request.user.has_perm("bodies.manage"):
        raise PermissionDenied
    form = forms.NewBodyForm(request.user, request.POST or None, initial={"unit": request.GET.get("don-vi", "")})
    done = carried_out(form, lambda data: actions.create_body(actor=request.user, **data)) if form.is_bound else None
    if done:
        messages.success(request, _("Đã ghi cơ quan vào danh sách."))
        return redirect("web:body", done[0].pk)
    title = _("Thêm cơ quan, tổ chức")
    question = Question(
        title, _("Ghi vào danh sách"), reverse("web:bodies"), crumbs=crumbs(last=title), keep="body-new",
    )  # fmt: skip
    return ask(request, form, question)


@login_required
def body_superior(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Put a body under another."""
    row = find(request, pk)
    form = forms.SuperiorForm(request.user, request.POST or None, initial={"superior": row.superior})
    done = (
        carried_out(form, lambda data: actions.set_superior(row, actor=request.user, **data)) if form.is_bound else None
    )
    if done:
        return redirect("web:body", pk)
    title = _("Cấp trên trực tiếp")
    return ask(request, form, Question(title, _("Lưu"), reverse("web:body", args=(pk,)), row.name, crumbs(row, title)))


@login_required
def body_end(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Have a body end."""
    row = find(request, pk)
    form = forms.LastDayForm(request.POST or None)
    done = (
        carried_out(form, lambda data: actions.end_body(row, actor=request.user, on=data["on"]))
        if form.is_bound
        else None
    )
    if done:
        messages.success(request, _("Đã ghi ngày kết thúc. Bản ghi của cơ quan vẫn thuộc về cơ quan."))
        return redirect("web:body", pk)
    lead = _("%(name)s. Việc điều phối của cơ quan kết thúc cùng ngày; mô hình và vai trò đã ghi vẫn còn.") % {
        "name": row.name
    }
    title = _("Kết thúc cơ quan")
    return ask(
        request, form, Question(title, title, reverse("web:body", args=(pk,)), lead, crumbs(row, title), danger=True)
    )


@login_required
def coordination_new(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Make a body the coordinator of a unit."""
    row = find(request, pk)
    form = forms.CoordinationForm(request.user, request.POST or None, initial={"unit": str(row.unit_id)})
    done = (
        carried_out(form, lambda data: actions.give_coordination(row, actor=request.user, **data))
        if form.is_bound
        else None
    )
    if done:
        messages.success(request, _("Đã giao điều phối phong trào."))
        return redirect("web:body", pk)
    title = _("Giao điều phối phong trào")
    lead = _("%(name)s. Người giữ vai trò ở cơ quan này sẽ thấy mọi hệ thống trong đơn vị được chọn.") % {
        "name": row.name
    }
    return ask(request, form, Question(title, title, reverse("web:body", args=(pk,)), lead, crumbs(row, title)))


@login_required
def coordination_end(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Have a coordination end."""
    held = get_object_or_404(Coordination.objects.select_related("body", "unit"), pk=pk)
    row = find(request, held.body_id)
    form = forms.LastDayForm(request.POST or None)
    done = (
        carried_out(form, lambda data: actions.end_coordination(held, actor=request.user, on=data["on"]))
        if form.is_bound
        else None
    )
    if done:
        return redirect("web:body", row.pk)
    title = _("Thôi điều phối")
    return ask(
        request,
        form,
        Question(title, title, reverse("web:body", args=(row.pk,)), str(held), crumbs(row, title), danger=True),
    )
