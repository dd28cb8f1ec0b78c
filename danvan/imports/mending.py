"""Columns whose words contradict their header (``Hình thức`` above "Tập thể"), and columns whose header nobody knows but
whose words tell what they hold (``Mảng`` above "Kinh tế")."""

from collections.abc import Callable, Sequence

from danvan.bodies.lines import is_body, is_person
from danvan.imports.headers import roles_of
from danvan.imports.layout import Column, Table
from danvan.imports.records import RowDraft
from danvan.imports.roles import PLACES, TICKS, Role
from danvan.imports.sections import place_of
from danvan.imports.words import kind_of, level_of, owner_kind_of, renewal_of, status_of
from danvan.initiatives.fields import field_of

READERS: dict[Role, Callable[[str], object]] = {
    Role.OWNER_KIND: owner_kind_of,
    Role.RENEWAL: renewal_of,
    Role.KIND: kind_of,
    Role.STATUS: status_of,
    Role.LEVEL: level_of,
}
# What the words of a column without a known header may tell, the surest first.
TOLD: dict[Role, Callable[[str], object]] = {
    Role.FIELD: field_of,
    **READERS,
    Role.COMMUNE: lambda text: _rank(text) == Role.COMMUNE,
    Role.DISTRICT: lambda text: _rank(text) == Role.DISTRICT,
    Role.VILLAGE: lambda text: _rank(text) == Role.VILLAGE,
    Role.OWNER: lambda text: is_body(text) or is_person(text),
}
OWNERS = {Role.OWNER, Role.OWNER_COLLECTIVE, Role.OWNER_INDIVIDUAL}
SAMPLE = 60
MOST, FEW = 0.8, 0.2
FEWEST = 2  # cells that tell what a column holds
LONGEST = 80


def mend(tables: Sequence[Table], rows: Sequence[RowDraft]) -> None:
    """Give such columns the role that their words fit, unless a person has said what they hold."""
    for table in tables:
        mine = [row for row in rows if row.table is table]
        for column in () if table.is_form else table.columns:
            if column.role in READERS and not column.corrected:
                fitting = _fitting(table, column, mine)
                if fitting and fitting not in table.by_role:
                    _move(table, column, fitting, mine)
            elif not column.role and not column.corrected and not column.score and column.header:
                told = _told(table, column, mine)
                if told:
                    _take(table, column, told, mine)


def _fitting(table: Table, column: Column, rows: Sequence[RowDraft]) -> Role | None:
    texts = [text for row in rows if (text := row.values.get(column.role.value))][:SAMPLE]
    if not texts:
        return None
    shares = {role: sum(read(text) is not None for text in texts) / len(texts) for role, read in READERS.items()}
    if shares[column.role] > FEW:
        return None
    best = max(shares, key=lambda role: shares[role])
    if shares[best] >= MOST:
        return best
    return Role.OWNER if column.role == Role.OWNER_KIND and not OWNERS & set(table.by_role) else None


def _told(table: Table, column: Column, rows: Sequence[RowDraft]) -> Role | None:
    """Return what an unknown column plainly holds and no other column does."""
    texts = [text for row in rows if (text := row.unread.get(column.index))][:SAMPLE]
    if len(texts) < FEWEST or roles_of(column.header) or max(map(len, texts)) > LONGEST:
        return None
    missing = [role for role in TOLD if role not in _there(table)]
    return next((role for role in missing if sum(map(bool, map(TOLD[role], texts))) >= MOST * len(texts)), None)


def _there(table: Table) -> set[Role]:
    """Return what the columns of a table tell, also by ticks: four columns for the fields are the field."""
    there = set(table.by_role)
    there |= {Role(fact) for role in there if role in TICKS for fact in TICKS[role][:1]}
    if there & OWNERS:
        there.add(Role.OWNER)
    return there | (set(PLACES) if Role.PLACE in there else set())


def _rank(text: str) -> str:
    said = place_of(text)
    return said[0] if said else ""


def _move(table: Table, column: Column, role: Role, rows: Sequence[RowDraft]) -> None:
    before = column.role.value
    column.role = role
    table.index_roles()
    for row in rows:
        if before in row.values:
            row.values[role.value] = row.values.pop(before)


def _take(table: Table, column: Column, role: Role, rows: Sequence[RowDraft]) -> None:
    column.role = role
    table.index_roles()
    for row in rows:
        if column.index in row.unread:
            row.values.setdefault(role.value, row.unread[column.index])
            row.context.pop(role.value, None)
