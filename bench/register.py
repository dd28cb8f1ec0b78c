"""A register of 4,250 rows from its file to committed records, against the least that this could cost.

The yardstick reads the same file with python-calamine, in the same process, and fills each table that the import filled
with the same rows by one ``bulk_create``, in one transaction: objects are built from plain values, and the hash of each
audit entry is worked out, as any writer of these rows would have to.
"""

import tempfile
from collections import defaultdict
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
from danvan.audit.chain import digest_of, snapshot
from danvan.audit.door import action
from danvan.audit.models import Entry
from danvan.core.dates import year_end
from danvan.imports.actions import new_import
from danvan.imports.models import ImportState
from danvan.imports.running import import_file
from danvan.imports.understanding import progress_of, understand
from danvan.imports.writing import commit, loaded
from danvan.initiatives.models import Registration
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
    through_preview(path)
    tables = filled()
    assert dict(tables)[Registration], "nothing was registered"
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        made = built(tables)
        for name, work in (
            ("preview", partial(through_preview, path)), ("base", partial(fill, path, tables)),
            ("at once", partial(at_once, path)), ("bare", partial(fill_built, path, made)),
        ):  # fmt: skip
            empty()
            seconds = once(work)
            if number:
                taken[name].append(seconds)
    counts = ", ".join(f"{model._meta.object_name} {len(rows)}" for model, rows in tables if len(rows) > 1)
    yield compared("register", "preview, then confirmed", taken["preview"], taken["base"], target=TARGET, note=counts)
    yield compared("register", "by the command line", taken["at once"], taken["base"], target=TARGET)
    yield compared(
        "register", "the first, objects built and hashed beforehand", taken["preview"], taken["bare"], target=""
    )


def through_preview(path: Path) -> None:
    """Bring the register in as a person does by the pages: its preview kept and read again, then confirmed."""
    actor = operator()
    with action("imports.start", actor.unit, actor) as act:
        batch = new_import([path.read_bytes()], name=path.name, unit=actor.unit, year=YEAR, actor=actor)
        act.created(batch.attachment, batch)
    understand(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW, batch.problem
    with action("imports.commit", batch.unit, actor) as act:
        before = snapshot(batch)
        batch.state, batch.act = ImportState.COMMITTING, act.id
        batch.save(update_fields=("state", "act"))
        act.changed(batch, before)
    commit(batch, loaded(batch), actor, progress_of(batch), rows=False)


def at_once(path: Path) -> None:
    """Bring the register in as ``danvan import-register`` does: judged and written in one go."""
    actor = operator()
    import_file(path, unit=actor.unit, year=YEAR, actor=actor, dry_run=False, progress=unheard)


def unheard(done: int, todo: int) -> None:
    """Hear how far the work is and tell nobody."""


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
