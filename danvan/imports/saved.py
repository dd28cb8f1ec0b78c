"""Columns that somebody has corrected once: kept for the office when the import is written, used where the headers come again."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danvan.accounts.scope import reach_of
from danvan.audit.chain import snapshot
from danvan.audit.door import Act, Actor
from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.imports.layout import Table
from danvan.imports.models import Import, SavedColumns
from danvan.imports.records import Corrections, Understood
from danvan.units.atlas import atlas
from danvan.units.models import Unit

NAME = 200


def fingerprint(headers: Sequence[str]) -> str:
    """Return the digest (SHA-1, hex) of headers, whatever their case and marks."""
    return hashlib.sha1("|".join(map(fold, headers)).encode(), usedforsecurity=False).hexdigest()


def headers_of(table: Table) -> list[str]:
    """Return the headers of a table, a blank for each column without one."""
    width = max((column.index for column in table.columns), default=-1) + 1
    found = [""] * width
    for column in table.columns:
        found[column.index] = column.header
    return found


def saved_for(unit: Unit, year: int) -> dict[str, SavedColumns]:
    """Return by fingerprint what the unit has saved, or else a unit above it."""
    picture = atlas()
    home = picture.home(unit.pk, year_end(year))[0] if unit.pk in picture.spans else None
    line = [unit.pk, *(span.unit for span in picture.ancestors(home, year_end(year)))] if home else [unit.pk]
    order = {key: place for place, key in enumerate(dict.fromkeys(line))}
    rows = sorted(SavedColumns.objects.filter(unit__in=order), key=lambda row: -order[row.unit_id])
    return {row.fingerprint: row for row in rows}


def with_saved(
    sheets: Sequence[Understood], known: dict[str, SavedColumns], said: Corrections
) -> tuple[Corrections, dict[str, SavedColumns]]:
    """Return the corrections with what was saved added – what a person says now comes first – and what is used by sheet."""
    fixes: Corrections = {
        **said,
        "columns": dict(said.get("columns", {})),
        "encodings": dict(said.get("encodings", {})),
    }
    used: dict[str, SavedColumns] = {}
    for sheet in sheets:
        if sheet.name in said.get("unsaved", ()):
            continue
        found = next((row for table in sheet.tables if (row := known.get(fingerprint(headers_of(table))))), None)
        if found:
            used[sheet.name] = found
            fixes["columns"][sheet.name] = found.columns | fixes["columns"].get(sheet.name, {})
            if found.encodings:
                fixes["encodings"][sheet.name] = found.encodings | fixes["encodings"].get(sheet.name, {})
    return fixes, used


def remember(batch: Import, act: Act, actor: Actor) -> None:
    """Keep what was corrected in an import that is now written. Call inside an action."""
    for sheet in batch.understanding:
        columns = batch.corrections.get("columns", {}).get(sheet["name"], {})
        encodings = batch.corrections.get("encodings", {}).get(sheet["name"], {})
        first = next(iter(sheet.get("prints", ())), None)
        if not (columns or encodings) or first is None or first.get("form"):
            continue
        row = SavedColumns.objects.filter(unit=batch.unit, fingerprint=first["print"]).select_for_update().first()
        if row is None:
            name = _("%(file)s – %(sheet)s") % {
                "file": batch.attachment.original_name[:140],
                "sheet": sheet["name"][:50],
            }
            row = SavedColumns(
                unit=batch.unit, name=name[:NAME], fingerprint=first["print"], headers=first["headers"],
                columns=columns, encodings=encodings, saved_by_id=actor.audit_id,
            )  # fmt: skip
            row.save(force_insert=True)
            act.created(row)
        else:
            before = snapshot(row)
            row.columns, row.encodings = row.columns | columns, row.encodings | encodings
            row.saved_by_id = actor.audit_id
            row.save()
            act.changed(row, before)


def visible_columns(actor: Actor) -> QuerySet[SavedColumns]:
    """Return what was saved for units that the actor brings registers into."""
    reach = reach_of(actor, "imports.start")
    return SavedColumns.objects.filter(reach.whole_q(unit="unit", province="unit")).select_related("unit", "saved_by")


def told(sheets: Sequence[Understood]) -> dict[str, list[dict[str, Any]]]:
    """Return by sheet the fingerprints of its tables as they are read without anybody's help."""
    return {
        sheet.name: [
            {"print": fingerprint(headers), "headers": headers, "form": table.is_form}
            for table in sheet.tables
            for headers in [headers_of(table)]
        ]
        for sheet in sheets
    }
