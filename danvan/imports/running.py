"""A register brought in by one call, without anybody looking at a preview: the command line and the benchmark."""

import os
import shutil
from pathlib import Path

from django.conf import settings

from danvan.audit.door import Actor, action
from danvan.documents.storage import path_of
from danvan.imports.actions import new_import
from danvan.imports.comparing import Outcome, compare, judge, outcome
from danvan.imports.models import Import, ImportState
from danvan.imports.pace import without_collections
from danvan.imports.placing import Progress
from danvan.imports.reading import read_register
from danvan.imports.saved import saved_for
from danvan.imports.writing import commit
from danvan.initiatives.accounting import province_of
from danvan.units.models import Level, Unit

CHUNK = 1024 * 1024


def import_file(path: Path, *, unit: Unit, year: int, actor: Actor, dry_run: bool, progress: Progress) -> Outcome:
    """Bring the register in a file into ``unit`` and ``year``, or only say what would become of it.

    Raises ``Unreadable`` when nothing in it can be read.
    """
    with without_collections():
        return _import_file(path, unit=unit, year=year, actor=actor, dry_run=dry_run, progress=progress)


def _import_file(path: Path, *, unit: Unit, year: int, actor: Actor, dry_run: bool, progress: Progress) -> Outcome:
    province = province_of(unit.pk, year)
    register = read_register(
        path, title=path.stem, year=year, province=None if unit.level == Level.COUNTRY else province,
        saved=saved_for(unit, year),
    )  # fmt: skip
    judged = judge(register.rows, unit, progress, register.summaries)
    understanding = register.understanding()
    del register  # what was read is judged; 100,000 rows are not kept twice
    if dry_run:
        compare(judged, unit)
        return outcome(judged)
    with action("imports.start", unit, actor) as act, path.open("rb") as file:
        pieces = iter(lambda: file.read(CHUNK), b"")
        batch = new_import(
            pieces, name=path.name, unit=unit, year=year, actor=actor, state=ImportState.COMMITTING, act=act.id
        )
        act.created(batch.attachment, batch)
    batch.understanding = understanding
    Import.objects.filter(pk=batch.pk).update(understanding=batch.understanding)
    commit(batch, judged, actor, progress, rows=True)
    found = outcome(judged)
    found.rejected_file = str(_with_its_name(batch)) if batch.rejected_file else None
    return found


def _with_its_name(batch: Import) -> Path:
    """Return the workbook of the rows handed back under a name that Excel opens; it lies beside the kept one."""
    kept = batch.rejected_file
    assert kept is not None  # noqa: S101 - the caller asked
    folder = Path(settings.MEDIA_ROOT) / "returned" / str(batch.pk)
    folder.mkdir(parents=True, exist_ok=True)
    named = folder / "".join("_" if c in '<>:"/\\|?*' or c < " " else c for c in kept.original_name)[-150:]
    try:
        os.link(path_of(kept.digest), named)
    except OSError:
        shutil.copyfile(path_of(kept.digest), named)
    return named.resolve()
