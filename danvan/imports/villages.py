"""Villages that a register names and the territory does not have: proposed, chosen, made units."""

import uuid
from typing import Any

from danvan.imports import actions
from danvan.imports.models import Import
from danvan.imports.queries import new_villages
from danvan.units.actions import add_villages
from danvan.units.models import Unit

MOST = 300


def proposed(batch: Import) -> list[dict[str, Any]]:
    """Return the villages to choose from, each with the key that its box sends."""
    return [
        {"key": f"{one['commune']}|{one['name']}", "name": one["name"], "where": one["commune_name"], "rows": one["rows"]}
        for one in new_villages(batch)[:MOST]
    ]  # fmt: skip


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
