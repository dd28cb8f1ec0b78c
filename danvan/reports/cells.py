"""The cells, kept in step with every write in the same transaction.

A change of records becomes deltas; deltas are summed per cell and written by one statement per thousand cells, never
per row (measured: a trigger per row cost ten times as much, docs/decisions/0005).
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Count

from danvan.audit.door import Change
from danvan.core.dates import year_end
from danvan.core.ids import new_id
from danvan.initiatives.models import Registration
from danvan.reports.models import DIMENSIONS, Cell
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit

Key = tuple[Any, ...]  # (unit, year, province, *DIMENSIONS)


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
    """Add deltas to the cells of their units and of all units above, and drop cells that became empty."""
    sums: dict[Key, list[int]] = {}
    above: dict[tuple[uuid.UUID, int], list[uuid.UUID]] = {}
    for (unit, year, *rest), n in deltas.items():
        if (unit, year) not in above:
            above[unit, year] = holders(unit, year)
        for holder in above[unit, year]:
            pair = sums.setdefault((holder, year, *rest), [0, 0])
            pair[0] += n if holder == unit else 0
            pair[1] += n
    rows = [(key, own, total) for key, (own, total) in sums.items() if own or total]
    for start in range(0, len(rows), 1000):
        _add(rows[start : start + 1000])
    if any(total < 0 for _, _, total in rows):
        units = {key[0] for key, _, total in rows if total < 0}
        Cell.objects.filter(unit__in=units, own=0, total=0).delete()


def _add(rows: list[tuple[Key, int, int]]) -> None:
    names = ("id", "unit_id", "year", "province_id", *DIMENSIONS, "own", "total")
    table = Cell._meta.db_table
    columns = ", ".join(names)
    target = ", ".join(("unit_id", "year", "province_id", *DIMENSIONS))
    one = f"({', '.join(['%s'] * len(names))})"
    params: list[Any] = []
    for (unit, year, province, *values), own, total in rows:
        params += (_stored(new_id()), _stored(unit), year, _stored(province), *values, own, total)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(rows))} "  # noqa: S608 - names are ours
            f"ON CONFLICT ({target}) DO UPDATE SET own = {table}.own + excluded.own, total = {table}.total + excluded.total",
            params,
        )


def _stored(value: uuid.UUID) -> Any:
    """Return a key as the engine stores it; the other columns need no conversion."""
    return value if connection.features.has_native_uuid_field else value.hex


def counted(years: Iterable[int] | None = None) -> Iterator[tuple[Key, int]]:
    """Yield every cell's key and count as the records give them, for rebuilding and for ``danvan verify``."""
    records = Registration.objects.all() if years is None else Registration.objects.filter(year__in=years)
    columns = ("accounting_unit_id", "year", "province_id", *DIMENSIONS)
    for row in records.order_by().values_list(*columns).annotate(n=Count("pk")).iterator(chunk_size=5000):
        yield tuple(row[:-1]), row[-1]


def rebuild() -> None:
    """Count all cells anew from the records."""
    Cell.objects.all().delete()
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
    return [
        {"unit": str(key[0]), "year": key[1], "kept": list(kept.get(key, (0, 0))), "counted": [own[key], expected[key]]}
        for key in {*expected, *kept}
        if kept.get(key, (0, 0)) != (own[key], expected[key])
    ]
