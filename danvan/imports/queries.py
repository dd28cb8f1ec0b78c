"""Which imports somebody may see, and what a page shows of one."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet

from danvan.accounts.scope import reach_of
from danvan.audit.door import Actor
from danvan.imports.models import Import, Verdict


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """Return the imports into units that the actor reaches, newest first."""
    reach = reach_of(actor, "imports.view")
    return Import.objects.filter(reach.whole_q(unit="unit", province="province")).order_by("-started_at", "-id")


def counts(batch: Import) -> dict[str, int]:
    """Return how many rows have each verdict, and how many there are."""
    found = Counter(batch.rows.values_list("verdict", flat=True))
    return {**{verdict: found.get(verdict, 0) for verdict in Verdict.values}, "read": sum(found.values())}


def new_villages(batch: Import) -> list[dict[str, Any]]:
    """Return the villages that the register names and that are no units yet, with their communes."""
    found: Counter[tuple[str, str, str]] = Counter()
    for parsed in batch.rows.exclude(verdict=Verdict.REJECT).values_list("parsed", flat=True).iterator(chunk_size=1000):
        for place in parsed.get("places", ()):
            if place["village"] and place["unit"]:
                found[place["unit"], place["label"], place["village"]] += 1
    return [
        {"commune": commune, "commune_name": label, "name": village, "rows": n}
        for (commune, label, village), n in sorted(found.items(), key=lambda item: item[0][1:])
    ]
