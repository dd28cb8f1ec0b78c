"""What one asks of reports: which there are, what one says, which records stand behind a figure, what has changed since."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone, translation

from danvan.accounts.scope import Operator, reach_of, roles_on
from danvan.bodies.models import Body, Coordination, Line
from danvan.core.numbers import whole
from danvan.initiatives.models import Registration
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.reporting.comparing import Comparison, GoalResult, totals_of
from danvan.reporting.content import Content, compose
from danvan.reporting.counting import records
from danvan.reporting.frames import Frame, frame
from danvan.reporting.freezing import Changes, Record, compare, content_from, freeze, frozen_document, frozen_records
from danvan.reporting.keeping import composed
from danvan.reporting.models import Goal, LegacyTotal, Report
from danvan.reporting.papers import Head, head_of
from danvan.reporting.periods import Period, parse_period
from danvan.reporting.workflow import ReportStatus
from danvan.units.atlas import atlas
from danvan.units.models import Unit


def visible_reports(actor: Any) -> QuerySet[Report]:
    """Return the reports within somebody's reach, newest period first; dropped drafts are left out."""
    found = Report.objects.exclude(status=ReportStatus.DROPPED).select_related(
        "unit", "issuer__unit", "issuer__superior"
    )
    reach = reach_of(actor, "reporting.view")
    condition = reach.q(unit="unit", province="province", line="line", body="issuer")
    return found if reach.everything else found.filter(condition)


def is_frozen(report: Report) -> bool:
    """Tell whether the report is read from what it was signed with."""
    return bool(report.digest)


def content_of(report: Report) -> Content:
    """Return what a report says: a draft as the register is now, a signed one as frozen.

    Raises ``ValidationError`` where there is nothing to count any more, or where the frozen content is damaged.
    """
    if is_frozen(report):
        return content_from(frozen_document(report))[0]
    return composed(report)


def head_of_report(report: Report) -> Head:
    """Return the head of a report's paper."""
    if is_frozen(report):
        return content_from(frozen_document(report))[1]
    return head_of(report.issuer, day_of(report))


def day_of(report: Report) -> dt.date:
    """Return the day at which the report's issuer and unit are named: the last of the period on which the unit stood."""
    spans = atlas().spans.get(report.unit_id)
    return min(report.last_day, spans[-1].last_day) if spans else report.last_day


def records_of(report: Report, figure: str, actor: Any) -> RegistrationQuerySet:
    """Return the registrations behind a figure of a report, those that the person may see.

    Of a signed report they are the frozen ones, as they are today (their frozen state: ``frozen_records_of``); one that
    is no more is missing. An unknown figure has none.
    """
    if is_frozen(report):
        ids = [row["id"] for row in frozen_records_of(report, figure)]
        rows: RegistrationQuerySet = Registration.objects.filter(pk__in=ids)
        return rows.visible_to(actor)
    found = content_of(report).figures.get(figure)
    if found is None or found.ref is None:
        empty: RegistrationQuerySet = Registration.objects.none()
        return empty
    return records(found.ref).visible_to(actor)


def frozen_records_of(report: Report, figure: str | None = None) -> list[Record]:
    """Return the frozen records of a signed report, all or those behind one figure, with their state on signing."""
    return frozen_records(frozen_document(report), figure)


def changed_since(report: Report) -> Changes:
    """Return what has changed in the register since a report was signed: figures, and records with their states."""
    then = frozen_document(report)
    with translation.override("vi"):
        content = compose(report.unit, report.span, report.lines, report.edits)
        now = freeze(content, content_from(then)[1], report.unit_id, report.line)
    return compare(then, now)


def issuers_for(frame: Frame, actor: Any) -> list[Body]:
    """Return the bodies that may issue a report: those that coordinate the unit, then and now, and the actor's own."""
    days = [frame.on, *({reach_of(actor, "reporting.prepare").on} if actor is not None else ())]
    units = {frame.unit.pk, *(home for day in days if (home := atlas().home(frame.unit.pk, day)[0]))}
    coordinating: dict[Any, Body] = {}
    for day in days:
        for row in Coordination.objects.on(day).filter(unit__in=units).select_related("body__unit", "body__superior"):
            coordinating.setdefault(row.body_id, row.body)
    own = own_bodies(actor, days[-1])
    ranked = sorted(coordinating.values(), key=lambda b: (b.unit_id != frame.unit.pk, b.line != Line.PARTY, b.name))
    known = {body.pk: body for body in (*_standing(ranked, frame.on), *ranked, *own)}
    return [body for body in known.values() if may_issue(body, actor)]


def own_bodies(actor: Any, on: dt.date) -> list[Body]:
    """Return the bodies where somebody holds a role on a day."""
    return [] if actor is None or isinstance(actor, Operator) else [a.body for a in roles_on(actor, on)]


def may_issue(body: Body, actor: Any, verb: str = "reporting.prepare") -> bool:
    """Tell whether the actor may speak for a body: one holds a role there, or it is no more and its unit is one's own.

    No one else signs for a body that is still there, however far their reach.
    """
    if actor is None or isinstance(actor, Operator):
        return True
    reach = reach_of(actor, verb)
    if body.pk in {own.pk for own in own_bodies(actor, reach.on)}:
        return True
    return not body.is_on(reach.on) and any(grant.line is None for grant in reach.grants) and reach.holds(body.unit_id)


def _standing(bodies: Iterable[Body], on: dt.date) -> list[Body]:
    """Return those that stood on the day of the report: they come first."""
    return [body for body in bodies if body.is_on(on)]


def default_issuer(frame: Frame, actor: Any = None) -> Body | None:
    """Return the body that coordinates the unit on the frame's day, or the one of the nearest unit above it."""
    for span in atlas().ancestors(frame.unit.pk, frame.on):
        rows = Coordination.objects.on(frame.on).filter(unit=span.unit).select_related("body__unit", "body__superior")
        bodies = sorted((row.body for row in rows), key=lambda b: (b.line != Line.PARTY, b.name))
        bodies = [body for body in bodies if may_issue(body, actor)]
        if bodies:
            return bodies[0]
    found = issuers_for(frame, actor)
    return found[0] if found else None


def next_number(issuer: Body, year: int) -> str:
    """Return the number after the last that an issuer has given in a year."""
    taken = Report.objects.filter(issuer=issuer, number_year=year).values_list("number", flat=True)
    return str(max((whole(number) or 0 for number in taken), default=0) + 1)


def suggested_signing(report: Report, actor: Any) -> dict[str, Any]:
    """Return what the form of signing begins with: number, symbol, place, day, and the post of who holds one there."""
    today = timezone.localdate()
    head = head_of(report.issuer, day_of(report))
    holds = any(role.body_id == report.issuer_id for role in roles_on(actor, today))
    return {
        "number": next_number(report.issuer, today.year), "symbol": head.symbol, "place": head.place, "date": today,
        "post": actor.display_name if holds else "",
    }  # fmt: skip


def compared_totals(unit: Unit, period: Period) -> list[tuple[LegacyTotal, Comparison]]:
    """Return the printed totals of a unit, and of those below it, for a period, each beside ours.

    Raises ``ValidationError`` where there is nothing to count.
    """
    rows = totals_of(frame(unit, period))
    return list(zip(rows, compose(unit, period).comparisons, strict=True)) if rows else []


def reached_goals(unit: Unit, year: int) -> list[GoalResult]:
    """Return the goals of a unit for a year with what was reached; none where there is nothing to count."""
    try:
        return compose(unit, parse_period(str(year))).goals
    except ValidationError:  # a year that has not begun, a unit that did not stand
        return []


def goals_for(unit: Unit, year: int) -> QuerySet[Goal]:
    """Return the goals of a unit for a year."""
    return Goal.objects.filter(unit=unit, year=year)


def totals_for(unit: Unit, period: str) -> QuerySet[LegacyTotal]:
    """Return the printed totals of a unit and period that stand."""
    return LegacyTotal.objects.filter(unit=unit, period=period, withdrawn_on__isnull=True)


@dataclass(frozen=True)
class Published:
    """What a source has printed of a unit and year; ``recognised`` in its words, empty where it says nothing."""

    total: int
    recognised: str
    source: str


def published_for(unit: Unit, year: int) -> Published | None:
    """Return the printed total of a unit and year, if one was entered."""
    rows = {row.indicator: row for row in totals_for(unit, str(year)).order_by("-id")}
    registered = rows.get("registered")
    if registered is None:
        return None
    recognised = rows.get("recognised")
    return Published(registered.value, recognised.printed if recognised else "", registered.source)
