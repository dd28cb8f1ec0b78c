"""The register against its history: every row must be what the door wrote last, and nothing may be there that it did not."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from danvan.audit.chain import seal_of, snapshot
from danvan.audit.models import Chain, Entry
from danvan.initiatives.models import Place, Registration

CHUNK = 500
# Under this name a state keeps what was sealed: the digest, its columns, and what later changes found there before.
SEAL = "(seal)"


def register_problems(model: Any = Registration) -> list[dict[str, str]]:
    """Return the registrations (or records of another audited model) that differ from what the audit says they are."""
    found = []
    for province in model.objects.order_by().values_list("province", flat=True).distinct():
        if not Chain.objects.filter(province=province).exists():
            found.append({"problem": "no history", "province": str(province)})
            continue
        states = last_states(province, model._meta.label_lower)
        found += list(_differing(model, province, states))
        found += [{"problem": "removed", "record": str(pk)} for pk in states]
    return found


def last_states(province: uuid.UUID, kind: str) -> dict[uuid.UUID, dict[str, Any]]:
    """Return each record as the audit leaves it, by id; those that were removed are not there."""
    states: dict[uuid.UUID, dict[str, Any]] = {}
    entries = Entry.objects.filter(province=province, kind=kind).order_by("seq")
    for pk, before, after in entries.values_list("object_id", "before", "after").iterator(chunk_size=2000):
        if after is None:
            states.pop(pk, None)
        elif before is None and "sealed" in after:
            columns = after["columns"]
            states.update((uuid.UUID(key), {SEAL: (digest, columns, {})}) for key, digest in after["sealed"].items())
        elif before is None:
            states[pk] = after
        else:
            state = states.setdefault(pk, {})
            if SEAL in state:
                was = state[SEAL][2]
                was.update((name, value) for name, value in before.items() if name not in was)
            state.update(after)
    return states


def _differing(model: Any, province: uuid.UUID, states: dict[uuid.UUID, dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield what differs; takes each record it has seen out of ``states``."""
    rows = list(model.objects.filter(province=province).order_by("id"))
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        places = _places(chunk) if model is Registration else {}
        for row in chunk:
            known = states.pop(row.pk, None)
            if known is None:
                yield {"problem": "never written by the door", "record": str(row.pk)}
                continue
            now = snapshot(row)
            seal = known.pop(SEAL, None)
            columns = [name for name, value in known.items() if name != "parts" and now.get(name) != value]
            if "places" in known.get("parts", {}) and sorted(known["parts"]["places"]) != sorted(
                places.get(row.pk, [])
            ):
                columns.append("places")
            if seal and not columns and not _holds(seal, now, places.get(row.pk, [])):
                columns.append("seal")
            if columns:
                yield {"problem": "altered", "record": str(row.pk), "columns": ", ".join(columns)}


def _holds(seal: tuple[str, list[str], dict[str, Any]], now: dict[str, Any], places: list[list[str]]) -> bool:
    """Tell whether a record, with all later changes taken back, is the one that was sealed."""
    digest, columns, was = seal
    first = {**now, "places": sorted(was.get("parts", {}).get("places", places))}
    return (
        seal_of([was[name] if name in was else first[name] for name in columns if name in was or name in first])
        == digest
    )


def _places(rows: list[Registration]) -> dict[uuid.UUID, list[list[str]]]:
    found: dict[uuid.UUID, list[list[str]]] = defaultdict(list)
    for registration, unit, village in Place.objects.filter(registration__in=[r.pk for r in rows]).values_list(
        "registration", "unit", "village"
    ):
        found[registration].append([str(unit), village])
    return found
