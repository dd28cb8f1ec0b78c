"""Every step of an import that a person takes."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import on_commit
from django.utils.translation import gettext as _

from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.core.workflow import StaleState
from danvan.documents.storage import new_attachment
from danvan.imports import tasks
from danvan.imports.models import Import, ImportState
from danvan.imports.roles import Role
from danvan.imports.undoing import undo as take_back
from danvan.initiatives.accounting import province_of
from danvan.units.models import Unit

MEDIA_TYPE = "application/octet-stream"


def start(chunks: Iterable[bytes], *, name: str, unit: Unit, year: int, actor: Actor) -> Import:
    """Take a register in, into ``unit`` and ``year``; it is read in the background."""
    with action("imports.start", unit, actor) as act:
        batch = new_import(chunks, name=name, unit=unit, year=year, actor=actor)
        act.created(batch.attachment, batch)
        on_commit(partial(tasks.understand_import.enqueue, str(batch.pk)))
    return batch


def new_import(chunks: Iterable[bytes], *, name: str, unit: Unit, year: int, actor: Actor, **more: Any) -> Import:
    """Keep the file and the record of its import. Call inside an action."""
    province = province_of(unit.pk, year)
    attachment = new_attachment(chunks, name=name, media_type=MEDIA_TYPE, province=province, added_by=actor.audit_id)
    attachment.save(force_insert=True)
    batch = Import(
        province_id=province, attachment=attachment, unit=unit, year=year, started_by_id=actor.audit_id, **more
    )
    batch.save(force_insert=True)
    return batch


def correct(
    batch: Import,
    *,
    actor: Actor,
    columns: dict[str, dict[str, str]] | None = None,
    cells: dict[str, dict[str, dict[str, str]]] | None = None,
    dropped: dict[str, list[int]] | None = None,
) -> Import:
    """Note what a person says of the file, and read it again by that.

    ``columns``: sheet → column (counted from 0, as text) → role; ``cells``: sheet → row → role → text; ``dropped``:
    sheet → rows that are to be left out (the whole list of the sheet). What was said before stays unless said anew.
    """
    for chosen in (columns or {}).values():
        unknown = set(chosen.values()) - set(Role.values)
        if unknown:
            raise ValidationError(_("Không có loại cột «%(role)s»."), params={"role": ", ".join(sorted(unknown))})
    with action("imports.start", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state not in (ImportState.PREVIEW, ImportState.FAILED):
            raise StaleState
        before = snapshot(row)
        said = row.corrections
        for sheet, chosen in (columns or {}).items():
            said.setdefault("columns", {}).setdefault(sheet, {}).update(chosen)
        for sheet, rows in (cells or {}).items():
            for number, texts in rows.items():
                said.setdefault("cells", {}).setdefault(sheet, {}).setdefault(str(number), {}).update(texts)
        for sheet, numbers in (dropped or {}).items():
            said.setdefault("dropped", {})[sheet] = sorted(set(numbers))
        row.corrections, row.state = said, ImportState.QUEUED
        row.save(update_fields=("corrections", "state"))
        act.changed(row, before)
        on_commit(partial(tasks.understand_import.enqueue, str(row.pk)))
    return row


def commit(batch: Import, *, actor: Actor) -> Import:
    """Confirm a preview; it is written in the background. Of two people who confirm at once, one does."""
    with action("imports.commit", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state != ImportState.PREVIEW:
            raise StaleState
        before = snapshot(row)
        # All that the import writes stands in the audit under one act, also when it is resumed.
        row.state, row.act, row.problem = ImportState.COMMITTING, row.act or act.id, ""
        row.save(update_fields=("state", "act", "problem"))
        act.changed(row, before)
        on_commit(partial(tasks.commit_import.enqueue, str(row.pk), str(actor.audit_id)))
    return row


def drop(batch: Import, *, actor: Actor) -> Import:
    """Give up a preview or a file that could not be read; nothing of it was written, the file is kept."""
    with action("imports.start", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state not in (ImportState.PREVIEW, ImportState.FAILED):
            raise StaleState
        if row.act:
            raise ValidationError(
                _("Lần nhập này đã ghi được một phần. Hãy ghi tiếp cho xong, rồi hoàn tác cả lần nhập.")
            )
        before = snapshot(row)
        row.state = ImportState.DROPPED
        row.save(update_fields=("state",))
        act.changed(row, before)
    return row


def undo(batch: Import, *, actor: Actor) -> int:
    """Take an import back as a whole; return how many registrations that concerned.

    Raises ``ValidationError`` naming the records that somebody has worked on since.
    """
    with action("imports.undo", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state != ImportState.COMMITTED or row.act is None:
            raise StaleState
        before = snapshot(row)
        concerned = take_back(row, act)
        row.state = ImportState.UNDONE
        row.save(update_fields=("state",))
        act.changed(row, before)
    return concerned
