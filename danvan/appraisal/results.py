"""Recognitions and what they make of a registration: its best level, whether it is outstanding, its status."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from danvan.appraisal.models import Recognition
from danvan.audit.chain import snapshot
from danvan.audit.door import Act
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Registration
from danvan.initiatives.register import RANK
from danvan.initiatives.workflow import FLOW


def standing(registrations: Sequence[Registration]) -> dict[Any, list[Recognition]]:
    """Return the recognitions that stand, by registration, in one query per 500."""
    found: dict[Any, list[Recognition]] = defaultdict(list)
    ids = [r.pk for r in registrations]
    for start in range(0, len(ids), 500):
        for row in Recognition.objects.filter(registration__in=ids[start : start + 500], withdrawn_on=None):
            found[row.registration_id].append(row)
    return found


def missing(drafts: Sequence[RecognitionDraft], known: Sequence[Recognition]) -> list[RecognitionDraft]:
    """Return the drafts that no known recognition matches (same level, and number where one is given)."""
    have = {(k.level, k.number) for k in known}
    levels = {k.level for k in known}
    return [d for d in drafts if ((d.level, d.number) not in have if d.number else d.level not in levels)]


def add_new(act: Act, pairs: Sequence[tuple[Registration, Sequence[RecognitionDraft]]]) -> int:
    """Write recognitions of registrations that were created in the same act with their level already set."""
    rows = [
        Recognition(
            province_id=reg.province_id, registration=reg, level=d.level, number=d.number, date=d.date,
            outstanding=d.outstanding, issuer=d.issuer,
        )
        for reg, drafts in pairs for d in drafts
    ]  # fmt: skip
    Recognition.objects.bulk_create(rows, batch_size=1000)
    act.created(*rows)
    return len(rows)


def settle(act: Act, registration: Registration) -> None:
    """Bring the registration's level, outstanding mark and status in line with the recognitions that stand."""
    rows = standing([registration])[registration.pk]
    before = snapshot(registration)
    best = {
        "level": max((r.level for r in rows), key=lambda level: RANK[level], default=""),
        "outstanding": any(r.outstanding for r in rows),
    }
    verb = "recognise" if rows else "withdraw_recognition"
    if registration.status in FLOW.moves[verb].sources:
        FLOW.fire(verb, registration, **best)
    else:  # paused and ended registrations keep their state; what was recognised stays known
        Registration.objects.filter(pk=registration.pk, province_id=registration.province_id).update(**best)
        registration.refresh_from_db(fields=tuple(best))
    act.changed(registration, before)
