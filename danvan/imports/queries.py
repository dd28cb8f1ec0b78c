"""Which imports somebody may see, and what a page shows of one."""

import uuid
from collections import Counter
from typing import Any

from django.db.models import QuerySet

from danvan.accounts.scope import reach_of
from danvan.audit.door import Actor
from danvan.core.text import fold, fold_i
from danvan.imports.models import Import, ImportState, Verdict
from danvan.units.atlas import atlas
from danvan.units.models import Level, UnitPeriod
from danvan.units.place_text import village_name

# What somebody has begun and not brought to an end.
UNFINISHED = (
    ImportState.PREVIEW, ImportState.FAILED, ImportState.COMMITTING, ImportState.READING, ImportState.QUEUED,
)  # fmt: skip


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """Return the imports into units that the actor reaches, newest first."""
    reach = reach_of(actor, "imports.view")
    return Import.objects.filter(reach.whole_q(unit="unit", province="province")).order_by("-started_at", "-id")


def counts(batch: Import) -> dict[str, int]:
    """Return how many rows have each verdict, and how many there are."""
    found = Counter(batch.rows.values_list("verdict", flat=True))
    return {**{verdict: found.get(verdict, 0) for verdict in Verdict.values}, "read": sum(found.values())}


def new_villages(batch: Import) -> list[dict[str, Any]]:
    """Return the villages that the register names and that are no units yet, with their communes, the most named first."""
    found: Counter[tuple[str, str]] = Counter()
    spelled: dict[tuple[str, str], tuple[str, str]] = {}
    for parsed in batch.rows.exclude(verdict=Verdict.REJECT).values_list("parsed", flat=True).iterator(chunk_size=1000):
        for place in parsed.get("places", ()):
            if place["village"] and place["unit"] and _is_commune(uuid.UUID(place["unit"])):
                key = (place["unit"], fold(place["village"]))
                found[key] += 1
                spelled.setdefault(key, (place["label"], place["village"]))
    known = _known_villages({commune for commune, _name in found})
    return [
        {"commune": key[0], "commune_name": spelled[key][0], "name": spelled[key][1], "rows": n}
        for key, n in found.most_common()
        if (key[0], fold_i(village_name(spelled[key][1])[1])) not in known
    ]


def _known_villages(named: set[str]) -> set[tuple[str, str]]:
    """Return the villages that communes have had on any day, by their folded names: added once, none is proposed again."""
    communes = [uuid.UUID(commune) for commune in named]
    periods = UnitPeriod.objects.filter(parent__in=communes, unit__level=Level.VILLAGE)
    return {(str(commune), fold_i(name)) for commune, name in periods.values_list("parent_id", "name")}


def _is_commune(unit: uuid.UUID) -> bool:
    spans = atlas().spans.get(unit)
    return spans is not None and spans[-1].level == Level.COMMUNE
