"""The movement of one unit in one year, in a handful of reads: what the dashboard, its print and its tables show."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from danvan.core.dates import year_end
from danvan.reports.cells import has_margins
from danvan.reports.indicators import INDICATORS, SPLITS, Indicator, Type
from danvan.reports.models import Cell, Margin
from danvan.reports.stats import Basis, child_splits, children_of, splits, total
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
    counts, before = splits(unit, basis, dims, **where), _before(unit, basis, dims, where)
    return Picture(
        unit,
        basis,
        [_figure(unit, basis, indicator, counts, before, where) for indicator in INDICATORS.values()],
        {name: _split(counts[name], name) for name in SPLITS},
        _children(unit, basis, where),
        _years(unit, where),
    )


Counts = dict[str, Counter[Any]]


def _before(unit: Unit, basis: Basis, dims: list[str], where: dict[str, Any]) -> tuple[Basis, Counts] | None:
    """Return last year's counts where the same unit stood then; another basis comes with restatement."""
    day = year_end(basis.year - 1)
    if basis.restated or atlas().span(unit.pk, day) is None:
        return None
    then = Basis(basis.year - 1, day)
    counts = splits(unit, then, dims, **where)
    return (then, counts) if counts["field"] else None


def _figure(
    unit: Unit, basis: Basis, indicator: Indicator, counts: Counts, before: tuple[Basis, Counts] | None, where: dict[str, Any]
) -> Figure:  # fmt: skip
    was = _value(unit, before[0], indicator, before[1], where) if before else None
    whole = counts["field"].total() if indicator.type is Type.RATIO else None
    return Figure(indicator, _value(unit, basis, indicator, counts, where), whole, was)


def _value(unit: Unit, basis: Basis, indicator: Indicator, counts: Counts, where: dict[str, Any]) -> int:
    """Count what the indicator names; one that names a single dimension is there already."""
    if len(indicator.where) > 1:
        return total(unit, basis, **indicator.lookups(), **where)
    for name, wanted in indicator.where.items():
        return sum(counts[name][value] for value in (wanted if isinstance(wanted, tuple) else (wanted,)))
    return counts["field"].total()


def _split(counts: Counter[Any], name: str) -> list[tuple[Any, str, int]]:
    _label, names = SPLITS[name]
    return [(value, str(label), counts[value]) for value, label in names.items() if counts[value] or name == "field"]


def _children(unit: Unit, basis: Basis, where: dict[str, Any]) -> list[ChildLine]:
    picture = atlas()
    here = picture.home(unit.pk, basis.on)[0] if unit.pk in picture.spans else unit.pk
    known = {} if basis.restated else {child: _line(child, basis, own=False) for child in children_of(unit, basis.on)}
    for child, counts in child_splits(unit, basis, CHILD_SPLITS, **where).items():
        if child not in known:
            known[child] = _line(child, basis, own=child in {unit.pk, here})
        known[child].total = counts["field"].total()
        known[child].splits = counts
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
    rows: Any
    if has_margins(unit.pk):
        units = [unit.pk]
        if unit.level == Level.COUNTRY:
            units += Unit.objects.filter(level=Level.PROVINCE).values_list("pk", flat=True)
        margins = Margin.objects.filter(unit__in=units, line__in=where.get("line__in", [""]), dimension="level")
        rows = margins.order_by().values_list("year", "value").annotate(n=Sum("total"))
    else:
        cells = Cell.objects.filter(unit=unit, **where)
        rows = cells.order_by().values_list("year", "level").annotate(n=Sum("total"))
    sums: dict[int, list[int]] = {}
    for year, level, n in rows:
        pair = sums.setdefault(year, [0, 0])
        pair[0] += n
        pair[1] += n if level else 0
    return [(year, total, recognised) for year, (total, recognised) in sorted(sums.items())]
