"""Targets and resources of registrations that come with a draft, as a text states them."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from danvan.initiatives.drafts import ResourceDraft, TargetDraft
from danvan.initiatives.models import Registration, Resource, Target

Plain = dict[str, list[list[str]]]
CHUNK = 500


def targets(row: Registration, drafts: Sequence[TargetDraft]) -> list[Target]:
    """Return the targets that are wanted, not yet written."""
    of: dict[str, Any] = {"province_id": row.province_id, "registration": row}
    return [
        Target(**of, indicator=t.indicator, measure=t.measure, baseline=t.baseline, goal=t.goal, due_on=t.due_on)
        for t in drafts
    ]


def resources(row: Registration, drafts: Sequence[ResourceDraft]) -> list[Resource]:
    """Return the resources that are wanted, not yet written."""
    of: dict[str, Any] = {"province_id": row.province_id, "registration": row}
    return [Resource(**of, kind=r.kind, amount=r.amount, origin=r.origin) for r in drafts]


def put(
    row: Registration, wanted: Sequence[TargetDraft] | None, given: Sequence[ResourceDraft] | None
) -> None:  # fmt: skip
    """Put other targets or resources on a registration; None leaves what is there. Call inside an action."""
    if wanted is not None:
        row.targets.all().delete()
        Target.objects.bulk_create(targets(row, wanted))
    if given is not None:
        row.resources.all().delete()
        Resource.objects.bulk_create(resources(row, given))


# --- as the audit keeps them


def plain_targets(rows: Sequence[Target | TargetDraft]) -> list[list[str]]:
    """Return targets as the audit keeps them."""
    return sorted(
        [t.indicator, t.measure, _number(t.baseline), _number(t.goal), t.due_on.isoformat() if t.due_on else ""]
        for t in rows
    )


def plain_resources(rows: Sequence[Resource | ResourceDraft]) -> list[list[str]]:
    """Return resources as the audit keeps them."""
    return sorted([str(r.kind), _number(r.amount), r.origin] for r in rows)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{Decimal(value).normalize():f}"


def there(rows: Sequence[uuid.UUID]) -> dict[uuid.UUID, Plain]:
    """Return the targets and resources of registrations."""
    mine: dict[uuid.UUID, list[Target]] = defaultdict(list)
    given: dict[uuid.UUID, list[Resource]] = defaultdict(list)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        for target in Target.objects.filter(registration__in=chunk):
            mine[target.registration_id].append(target)
        for resource in Resource.objects.filter(registration__in=chunk):
            given[resource.registration_id].append(resource)
    return {
        pk: {"targets": plain_targets(mine.get(pk, [])), "resources": plain_resources(given.get(pk, []))}
        for pk in rows
    }  # fmt: skip


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def targets_of(kept: Sequence[Sequence[str]]) -> tuple[TargetDraft, ...]:
    """Return the targets that ``plain_targets`` put away."""
    return tuple(
        TargetDraft(name, measure, _decimal(goal), _decimal(first), dt.date.fromisoformat(due) if due else None)
        for name, measure, first, goal, due in kept
    )  # fmt: skip


def resources_of(kept: Sequence[Sequence[str]]) -> tuple[ResourceDraft, ...]:
    """Return the resources that ``plain_resources`` put away."""
    return tuple(ResourceDraft(kind, _decimal(amount), origin) for kind, amount, origin in kept)


def put_back(row: Registration, parts: dict[str, Any]) -> None:
    """Put what the audit has of the targets and resources of a registration in their place again."""
    wanted = targets_of(parts["targets"]) if "targets" in parts else None
    put(row, wanted, resources_of(parts["resources"]) if "resources" in parts else None)
