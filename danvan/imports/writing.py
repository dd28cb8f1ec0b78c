"""Judged records into the register: one act through the door, written in pieces so that others are not kept waiting."""

import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.appraisal.models import Recognition
from danvan.appraisal.results import add_new, settle
from danvan.audit.door import Act, Actor, action
from danvan.bodies.models import Body
from danvan.core.dates import year_end
from danvan.documents.storage import new_attachment
from danvan.imports.comparing import Judged, compare
from danvan.imports.drafting import kept, restored
from danvan.imports.models import Import, ImportRow, ImportState, Verdict
from danvan.imports.pace import without_collections
from danvan.imports.placing import Progress
from danvan.imports.returning import Returned, workbook
from danvan.initiatives.models import Registration
from danvan.initiatives.register import write
from danvan.units.atlas import atlas

PIECE = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def commit(batch: Import, judged: Sequence[Judged], actor: Actor, progress: Progress, *, rows: bool) -> None:
    """Write what was judged and count it done; ``rows`` also keeps the rows themselves, which a preview has kept before.

    May be called again after it was cut short: what is written already is found and left alone.
    """
    with without_collections():
        _commit(batch, judged, actor, progress, rows=rows)


def _commit(batch: Import, judged: Sequence[Judged], actor: Actor, progress: Progress, *, rows: bool) -> None:
    planned_at = timezone.now()
    wanted = [one for one in judged if one.draft]
    done, ours = 0, set[uuid.UUID]()
    for start in range(0, max(len(wanted), 1), PIECE):
        progress(done, len(wanted))
        piece = wanted[start : start + PIECE]
        with action("imports.commit", batch.unit, actor) as act:
            act.id = batch.act or act.id
            if start == 0 or _newcomers(piece, planned_at, ours):
                compare(judged, batch.unit, start)
                _resume(wanted[start:])
            _write(act, piece)
            if start + PIECE >= len(wanted):
                _finish(batch, judged, act, rows=rows)
        ours |= {one.plan.registration.pk for one in piece if one.plan}
        done += len(piece)
    progress(done, len(wanted))


def _newcomers(piece: Sequence[Judged], since: Any, ours: set[uuid.UUID]) -> bool:
    """Tell whether somebody else has written a record of the same names since the plan was made."""
    keys = list({one.draft.match_key for one in piece if one.draft})
    provinces = {one.plan.registration.province_id for one in piece if one.plan}
    for start in range(0, len(keys), 500):
        found = Registration.objects.filter(
            province__in=provinces, match_key__in=keys[start : start + 500], changed_at__gte=since
        )
        if set(found.values_list("pk", flat=True)) - ours:
            return True
    return False


def _resume(wanted: Sequence[Judged]) -> None:
    """Keep "new" for what an earlier, interrupted run of the same import has made."""
    for one in wanted:
        if one.plan and one.planned_id:
            if one.plan.verdict == "create":
                one.plan.registration.pk = one.planned_id
            elif one.plan.registration.pk == one.planned_id and one.planned_verdict == Verdict.CREATE:
                one.verdict = Verdict.CREATE


def _write(act: Act, piece: Sequence[Judged]) -> None:
    plans = [one.plan for one in piece if one.plan]
    write(act, [p for p in plans if p.verdict == "create" or p.changes or p.new_places])
    add_new(
        act, [(p.registration, p.draft.recognitions) for p in plans if p.verdict == "create" and p.draft.recognitions]
    )
    for one in piece:
        if one.plan and one.recognitions:
            row = Registration.objects.select_for_update().get(pk=one.plan.registration.pk)
            made = [
                Recognition(
                    province_id=row.province_id, registration=row, level=r.level, number=r.number, date=r.date,
                    outstanding=r.outstanding, issuer=r.issuer,
                )
                for r in one.recognitions
            ]  # fmt: skip
            Recognition.objects.bulk_create(made)
            act.created(*made)
            settle(act, row)


def _finish(batch: Import, judged: Sequence[Judged], act: Act, *, rows: bool) -> None:
    """Keep the rows and the workbook of those handed back, and close the import."""
    keep_rows(batch, judged) if rows else _update_rows(batch, judged)
    if any(one.rejected for one in judged):
        hand_back(batch, [_returned(one) for one in judged if one.rejected])
    batch.state, batch.finished_at = ImportState.COMMITTED, timezone.now()
    batch.act = batch.act or act.id
    batch.save(update_fields=("state", "finished_at", "act", "rejected_file"))


def hand_back(batch: Import, rejected: Sequence[Returned]) -> None:
    """Keep the workbook of the rows handed back."""
    content = workbook(batch.understanding, rejected)
    name = _("%(file)s – dòng bị trả lại.xlsx") % {"file": batch.attachment.original_name.rsplit(".", 1)[0][:200]}
    attachment = new_attachment(
        [content], name=name, media_type=XLSX, province=batch.province_id, added_by=batch.started_by_id
    )
    attachment.save(force_insert=True)
    batch.rejected_file = attachment


def _returned(one: Judged) -> Returned:
    reasons = [str(m["message"]) for m in one.messages if m["level"] == "error"]
    return Returned(one.sheet[:200], one.row, one.raw, one.context, reasons)


# --- rows between the preview and the commit


def keep_rows(batch: Import, judged: Sequence[Judged]) -> None:
    """Keep every record with its verdict."""
    ImportRow.objects.bulk_create([_row(batch, one) for one in judged], batch_size=1000)


def _row(batch: Import, one: Judged) -> ImportRow:
    registration = one.plan.registration if one.plan else None
    return ImportRow(
        province_id=batch.province_id, batch=batch, sheet=one.sheet[:200], row=one.row, raw=one.raw,
        parsed=_parsed(one), verdict=one.verdict, messages=one.messages,
        registration_id=registration.pk if registration else None,
        registration_province_id=registration.province_id if registration else None,
    )  # fmt: skip


def _parsed(one: Judged) -> dict[str, Any]:
    """Return what the preview shows and what the commit needs."""
    changes = {name: [str(a or ""), str(b or "")] for name, (a, b) in one.plan.changes.items()} if one.plan else {}
    return {
        "draft": kept(one.draft) if one.draft else None,
        "unsaid": list(one.unsaid),
        "changes": changes,
        "new_places": bool(one.plan and one.plan.new_places and one.plan.verdict == "update"),
        "recognitions": [r.level for r in one.recognitions],
        "said": one.said,
        "places": _places(one),
        "context": one.context,
    }


def _places(one: Judged) -> list[dict[str, Any]]:
    year = one.draft.year if one.draft else 0
    return [
        {
            "text": s.text, "unit": str(s.unit) if s.unit else None, "village": s.village,
            "label": _label(s.unit, year) if s.unit and year else "",
        }
        for s in one.settled
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def _label(unit: uuid.UUID, year: int) -> str:
    return atlas().path(unit, year_end(year))


def loaded(batch: Import) -> list[Judged]:
    """Return the records of a preview as they were judged."""
    rows = list(batch.rows.order_by("id"))
    owners = {row.parsed["draft"]["owner"] for row in rows if row.parsed.get("draft") and row.parsed["draft"]["owner"]}
    bodies: dict[uuid.UUID, Any] = Body.objects.in_bulk([uuid.UUID(owner) for owner in owners])
    found = []
    for row in rows:
        draft = restored(row.parsed["draft"], bodies) if row.parsed.get("draft") else None
        unsaid = tuple(row.parsed.get("unsaid", ()))
        one = Judged(
            row.sheet, row.row, draft, unsaid, row.messages, row.verdict, raw=row.raw, context=row.parsed["context"]
        )
        one.kept, one.planned_id, one.planned_verdict = row, row.registration_id, row.verdict
        found.append(one)
    return found


def _update_rows(batch: Import, judged: Sequence[Judged]) -> None:
    """Bring the rows of the preview in line where the book has changed since."""
    moved = []
    for one in judged:
        row, found = one.kept, one.plan.registration if one.plan else None
        if row and found and (row.verdict != one.verdict or row.registration_id != found.pk):
            row.verdict, row.messages = one.verdict, one.messages
            row.registration_id, row.registration_province_id = found.pk, found.province_id
            moved.append(row)
    fields = ("verdict", "messages", "registration_id", "registration_province_id")
    ImportRow.objects.bulk_update(moved, fields, batch_size=500)
