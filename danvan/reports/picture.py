"""The movement of one unit in one year, in a handful of reads: what the dashboard, its print and its tables show."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from danvan.core.dates import year_end
from danvan.reports.indicators import INDICATORS, SPLITS, Indicator, Type
from danvan.reports.models import Cell
from danvan.reports.stats import CHILD, Basis, Row, children_of, roll_up
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit

CHILD_SPLITS = ("field", "renewal", "level", "owner_kind")


@dataclass(frozen=True)
class Figure:
    """An indicator with its value; ``before`` is last year's, None where there is none to compare with."""

    indicator: Indicator
    value: int
    of: int | None = None
    before: int | None = None


@dataclass
class ChildLine:
    """The counts of one direct child, or of the unit's own records (``own``)."""

    unit: uuid.UUID
    code: str
    name: str
    own: bool
    total: int = 0
    splits: dict[str, Counter[Any]] = field(default_factory=lambda: {name: Counter() for name in CHILD_SPLITS})

    @property
    def recognised(self) -> int:
        """How many stand recognised at any level."""
        return sum(n for level, n in self.splits["level"].items() if level)


@dataclass
class Picture:
    """All that one look shows."""

    unit: Unit
    basis: Basis
    figures: list[Figure]
    splits: dict[str, list[tuple[Any, str, int]]]
    children: list[ChildLine]
    years: list[tuple[int, int, int]]  # year, in the register, recognised

    @property
    def total(self) -> int:
        """The registrations of the year."""
        return self.figures[0].value


def draw(unit: Unit, basis: Basis, lines: Sequence[str] | None = None) -> Picture:
    """Draw the picture; ``lines`` narrows it to some lines (a line officer's view)."""
    where = {} if lines is None else {"line__in": list(lines)}
    dims = [*SPLITS, "illustration"]
    rows = roll_up(unit, basis, dims, **where)
    counts = _counts(rows, dims)
    return Picture(
        unit,
        basis,
        _figures(rows, counts, _before(unit, basis, dims, where)),
        {name: _split(counts[name], name) for name in SPLITS},
        _children(unit, basis, where),
        _years(unit, where),
    )


def _counts(rows: list[Row], dims: Sequence[str]) -> dict[str, Counter[Any]]:
    """Return, for each dimension by itself, the count of each value: one pass for all figures and splits."""
    counts: dict[str, Counter[Any]] = {name: Counter() for name in dims}
    pairs = list(counts.items())
    for row in rows:
        for name, counter in pairs:
            counter[row.values[name]] += row.count
    return counts


def _before(unit: Unit, basis: Basis, dims: list[str], where: dict[str, Any]) -> list[Row] | None:
    """Return last year's rows where the same unit stood then; another basis comes with restatement."""
    day = year_end(basis.year - 1)
    if basis.restated or atlas().span(unit.pk, day) is None:
        return None
    return roll_up(unit, Basis(basis.year - 1, day), dims, **where) or None


def _figures(rows: list[Row], counts: dict[str, Counter[Any]], before: list[Row] | None) -> list[Figure]:
    found = []
    last_year = None if before is None else _counts(before, list(counts))
    for indicator in INDICATORS.values():
        value = _value(indicator, rows, counts)
        was = None if before is None or last_year is None else _value(indicator, before, last_year)
        whole = counts["field"].total() if indicator.type is Type.RATIO else None
        found.append(Figure(indicator, value, whole, was))
    return found


def _value(indicator: Indicator, rows: list[Row], counts: dict[str, Counter[Any]]) -> int:
    """Count what the indicator names; one that names a single dimension is there already."""
    if len(indicator.where) > 1:
        return sum(row.count for row in rows if _holds(indicator, row.values))
    for name, wanted in indicator.where.items():
        return sum(counts[name][value] for value in (wanted if isinstance(wanted, tuple) else (wanted,)))
    return counts["field"].total()


def _holds(indicator: Indicator, values: dict[str, Any]) -> bool:
    return all(
        values[name] in wanted if isinstance(wanted, tuple) else values[name] == wanted
        for name, wanted in indicator.where.items()
    )


def _split(counts: Counter[Any], name: str) -> list[tuple[Any, str, int]]:
    _label, names = SPLITS[name]
    return [(value, str(label), counts[value]) for value, label in names.items() if counts[value] or name == "field"]


def _children(unit: Unit, basis: Basis, where: dict[str, Any]) -> list[ChildLine]:
    picture = atlas()
    here = picture.home(unit.pk, basis.on)[0] if unit.pk in picture.spans else unit.pk
    known = {} if basis.restated else {child: _line(child, basis, own=False) for child in children_of(unit, basis.on)}
    for row in roll_up(unit, basis, (CHILD, *CHILD_SPLITS), **where):
        child = row.child or unit.pk
        if child not in known:
            known[child] = _line(child, basis, own=child in {unit.pk, here})
        line = known[child]
        line.total += row.count
        for name in CHILD_SPLITS:
            line.splits[name][row.values[name]] += row.count
    return sorted(known.values(), key=lambda c: (c.own, c.code))


def _line(child: uuid.UUID, basis: Basis, *, own: bool) -> ChildLine:
    span = atlas().nearest(child, basis.on)
    if span:
        return ChildLine(child, span.code, span.label or str(span.name), own)
    from danvan.reports.exports import unit_codes  # noqa: PLC0415 - villages are rare here

    code, name = unit_codes({child}, basis.on.year)[child]
    return ChildLine(child, code, name, own)


def _years(unit: Unit, where: dict[str, Any]) -> list[tuple[int, int, int]]:
    """Return the counts of every year in which this very unit has records."""
    cells = Cell.objects.filter(**where)
    if unit.level == Level.COUNTRY:
        provinces = Unit.objects.filter(level__in=(Level.PROVINCE, Level.COUNTRY))
        cells = cells.filter(unit__in=provinces)
    else:
        cells = cells.filter(unit=unit)
    sums: dict[int, list[int]] = {}
    for year, level, n in cells.order_by().values_list("year", "level").annotate(n=Sum("total")):
        pair = sums.setdefault(year, [0, 0])
        pair[0] += n
        pair[1] += n if level else 0
    return [(year, total, recognised) for year, (total, recognised) in sorted(sums.items())]
