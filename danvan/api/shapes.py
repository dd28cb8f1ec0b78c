"""Registrations as the API shows them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from danvan.api.reading import Out, Page
from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.initiatives.actions import version
from danvan.initiatives.models import Registration
from danvan.initiatives.workflow import FLOW
from danvan.reports.exports import unit_codes

Names = dict[Any, tuple[str, str]]


class RowOut(Out):
    """One row of the register."""

    id: uuid.UUID
    province: uuid.UUID
    initiative: uuid.UUID
    code: str
    year: int
    name: str
    kind: str
    field: str
    sub_field: uuid.UUID | None
    renewal: str
    status: str
    owner_name: str
    owner_kind: str
    owner: uuid.UUID | None
    line: str
    accounting_unit: str
    accounting_unit_name: str
    places_text: str
    registered_on: dt.date | None
    level: str
    outstanding: bool
    illustration: bool
    changed_at: dt.datetime


class RowsOut(Page):
    """One page of the register; ``following`` is the ``after`` of the next page, null at the end."""

    items: list[RowOut]
    total: int | None = None


class PlaceOut(Out):
    """Where it is carried out."""

    unit: str
    unit_name: str
    village: str


class ParticipationOut(Out):
    """Another body's part."""

    id: uuid.UUID
    body: uuid.UUID | None
    name: str
    part: str


class TargetOut(Out):
    """A measurable target."""

    id: uuid.UUID
    indicator: str
    measure: str
    baseline: Decimal | None
    goal: Decimal | None
    due_on: dt.date | None


class ResourceOut(Out):
    """What is put in."""

    id: uuid.UUID
    kind: str
    amount: Decimal | None
    origin: str


class KeyProjectLinkOut(Out):
    """The key project that it serves."""

    id: uuid.UUID
    key_project: uuid.UUID
    name: str


class EvidenceOut(Out):
    """A file that shows what was done; read it at ``/evidence/{province}/{id}``."""

    id: uuid.UUID
    caption: str
    file_name: str
    media_type: str
    size: int
    sha256: str


class RecognitionOut(Out):
    """A recognition; one that was withdrawn stays with its reason."""

    id: uuid.UUID
    level: str
    number: str
    date: dt.date | None
    issuer: str
    outstanding: bool
    withdrawn_on: dt.date | None
    withdrawn_reason: str


class OtherYearOut(Out):
    """The same initiative in another year."""

    id: uuid.UUID
    year: int
    status: str


class EntryOut(Out):
    """One line of the audit record: what one act changed."""

    seq: int
    at: dt.datetime
    act: uuid.UUID
    verb: str
    actor: str
    kind: str
    object: uuid.UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class HistoryOut(Out):
    """What was done to a record, the newest first."""

    items: list[EntryOut]


class RegistrationOut(RowOut):
    """One registration with all its parts. Send ``version`` back as ``opened`` when you change it."""

    version: int
    problem: str
    goal: str
    method: str
    result: str
    duration: str
    contact: str
    note: str
    source: str
    created_at: dt.datetime
    places: list[PlaceOut]
    participations: list[ParticipationOut]
    targets: list[TargetOut]
    resources: list[ResourceOut]
    key_projects: list[KeyProjectLinkOut]
    evidence: list[EvidenceOut]
    recognitions: list[RecognitionOut]
    years: list[OtherYearOut]
    moves: list[str]


def row_values(row: Registration, names: Names) -> dict[str, Any]:
    """Return what a list shows of a registration; ``names`` are code and name by unit."""
    code, unit_name = names.get(row.accounting_unit_id, ("", ""))
    return {
        "id": row.pk, "province": row.province_id, "initiative": row.initiative_id, "code": row.initiative.code,
        "year": row.year, "name": row.name, "kind": row.kind, "field": row.field, "sub_field": row.sub_field_id,
        "renewal": row.renewal, "status": row.status, "owner_name": row.owner_name, "owner_kind": row.owner_kind,
        "owner": row.owner_id, "line": row.line, "accounting_unit": code, "accounting_unit_name": unit_name,
        "places_text": row.places_text, "registered_on": row.registered_on, "level": row.level,
        "outstanding": row.outstanding, "illustration": row.illustration, "changed_at": row.changed_at,
    }  # fmt: skip


def rows_out(rows: Sequence[Registration], year: int) -> list[RowOut]:
    """Return rows of one year."""
    names = unit_codes({row.accounting_unit_id for row in rows}, year)
    return [RowOut(**row_values(row, names)) for row in rows]


def registration_out(row: Registration, person: Any) -> RegistrationOut:
    """Return one registration with its parts, as far as the person may see them."""
    places = list(row.places.all())
    names = unit_codes({row.accounting_unit_id, *(p.unit_id for p in places)}, row.year)
    others = Registration.objects.filter(province_id=row.province_id, initiative_id=row.initiative_id).order_by("-year")
    return RegistrationOut(
        **row_values(row, names), version=version(row), problem=row.problem, goal=row.goal, method=row.method,
        result=row.result, duration=row.duration, contact=row.contact, note=row.note, source=row.source,
        created_at=row.created_at,
        places=[PlaceOut(unit=names[p.unit_id][0], unit_name=names[p.unit_id][1], village=p.village) for p in places],
        participations=[
            ParticipationOut(id=p.pk, body=p.body_id, name=p.name or str(p.body or ""), part=p.part)
            for p in row.participations.select_related("body")
        ],
        targets=[
            TargetOut(id=t.pk, indicator=t.indicator, measure=t.measure, baseline=t.baseline, goal=t.goal, due_on=t.due_on)
            for t in row.targets.all()
        ],
        resources=[ResourceOut(id=r.pk, kind=r.kind, amount=r.amount, origin=r.origin) for r in row.resources.all()],
        key_projects=[
            KeyProjectLinkOut(id=k.pk, key_project=k.key_project_id, name=k.key_project.name)
            for k in row.key_project_links.select_related("key_project")
        ],
        evidence=[evidence_out(e) for e in row.evidence.select_related("attachment")],
        recognitions=[
            recognition_out(r) for r in Recognition.objects.filter(province_id=row.province_id, registration=row)
        ],
        years=[
            OtherYearOut(id=other.pk, year=other.year, status=other.status)
            for other in others
            if other.pk == row.pk or person.has_perm("initiatives.view", other)
        ],
        moves=[m.verb for m in FLOW.open_from(row.status) if person.has_perm(f"initiatives.{m.verb}", row)],
    )  # fmt: skip


def evidence_out(item: Any) -> EvidenceOut:
    """Return a file as the API shows it."""
    file = item.attachment
    return EvidenceOut(
        id=item.pk, caption=item.caption, file_name=file.original_name, media_type=file.media_type, size=file.size,
        sha256=file.digest,
    )  # fmt: skip


def recognition_out(row: Recognition) -> RecognitionOut:
    """Return a recognition as the API shows it."""
    return RecognitionOut(
        id=row.pk, level=row.level, number=row.number, date=row.date, issuer=row.issuer, outstanding=row.outstanding,
        withdrawn_on=row.withdrawn_on, withdrawn_reason=row.withdrawn_reason,
    )  # fmt: skip


def history_out(entries: Iterable[Entry]) -> HistoryOut:
    """Return lines of the audit record; of a sign-in link without the hash of its secret."""
    return HistoryOut(
        items=[
            EntryOut(
                seq=e.seq, at=e.at, act=e.act, verb=e.verb, actor=e.actor_name, kind=e.kind, object=e.object_id,
                before=_shown(e, e.before), after=_shown(e, e.after),
            )
            for e in entries
        ]
    )  # fmt: skip


def _shown(entry: Entry, values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None or entry.kind != "accounts.signinlink":
        return values
    return {name: value for name, value in values.items() if name != "digest"}
