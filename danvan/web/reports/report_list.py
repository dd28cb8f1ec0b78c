"""The list of reports and its filter: read off the address, shown in words, kept by every link."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.core.numbers import whole
from danvan.initiatives.models import FIRST_YEAR
from danvan.reporting.models import Report
from danvan.reporting.periods import LAST_YEAR, PeriodKind, periods_of
from danvan.reporting.queries import visible_reports
from danvan.reporting.workflow import ReportStatus
from danvan.web.bodies.reach import DayField
from danvan.web.reports.report_forms import parts, period_of
from danvan.web.reports.report_units import units_named
from danvan.web.reports.report_views import PAGE, named
from danvan.web.request import Request

WORDS = ("don-vi", "nam", "ky", "trang-thai", "ky-tu", "ky-den")
STATUSES = [choice for choice in ReportStatus.choices if choice[0] != ReportStatus.DROPPED]


@dataclass
class ReportFilter:
    """What the address asks of the list; what it cannot read is told at its field and narrows nothing."""

    said: dict[str, str]  # address word → what stands in its field
    condition: Q = field(default_factory=Q)
    active: list[tuple[str, str]] = field(default_factory=list)  # in words, with the query that takes it away
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: QueryDict) -> "ReportFilter":
        """Read an address."""
        found = cls({word: data.get(word, "").strip()[:200] for word in WORDS})
        for word, read in (("don-vi", found._unit), ("nam", found._year), ("ky", found._part),
                           ("trang-thai", found._status), ("ky-tu", found._signed), ("ky-den", found._signed)):  # fmt: skip
            if found.said[word]:
                read(word, found.said[word])
        return found

    def query(self, **changes: str) -> str:
        """Return the filter as an address's query, with changes; an empty value takes a word away."""
        values = {**self.said, **{name.replace("_", "-"): value for name, value in changes.items()}}
        return urlencode({word: value for word, value in values.items() if value})

    def _narrow(self, word: str, condition: Q, label: Any) -> None:
        self.condition &= condition
        self.active.append((str(label), self.query(**{word: ""})))

    def _unit(self, word: str, text: str) -> None:
        units = units_named(text)
        if not units:
            self.problems[word] = _("Không có đơn vị nào mang mã hoặc tên này.")
        self._narrow(word, Q(unit__in=units), text)

    def _year(self, word: str, text: str) -> None:
        year = whole(text)
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            self.problems[word] = _("Ghi năm bằng bốn chữ số, ví dụ 2022.")
            return
        stage = next(one for one in periods_of(year) if one.kind is PeriodKind.STAGE)
        self._narrow(word, Q(last_day__year=year) | Q(period=stage.code), _("Năm %(year)s") % {"year": year})

    def _part(self, word: str, text: str) -> None:
        label = dict(parts()).get(text)
        if label is None:
            self.said[word] = ""
            return
        one = period_of(FIRST_YEAR + 1, text)
        rest = r"-\d{4}" if one.kind is PeriodKind.STAGE else re.escape(one.code[4:])
        self._narrow(word, Q(period__regex=rf"^\d{{4}}{rest}$"), label)

    def _status(self, word: str, text: str) -> None:
        label = dict(STATUSES).get(text)
        if label is None:
            self.said[word] = ""
            return
        self._narrow(word, Q(status=text), label)

    def _signed(self, word: str, text: str) -> None:
        try:
            day: dt.date = DayField().clean(text)
        except ValidationError as error:
            self.problems[word] = " ".join(error.messages)
            return
        words = {"day": f"{day:%d/%m/%Y}"}
        if word == "ky-tu":
            self._narrow(word, Q(signed_on__gte=day), _("Ký từ %(day)s") % words)
        else:
            self._narrow(word, Q(signed_on__lte=day), _("Ký đến %(day)s") % words)

    def choices(self) -> list[dict[str, Any]]:
        """Return the choices of the form: address word, label, options with their state."""
        return [
            {"word": word, "label": label, "options": [(v, t, v == self.said[word]) for v, t in options]}
            for word, label, options in (("ky", _("Kỳ"), parts()), ("trang-thai", _("Trạng thái"), STATUSES))
        ]

    def texts(self) -> list[dict[str, Any]]:
        """Return the typed words of the form."""
        labels = {
            "don-vi": _("Đơn vị (mã hoặc tên)"),
            "nam": _("Năm"),
            "ky-tu": _("Ký từ ngày"),
            "ky-den": _("Ký đến ngày"),
        }
        return [
            {"word": word, "label": label, "value": self.said[word], "problem": self.problems.get(word, "")}
            for word, label in labels.items()
        ]


@login_required
@require_safe
def reports(request: Request) -> HttpResponse:
    """The reports within reach, newest period first."""
    asked = ReportFilter.read(request.GET)
    rows = visible_reports(request.user).filter(asked.condition).order_by("-last_day", "-id")
    rows = rows.filter(_beyond(request)) if request.GET.get("sau") else rows
    found = [named(row) for row in rows[: PAGE + 1]]
    context = {
        "reports": found[:PAGE], "following": str(found[PAGE - 1].pk) if len(found) > PAGE else "", "filter": asked,
        "may_prepare": request.user.has_perm("reporting.prepare"),
    }  # fmt: skip
    return render(request, "reports/report_list.html", context)


def _beyond(request: Request) -> Q:
    try:
        last = Report.objects.filter(pk=uuid.UUID(request.GET["sau"])).values_list("last_day", "pk").first()
    except ValueError:
        last = None
    return Q() if last is None else Q(last_day__lt=last[0]) | Q(last_day=last[0], pk__lt=last[1])
