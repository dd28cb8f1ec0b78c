"""Counting for a period: whole years from the cells, parts of a year from the records by their days.

A registration stands from its ``registered_on`` (blank: 1 January of its year; a day outside the year counts as the
nearest day within it). A recognition stands from its date (blank: 31 December) until it is withdrawn. At the end of the
year both give exactly what the cells hold; ``tests/reporting/test_counting.py`` says so.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from danvan.appraisal.models import Recognition
from danvan.core.dates import year_end
from danvan.initiatives.models import Registration, Target
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.register import RANK
from danvan.reporting.frames import Frame
from danvan.reports.models import DIMENSIONS
from danvan.reports.stats import CHILD, Basis, Row, roll_up
from danvan.units.atlas import atlas
from danvan.units.models import Level, Node, Unit
from danvan.units.nodes import ensure_nodes

FRESH, LATELY = "fresh", "lately"  # registered · first recognised within the period
LEVELS = tuple(level for level in RANK if level)
Where = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Ref:
    """The records that a figure stands on, in words of the domain: frames of years, and dimensions with their values.

    ``where``: (dimension, value or tuple of values) pairs, of ``reports.models.DIMENSIONS``, ``fresh`` and ``lately``;
    ``children``: only of these direct children (the unit itself for its own row). ``ids`` names records one by one.
    """

    frames: tuple[Frame, ...]
    where: Where = ()
    children: frozenset[uuid.UUID] | None = None
    without: str = ""  # "target": no measurable target; "day": no day of registration
    ids: tuple[uuid.UUID, ...] | None = None

    @property
    def plain(self) -> bool:
        """Tell whether the register's own list can show it: one whole year, its dimensions, nothing else."""
        whole = len(self.frames) == 1 and not self.frames[0].by_days
        return whole and self.children is None and not self.without and self.ids is None

    @property
    def year(self) -> int:
        """The (last) year of the records."""
        return self.frames[-1].year


@dataclass
class Tally:
    """Counts of one frame: ``stock`` at its last day, ``flow`` over all of it, by child and every dimension.

    For a stage the stock is that of its last year with records (``last``) and the flow is the sum of its years.
    """

    frame: Frame
    stock: list[Row]
    years: dict[int, list[Row]] = field(default_factory=dict)
    distinct: int = 0
    undated: int = 0

    @property
    def total(self) -> int:
        """The registrations on the list at the end."""
        return sum(row.count for row in self.stock)

    @property
    def flow(self) -> list[Row]:
        """The rows that flows are summed over."""
        return [row for rows in self.years.values() for row in rows]

    @cached_property
    def last(self) -> Frame:
        """The frame of the stock."""
        with_records = [year for year, rows in self.years.items() if rows]
        return self.frame.of_year(with_records[-1]) if len(self.frame.years) > 1 and with_records else self.frame

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames that flows are summed over."""
        if len(self.frame.years) == 1:
            return (self.frame,)
        return tuple(self.frame.of_year(year) for year, rows in self.years.items() if rows)

    def count(self, where: Where = (), *, flow: bool = False) -> int:
        """Count what ``where`` names."""
        return sum(row.count for row in (self.flow if flow else self.stock) if matches(row.values, where))

    def by(self, name: str, where: Where = ()) -> Counter[Any]:
        """Count the stock by one dimension."""
        found: Counter[Any] = Counter()
        for row in self.stock:
            if matches(row.values, where):
                found[row.values[name]] += row.count
        return found


def matches(values: Mapping[str, Any], where: Where) -> bool:
    """Tell whether the values of a row hold what is asked."""
    return all(
        values[name] in wanted if isinstance(wanted, tuple) else values[name] == wanted for name, wanted in where
    )


def tally(frame: Frame, *, children: bool = True) -> Tally:
    """Count a frame."""
    if len(frame.years) > 1 or frame.period.years[0] != frame.period.years[-1]:
        return _stage(frame, children=children)
    rows = _by_days(frame, children=children) if frame.by_days else _of_year(frame, children=children)
    undated = records(Ref((frame,), without="day")).count() if frame.by_days else 0
    return Tally(frame, rows, {frame.year: rows}, undated=undated)


def _stage(frame: Frame, *, children: bool) -> Tally:
    years = {}
    for year in frame.years:
        one = frame.of_year(year)
        years[year] = (
            _by_days(one, children=children) if one.by_days and one.ended else _of_year(one, children=children)
        )
    with_records = [rows for rows in years.values() if rows]
    found = Tally(frame, with_records[-1] if with_records else [], years)
    distinct = records(Ref(found.frames)).order_by().values("initiative").distinct().count() if with_records else 0
    found.distinct = distinct
    return found


def _of_year(frame: Frame, *, children: bool) -> list[Row]:
    """Read a whole year off the cells; all of it is fresh."""
    where = {} if frame.lines is None else {"line__in": list(frame.lines)}
    by = (*DIMENSIONS, CHILD) if children else DIMENSIONS
    rows = roll_up(frame.unit, Basis(frame.year, year_end(frame.year)), by, **where)
    for row in rows:
        row.values = {**row.values, FRESH: True, LATELY: bool(row.values["level"])}
        row.child = row.child or frame.unit.pk
    return rows


def _by_days(frame: Frame, *, children: bool) -> list[Row]:
    """Count the records by their days."""
    names = (*DIMENSIONS, FRESH, LATELY)
    columns = [*DIMENSIONS[:6], "level_then", "outstanding_then", "illustration", FRESH, LATELY, "accounting_unit_id"]
    assert DIMENSIONS[6:] == ("level", "outstanding", "illustration")  # noqa: S101 - the columns above follow this order
    sums: Counter[tuple[Any, ...]] = Counter()
    homes: dict[uuid.UUID, uuid.UUID] = {}
    found = standing(frame).order_by().values_list(*columns).annotate(n=Count("pk"))
    for *values, unit, n in found.iterator(chunk_size=5000):
        if unit not in homes:
            homes[unit] = child_of(frame, unit) if children else frame.unit.pk
        sums[(homes[unit], *values)] += n
    return [Row(dict(zip(names, key[1:], strict=True)), key[0], n) for key, n in sums.items()]


def child_of(frame: Frame, unit: uuid.UUID) -> uuid.UUID:
    """Return the direct child of the frame's unit in which a unit stands on the frame's day, or the unit itself."""
    picture = atlas()
    home = unit
    if unit not in picture.spans:
        parent = Unit.objects.filter(pk=unit).values_list("periods__parent", flat=True).first()
        if frame.unit.level == Level.COMMUNE and parent == frame.unit.pk:
            return unit
        home = parent or unit
    home = picture.home(home, frame.on)[0] or frame.unit.pk
    chain = [span.unit for span in picture.ancestors(home, frame.on)]
    if frame.unit.pk not in chain or chain[0] == frame.unit.pk:
        return frame.unit.pk
    return chain[chain.index(frame.unit.pk) - 1]


def _whole(frame: Frame) -> RegistrationQuerySet:
    """Return all registrations of the frame's year that are the unit's on the frame's day."""
    rows: RegistrationQuerySet = Registration.objects.of_year(frame.year).under(frame.unit, frame.on)
    if frame.closing:
        rows = rows.exclude(accounting_unit__in=_not_yet_born(frame))
    return rows if frame.lines is None else rows.filter(line__in=frame.lines)


def _not_yet_born(frame: Frame) -> list[uuid.UUID]:
    """Return the units that the tree of the day carries back to the unit, though they came after its end."""
    picture = atlas()
    column = {Level.DISTRICT: "district", Level.PROVINCE: "province"}.get(Level(frame.unit.level), "commune")
    known = Node.objects.filter(on=ensure_nodes(frame.on), **{column: frame.unit}).values_list("unit", flat=True)
    return [unit for unit in known if unit in picture.spans and picture.spans[unit][0].valid_from > frame.on]


def standing(frame: Frame) -> RegistrationQuerySet:
    """Return the registrations on the list on the frame's day, with their level and marks as they stood then."""
    rows = _whole(frame)
    if frame.on < year_end(frame.year):
        rows = rows.filter(Q(registered_on__isnull=True) | Q(registered_on__lte=frame.on))
    return _as_of(rows, frame)


def _as_of(rows: RegistrationQuerySet, frame: Frame) -> RegistrationQuerySet:
    january = frame.first <= dt.date(frame.year, 1, 1)
    fresh = Q(pk__isnull=False) if january else Q(registered_on__gte=frame.first)
    mine = Recognition.objects.filter(registration=OuterRef("pk"))
    found: RegistrationQuerySet = rows.annotate(
        level_then=_level(mine, frame), outstanding_then=_outstanding(mine, frame),
        **{FRESH: _flag(fresh), LATELY: _lately(mine, frame)},
    )  # fmt: skip
    return found


def _flag(condition: Any) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _stood(frame: Frame) -> Q:
    """Return the condition "this recognition stood on the frame's day"."""
    return Q(date__lte=frame.on) & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=frame.on))


def _level(mine: Any, frame: Frame) -> Any:
    if frame.on >= year_end(frame.year):  # what the registration itself carries, as the cells do
        return F("level")
    stood = mine.filter(_stood(frame))
    return Case(
        *(When(Exists(stood.filter(level=level)), then=Value(level)) for level in reversed(LEVELS)), default=Value("")
    )


def _outstanding(mine: Any, frame: Frame) -> Any:
    if frame.on >= year_end(frame.year):
        return F("outstanding")
    return Exists(mine.filter(_stood(frame), outstanding=True))


def _lately(mine: Any, frame: Frame) -> Any:
    """Tell whether the first recognition that stands falls within the period, so that months sum up to the year.

    A decision older than the registration's own day counts from that day: before it there was nothing to recognise.
    """
    january, december = frame.first <= dt.date(frame.year, 1, 1), frame.on >= year_end(frame.year)
    if january and december:
        return _flag(~Q(level=""))
    dated = mine.filter(withdrawn_on__isnull=True).annotate(day=Coalesce("date", Value(year_end(frame.year))))
    by_now = Exists(dated if december else dated.filter(day__lte=frame.on))
    if january:
        return _flag(by_now)
    there_before = Q(registered_on__isnull=True) | Q(registered_on__lt=frame.first)
    return _flag(by_now & ~(Exists(dated.filter(day__lt=frame.first)) & there_before))


def records(ref: Ref) -> RegistrationQuerySet:
    """Return the registrations behind a figure; narrow them by ``visible_to`` before showing them to somebody."""
    if ref.ids is not None:
        named: RegistrationQuerySet = Registration.objects.filter(pk__in=ref.ids)
        return named
    parts = [_records_of(one, ref) for one in ref.frames]
    if len(parts) == 1:
        return parts[0]
    condition = Q(pk__in=())
    for part in parts:
        condition |= Q(pk__in=part.values("pk"))
    rows: RegistrationQuerySet = Registration.objects.filter(condition)
    return rows


def _records_of(frame: Frame, ref: Ref) -> RegistrationQuerySet:
    rows = standing(frame)
    for name, wanted in ref.where:
        column = {"level": "level_then", "outstanding": "outstanding_then"}.get(name, name)
        rows = rows.filter(**{f"{column}__in" if isinstance(wanted, tuple) else column: wanted})
    if ref.without == "target":
        rows = rows.exclude(Exists(Target.objects.filter(registration=OuterRef("pk"), goal__isnull=False)))
    elif ref.without == "day":
        rows = rows.filter(registered_on__isnull=True)
    if ref.children is not None:
        units = set(rows.order_by().values_list("accounting_unit", flat=True).distinct())
        rows = rows.filter(accounting_unit__in=[u for u in units if child_of(frame, u) in ref.children])
    return rows


def total(rows: Iterable[Row]) -> int:
    """Sum up."""
    return sum(row.count for row in rows)
