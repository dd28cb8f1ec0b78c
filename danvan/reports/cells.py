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
from danvan.core.dates import year_end
from danvan.initiatives.models import Registration
from danvan.reports.models import DIMENSIONS, PAIR, Cell, Margin
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit

Key = tuple[Any, ...]  # (unit, year, province, *DIMENSIONS); of a margin (unit, year, province, line, dimension, value)
CELL_KEY = ("unit_id", "year", "province_id", *DIMENSIONS)
MARGIN_KEY = ("unit_id", "year", "province_id", "line", "dimension", "value")
SUMMED: set[str] = {Level.PROVINCE, Level.COUNTRY}
LINE = DIMENSIONS.index("line")
FIRST, SECOND = (DIMENSIONS.index(name) for name in PAIR)
PAIRED = "_".join(PAIR)  # how a margin names the two dimensions of PAIR together
SUMS = ("own", "total")
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
    cells = _carried_up(deltas)
    _add(Cell, CELL_KEY, cells)
    _add(Margin, MARGIN_KEY, _margins(cells))
    lowered = {place[0] for place, book in cells.held.items() if any(total < 0 for _own, total in book.values())}
    if lowered:
        for model in (Cell, Margin):
            model.objects.filter(unit__in=lowered, own=0, total=0).delete()


class Books:
    """Own and total counts by place and key. A key – all but unit and year – has a number, so that it is hashed once."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.held: dict[tuple[uuid.UUID, int], dict[int, list[int]]] = {}

    def number(self, key: tuple[Any, ...]) -> int:
        """Return the number of a key."""
        return self.numbers.setdefault(key, len(self.numbers))

    def book(self, unit: uuid.UUID, year: int) -> dict[int, list[int]]:
        """Return the counts of a place, by number."""
        return self.held.setdefault((unit, year), {})


def _carried_up(deltas: dict[Key, int]) -> Books:
    """Add each delta to its own unit and to all above it."""
    books = Books()
    local: dict[tuple[uuid.UUID, int], list[tuple[int, int]]] = defaultdict(list)
    for (unit, year, *rest), n in deltas.items():
        local[unit, year].append((books.number(tuple(rest)), n))
    for (unit, year), found in local.items():
        for holder in holders(unit, year):
            book, own = books.book(holder, year), holder == unit
            for number, n in found:
                pair = book.get(number)
                if pair is None:
                    pair = book[number] = [0, 0]
                pair[1] += n
                if own:
                    pair[0] += n
    return books


def has_margins(unit: uuid.UUID) -> bool:
    """Tell whether a unit's cells are summed into margins: there are many at a province and the country, few below."""
    spans = atlas().spans.get(unit)
    return spans is not None and spans[0].level in SUMMED


def _margins(cells: Books) -> Books:
    """Sum cells by PAIR, and at provinces and the country by each dimension too, over all lines and line by line."""
    found = Books()
    paired = [found.number((key[0], "", PAIRED, f"{key[1 + FIRST]} {key[1 + SECOND]}")) for key in cells.numbers]
    # the number of a cell's key → those of the margins by one dimension that it is summed into
    single: dict[int, list[int]] = {}
    keys = list(cells.numbers)
    for (unit, year), book in cells.held.items():
        sums = found.book(unit, year)
        summed = has_margins(unit)
        for number, (own, total) in book.items():
            into = [paired[number]]
            if summed:
                if number not in single:
                    single[number] = [found.number(key) for key in _single(keys[number])]
                into += single[number]
            for each in into:
                pair = sums.get(each)
                if pair is None:
                    sums[each] = [own, total]
                else:
                    pair[0] += own
                    pair[1] += total
    return found


def _single(key: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of the margins by one dimension: over all lines, and of the line."""
    province, *values = key
    for line in ("", values[LINE]):
        for name, value in zip(DIMENSIONS, values, strict=True):
            yield province, line, name, stored_value(value)


def stored_value(value: Any) -> str:
    """Return a dimension's value as a margin holds it."""
    return (SET if value else "") if isinstance(value, bool) else str(value)


def _add(model: type[Cell | Margin], key: tuple[str, ...], books: Books) -> None:
    """Add to the rows that stand, those of a unit one after the other so that they come to lie near each other."""
    stored = bulk.id_values({unit for unit, _year in books.held} | {province for province, *_ in books.numbers})
    rests = [(stored[province], *rest) for province, *rest in books.numbers]
    rows = [
        (stored[unit], year, *rests[number], *pair)
        for unit, year in sorted(books.held, key=lambda place: (place[0].int, place[1]))
        for number, pair in books.held[unit, year].items()
        if pair[0] or pair[1]
    ]
    for start in range(0, len(rows), 20_000):
        part = rows[start : start + 20_000]
        coming = [(own_id, *row) for own_id, row in zip(bulk.new_id_values(len(part)), part, strict=True)]
        bulk.add(model._meta.db_table, ("id", *key, *SUMS), key, SUMS, coming)


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
    """Return the cells and margins whose counts differ from a recount, none when all is well."""
    expected = _carried_up(dict(counted()))
    return _unlike(Cell, CELL_KEY, expected) + _unlike(Margin, MARGIN_KEY, _margins(expected))


def _unlike(model: type[Cell | Margin], names: tuple[str, ...], books: Books) -> list[dict[str, Any]]:
    """Return what a table keeps otherwise than a recount has it."""
    keys = list(books.numbers)
    expected = {
        (*place, *keys[number]): tuple(pair)
        for place, book in books.held.items()
        for number, pair in book.items()
        if any(pair)
    }
    rows = model.objects.values_list(*names, *SUMS).iterator(chunk_size=5000)
    kept = {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}
    return [
        {
            "unit": str(key[0]), "year": key[1], "kept": list(kept.get(key, (0, 0))),
            "counted": list(expected.get(key, (0, 0))),
            **({"margin": f"{key[-2]}={key[-1]}"} if model is Margin else {}),
        }
        for key in {*expected, *kept}
        if kept.get(key, (0, 0)) != expected.get(key, (0, 0))
    ]  # fmt: skip
