"""The cells, kept in step with every write in the same transaction.

A change of records becomes deltas; deltas are summed per cell and written by one statement for thousands of cells, never
per row (measured: a trigger per row cost ten times as much, docs/decisions/0005).
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count

from danvan.audit.door import Change
from danvan.core import bulk
from danvan.core.bulk import id_value
from danvan.core.dates import year_end
from danvan.core.ids import new_id
from danvan.initiatives.models import Registration
from danvan.reports.models import DIMENSIONS, Cell, Margin
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit

Key = tuple[Any, ...]  # (unit, year, province, *DIMENSIONS); of a margin (unit, year, province, line, dimension, value)
CELL_KEY = ("unit_id", "year", "province_id", *DIMENSIONS)
MARGIN_KEY = ("unit_id", "year", "province_id", "line", "dimension", "value")
SUMMED: set[str] = {Level.PROVINCE, Level.COUNTRY}
LINE = DIMENSIONS.index("line")
SET = "1"  # how a margin holds a flag that is set


def keep_in_step(changes: list[Change]) -> None:
    """Follow the door: move the counts of every registration that was written."""
    deltas: Counter[Key] = Counter()
    for change in changes:
        if change.model is Registration:
            if change.before:
                deltas[_key(change.province_id, change.before)] -= 1
            if change.after:
                deltas[_key(change.province_id, change.after)] += 1
    apply({key: n for key, n in deltas.items() if n})


def _key(province: uuid.UUID, row: dict[str, Any]) -> Key:
    return (uuid.UUID(row["accounting_unit_id"]), row["year"], province, *(row[name] for name in DIMENSIONS))


def holders(unit: uuid.UUID, year: int) -> list[uuid.UUID]:
    """Return the unit and all above it up to its province, in the tree of 31 December of ``year``.

    A unit that is not there on that day stands where lineage carries it; a village stands in its commune.
    """
    picture, day = atlas(), year_end(year)
    if unit not in picture.spans:
        parent = (
            Unit.objects.filter(pk=unit)
            .values_list("periods__parent", flat=True)
            .order_by("-periods__valid_from")
            .first()
        )
        return [unit, *holders(parent, year)] if parent else [unit]
    home = picture.home(unit, day)[0]
    above = [s.unit for s in picture.ancestors(home, day) if s.level != Level.COUNTRY] if home else []
    return above if unit in above else [unit, *above]


def apply(deltas: dict[Key, int]) -> None:
    """Add deltas to the cells of their units and of all units above, and to the margins; drop what became empty."""
    sums: dict[Key, list[int]] = {}
    above: dict[tuple[uuid.UUID, int], list[uuid.UUID]] = {}
    for (unit, year, *rest), n in deltas.items():
        if (unit, year) not in above:
            above[unit, year] = holders(unit, year)
        for holder in above[unit, year]:
            pair = sums.setdefault((holder, year, *rest), [0, 0])
            pair[0] += n if holder == unit else 0
            pair[1] += n
    rows = [(*key, own, total) for key, (own, total) in sums.items() if own or total]
    margins = _margins((row[:-2], row[-1]) for row in rows)
    _add(Cell, CELL_KEY, ("own", "total"), rows)
    _add(Margin, MARGIN_KEY, ("total",), [(*key, n) for key, n in margins.items() if n])
    if any(row[-1] < 0 for row in rows):
        units = {row[0] for row in rows if row[-1] < 0}
        Cell.objects.filter(unit__in=units, own=0, total=0).delete()
        Margin.objects.filter(unit__in=units, total=0).delete()


def has_margins(unit: uuid.UUID) -> bool:
    """Tell whether a unit's cells are summed into margins: there are many at a province and the country, few below."""
    spans = atlas().spans.get(unit)
    return spans is not None and spans[0].level in SUMMED


def _margins(cells: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Sum cells for one dimension at a time, over all lines and line by line."""
    summed: dict[uuid.UUID, bool] = {}
    books: dict[Key, dict[tuple[int, Any], int]] = {}  # (unit, year, province, line) → (dimension, value) → count
    for (unit, year, province, *values), n in cells:
        if unit not in summed:
            summed[unit] = has_margins(unit)
        if summed[unit]:
            whole = books.setdefault((unit, year, province, ""), defaultdict(int))
            narrowed = books.setdefault((unit, year, province, values[LINE]), defaultdict(int))
            for pair in enumerate(values):
                whole[pair] += n
                narrowed[pair] += n
    return {
        (*key, DIMENSIONS[number], stored_value(value)): n
        for key, book in books.items()
        for (number, value), n in book.items()
    }


def stored_value(value: Any) -> str:
    """Return a dimension's value as a margin holds it."""
    return (SET if value else "") if isinstance(value, bool) else str(value)


def _add(model: type[Cell | Margin], key: tuple[str, ...], sums: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Add rows (unit, year, province, …) to those that stand, each with the rows of its unit near it."""
    stored = {unit: id_value(unit) for row in rows for unit in (row[0], row[2])}
    rows.sort(key=lambda row: row[0].int)
    coming = [(id_value(new_id()), stored[row[0]], row[1], stored[row[2]], *row[3:]) for row in rows]
    for start in range(0, len(coming), 20_000):
        bulk.add(model._meta.db_table, ("id", *key, *sums), key, sums, coming[start : start + 20_000])


def counted(years: Iterable[int] | None = None) -> Iterator[tuple[Key, int]]:
    """Yield every cell's key and count as the records give them, for rebuilding and for ``danvan verify``."""
    records = Registration.objects.all() if years is None else Registration.objects.filter(year__in=years)
    columns = ("accounting_unit_id", "year", "province_id", *DIMENSIONS)
    for row in records.order_by().values_list(*columns).annotate(n=Count("pk")).iterator(chunk_size=5000):
        yield tuple(row[:-1]), row[-1]


def rebuild() -> None:
    """Count all cells and margins anew from the records."""
    Cell.objects.all().delete()
    Margin.objects.all().delete()
    apply(dict(counted()))


def differences() -> list[dict[str, Any]]:
    """Return the cells whose counts differ from a recount, none when all is well."""
    expected: Counter[Key] = Counter()
    own: Counter[Key] = Counter()
    for (unit, year, *rest), n in counted():
        own[unit, year, *rest] += n
        for holder in holders(unit, year):
            expected[holder, year, *rest] += n
    columns = ("unit_id", "year", "province_id", *DIMENSIONS, "own", "total")
    kept = {tuple(row[:-2]): (row[-2], row[-1]) for row in Cell.objects.values_list(*columns).iterator(chunk_size=5000)}
    found = [
        {"unit": str(key[0]), "year": key[1], "kept": list(kept.get(key, (0, 0))), "counted": [own[key], expected[key]]}
        for key in {*expected, *kept}
        if kept.get(key, (0, 0)) != (own[key], expected[key])
    ]
    return found + _margin_differences(expected)


def _margin_differences(cells: Counter[Key]) -> list[dict[str, Any]]:
    expected = _margins(cells.items())
    kept = {
        tuple(row[:-1]): row[-1] for row in Margin.objects.values_list(*MARGIN_KEY, "total").iterator(chunk_size=5000)
    }
    return [
        {
            "unit": str(key[0]),
            "year": key[1],
            "kept": [kept.get(key, 0)],
            "counted": [expected.get(key, 0)],
            "margin": f"{key[4]}={key[5]}",
        }
        for key in {*expected, *kept}
        if kept.get(key, 0) != expected.get(key, 0)
    ]
