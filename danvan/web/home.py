"""Việc của tôi: what waits for me, how far those below me are, and the shortest way to the day's work."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.accounts.scope import holds_whole, reach_of
from danvan.core.dates import year_end
from danvan.core.numbers import count
from danvan.imports.models import Import, ImportState
from danvan.imports.queries import visible_imports
from danvan.initiatives.models import Registration
from danvan.initiatives.waiting import waits_for
from danvan.initiatives.workflow import Status
from danvan.reporting.models import FilesState, Report
from danvan.reporting.queries import day_of, may_issue, visible_reports
from danvan.reporting.workflow import ReportStatus
from danvan.reports.scope import lines_on
from danvan.reports.stats import CHILD, basis_for, children_of, roll_up, total
from danvan.units.atlas import Key, atlas
from danvan.units.models import Level, Unit
from danvan.web.look import Look, label_of, look
from danvan.web.request import Request

SHOWN = 10  # of imports, of reports
TOPS = 3  # units at the top of somebody's reach: a merged province has had two or three


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
    context["may_register"] = user.has_perm("initiatives.register")
    if user.has_perm("initiatives.view"):
        here, waiting = look(request), _waiting(user)
        tasks = [*_imports(user), *_approvals(waiting), *_reports(user)]
        context |= {"look": here, "tasks": tasks, "below": _below(user, here, waiting), "own": _own(user, here)}
        if here.unit is not None:
            where = {} if here.lines is None else {"line__in": here.lines}
            context["total"] = total(here.unit, basis_for(here.unit, here.year), **where)
    return render(request, "home/home.html", context)


def _imports(user: Any) -> list[Task]:
    """Return the registers on their way in that the person has begun, or that go into a unit of her own office."""
    states = {
        ImportState.PREVIEW: (_("Chờ bạn xem và xác nhận"), "warn"),
        ImportState.FAILED: (_("Không đọc được tệp"), "bad"),
        ImportState.COMMITTING: (_("Đang ghi vào sổ"), "info"),
        ImportState.READING: (_("Đang đọc tệp"), "info"),
        ImportState.QUEUED: (_("Đang đọc tệp"), "info"),
    }
    reach = reach_of(user, "imports.view")
    offices = {grant.unit.pk for grant in reach.grants}

    def is_mine(one: Import) -> bool:
        return one.started_by_id == user.pk or _home(one.unit_id, reach.on) in offices

    waiting = visible_imports(user).filter(state__in=states).select_related("attachment")
    return [
        Task(
            _("Nhập sổ: %(file)s") % {"file": one.attachment.original_name},
            reverse("web:import", args=(one.province_id, one.pk)),
            _("Năm %(year)s") % {"year": one.year}, *reversed(states[ImportState(one.state)]),
        )
        for one in islice(filter(is_mine, waiting), SHOWN)
    ]  # fmt: skip


def _home(unit: Key, on: dt.date) -> Key | None:
    picture = atlas()
    return picture.home(unit, on)[0] if unit in picture.spans else unit


# ── approvals ────────────────────────────────────────────────────────────────────────────────────────────────────

Waiting = Counter[tuple[int, uuid.UUID]]  # by year and unit at the top of the reach in that year


def _waiting(user: Any) -> Waiting:
    """Count the registrations of every year that wait for the person's approval."""
    reach, picture, found = reach_of(user, "initiatives.view"), atlas(), Waiting()
    rows = Registration.objects.filter(waits_for(user)).order_by().values_list("year", "accounting_unit")
    tops: dict[int, list[uuid.UUID]] = {}
    for year, unit, n in rows.annotate(n=Count("pk")):
        day = year_end(year)
        tops.setdefault(year, reach.tops(day))
        home = _home(unit, day)
        above = {span.unit for span in picture.ancestors(home, day)} if home else set()
        found.update({(year, top): n for top in tops[year] if top in above})
    return found


def _approvals(waiting: Waiting) -> list[Task]:
    found = []
    for (year, top), n in sorted(waiting.items(), key=lambda item: (-item[0][0], -item[1])):
        text = ngettext("%(n)s mô hình chờ duyệt vào danh mục", "%(n)s mô hình chờ duyệt vào danh mục", n)
        found.append(
            Task(text % {"n": count(n)}, _list(top, year, cho="toi"), _where(top, year), "warn", _("Chờ bạn duyệt"))
        )
    return found


def _below(user: Any, here: Look, waiting: Waiting) -> list[Task]:
    """Return what those below have still to do in the year looked at: nobody's work here, but good to know."""
    found: list[Task] = []
    day = year_end(here.year)
    for top in reach_of(user, "initiatives.view").tops(day)[:TOPS]:
        span = atlas().span(top, day)
        if span is None or span.level == Level.COMMUNE:
            continue
        unit, note = Unit(id=top, level=span.level), _where(top, here.year)
        basis, lines = basis_for(unit, here.year), lines_on(user, unit)
        where = {} if lines is None else {"line__in": lines}
        n = total(unit, basis, status=Status.REGISTERED.value, **where) - waiting[here.year, top]
        if n:
            text = ngettext("%(n)s mô hình chờ cơ quan khác duyệt", "%(n)s mô hình chờ cơ quan khác duyệt", n)
            found.append(Task(text % {"n": count(n)}, _list(top, here.year, cho="khac"), note))
        children, heard = children_of(unit, day), {row.child for row in roll_up(unit, basis, (CHILD,), **where)}
        silent = sum(child not in heard for child in children)
        if silent:
            text = _("%(n)s trên %(all)s đơn vị trực thuộc chưa có mô hình nào trong sổ")
            text = text if heard else _("Chưa có mô hình nào trong sổ")
            address = f"{reverse('web:map')}?{urlencode({'don-vi': span.code, 'nam': here.year})}"
            found.append(Task(text % {"n": count(silent), "all": count(len(children))}, address, note))
    return found


def _where(unit: Key, year: int) -> str:
    span = atlas().span(unit, year_end(year))
    name = label_of(span) if span else ""
    return _("%(unit)s, năm %(year)s") % {"unit": name or _("Việt Nam"), "year": year}


def _list(unit: Key, year: int, **words: str) -> str:
    span = atlas().span(unit, year_end(year))
    return f"{reverse('web:initiatives')}?{urlencode({'don-vi': span.code if span else '', 'nam': year, **words})}"


# ── reports, own models ──────────────────────────────────────────────────────────────────────────────────────────


def _reports(user: Any) -> list[Task]:
    """Return the drafts that wait for a signature of the person's own body, and signed ones that lack their files."""
    if not user.has_perm("reporting.sign"):
        return []
    drafts = visible_reports(user).filter(status=ReportStatus.DRAFT)
    failed = visible_reports(user).filter(status=ReportStatus.SIGNED, files_state=FilesState.FAILED)
    return [*_told(user, drafts, "warn", _("Chờ ký")), *_told(user, failed, "bad", _("Lập tệp không thành"))]


def _told(user: Any, reports: Any, sign: str, mark: str) -> list[Task]:
    def name(report: Report) -> str:
        day = day_of(report)
        span = atlas().nearest(report.unit_id, day)
        values = {"unit": label_of(span) if span else "", "period": report.span.label}
        return _("Báo cáo %(period)s – %(unit)s") % values

    mine = (report for report in reports.iterator() if may_issue(report.issuer, user, "reporting.sign"))
    return [
        Task(name(one), reverse("web:report", args=(one.province_id, one.pk)), str(one.issuer), sign, mark)
        for one in islice(mine, SHOWN)
    ]


def _own(user: Any, here: Look) -> list[Task]:
    """Return the newest registrations of the bodies of somebody who reaches no territory."""
    if here.unit is not None:
        return []
    mine = Registration.objects.visible_to(user).order_by("-year", "-id")[:20]
    return [
        Task(
            row.name, reverse("web:registration", args=(row.province_id, row.pk)), str(row.year), row.status,
            row.get_status_display(),
        )
        for row in mine
    ]  # fmt: skip
