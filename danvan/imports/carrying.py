"""Cells that were merged once: the unit or the field stands on the first row of its group, the rows below are blank.

A text table, a table copied from Word or saved by another program knows no merged cells. Blank cells are filled from above
where the whole column shows that they are meant so, and each row says so.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from danvan.core.sheets import letter
from danvan.core.text import fold
from danvan.imports.layout import Column, Table
from danvan.imports.records import RowDraft
from danvan.imports.roles import Role

CARRIED = (Role.OWNER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE, Role.FIELD, Role.YEAR)
FEWEST_GROUPS, BLANK = 2, 0.8  # groups of a column, and blank cells for each filled one
SHORT = 60


def carry_down(tables: Sequence[Table], rows: Sequence[RowDraft]) -> None:
    """Fill the blank cells of groups that only begin with their unit, field or year."""
    for table in () if all(table.is_form for table in tables) else tables:
        mine = [row for row in rows if row.table is table and len(row.raw) > 1]
        groups = _numbered_groups(table, mine)
        for role in CARRIED:
            column = table.by_role.get(role)
            if column and (_follows(role, mine, groups) or _in_groups(role, mine)):
                _fill(role, column, mine)


def _numbered_groups(table: Table, rows: Sequence[RowDraft]) -> list[bool]:
    """Return which rows begin a group by their number: ``1`` before the unit, none before its further models."""
    number = table.by_role.get(Role.NO)
    if number is None or not any(row.values.get("name") for row in rows):
        return []
    return [bool(row.raw.get(letter(number.index), "").strip()) for row in rows]


def _follows(role: Role, rows: Sequence[RowDraft], groups: list[bool]) -> bool:
    """Tell whether a column is filled exactly where the numbers are, of which some rows have none."""
    filled = [bool(row.values.get(role)) for row in rows]
    return len(set(groups)) > 1 and bool(groups[0]) and sum(groups) >= FEWEST_GROUPS and filled == groups


def _in_groups(role: Role, rows: Sequence[RowDraft]) -> bool:
    """Tell whether a column holds a value, blanks, another value, blanks: never the same one twice in a row."""
    values = [fold(row.values.get(role, "")) for row in rows]
    if not values or not values[0] or any(role.value in row.context for row in rows):
        return False
    filled = [value for value in values if value]
    apart = (
        len(set(filled)) == len(filled)
        if role in {Role.OWNER, Role.COMMUNE}
        else all(a != b for a, b in pairwise(filled))
    )
    return len(filled) >= FEWEST_GROUPS and apart and len(values) - len(filled) >= BLANK * len(filled)


def _fill(role: Role, column: Column, rows: Sequence[RowDraft]) -> None:
    said = ""
    for row in rows:
        here = row.values.get(role, "")
        if here:
            said = here
        elif said and _belongs(role, row):
            row.values[role.value] = row.raw[letter(column.index)] = said
            short = said if len(said) <= SHORT else f"{said[:SHORT]}…"
            message = _("Ô trống được hiểu như dòng trên: «%(text)s».") % {"text": " ".join(short.split())}
            row.object_to(role, message, level="warning")


_ELSEWHERE: dict[Role, Callable[[RowDraft], bool]] = {
    # "Hội Nông dân huyện" in a list of communes is of none of them.
    Role.COMMUNE: lambda row: any(
        word in f" {fold(row.values.get('owner', ''))} " for word in (" huyen ", " tinh ", " thi xa ", " thanh pho ")
    ),
    Role.OWNER: lambda row: any(key in row.values for key in ("owner_collective", "owner_individual")),
}


def _belongs(role: Role, row: RowDraft) -> bool:
    return not (role in _ELSEWHERE and _ELSEWHERE[role](row))
