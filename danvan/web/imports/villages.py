"""Villages that a register names and the territory does not have: proposed, chosen, made units."""

import uuid
from collections import Counter
from typing import Any

from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.imports import actions
from danvan.imports.models import Import, Verdict
from danvan.units.actions import add_villages
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit

MOST = 300


def proposed(batch: Import) -> list[dict[str, Any]]:
    """Return the villages named in rows that will be written, each with its commune and how often it is named."""
    found: Counter[tuple[str, str]] = Counter()
    spelled: dict[tuple[str, str], str] = {}
    for parsed in batch.rows.exclude(verdict=Verdict.REJECT).values_list("parsed", flat=True).iterator(chunk_size=1000):
        for place in parsed.get("places", ()):
            if place["village"] and place["unit"] and _is_commune(uuid.UUID(place["unit"])):
                key = (place["unit"], fold(place["village"]))
                found[key] += 1
                spelled.setdefault(key, place["village"])
    day = year_end(batch.year)
    return [
        {"key": f"{unit}|{spelled[unit, key]}", "name": spelled[unit, key], "where": atlas().path(uuid.UUID(unit), day), "rows": n}
        for (unit, key), n in found.most_common(MOST)
    ]  # fmt: skip


def _is_commune(unit: uuid.UUID) -> bool:
    spans = atlas().spans.get(unit)
    return spans is not None and spans[-1].level == Level.COMMUNE


def add_chosen(batch: Import, keys: list[str], actor: Any) -> int:
    """Make units of the chosen villages and have the file read again; return how many were made."""
    known = {one["key"] for one in proposed(batch)}
    chosen = [key.split("|", 1) for key in keys if key in known]
    made = 0
    for commune in sorted({unit for unit, _name in chosen}):
        names = [name for unit, name in chosen if unit == commune]
        made += len(add_villages(Unit.objects.get(pk=uuid.UUID(commune)), names, actor=actor))
    if made:
        actions.correct(batch, actor=actor)
    return made
