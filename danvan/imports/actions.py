"""Every step of an import that a person takes."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import on_commit
from django.utils.translation import gettext as _

from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.core.text import clean
from danvan.core.workflow import StaleState
from danvan.documents.storage import new_attachment
from danvan.imports import tasks
from danvan.imports.decoding import LABELS
from danvan.imports.models import Import, ImportState, SavedColumns
from danvan.imports.roles import Role
from danvan.imports.saved import NAME, remember
from danvan.imports.undoing import refuse_if_built_upon
from danvan.initiatives.accounting import province_of
from danvan.units.models import Unit

CHECKED_AT_ONCE = 5_000  # rows of an import that the person need not wait for
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
    encodings: dict[str, dict[str, str]] | None = None,
    units: dict[str, str] | None = None,
    unsaved: list[str] | None = None,
) -> Import:
    """Note what a person says of the file, and read it again by that.

    ``columns``: sheet → column (counted from 0, as text) → role; ``cells``: sheet → row → role → text; ``dropped``:
    sheet → rows that are to be left out (the whole list of the sheet); ``encodings``: sheet → column (``""`` for all) →
    code; ``units``: sheet → id of the unit whose list it is, blank for none; ``unsaved``: sheets for which saved columns
    are not to be used. What was said before stays unless said anew.
    """
    for chosen in (columns or {}).values():
        unknown = set(chosen.values()) - set(Role.values)
        if unknown:
            raise ValidationError(_("Không có loại cột «%(role)s»."), params={"role": ", ".join(sorted(unknown))})
    if any(set(chosen.values()) - set(LABELS) for chosen in (encodings or {}).values()):
        raise ValidationError(_("Không có bảng mã này."))
    with action("imports.start", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state not in (ImportState.PREVIEW, ImportState.FAILED):
            raise StaleState
        before = snapshot(row)
        said = row.corrections
        _add(said, "columns", columns)
        _add(said, "encodings", encodings)
        for sheet, rows in (cells or {}).items():
            for number, texts in rows.items():
                said.setdefault("cells", {}).setdefault(sheet, {}).setdefault(str(number), {}).update(texts)
        said.setdefault("dropped", {}).update({sheet: sorted(set(rows)) for sheet, rows in (dropped or {}).items()})
        said["units"] = {sheet: unit for sheet, unit in {**said.get("units", {}), **(units or {})}.items() if unit}
        said["unsaved"] = sorted({*said.get("unsaved", ()), *(unsaved or ())})
        row.corrections, row.state = said, ImportState.QUEUED
        row.save(update_fields=("corrections", "state"))
        act.changed(row, before)
        on_commit(partial(tasks.understand_import.enqueue, str(row.pk)))
    return row


def _add(said: dict[str, Any], kind: str, news: dict[str, dict[str, str]] | None) -> None:
    """Add by sheet what is newly said of its columns."""
    for sheet, chosen in (news or {}).items():
        said.setdefault(kind, {}).setdefault(sheet, {}).update(chosen)


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
        remember(row, act, actor)
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


def undo(batch: Import, *, actor: Actor) -> Import:
    """Have an import taken back as a whole, in the background. Of two people who ask at once, one does.

    Raises ``ValidationError`` naming the records that somebody has worked on since.
    """
    with action("imports.undo", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state != ImportState.COMMITTED or row.act is None:
            raise StaleState
        if row.rows.count() <= CHECKED_AT_ONCE:
            refuse_if_built_upon(row)
        before = snapshot(row)
        row.state, row.problem, row.done = ImportState.UNDOING, "", 0
        row.save(update_fields=("state", "problem", "done"))
        act.changed(row, before)
        on_commit(partial(tasks.undo_import.enqueue, str(row.pk), str(actor.audit_id)))
    return row


def rename_columns(saved: SavedColumns, name: str, *, actor: Actor) -> SavedColumns:
    """Give saved columns another name."""
    said = clean(name)
    if not said or len(said) > NAME:
        raise ValidationError({"name": _("Tên mẫu cột dài từ 1 đến %(limit)s ký tự.") % {"limit": NAME}})
    with action("imports.rename_columns", saved.unit, actor) as act:
        row = SavedColumns.objects.select_for_update().get(pk=saved.pk)
        before = snapshot(row)
        row.name = said
        row.save(update_fields=("name",))
        act.changed(row, before)
    return row


def forget_columns(saved: SavedColumns, *, actor: Actor) -> None:
    """Delete saved columns; imports that used them stay as they are."""
    with action("imports.forget_columns", saved.unit, actor) as act:
        row = SavedColumns.objects.select_for_update().get(pk=saved.pk)
        act.removed(row)
        row.delete()
