"""A province's figures from the cells, against one indexed read of the cells that they need."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from bench.clock import Result, compared, take_turns
from danvan.core.dates import year_end
from danvan.reports.models import DIMENSIONS, Cell
from danvan.reports.picture import draw
from danvan.reports.stats import Basis, basis_for, children_of, roll_up
from danvan.units.models import Unit
from danvan.units.nodes import ensure_nodes
from danvan.units.queries import unit_by_code

CODE, YEAR = "24", 2022
TARGET = "≤ 3"
TIMES = 5
Work = Callable[[], object]


def measure(rounds: int) -> Iterator[Result]:
    unit = unit_by_code(CODE, year_end(YEAR))
    assert unit
    for case, ours, base in cases(unit):
        taken = take_turns({"ours": ours, "base": base}, rounds=rounds, times=TIMES)
        yield compared("rollup", case, taken["ours"], taken["base"], target=TARGET, note=f"{len(base()):,} cells")  # type: ignore[arg-type]


def cases(unit: Unit) -> Iterator[tuple[str, Work, Work]]:
    """Yield what is asked, how we answer, and the plain read of the cells it takes."""
    day = year_end(YEAR)
    own_year = basis_for(unit, YEAR)
    children = children_of(unit, day)
    for by in (("field",), ("field", "status"), ("field", "status", "line")):
        yield f"by {', '.join(by)}", rolled(unit, own_year, by), read([unit.pk], [YEAR])
    yield "by child", rolled(unit, own_year, ("child",)), read([unit.pk, *children], [YEAR])
    yield "by child, field", rolled(unit, own_year, ("child", "field")), read([unit.pk, *children], [YEAR])
    for label, basis in (
        ("as of 30 June 2023", Basis(YEAR, dt.date(2023, 6, 30))),
        ("as of 1 January 2025", Basis(YEAR, dt.date(2025, 1, 1))),
        ("restated to 1 July 2025", basis_for(unit, YEAR, None, dt.date(2025, 7, 1))),
    ):
        yield f"by child, {label}", rolled(unit, basis, ("child",)), read_own(unit, YEAR, day)
    yield "the whole picture", lambda: draw(unit, own_year), read([unit.pk, *children], [YEAR - 1, YEAR])


def rolled(unit: Unit, basis: Basis, by: tuple[str, ...]) -> Work:
    return lambda: roll_up(unit, basis, by)


def read(units: list[Any], years: list[int]) -> Work:
    """Return a read of the cells of some units and years, as the driver gives them."""
    columns = ", ".join(("unit_id", "year", *DIMENSIONS, "own", "total"))
    sql = f"SELECT {columns} FROM {Cell._meta.db_table} WHERE unit_id IN ({marks(units)}) AND year IN ({marks(years)})"  # noqa: S608
    return fetched(sql, [key(unit) for unit in units] + years)


def read_own(unit: Unit, year: int, day: dt.date) -> Work:
    """Return a read of the cells that stand for records of their own, in the whole subtree of a unit."""
    columns = ", ".join(("unit_id", *DIMENSIONS, "own"))
    sql = (
        f"SELECT {columns} FROM {Cell._meta.db_table} WHERE year = %s AND own <> 0 AND unit_id IN "  # noqa: S608
        '(SELECT unit_id FROM units_node WHERE "on" = %s AND province_id = %s)'
    )
    return fetched(sql, [year, ensure_nodes(day), key(unit.pk)])


def fetched(sql: str, params: list[Any]) -> Callable[[], list[Any]]:
    def work() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[Any] = cursor.fetchall()
            return found

    return work


def marks(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def key(value: Any) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex
