"""Comparing drafts with the register, and writing what follows, in bulk.

The form of a page, an import of 4,250 rows and the sample province all come through here.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from danvan.audit.chain import snapshot
from danvan.audit.door import Act
from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.initiatives import parts as told
from danvan.initiatives.codes import take_codes
from danvan.initiatives.drafts import TEXTS, Draft, PlaceDraft, ResourceDraft, TargetDraft, folded_words
from danvan.initiatives.models import Initiative, Participation, Place, Registration, Renewal, Resource, Target
from danvan.initiatives.workflow import Status
from danvan.units.atlas import atlas
from danvan.units.models import UnitPeriod

PlaceKey = frozenset[tuple[uuid.UUID, str]]
# Levels of recognition from low to high.
RANK = {"": 0, "base": 1, "district": 2, "province": 3, "centre": 4}


@dataclass
class Plan:
    """What becomes of one draft: ``registration`` is the row found (update, unchanged) or to be made (create)."""

    draft: Draft
    verdict: str  # "create" | "update" | "unchanged"
    registration: Registration
    initiative: Initiative | None = None  # only when it is new
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # column → (before, after)
    new_places: bool = False
    # Of an update: what replaces the targets and resources that are there; None leaves them.
    targets: tuple[TargetDraft, ...] | None = None
    resources: tuple[ResourceDraft, ...] | None = None


class _Book:
    """The registrations of the same names and owners, of any year, with their places."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        keys = list({d.match_key for d in drafts})
        provinces = list({kin for province in {d.province for d in drafts} for kin in atlas().kin(province)})
        self.by_key: dict[str, list[Registration]] = defaultdict(list)
        self.places: dict[uuid.UUID, list[Place]] = defaultdict(list)
        for start in range(0, len(keys), 500):
            chunk = Registration.objects.filter(province__in=provinces, match_key__in=keys[start : start + 500])
            for row in chunk.order_by("id"):
                self.by_key[row.match_key].append(row)
        rows = [row.pk for found in self.by_key.values() for row in found]
        for start in range(0, len(rows), 500):
            for place in Place.objects.filter(registration__in=rows[start : start + 500]):
                self.places[place.registration_id].append(place)
        named = {p.unit_id for found in self.places.values() for p in found} | {
            p.unit for d in drafts for p in d.places
        }
        counted = {r.accounting_unit_id for found in self.by_key.values() for r in found} | {
            d.accounting_unit for d in drafts
        }
        self.communes = _communes_of(named | counted)

    def key(self, places: Sequence[tuple[uuid.UUID, str]]) -> PlaceKey:
        """Return places in a form that does not change when a village becomes a unit."""
        return frozenset(
            (self.communes.get(unit, unit) if village else unit, fold(village)) for unit, village in places
        )

    def in_one_line(self, one: uuid.UUID, other: uuid.UUID, year: int) -> bool:
        """Tell whether one of two units is the other or lies above it in the tree of the year."""
        picture, day = atlas(), year_end(year)
        above = []
        for unit in (one, other):
            home = picture.home(self.communes.get(unit, unit), day)[0]
            above.append({unit, *(s.unit for s in picture.ancestors(home, day))} if home else {unit})
        return one in above[1] or other in above[0]

    def places_of(self, row: Registration) -> PlaceKey:
        """Return the places of a row."""
        return self.key([(p.unit_id, p.village) for p in self.places[row.pk]])


def _communes_of(units: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the commune of each unit that the atlas does not hold, which are the villages."""
    villages = [unit for unit in units if unit not in atlas().spans]
    return dict(UnitPeriod.objects.filter(unit__in=villages, parent__isnull=False).values_list("unit", "parent"))


def plan(drafts: Sequence[Draft]) -> list[Plan]:
    """Compare drafts with the register and with each other; writes nothing. The plans come in the order of the drafts.

    The same year, name, owner and places is the same registration; so is the same year, name and (named) owner where
    there is only one on either side and one accounting unit lies in the other. The same name and owner of another year, at the same accounting unit or its
    successor, is the same initiative.
    """
    book = _Book(drafts)
    wanted = Counter((d.match_key, d.year) for d in drafts)
    taken: set[uuid.UUID] = set()
    plans: dict[int, Plan] = {}
    for index, draft in sorted(enumerate(drafts), key=lambda pair: pair[1].year):  # the earlier year is there first
        row = _same_registration(draft, book, wanted, taken)
        plans[index] = _new(draft, book) if row is None else _compared(draft, row, book)
        taken.add(plans[index].registration.pk)
    return [plans[index] for index in range(len(drafts))]


def _same_registration(
    draft: Draft, book: _Book, wanted: Counter[tuple[str, int]], taken: set[uuid.UUID]
) -> Registration | None:
    rows = [r for r in book.by_key[draft.match_key] if r.year == draft.year and r.pk not in taken]
    places = book.key([(p.unit, p.village) for p in draft.places])
    exact = next((r for r in rows if book.places_of(r) == places), None)
    if exact or not draft.owner_name or len(rows) != 1 or wanted[draft.match_key, draft.year] != 1:
        return exact
    # "Tiếng kẻng bình yên" of a "Công an xã" is another model in each commune: only where one unit lies in the other
    # has the register become more exact.
    return rows[0] if book.in_one_line(rows[0].accounting_unit_id, draft.accounting_unit, draft.year) else None


def _new(draft: Draft, book: _Book) -> Plan:
    other, earlier = _other_year(draft, book)
    # A model that goes on keeps its identity and its home in the tables, whatever has become of the province.
    province = other.province_id if other else draft.province
    initiative = None if other else Initiative(province_id=province, illustration=draft.illustration)
    identity = other.initiative_id if other else cast("Initiative", initiative).pk
    renewal = draft.renewal or (Renewal.MAINTAINED if earlier else Renewal.NEW)
    recognised = max(draft.recognitions, key=lambda r: RANK[r.level], default=None)
    row = Registration(
        province_id=province, initiative_id=identity, year=draft.year, renewal=renewal,
        status=draft.status or (Status.RECOGNISED if recognised else Status.REGISTERED), kind=draft.kind,
        name=draft.name, field=draft.field, sub_field_id=draft.sub_field, owner_kind=draft.owner_kind,
        owner_name=draft.owner_name, owner=draft.owner, line=draft.line, accounting_unit_id=draft.accounting_unit,
        places_text=draft.places_text or "", illustration=draft.illustration, match_key=draft.match_key,
        registered_on=draft.registered_on,
        level=recognised.level if recognised else "", outstanding=any(r.outstanding for r in draft.recognitions),
        **{name: draft.texts.get(name) or "" for name in TEXTS},
    )  # fmt: skip
    book.by_key[draft.match_key].append(row)
    return Plan(draft, "create", row, initiative)


def _other_year(draft: Draft, book: _Book) -> tuple[Registration | None, bool]:
    """Return a registration of the initiative that this draft carries on, and whether there is one of an earlier year."""
    rows = book.by_key[draft.match_key]
    this_year = {r.initiative_id for r in rows if r.year == draft.year}
    picture = atlas()
    home = picture.home(book.communes.get(draft.accounting_unit, draft.accounting_unit), year_end(draft.year))[0]
    for row in sorted(rows, key=lambda r: -r.year):
        there = picture.home(book.communes.get(row.accounting_unit_id, row.accounting_unit_id), year_end(draft.year))[0]
        if row.initiative_id not in this_year and there == home:
            return row, any(r.year < draft.year for r in rows if r.initiative_id == row.initiative_id)
    return None, False


def _compared(draft: Draft, row: Registration, book: _Book) -> Plan:
    found = Plan(draft, "unchanged", row)
    wanted: dict[str, Any] = {
        "name": draft.name, "field": draft.field, "owner_kind": draft.owner_kind, "owner_name": draft.owner_name,
        "line": draft.line, "kind": draft.kind, "accounting_unit_id": draft.accounting_unit,
        "renewal": draft.renewal, "status": draft.status, "sub_field_id": draft.sub_field,
        "registered_on": draft.registered_on, "places_text": draft.places_text, "owner_id": draft.owner.pk if draft.owner else None,
        **draft.texts,
    }  # fmt: skip
    for name, value in wanted.items():
        before = getattr(row, name)
        if value is not None and value not in ("", before):
            found.changes[name] = (before, value)
    found.new_places = bool(draft.places) and book.places_of(row) != book.key(
        [(p.unit, p.village) for p in draft.places]
    )
    if found.changes or found.new_places:
        found.verdict = "update"
    return found


def write(act: Act, plans: Sequence[Plan]) -> None:
    """Write the plans: new initiatives, registrations and their parts in bulk, changed ones one by one."""
    _create([p for p in plans if p.verdict == "create"], act)
    for one in plans:
        if one.verdict == "update":
            _update(one, act)


def _create(plans: list[Plan], act: Act) -> None:
    numbered = iter(take_codes([(p.initiative.province_id, p.draft.year) for p in plans if p.initiative]))
    codes = _known_codes(plans)
    places: list[Place] = []
    parts: list[Participation] = []
    targets: list[Target] = []
    resources: list[Resource] = []
    for one in plans:
        if one.initiative:
            codes[one.initiative.pk] = one.initiative.code = next(numbered)
    for one in plans:
        row, draft = one.registration, one.draft
        code = codes[row.initiative_id]
        row.folded = folded_words(code, row.name, row.owner_name, row.places_text)
        mine = _places(row, draft.places)
        joined = [
            Participation(province_id=row.province_id, registration=row, name=p.name, body_id=p.body, part=p.part)
            for p in draft.participants
        ]
        row.audit_parts = {"code": code, "places": plain_places(mine), "participants": [p.name for p in joined]}
        if draft.targets or draft.resources:
            row.audit_parts |= {
                "targets": told.plain_targets(draft.targets), "resources": told.plain_resources(draft.resources),
            }  # fmt: skip
            targets += told.targets(row, draft.targets)
            resources += told.resources(row, draft.resources)
        places += mine
        parts += joined
    Initiative.objects.bulk_create([p.initiative for p in plans if p.initiative], batch_size=1000)
    Registration.objects.bulk_create([p.registration for p in plans], batch_size=1000)
    Place.objects.bulk_create(places, batch_size=1000)
    Participation.objects.bulk_create(parts, batch_size=1000)
    Target.objects.bulk_create(targets, batch_size=1000)
    Resource.objects.bulk_create(resources, batch_size=1000)
    act.created(*(p.registration for p in plans))


def _known_codes(plans: list[Plan]) -> dict[uuid.UUID, str]:
    known = [p.registration.initiative_id for p in plans if not p.initiative]
    codes: dict[uuid.UUID, str] = {}
    for start in range(0, len(known), 500):
        codes.update(Initiative.objects.filter(pk__in=known[start : start + 500]).values_list("pk", "code"))
    return codes


def _places(row: Registration, drafts: Sequence[PlaceDraft]) -> list[Place]:
    return [
        Place(province_id=row.province_id, registration=row, unit_id=p.unit, village=p.village, position=i)
        for i, p in enumerate(drafts)
    ]


def replace_places(row: Registration, drafts: Sequence[PlaceDraft]) -> list[Place]:
    """Put other places on a registration. Call inside an action."""
    row.places.all().delete()
    return Place.objects.bulk_create(_places(row, drafts))


def plain_places(places: Sequence[Place]) -> list[list[str]]:
    """Return places as the audit keeps them."""
    return [[str(p.unit_id), p.village] for p in places]


def _update(one: Plan, act: Act) -> None:
    row: Registration = Registration.objects.select_for_update().get(pk=one.registration.pk)
    restated = one.targets is not None or one.resources is not None
    row.audit_parts = parts_of(row, restated=restated)
    before = snapshot(row)
    for name, (_, value) in one.changes.items():
        setattr(row, name, value)
    row.match_key = one.draft.match_key
    row.folded = folded_words(row.initiative.code, row.name, row.owner_name, row.places_text)
    row.save()
    if one.new_places:
        replace_places(row, one.draft.places)
    told.put(row, one.targets, one.resources)
    if one.new_places or restated:
        row.audit_parts = parts_of(row, restated=restated)
    act.changed(row, before)
    one.registration = row


def parts_of(row: Registration, *, restated: bool) -> dict[str, Any]:
    """Return the parts of a registration that an update may change, as the audit keeps them."""
    return {"places": plain_places(list(row.places.all()))} | (told.there([row.pk])[row.pk] if restated else {})
