"""Việc của tôi: what waits for me, what came back, and the shortest way to the day's work."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.accounts.scope import holds_whole
from danvan.core.numbers import count
from danvan.imports.models import Import, ImportState
from danvan.imports.queries import visible_imports
from danvan.initiatives.models import Registration
from danvan.initiatives.workflow import Status
from danvan.reports.stats import basis_for, total
from danvan.web.look import Look, look
from danvan.web.request import Request


@dataclass(frozen=True)
class Task:
    """One line of work: what, where it opens, why it waits."""

    text: str
    href: str
    note: str = ""
    sign: str = ""
    mark: str = ""


@login_required
def show(request: Request) -> HttpResponse:
    """Show the first page after sign-in."""
    user: Any = request.user
    context: dict[str, Any] = {"tasks": [], "look": None, "may_import": holds_whole(user, "imports.start")}
    if user.has_perm("initiatives.view"):
        here = look(request)
        context |= {"look": here, "tasks": [*_imports(user), *_approvals(user, here), *_own(user, here)]}
        if here.unit is not None:
            where = {} if here.lines is None else {"line__in": here.lines}
            context["total"] = total(here.unit, basis_for(here.unit, here.year), **where)
    return render(request, "home/home.html", context)


def _imports(user: Any) -> list[Task]:
    states = {
        ImportState.PREVIEW: (_("Chờ bạn xem và xác nhận"), "warn"),
        ImportState.FAILED: (_("Không đọc được tệp"), "bad"),
        ImportState.COMMITTING: (_("Đang ghi vào sổ"), "info"),
        ImportState.READING: (_("Đang đọc tệp"), "info"),
        ImportState.QUEUED: (_("Đang đọc tệp"), "info"),
    }
    waiting: list[Import] = list(visible_imports(user).filter(state__in=states).select_related("attachment")[:10])
    return [
        Task(
            _("Nhập sổ: %(file)s") % {"file": one.attachment.original_name},
            reverse("web:import", args=(one.province_id, one.pk)),
            _("Năm %(year)s") % {"year": one.year}, *reversed(states[ImportState(one.state)]),
        )
        for one in waiting
    ]  # fmt: skip


def _approvals(user: Any, here: Look) -> list[Task]:
    waiting = Registration.objects.in_reach(user, "initiatives.approve").of_year(here.year)
    if here.unit is not None:
        waiting = waiting.under(here.unit, here.day)
    n = waiting.filter(status=Status.REGISTERED).count()
    if not n:
        return []
    text = ngettext("%(n)s mô hình chờ duyệt vào danh mục", "%(n)s mô hình chờ duyệt vào danh mục", n) % {"n": count(n)}
    href = f"{reverse('web:initiatives')}?{here.query(**{'trang-thai': Status.REGISTERED.value})}"
    return [Task(text, href, _("Năm %(year)s") % {"year": here.year}, "warn", _("Chờ duyệt"))]


def _own(user: Any, here: Look) -> list[Task]:
    if here.unit is not None:
        return []
    mine = Registration.objects.visible_to(user).order_by("-year", "-id")[:20]
    return [
        Task(
            row.name,
            reverse("web:registration", args=(row.province_id, row.pk)),
            str(row.year),
            "",
            row.get_status_display(),
        )
        for row in mine
    ]
