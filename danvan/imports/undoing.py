"""Taking an import back as a whole: what it made is removed, what it changed is put back as the audit has it."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from danvan.appraisal.models import Recognition
from danvan.audit.chain import snapshot
from danvan.audit.door import Act, Actor, action
from danvan.audit.models import Entry
from danvan.core.workflow import StaleState
from danvan.imports.models import Import, ImportState
from danvan.initiatives import parts as told
from danvan.initiatives.drafts import PlaceDraft, folded_words, key_of
from danvan.initiatives.models import (
    Evidence,
    Initiative,
    KeyProjectLink,
    Participation,
    Registration,
)
from danvan.initiatives.register import parts_of, plain_places, replace_places

KINDS = REGISTRATION, RECOGNITION = "initiatives.registration", "appraisal.recognition"
CHUNK = 500
MOST_NAMED = 20
LATER_PARTS = ((Evidence, gettext_lazy("minh chứng")), (KeyProjectLink, gettext_lazy("công trình trọng tâm")))
TOLD_PARTS = {"targets": gettext_lazy("chỉ tiêu"), "resources": gettext_lazy("nguồn lực")}


def take_back(batch: Import, actor: Actor) -> int:
    """Take an import back that waits for it; return how many registrations were removed or put back. All of it or nothing."""
    with action("imports.undo", batch.unit, actor) as act:
        row = Import.objects.select_for_update().get(pk=batch.pk, province_id=batch.province_id)
        if row.state != ImportState.UNDOING:
            raise StaleState
        before = snapshot(row)
        concerned = undo(row, act)
        row.state = ImportState.UNDONE
        row.save(update_fields=("state",))
        act.changed(row, before)
    return concerned


def undo(batch: Import, act: Act) -> int:
    """Take the import back within ``act``; return how many registrations were removed or put back.

    Raises ``ValidationError`` that names what was done to its records since.
    """
    entries = refuse_if_built_upon(batch)
    made, recognitions = _made(entries, REGISTRATION), _made(entries, RECOGNITION)
    changed = [e for e in entries if e.kind == REGISTRATION and e.before is not None and e.after is not None]
    for chunk in _chunks(recognitions):
        rows = Recognition.objects.filter(pk__in=chunk)
        act.removed(*rows)
        rows.delete()
    new = set(made)
    for entry in changed:
        if entry.object_id not in new:
            _put_back(entry, act)
    for chunk in _chunks(made):
        _remove(chunk, act)
    return len(made) + len({e.object_id for e in changed} - new)


def _act_of(batch: Import) -> uuid.UUID:
    if batch.act is None:
        msg = "nothing was written"
        raise LookupError(msg)
    return batch.act


def _provinces(batch: Import) -> set[uuid.UUID]:
    """Return the chains that the import may have written to."""
    there = batch.rows.exclude(registration_province_id=None).values_list("registration_province_id", flat=True)
    return {batch.province_id, *filter(None, there.distinct())}


def _chunks(ids: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _remove(ids: Sequence[uuid.UUID], act: Act) -> None:
    rows = list(
        Registration.objects.select_for_update()
        .filter(pk__in=ids)
        .prefetch_related("places", "participations", "initiative")
    )
    parts = told.there([row.pk for row in rows])
    for row in rows:
        row.audit_parts = {
            "code": row.initiative.code, "places": plain_places(list(row.places.all())),
            "participants": [p.name for p in row.participations.all()],
            **(parts[row.pk] if any(parts[row.pk].values()) else {}),
        }  # fmt: skip
    act.removed(*rows)
    Registration.objects.filter(pk__in=ids).delete()
    Initiative.objects.filter(pk__in={row.initiative_id for row in rows}, registrations=None).delete()


def _put_back(entry: Entry, act: Act) -> None:
    row: Registration = Registration.objects.select_for_update().get(pk=entry.object_id)
    earlier: dict[str, Any] = dict(entry.before or {})
    parts = earlier.pop("parts", None)
    restated = bool(parts and parts.keys() & TOLD_PARTS.keys())
    if parts:
        row.audit_parts = parts_of(row, restated=restated)
    before = snapshot(row)
    for name, value in earlier.items():
        column: Any = Registration._meta.get_field(name)
        setattr(row, name, column.to_python(value))
    row.match_key = key_of(row.name, row.owner_name)
    row.folded = folded_words(row.initiative.code, row.name, row.owner_name, row.places_text)
    row.save()
    if parts:
        replace_places(row, [PlaceDraft(uuid.UUID(unit), village) for unit, village in parts["places"]])
        told.put_back(row, parts)
        row.audit_parts = parts_of(row, restated=restated)
    act.changed(row, before)


# --- what stands in the way


def refuse_if_built_upon(batch: Import) -> list[Entry]:
    """Return what the import has written, the last first; raise ``ValidationError`` where somebody has gone on from it."""
    written = Entry.objects.filter(province__in=_provinces(batch), act=_act_of(batch), kind__in=KINDS)
    entries = list(written.order_by("-seq"))
    made, recognitions = _made(entries, REGISTRATION), _made(entries, RECOGNITION)
    reasons = dict(_later_writes(batch, entries))
    for pk, why in (*_later_parts(made, recognitions), *_more_participants(entries), *_other_parts(entries)):
        reasons.setdefault(pk, why)
    if reasons:
        raise ValidationError(_in_words(reasons))
    return entries


def _made(entries: Sequence[Entry], kind: str) -> list[uuid.UUID]:
    return [entry.object_id for entry in entries if entry.kind == kind and entry.before is None]


def _later_writes(batch: Import, entries: Sequence[Entry]) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield the records that somebody has written to since."""
    provinces = _provinces(batch)
    last: dict[uuid.UUID, int] = {}
    for entry in entries:
        last[entry.object_id] = max(entry.seq, last.get(entry.object_id, 0))
    for chunk in _chunks(list(last)):
        theirs = Entry.objects.filter(province__in=provinces, kind__in=KINDS, object_id__in=chunk)
        for later in theirs.exclude(act=_act_of(batch)):
            if later.seq > last[later.object_id]:
                day = timezone.localtime(later.at)
                said = {"day": f"{day:%d/%m/%Y}", "who": later.actor_name}
                yield later.object_id, _("đã sửa ngày %(day)s (%(who)s)") % said


def _later_parts(made: Sequence[uuid.UUID], recognitions: Sequence[uuid.UUID]) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield the new registrations to which something was added since."""
    ours = set(recognitions)
    for chunk in _chunks(made):
        for pk, registration in Recognition.objects.filter(registration__in=chunk).values_list("pk", "registration"):
            if pk not in ours:
                yield registration, _("đã được ghi công nhận thêm")
        for model, label in LATER_PARTS:
            for pk in model._default_manager.filter(registration__in=chunk).values_list("registration", flat=True):
                yield pk, _("đã có %(part)s") % {"part": label}


def _more_participants(entries: Sequence[Entry]) -> Iterator[tuple[uuid.UUID, str]]:
    brought = {
        e.object_id: Counter((e.after or {}).get("parts", {}).get("participants", ()))
        for e in entries if e.kind == REGISTRATION and e.before is None
    }  # fmt: skip
    there: dict[uuid.UUID, Counter[str]] = {pk: Counter() for pk in brought}
    for chunk in _chunks(list(brought)):
        for pk, name in Participation.objects.filter(registration__in=chunk).values_list("registration", "name"):
            there[pk][name] += 1
    return ((pk, _("đã có đơn vị phối hợp thêm")) for pk in brought if there[pk] - brought[pk])


def _other_parts(entries: Sequence[Entry]) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield the registrations whose targets or resources are others by now than the import has left them."""
    left: dict[uuid.UUID, dict[str, Any]] = {}
    made = set(_made(entries, REGISTRATION))
    for entry in reversed(entries):
        if entry.kind == REGISTRATION and entry.after is not None:
            parts = {kind: one for kind, one in entry.after.get("parts", {}).items() if kind in TOLD_PARTS}
            if entry.object_id in made or parts:
                left[entry.object_id] = left.get(entry.object_id, {}) | parts
    for pk, parts in told.there(list(left)).items():
        for kind, label in TOLD_PARTS.items():
            more = [one for one in parts[kind] if one not in left[pk].get(kind, ())]
            fewer = pk not in made and len(parts[kind]) < len(left[pk].get(kind, ()))
            if more or fewer:
                yield pk, _("đã có %(part)s") % {"part": label} if more else _("đã bỏ %(part)s") % {"part": label}


def _in_words(reasons: dict[uuid.UUID, str]) -> list[str]:
    rows = Registration.objects.filter(pk__in=list(reasons)[:MOST_NAMED]).select_related("initiative")
    named = {row.pk: f"{row.initiative.code} – {row.name}" for row in rows}
    unnamed = _("công nhận của mô hình")
    known = [f"{named.get(pk, unnamed)}: {why}" for pk, why in list(reasons.items())[:MOST_NAMED]]
    more = len(reasons) - len(known)
    n = len(reasons)
    first = ngettext(
        "Chưa hoàn tác được, vì %(n)s mô hình của lần nhập này đã được làm tiếp:",
        "Chưa hoàn tác được, vì %(n)s mô hình của lần nhập này đã được làm tiếp:", n,
    ) % {"n": n}  # fmt: skip
    return [first, *known, *([_("… và %(n)s mô hình khác.") % {"n": more}] if more > 0 else [])]
