"""What somebody wants registered, before it is compared with the register: a form, an import and the sample make these."""

import dataclasses
import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from decimal import Decimal

from danvan.bodies.models import Body, Line
from danvan.core.text import fold
from danvan.initiatives.models import Kind, OwnerKind

TEXTS = ("problem", "goal", "method", "result", "duration", "contact", "note", "source")


@dataclass(frozen=True)
class PlaceDraft:
    """One place: the unit, and the village as typed (also when the unit is that village)."""

    unit: uuid.UUID
    village: str = ""


@dataclass(frozen=True)
class RecognitionDraft:
    """A recognition that the register brings along."""

    level: str
    number: str = ""
    date: dt.date | None = None
    outstanding: bool = False
    issuer: str = ""


@dataclass(frozen=True)
class PartDraft:
    """Another body's part."""

    name: str
    part: str = "coordinates"
    body: uuid.UUID | None = None


@dataclass(frozen=True)
class TargetDraft:
    """A measurable target that a text states."""

    indicator: str
    measure: str
    goal: Decimal | None
    baseline: Decimal | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True)
class ResourceDraft:
    """What is put in: đồng, workdays, m² of land."""

    kind: str
    amount: Decimal | None
    origin: str = ""


@dataclass
class Draft:
    """One registration as wanted. None means "nothing said", which leaves what the register already has."""

    year: int
    name: str
    field: str
    accounting_unit: uuid.UUID
    province: uuid.UUID
    places: tuple[PlaceDraft, ...] = ()
    places_text: str | None = None
    owner_name: str = ""
    owner_kind: str = OwnerKind.COLLECTIVE
    owner: Body | None = None
    line: str = Line.OTHER
    kind: str = Kind.MODEL
    renewal: str | None = None
    status: str | None = None
    sub_field: uuid.UUID | None = None
    registered_on: dt.date | None = None
    texts: dict[str, str] = dataclasses.field(default_factory=dict)
    recognitions: tuple[RecognitionDraft, ...] = ()
    participants: tuple[PartDraft, ...] = ()
    targets: tuple[TargetDraft, ...] = ()
    resources: tuple[ResourceDraft, ...] = ()
    illustration: bool = False

    @property
    def match_key(self) -> str:
        """The key by which the same model is found again: folded name and owner."""
        return key_of(self.name, self.owner_name)


@dataclass
class Located:
    """Where a registration is carried out and counted; ``problems`` keep it from being written."""

    places: tuple[PlaceDraft, ...]
    accounting_unit: uuid.UUID
    province: uuid.UUID
    line: str
    owner: Body | None
    problems: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)


def key_of(name: str, owner_name: str) -> str:
    """Return the SHA-1 (hex) of the folded name and owner."""
    return hashlib.sha1(f"{fold(name)}|{fold(owner_name)}".encode(), usedforsecurity=False).hexdigest()


def folded_words(code: str, name: str, owner_name: str, places_text: str) -> str:
    """Return the text that the plain search looks in."""
    return " ".join((fold(name), fold(owner_name), fold(places_text), fold(code)))
