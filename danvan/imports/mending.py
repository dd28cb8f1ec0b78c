"""Columns whose words contradict their header: ``Hình thức`` above "Tập thể", ``Tập thể, cá nhân`` above names."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from danvan.imports.layout import Column, Table
from danvan.imports.roles import Role
from danvan.imports.words import kind_of, level_of, owner_kind_of, renewal_of, status_of

if TYPE_CHECKING:
    from danvan.imports.rows import RowDraft

READERS: dict[Role, Callable[[str], object]] = {
    Role.OWNER_KIND: owner_kind_of,
    Role.RENEWAL: renewal_of,
    Role.KIND: kind_of,
    Role.STATUS: status_of,
    Role.LEVEL: level_of,
}
OWNERS = {Role.OWNER, Role.OWNER_COLLECTIVE, Role.OWNER_INDIVIDUAL}
SAMPLE = 60
MOST, FEW = 0.8, 0.2


def mend(tables: Sequence[Table], rows: "Sequence[RowDraft]") -> None:
    """Give such columns the role that their words fit, unless a person has said what they hold."""
    for table in tables:
        mine = [row for row in rows if row.table is table]
        for column in table.columns:
            if column.role in READERS and not column.corrected:
                fitting = _fitting(table, column, mine)
                if fitting and fitting not in table.by_role:
                    _move(table, column, fitting, mine)


def _fitting(table: Table, column: Column, rows: "Sequence[RowDraft]") -> Role | None:
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


def _move(table: Table, column: Column, role: Role, rows: "Sequence[RowDraft]") -> None:
    before = column.role.value
    column.role = role
    table.index_roles()
    for row in rows:
        if before in row.values:
            row.values[role.value] = row.values.pop(before)
