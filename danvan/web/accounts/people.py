"""People and the roles they hold: the list, one person, and what an administrator changes."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from danvan.accounts import actions
from danvan.accounts.models import Assignment, Role, User
from danvan.accounts.queries import bodies_in_reach, people_in_reach
from danvan.audit.models import Entry
from danvan.web.accounts import forms
from danvan.web.accounts.history import told
from danvan.web.asking import Plain, Question, ask, carried_out
from danvan.web.bodies.forms import LastDayForm
from danvan.web.request import Request

PAGE = 50
LINK_HOURS = 24


def find(request: Request, pk: uuid.UUID) -> User:
    """Return a person within reach, or 404."""
    found: User = get_object_or_404(people_in_reach(request.user), pk=pk)
    return found


def crumbs(person: User | None = None, last: str = "") -> list[tuple[str, str]]:
    """Return the way to a page about people."""
    way = [(_("Tài khoản"), reverse("web:people"))]
    if person is not None:
        way.append((str(person), reverse("web:person", args=(person.pk,)) if last else ""))
    return [*way, (last, "")] if last else way


@login_required
@require_safe
def people(request: Request) -> HttpResponse:
    """The people within reach, filtered by address."""
    if not request.user.has_perm("accounts.view"):
        raise PermissionDenied
    words, role, closed = (
        request.GET.get("tim", "").strip()[:200],
        request.GET.get("vai-tro", ""),
        request.GET.get("dong") == "co",
    )
    rows = people_in_reach(request.user).filter(is_active=not closed)
    for word in words.split():
        rows = rows.filter(
            Q(display_name__icontains=word) | Q(username__icontains=word) | Q(assignments__body__name__icontains=word)
        )
    if role in Role.values:
        rows = rows.filter(pk__in=Assignment.objects.on(timezone.localdate()).filter(role=role).values("user"))
    rows = rows.distinct()
    held = Prefetch("assignments", Assignment.objects.on(timezone.localdate()).select_related("body"), to_attr="held")
    found = list(
        rows.filter(username__gt=request.GET.get("sau", "")).prefetch_related(held).order_by("username")[: PAGE + 1]
    )
    query = request.GET.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}" if "sau" in request.GET else ""
    following = ""
    if len(found) > PAGE:
        query["sau"] = found[PAGE - 1].username
        following = f"?{query.urlencode()}"
    context = {
        "rows": found[:PAGE], "total": rows.count(), "words": words, "role": role, "roles": Role.choices, "closed": closed,
        "first_href": first, "next_href": following, "may_open": request.user.has_perm("accounts.manage"),
    }  # fmt: skip
    return render(request, "accounts/people.html", context)


@login_required
@require_safe
def person(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One person: the roles with their dates, the ways in, what was done to the account."""
    row = find(request, pk)
    held = list(row.assignments.select_related("body__unit").order_by("-valid_from"))
    manages = actions.within_reach(row, request.user)
    ids = [row.pk, *(a.pk for a in held), *row.sign_in_links.values_list("pk", flat=True)]
    context = {
        "person": row, "held": held, "crumbs": crumbs(row), "may_manage": manages, "today": timezone.localdate(),
        "is_me": row.pk == request.user.pk,
        "may_give": request.user.has_perm("accounts.manage"),
        "links": row.sign_in_links.filter(used_at=None, expires_at__gt=timezone.now()).count(),
        "told": told(Entry.objects.filter(object_id__in=ids).order_by("-at", "-seq")[:30], held),
    }  # fmt: skip
    return render(request, "accounts/person.html", context)


@login_required
def person_new(request: Request) -> HttpResponse:
    """Open an account with its first role."""
    _must_manage(request)
    form = forms.NewPersonForm(request.user, request.POST or None, initial={"body": _asked_body(request)})
    done = carried_out(form, lambda data: actions.open_account(actor=request.user, **data)) if form.is_bound else None
    if done:
        messages.success(request, _("Đã mở tài khoản. Bây giờ hãy cấp liên kết để người này đăng nhập lần đầu."))
        return redirect("web:person", done[0].pk)
    title = _("Mở tài khoản")
    lead = _("Tài khoản gắn với chức vụ, không gắn với họ tên. Mật khẩu do chính người dùng đặt khi vào lần đầu.")
    question = Question(
        title,
        title,
        reverse("web:people"),
        lead,
        crumbs(last=title),
        keep="person-new",
    )
    return ask(request, form, question)


def _must_manage(request: Request) -> None:
    if not request.user.has_perm("accounts.manage"):
        raise PermissionDenied(_("Chỉ người quản trị hệ thống mở tài khoản và giao vai trò."))


def _asked_body(request: Request) -> Any:
    key = request.GET.get("co-quan", "")
    try:
        return bodies_in_reach(request.user, "accounts.manage").filter(pk=uuid.UUID(key)).first()
    except ValueError:
        return None


@login_required
def person_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Change how a person is named and reached."""
    row = find(request, pk)
    initial = {"display_name": row.display_name, "email": row.email}
    form = forms.PersonForm(request.POST or None, initial=initial)
    done = (
        carried_out(form, lambda data: actions.edit_account(row, actor=request.user, **data)) if form.is_bound else None
    )
    if done:
        return redirect("web:person", pk)
    title = _("Sửa tên hiển thị, thư điện tử")
    return ask(request, form, Question(title, _("Lưu"), reverse("web:person", args=(pk,)), "", crumbs(row, title)))


@login_required
def role_new(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give a person a role at a body."""
    _must_manage(request)
    row = find(request, pk)
    form = forms.RoleForm(request.user, request.POST or None, initial={"body": _asked_body(request)})
    done = carried_out(form, lambda data: actions.give_role(row, actor=request.user, **data)) if form.is_bound else None
    if done:
        messages.success(request, _("Đã giao vai trò."))
        return redirect("web:person", pk)
    title = _("Giao vai trò")
    back = reverse("web:person", args=(pk,))
    return ask(request, form, Question(title, title, back, str(row), crumbs(row, title)))


@login_required
def role_end(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Have a role end."""
    held = get_object_or_404(Assignment.objects.select_related("user", "body__unit"), pk=pk)
    row = find(request, held.user_id)
    form = LastDayForm(request.POST or None, initial={"last_day": timezone.localdate()})
    done = (
        carried_out(form, lambda data: actions.end_role(held, actor=request.user, on=data["on"]))
        if form.is_bound
        else None
    )
    if done:
        messages.success(request, _("Đã ghi ngày thôi giữ vai trò."))
        return redirect("web:person", row.pk)
    title = _("Thôi giữ vai trò")
    return ask(
        request,
        form,
        Question(title, title, reverse("web:person", args=(row.pk,)), str(held), crumbs(row, title), danger=True),
    )


@login_required
def person_close(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Close an account, or open a closed one again."""
    row = find(request, pk)
    if request.method == "POST":
        act = actions.close_account if row.is_active else actions.reopen_account
        act(row, actor=request.user)
        messages.success(request, _("Đã mở lại tài khoản.") if row.is_active else _("Đã đóng tài khoản."))
        return redirect("web:person", pk)
    if row.is_active:
        title = _("Đóng tài khoản")
        lead = _(
            "%(name)s sẽ ra khỏi hệ thống ngay ở lần bấm kế tiếp và không vào lại được. Các bản ghi đã làm vẫn còn, vẫn ghi tên chức vụ này."
        ) % {"name": row}
    else:
        title = _("Mở lại tài khoản")
        lead = _("%(name)s vào lại được với các vai trò còn hiệu lực.") % {"name": row}
    back = reverse("web:person", args=(pk,))
    return ask(request, Plain(), Question(title, title, back, lead, crumbs(row, title), danger=row.is_active))


@login_required
@never_cache
def person_link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Make a one-time sign-in link and show it, once."""
    row = find(request, pk)
    title = _("Cấp liên kết đăng nhập một lần")
    form = Plain({} if request.method == "POST" else None)
    done = (
        carried_out(form, lambda _data: actions.give_link(row, actor=request.user, hours=LINK_HOURS))
        if form.is_bound
        else None
    )
    if done:
        context = {
            "person": row,
            "link": request.build_absolute_uri(done[0]),
            "hours": LINK_HOURS,
            "crumbs": crumbs(row, title),
        }
        return render(request, "accounts/handover.html", context)
    lead = _(
        "Ai có liên kết thì vào được với tư cách %(name)s. Chỉ đưa tận tay hoặc qua kênh công vụ, cho đúng người. Việc cấp được ghi vào nhật ký."
    ) % {"name": row}
    return ask(
        request, form, Question(title, _("Tạo liên kết"), reverse("web:person", args=(pk,)), lead, crumbs(row, title))
    )
