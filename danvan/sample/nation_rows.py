"""Rows as the engine stores them, made without the ORM: what a batch of the nation's generator writes, table by table."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

REGISTRATION = (
    "id", "province_id", "initiative_id", "year", "renewal", "status", "kind", "name", "field", "sub_field_id",
    "owner_kind", "owner_name", "owner_id", "line", "accounting_unit_id", "places_text", "problem", "goal", "method",
    "result", "registered_on", "duration", "contact", "note", "source", "level", "outstanding", "illustration",
    "match_key", "folded", "created_at", "changed_at",
)  # fmt: skip
# What the seal of a registration covers: what the audit keeps of one (``chain.snapshot``), and its places.
SEALED = tuple(
    c for c in REGISTRATION if c not in {"id", "province_id", "match_key", "folded", "created_at", "changed_at"}
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "bodies_body": ("id", "valid_from", "valid_to", "name", "folded", "line", "illustration", "unit_id", "superior_id"),
    "bodies_coordination": ("id", "valid_from", "valid_to", "body_id", "unit_id"),
    "initiatives_initiative": ("id", "province_id", "code", "illustration"),
    "initiatives_registration": REGISTRATION,
    "initiatives_place": ("id", "province_id", "registration_id", "unit_id", "village", "position"),
    "initiatives_target": ("id", "province_id", "registration_id", "indicator", "measure", "baseline", "goal", "due_on"),
    "appraisal_recognition": (
        "id", "province_id", "registration_id", "level", "number", "date", "issuer", "outstanding", "withdrawn_on",
        "withdrawn_reason",
    ),
}  # fmt: skip
RECOGNISED = ("registration_id", "level", "number", "date", "issuer", "outstanding", "withdrawn_on", "withdrawn_reason")
Value = Any


@dataclass
class Batch:
    """The registrations of one of the 34 provinces in one year, ready to be written in one act."""

    id: str
    code: str
    year: int
    number: int = 0
    # table → rows, or (PostgreSQL) the text that COPY reads
    tables: dict[str, Any] = field(default_factory=dict)
    # province → id → digest
    registrations: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    recognitions: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    bodies: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    # province → the number before the first code, and the last
    codes: dict[str, tuple[int, int]] = field(default_factory=dict)
    # (unit, year, province, *dimensions) → count
    cells: Counter[tuple[Any, ...]] = field(default_factory=Counter)


class Tables:
    """Collects the rows of a batch in the form that the engine takes."""

    def __init__(self, *, postgres: bool) -> None:
        self.postgres = postgres
        self.rows: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        self.true: Value = "t" if postgres else 1
        self.false: Value = "f" if postgres else 0
        self.null: Value = "\\N" if postgres else None

    def add(self, table: str, *values: Value) -> None:
        """Add one row. Keys come with dashes; only SQLite keeps them without (``keyed``)."""
        self.rows[table].append("\t".join(values) if self.postgres else values)

    def key(self, text: str) -> str:
        """Return a key as the engine stores it."""
        return text if self.postgres else text.replace("-", "")

    def year(self, year: int) -> Value:
        """Return a number as the engine takes it."""
        return str(year) if self.postgres else year

    def taken(self) -> dict[str, Any]:
        """Return the tables that have rows."""
        if self.postgres:
            return {name: "\n".join([*rows, ""]) for name, rows in self.rows.items() if rows}
        return {name: rows for name, rows in self.rows.items() if rows}


def new_key(instant: str, rng: Random) -> str:
    """Return a UUIDv7 (RFC 9562) of an instant (``begun``), the same for the same seed."""
    b = f"{rng.getrandbits(72):018x}"
    return f"{instant}-7{b[:3]}-8{b[3:6]}-{b[6:]}"


def begun(milliseconds: int) -> str:
    """Return how the keys of an instant begin; milliseconds since 1970."""
    a = f"{milliseconds:012x}"
    return f"{a[:8]}-{a[8:]}"


def escaped(values: Sequence[Value]) -> bool:
    """Tell whether no value would break a line of COPY's text; the generator's words hold no such sign."""
    return not any(isinstance(v, str) and v != "\\N" and ("\t" in v or "\n" in v or "\\" in v) for v in values)
