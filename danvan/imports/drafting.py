"""Drafts of the register made of rows, and kept as JSON between the preview and the commit."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from danvan.imports.placing import Placed
from danvan.imports.records import RowDraft
from danvan.initiatives.drafts import Draft, PartDraft, PlaceDraft, RecognitionDraft
from danvan.initiatives.models import Kind
from danvan.initiatives.parts import Plain, plain_resources, plain_targets, resources_of, targets_of
from danvan.initiatives.workflow import Status

# A recognition says more than these; paused or ended it may be all the same.
_RECOGNISED = {Status.REGISTERED, Status.APPROVED, Status.UNDER_WAY, Status.RECOGNISED}


def draft_of(row: RowDraft, placed: Placed) -> Draft:
    """Return what a row wants registered. Call for rows that are not rejected."""
    facts = row.facts
    if placed.accounting_unit is None or placed.province is None:
        msg = "a rejected row has no draft"
        raise ValueError(msg)
    level, status = facts["level"], facts["status"]
    return Draft(
        year=facts["year"], name=facts["name"], field=str(facts["field"]), accounting_unit=placed.accounting_unit,
        province=placed.province, places=placed.places, places_text=placed.text or None, owner_name=facts["owner"],
        owner_kind=facts["owner_kind"], owner=placed.owner, line=placed.line, kind=facts["kind"] or Kind.MODEL,
        renewal=facts["renewal"], status=None if status in _RECOGNISED and (level or status == Status.RECOGNISED) else status,
        sub_field=facts.get("sub_field"), texts=facts["texts"],
        recognitions=(RecognitionDraft(level, facts["number"], facts["date"], facts["outstanding"], facts["issuer"]),) if level else (),
        participants=tuple(PartDraft(name, part) for name, part in facts["participants"]),
        targets=facts["targets"], resources=facts["resources"],
        illustration=bool(row.values.get("illustration")),
        registered_on=facts["registered_on"],
    )  # fmt: skip


def kept(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON can hold it."""
    found = {f.name: getattr(draft, f.name) for f in dataclasses.fields(draft)}
    found |= {name: str(found[name]) for name in ("accounting_unit", "province")}
    found |= {name: value.isoformat() for name, value in found.items() if isinstance(value, dt.date)}
    found["owner"] = str(draft.owner.pk) if draft.owner else None
    found["sub_field"] = str(draft.sub_field) if draft.sub_field else None
    found["places"] = [[str(p.unit), p.village] for p in draft.places]
    found["recognitions"] = [
        [r.level, r.number, r.date.isoformat() if r.date else None, r.outstanding, r.issuer] for r in draft.recognitions
    ]
    found["participants"] = [[p.name, p.part] for p in draft.participants]
    return found | plain_parts(draft)


def plain_parts(draft: Draft) -> Plain:
    """Return the targets and resources of a draft as JSON can hold them."""
    return {"targets": plain_targets(draft.targets), "resources": plain_resources(draft.resources)}


def restored(kept_draft: dict[str, Any], bodies: dict[uuid.UUID, Any]) -> Draft:
    """Return the draft that ``kept`` put away."""
    found = dict(kept_draft)
    found |= {name: uuid.UUID(found[name]) for name in ("accounting_unit", "province")}
    found["owner"] = bodies.get(uuid.UUID(found["owner"])) if found["owner"] else None
    found["sub_field"] = uuid.UUID(found["sub_field"]) if found["sub_field"] else None
    found["places"] = tuple(PlaceDraft(uuid.UUID(unit), village) for unit, village in found["places"])
    found["recognitions"] = tuple(
        RecognitionDraft(level, number, dt.date.fromisoformat(date) if date else None, outstanding, issuer)
        for level, number, date, outstanding, issuer in found["recognitions"]
    )
    # A preview from before an upgrade has the names alone.
    found["participants"] = tuple(
        PartDraft(*(part if isinstance(part, list) else [part])) for part in found["participants"]
    )
    found["targets"] = targets_of(found.get("targets", ()))
    found["resources"] = resources_of(found.get("resources", ()))
    if found.get("registered_on"):
        found["registered_on"] = dt.date.fromisoformat(found["registered_on"])
    return Draft(**found)
