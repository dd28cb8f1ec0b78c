"""What one record of a sheet is made of, from its cells to what is wrong with them, and what a whole sheet was read as."""

from dataclasses import dataclass, field
from typing import Any

from danvan.imports.decoding import Decoded
from danvan.imports.layout import Table
from danvan.imports.roles import Role
from danvan.imports.summaries import Summary

Corrections = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and where."""

    column: str
    message: str
    level: str = "error"  # or "warning"
    role: str = ""


@dataclass(slots=True)
class RowDraft:
    """One record as the sheet has it. ``row`` is the sheet's own number."""

    sheet: str
    row: int
    table: Table
    raw: dict[str, str] = field(default_factory=dict)  # column letters → text
    values: dict[str, str] = field(default_factory=dict)  # role → text, headings included
    context: dict[str, str] = field(default_factory=dict)  # what came from headings
    facts: dict[str, Any] = field(default_factory=dict)  # what the texts mean
    problems: list[Problem] = field(default_factory=list)
    lines: list[dict[str, str]] = field(default_factory=list)  # the places of each line of a record over several rows
    unread: dict[int, str] = field(default_factory=dict)  # columns whose headers nobody knows

    def column_of(self, *roles: str) -> str:
        """Return how a message names the column of the first of these roles that the table has."""
        return next((c.label for role in roles if (c := self.table.by_role.get(Role(role)))), "")

    def object_to(self, role: str, message: str, *others: str, level: str = "error") -> None:
        """Note a problem at the column of a role."""
        self.problems.append(Problem(self.column_of(role, *others), message, level, role))

    @property
    def rejected(self) -> bool:
        """Tell whether something keeps the row out."""
        return any(p.level == "error" for p in self.problems)


@dataclass
class Skipped:
    """A row that holds text and is no record: a heading, a total, a signature."""

    row: int
    kind: str
    text: str


@dataclass
class Understood:
    """What was made of one sheet."""

    name: str
    state: str  # "data" | "hidden" | "empty" | "no_header"
    tables: list[Table] = field(default_factory=list)
    rows: list[RowDraft] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    decoded: list[Decoded] = field(default_factory=list)
    summary: Summary | None = None
    warnings: list[str] = field(default_factory=list)  # of the whole sheet
    title_years: set[str] = field(default_factory=set)  # that the title of the list names
