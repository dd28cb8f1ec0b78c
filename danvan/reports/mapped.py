"""The figures of a map: one indicator for each child of a unit, from the same roll-ups as the dashboard."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from danvan.core.dates import year_end
from danvan.core.numbers import count, rate
from danvan.reports.indicators import Indicator, Type
from danvan.reports.stats import CHILD, Basis, children_of, roll_up
from danvan.units.atlas import Key, atlas
from danvan.units.models import Level, Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """What one unit has: ``value`` of the indicator, and ``records``, the registrations that it is taken from."""

    unit: Key
    value: int = 0
    records: int = 0
    own: bool = False
    is_rate: bool = False

    @property
    def size(self) -> Fraction | None:
        """The figure for comparison: a count or a part of one; None where there are no records at all."""
        if not self.records:
            return None
        if not self.is_rate:
            return Fraction(self.value)
        # as it is written, so that one written figure is never in two classes; something is never nothing
        exact = Fraction(self.value, self.records)
        return Fraction(int(exact * 1000 + Fraction(1, 2)), 1000) or exact

    @property
    def text(self) -> str:
        """The figure as it is written; a dash where there are no records."""
        if not self.records:
            return "–"
        return rate(self.value, self.records) if self.is_rate else count(self.value)


@dataclass(slots=True)
class Figures:
    """All figures of one map. ``children`` stand on it, in the order of their codes; ``own`` are rows of units above them."""

    children: list[Figure] = field(default_factory=list)
    own: list[Figure] = field(default_factory=list)
    whole: Figure = field(default_factory=lambda: Figure(uuid.UUID(int=0)))
    illustration: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether the rows add up to the whole, in value and in records."""
        rows = [*self.children, *self.own]
        return (sum(r.value for r in rows), sum(r.records for r in rows)) == (self.whole.value, self.whole.records)


def figures_of(
    unit: Unit, basis: Basis, indicator: Indicator, lines: Sequence[str] | None, *, communes: bool = False
) -> Figures:
    """Return the figures of a unit's direct children or, with ``communes``, of the communes below its districts.

    ``lines`` narrows to some lines (a line officer's view).
    """
    narrow = {} if lines is None else {"line__in": list(lines)}
    values, records = _counts(unit, basis, {**narrow, **indicator.lookups()}), _counts(unit, basis, narrow)
    children = children_on_map(unit, basis)
    if communes:
        for district in children:
            part = Unit(id=district, level=Level.DISTRICT)
            values = _replaced(values, district, _counts(part, basis, {**narrow, **indicator.lookups()}))
            records = _replaced(records, district, _counts(part, basis, narrow))
        children = [commune for district in children for commune in _below(district, basis)]
    is_rate = indicator.type is Type.RATIO

    def figure(one: Key, *, own: bool) -> Figure:
        return Figure(one, values[one], records[one], own, is_rate)

    shown = set(children)
    rest = sorted((one for one in records.keys() | values.keys() if one not in shown), key=_code(basis))
    return Figures(
        [figure(one, own=False) for one in children],
        [figure(one, own=True) for one in rest if records[one] or values[one]],
        Figure(unit.pk, values.total(), records.total(), is_rate=is_rate),
        _counts(unit, basis, {**narrow, "illustration": True}).total(),
    )


def has_districts(unit: Unit, basis: Basis) -> bool:
    """Tell whether communes can be shown: below a province that had districts, on its year's own tree."""
    if unit.level != Level.PROVINCE or basis.restated:
        return False
    return any(span.level == Level.DISTRICT for span in atlas().children(unit.pk, basis.on))


def _counts(unit: Unit, basis: Basis, where: Mapping[str, object]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for row in roll_up(unit, basis, (CHILD,), **where):
        counts[row.child or unit.pk] += row.count
    return counts


def _replaced(counts: Counter[Key], district: Key, below: Counter[Key]) -> Counter[Key]:
    """Put the rows of a district in the place of its one figure."""
    del counts[district]
    return counts + below


def children_on_map(unit: Unit, basis: Basis) -> list[Key]:
    """Return the units that stand on the map of ``unit``, by code, whether they have records or not.

    A unit that no longer stands on the day is shown as the units that its parts have become.
    """
    if not basis.restated:
        return children_of(unit, basis.on)
    picture = atlas()
    here = picture.home(unit.pk, basis.on)[0] if unit.pk in picture.spans else None
    parts = (span.unit for span in picture.subtree(unit.pk, _last_day(unit, basis)))
    homes = {home for part in parts for home in picture.homes(part, basis.on)}
    if here is None or picture.span(here, basis.on) is None:
        return []
    below = {span.unit for span in picture.children(here, basis.on)}
    return sorted(
        {s.unit for home in homes for s in picture.ancestors(home, basis.on) if s.unit in below}, key=_code(basis)
    )


def _last_day(unit: Unit, basis: Basis) -> dt.date:
    day = year_end(basis.year)
    span = atlas().nearest(unit.pk, day)
    return day if span is None or span.is_on(day) else min(max(day, span.valid_from), span.last_day)


def _below(district: Key, basis: Basis) -> Iterable[Key]:
    return [span.unit for span in atlas().children(district, basis.on)]


def _code(basis: Basis) -> Callable[[Key], tuple[str, str]]:
    def code(unit: Key) -> tuple[str, str]:
        span = atlas().nearest(unit, basis.on)
        return (span.code if span else "", str(unit))

    return code
