"""A register of 4,250 rows from its file to committed records, against the least that this could cost.

The yardstick reads the same file with python-calamine, in the same process, and fills each table that the import filled
with the same rows by one ``bulk_create``, in one transaction: objects are built from plain values, and the hash of each
audit entry is worked out, as any writer of these rows would have to.
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import python_calamine
from django.apps import apps
from django.db import connection, models
from django.db.transaction import atomic

from bench import lists
from bench.clock import Result, compared, once
from danvan.accounts.scope import Operator
from danvan.audit.chain import digest_of
from danvan.audit.models import Entry
from danvan.core.dates import year_end
from danvan.units.queries import unit_by_code

CODE, YEAR, ROWS = "24", 2022, 4250
TARGET = "≤ 2.5"
Table = tuple[type[models.Model], list[dict[str, Any]]]


def measure(rounds: int) -> Iterator[Result]:
    """Import and fill in turns, each into empty tables."""
    with tempfile.TemporaryDirectory(prefix="danvan-bench-") as folder:
        path = Path(folder) / "register.xlsx"
        lists.write(path, ROWS, code=CODE, year=YEAR, seed=1)
        yield from in_turns(path, rounds)


def in_turns(path: Path, rounds: int) -> Iterator[Result]:
    empty()
    bring_in(path)
    tables = filled()
    taken: dict[str, list[float]] = {"ours": [], "base": [], "bare": []}
    for number in range(rounds + 1):
        made = built(tables)
        for name, work in (
            ("ours", partial(bring_in, path)), ("base", partial(fill, path, tables)), ("bare", partial(fill_built, path, made)),
        ):  # fmt: skip
            empty()
            seconds = once(work)
            if number:
                taken[name].append(seconds)
    counts = ", ".join(f"{model._meta.object_name} {len(rows)}" for model, rows in tables if len(rows) > 1)
    yield compared("register", "against the yardstick", taken["ours"], taken["base"], target=TARGET, note=counts)
    yield compared("register", "objects built and hashed beforehand", taken["ours"], taken["bare"], target="")


def bring_in(path: Path) -> None:
    """Import as the command line does: preview, then commit."""
    raise NotImplementedError


def growing() -> list[type[models.Model]]:
    """Return the tables that grow with use."""
    return [model for model in apps.get_models() if getattr(model, "sharding", "") == "province"]


def empty() -> None:
    """Empty them all."""
    names = [connection.ops.quote_name(model._meta.db_table) for model in growing()]
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our tables


def filled() -> list[Table]:
    """Return what the import wrote, as plain values."""
    tables = []
    for model in growing():
        names = [field.attname for field in model._meta.concrete_fields]
        order = ("province_id", "seq") if model is Entry else ("pk",)
        rows = [
            dict(zip(names, row, strict=True)) for row in model._default_manager.order_by(*order).values_list(*names)
        ]
        if rows:
            tables.append((model, rows))
    return tables


def fill(path: Path, tables: list[Table]) -> None:
    """Read the file and write the rows."""
    read(path)
    with atomic():
        for model, rows in tables:
            model._default_manager.bulk_create(make(model, rows), batch_size=1000)


def make(model: type[models.Model], rows: list[dict[str, Any]]) -> list[Any]:
    """Build the objects; audit entries are hashed anew, each on the one before."""
    made: list[Any] = [model(**row) for row in rows]
    if model is Entry:
        heads: dict[Any, str] = {}
        for entry in made:
            entry.previous = heads.get(entry.province_id, "")
            entry.digest = heads[entry.province_id] = digest_of(entry)
    return made


def built(tables: list[Table]) -> list[tuple[type[models.Model], list[Any]]]:
    return [(model, make(model, rows)) for model, rows in tables]


def fill_built(path: Path, made: list[tuple[type[models.Model], list[Any]]]) -> None:
    """The same with everything at hand that Python could prepare."""
    read(path)
    with atomic():
        for model, objects in made:
            model._default_manager.bulk_create(objects, batch_size=1000)


def read(path: Path) -> list[list[Any]]:
    """Read the sheet as plainly as the library allows."""
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def operator() -> Operator:
    """Return the operator of the province."""
    unit = unit_by_code(CODE, year_end(YEAR))
    assert unit
    return Operator(unit, "bench")
