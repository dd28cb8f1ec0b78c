"""Roll-ups: the figures of a unit and year, on the tree of a day or restated to another, from the cells alone."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from danvan.core.bulk import among, as_text, fetched, id_value
from danvan.core.dates import valid_on, year_end
from danvan.reports.cells import PAIRED, SET, has_margins
from danvan.reports.models import DIMENSIONS, PAIR, Cell, Margin
from danvan.units.atlas import Atlas, atlas
from danvan.units.models import Level, Node, Unit, UnitPeriod
from danvan.units.nodes import ensure_nodes
from danvan.units.queries import units_under

CHILD = "child"
FLAGS = {"outstanding", "illustration"}
BY = ("field", "status", "line", "renewal", "owner_kind", "kind", "level", "outstanding", CHILD)


@dataclass(frozen=True)
class Basis:
    """How a year's records are laid on a tree: the tree of a day as it was, or carried forward to a day."""

    year: int
    on: dt.date
    restated: bool = False

    @property
    def name(self) -> str:
        """The basis as the contract writes it."""
        return "restated" if self.restated else "as_of"


def basis_for(unit: Unit, year: int, as_of: dt.date | None = None, restated_to: dt.date | None = None) -> Basis:
    """Return the basis asked for; a day on which the unit does not stand can only be a restatement."""
    if restated_to:
        return Basis(year, restated_to, restated=True)
    on = as_of or year_end(year)
    known = atlas().spans.get(unit.pk)
    return Basis(year, on, restated=bool(known) and atlas().span(unit.pk, on) is None)


@dataclass(slots=True)
class Row:
    """One line of a roll-up: the value of each dimension, the child unit if asked for, and the count."""

    values: dict[str, Any]
    child: uuid.UUID | None
    count: int


def roll_up(unit: Unit, basis: Basis, by: Sequence[str], **where: Any) -> list[Row]:
    """Count the registrations of ``unit`` by the dimensions ``by`` (``child``: by direct child, own row included).

    ``where`` narrows by dimensions. Rows with a count of nothing are left out. Children plus own row give the total.
    """
    if _own_tree(basis):
        summed = _roll_up_margins(unit, basis, by, where)
        return _from_totals(unit, basis, by, where) if summed is None else summed
    return _from_own(unit, basis, by, where)


def total(unit: Unit, basis: Basis, **where: Any) -> int:
    """Return one figure."""
    return sum(row.count for row in roll_up(unit, basis, (), **where))


def splits(unit: Unit, basis: Basis, by: Sequence[str], **where: Any) -> dict[str, Counter[Any]]:
    """Count the registrations of ``unit`` by each of the dimensions ``by`` on its own: one read for all of them.

    ``where`` narrows by dimensions, as in ``roll_up``.
    """
    if _from_margins(unit, basis, where):
        counts: dict[str, Counter[Any]] = {name: Counter() for name in by}
        units = [unit.pk] if unit.level != Level.COUNTRY else [*children_of(unit, basis.on), unit.pk]
        rows = _margins(units, basis.year, by, where).values_list("dimension", "value").annotate(n=Sum("total"))
        for name, value, n in rows:
            if n:
                counts[name][_value(name, value)] += n
        return counts
    return tally(roll_up(unit, basis, by, **where), by)


def child_splits(unit: Unit, basis: Basis, by: Sequence[str], **where: Any) -> dict[uuid.UUID, dict[str, Counter[Any]]]:
    """Count as ``splits`` does for each direct child, and for the unit's own records under its own key."""
    found: dict[uuid.UUID, dict[str, Counter[Any]]] = defaultdict(lambda: {name: Counter() for name in by})
    if unit.level == Level.COUNTRY and _from_margins(unit, basis, where):
        units = [*children_of(unit, basis.on), unit.pk]
        margins = _margins(units, basis.year, by, where)
        for child, name, value, n in margins.values_list("unit_id", "dimension", "value").annotate(n=Sum("total")):
            if n:
                found[child][name][_value(name, value)] += n
        return found
    for row in roll_up(unit, basis, (CHILD, *by), **where):
        for name in by:
            found[row.child or unit.pk][name][row.values[name]] += row.count
    return found


def tally(rows: Iterable[Row], by: Sequence[str]) -> dict[str, Counter[Any]]:
    """Return, for each dimension by itself, the count of each value."""
    counts: dict[str, Counter[Any]] = {name: Counter() for name in by}
    pairs = list(counts.items())
    for row in rows:
        for name, counter in pairs:
            counter[row.values[name]] += row.count
    return counts


def _from_margins(unit: Unit, basis: Basis, where: dict[str, Any]) -> bool:
    """Tell whether the margins can answer: on the year's own tree, narrowed by nothing but lines."""
    return _own_tree(basis) and has_margins(unit.pk) and not set(where) - {"line", "line__in"}


def _own_tree(basis: Basis) -> bool:
    picture = atlas()
    return not basis.restated and picture.era(basis.on) == picture.era(year_end(basis.year))


def _margins(units: list[uuid.UUID], year: int, by: Sequence[str], where: dict[str, Any]) -> QuerySet[Margin]:
    lines = where.get("line__in", [where["line"]] if "line" in where else [""])
    return Margin.objects.filter(unit__in=units, line__in=lines, year=year, dimension__in=by).order_by()


def _value(name: str, stored: str) -> Any:
    """Return a dimension's value as the cells have it."""
    return stored == SET if name in FLAGS else stored


def _roll_up_margins(unit: Unit, basis: Basis, by: Sequence[str], where: dict[str, Any]) -> list[Row] | None:
    """Return the roll-up from the margins where they can answer: one dimension and lines, or those of ``PAIR``."""
    lines = {key: value for key, value in where.items() if key in {"line", "line__in"}}
    named = {key.removesuffix("__in") for key in where if key not in lines} | set(_dims(by))
    if (
        len(named) > 1
        or named - set(DIMENSIONS)
        or not _from_margins(unit, basis, lines)
        or (CHILD in by and unit.level != Level.COUNTRY)
    ):
        return None if lines or named - set(PAIR) else _roll_up_pairs(unit, basis, by, where)
    name = next(iter(named), "field")
    wanted = where.get(f"{name}__in", [where[name]] if name in where and name not in lines else None)
    found = (
        child_splits(unit, basis, (name,), **lines) if CHILD in by else {None: splits(unit, basis, (name,), **lines)}
    )
    rows = [
        Row({name: value} if name in by else {}, child, n)
        for child, counts in found.items()
        for value, n in counts[name].items()
        if wanted is None or value in wanted
    ]
    return rows if name in by else _merge(rows, [], children=CHILD in by)


def _roll_up_pairs(unit: Unit, basis: Basis, by: Sequence[str], where: dict[str, Any]) -> list[Row]:
    """Return a roll-up by the dimensions of ``PAIR`` and children from their margins; ``where`` narrows by them."""
    parted = CHILD in by or unit.level == Level.COUNTRY
    units = [*(children_of(unit, basis.on) if parted else ()), unit.pk]
    margins = among(Margin.objects.filter(line="", year=basis.year, dimension=PAIRED), [u.hex for u in units], "unit")
    wanted = [set(where.get(f"{name}__in", [where[name]] if name in where else [])) for name in PAIR]
    narrowed = [f"{name}__in" in where or name in where for name in PAIR]
    picked = [PAIR.index(name) for name in _dims(by)]
    here = str(id_value(unit.pk)) if parted else ""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for at, value, own, total in fetched(margins.values_list(as_text("unit_id"), "value", "own", "total")):
        sums[at, value] += own if at == here else total
    children = {str(id_value(child)): child for child in units}
    shown: dict[str, dict[str, str] | None] = {}  # the few values → what a row shows of them; None: not asked for
    for value in {value for _at, value in sums}:
        pair = value.split(" ")
        fits = all(not narrow or one in ones for narrow, one, ones in zip(narrowed, pair, wanted, strict=True))
        shown[value] = {PAIR[n]: pair[n] for n in picked} if fits else None
    rows = [
        Row(values, children[at] if CHILD in by else None, n)
        for (at, value), n in sums.items()
        if n and (values := shown[value]) is not None
    ]
    return rows if len(picked) == len(PAIR) and CHILD in by else _merge(rows, _dims(by), children=CHILD in by)


def _dims(by: Sequence[str]) -> list[str]:
    return [name for name in by if name != CHILD]


def _from_totals(unit: Unit, basis: Basis, by: Sequence[str], where: dict[str, Any]) -> list[Row]:
    """Read the cells of the unit itself, or of its children and its own: one indexed read."""
    cells = Cell.objects.filter(year=basis.year, **where)
    dims = _dims(by)
    if CHILD not in by and unit.level != Level.COUNTRY:
        return _rows(cells.filter(unit=unit), dims, "total", None)
    children = children_of(unit, basis.on)
    grouped = _rows(cells.filter(unit__in=children), dims, "total", "unit_id") + _rows(
        cells.filter(unit=unit), dims, "own", "unit_id"
    )
    return grouped if CHILD in by else _merge(grouped, dims)


def _from_own(unit: Unit, basis: Basis, by: Sequence[str], where: dict[str, Any]) -> list[Row]:
    """Join the cells' own counts with the tree of the day."""
    picture, dims = atlas(), _dims(by)
    cells = Cell.objects.filter(year=basis.year, **where).exclude(own=0)
    # A restatement speaks of the records that were the unit's at the end of the year; a day's tree of those it holds.
    cells = cells.filter(units_under(unit, year_end(basis.year) if basis.restated else basis.on, "unit"))
    if CHILD not in by:
        return _rows(cells, dims, "own", None)
    here = picture.home(unit.pk, basis.on)[0] or unit.pk
    era = ensure_nodes(basis.on)
    node = Node.objects.filter(on=era, unit=OuterRef("unit"))
    child = Subquery(node.annotate(child=_child_column(picture, here, era)).values("child")[:1])
    grouped = _rows(cells.annotate(child=child), dims, "own", "child")
    return _merge([Row(r.values, r.child or here, r.count) for r in grouped], dims, children=True)


def _child_column(picture: Atlas, unit: uuid.UUID, on: dt.date) -> Any:
    """Return which column of ``Node`` names the direct child of ``unit`` that a record stands in."""
    span = picture.span(unit, on)
    match span.level if span else Level.COMMUNE:
        case Level.COUNTRY:
            return F("province")
        case Level.PROVINCE:
            return Coalesce(F("district"), F("commune"))
        case Level.DISTRICT:
            return F("commune")
        case _:
            return F("home")


def _rows(cells: QuerySet[Cell], dims: list[str], column: str, child: str | None) -> list[Row]:
    names = [*dims, *([child] if child else [])]
    counted = cells.order_by().values(*names).annotate(n=Sum(column)) if names else [cells.aggregate(n=Sum(column))]
    return [
        Row({name: row[name] for name in dims}, row[child] if child else None, row["n"]) for row in counted if row["n"]
    ]


def _merge(rows: list[Row], dims: list[str], *, children: bool = False) -> list[Row]:
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in rows:
        sums[row.child if children else None, *(row.values[d] for d in dims)] += row.count
    return [Row(dict(zip(dims, key[1:], strict=True)), key[0], n) for key, n in sums.items()]


def children_of(unit: Unit, on: dt.date) -> list[uuid.UUID]:
    """Return the direct children of a unit on a day; those of a commune are its villages."""
    if unit.level == Level.COMMUNE:
        villages = UnitPeriod.objects.filter(valid_on(on), parent=unit, unit__level=Level.VILLAGE)
        return list(villages.order_by("code").values_list("unit_id", flat=True))
    return [s.unit for s in atlas().children(unit.pk, on)]


def in_places(unit: Unit, basis: Basis, visible: QuerySet[Any]) -> dict[str, Any]:
    """Count registrations in each place: every child where one is carried out counts it, the total counts it once.

    ``visible`` are the registrations of the year that may be counted. Returns ``rows`` (child → count) and
    ``distinct``; the rows may add up to more than that.
    """
    picture = atlas()
    here = picture.home(unit.pk, basis.on)[0] or unit.pk
    era = ensure_nodes(basis.on)
    node = Node.objects.filter(on=era, unit=OuterRef("unit"))
    place = visible.model.places.rel.related_model
    places = place.objects.filter(registration__in=visible.order_by().values("pk"))
    places = places.filter(units_under(unit, basis.on, "unit"))
    child = Subquery(node.annotate(child=_child_column(picture, here, era)).values("child")[:1])
    pairs = places.annotate(child=child).order_by().values_list("child", "registration_id").distinct()
    rows: dict[uuid.UUID, int] = defaultdict(int)
    seen = set()
    for where, registration in pairs.iterator(chunk_size=5000):
        rows[where or here] += 1
        seen.add(registration)
    return {"rows": dict(rows), "distinct": len(seen)}


__all__ = [
    "BY", "CHILD", "Basis", "Row", "basis_for", "child_splits", "children_of", "in_places", "roll_up", "splits", "tally",
    "total",
]  # fmt: skip
