"""Totals that a source has published for a unit and year, shown beside ours and never mixed in (data/published.json)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Published:
    """A figure as printed, with its source; ``recognised`` in the source's words, empty where it says nothing."""

    total: int
    recognised: str
    source: str


@cache
def document() -> dict[str, Any]:
    """Return all that is known of the sample province's published totals."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "published.json").read_text(encoding="utf-8"))
    return found


def published_for(code: str, year: int) -> Published | None:
    """Return what was published for a unit (by its code in that year), if anything is known."""
    known = document()
    if year != known["year"]:
        return None
    if code == known["unit"]:
        return Published(known["total"], known["recognised"], known["source"])
    district = next((d for d in known["districts"] if d["unit"] == code), None)
    return Published(district["total"], "", district["source"]) if district else None
