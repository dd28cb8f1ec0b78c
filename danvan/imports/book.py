"""A whole file: text of old encodings made Unicode, sheets cut into tables side by side, forms, sheets that go on from
the one before, sheets that only sum up."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from danvan.core.sheets import Book, Cell, Sheet, letter
from danvan.core.text import fold
from danvan.imports import issuers
from danvan.imports.decoding import decode
from danvan.imports.forms import read_form
from danvan.imports.grid import Grid
from danvan.imports.headers import is_naming, roles_of
from danvan.imports.layout import LONGEST
from danvan.imports.records import Corrections, RowDraft, Understood
from danvan.imports.roles import Role
from danvan.imports.rows import understand
from danvan.imports.summaries import summary_of

HEADER_WITHIN = 60  # rows in which tables side by side begin
GUIDE = "huong dan"  # a sheet that says how to fill in the others
REPLACED = {*issuers.KEYS, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE}  # by the unit that a person has said
ALIKE = 0.6  # of the rows of a sheet without header that must have a name for it to go on from the one before


def understand_book(book: Book, corrections: Corrections | None = None) -> list[Understood]:
    """Return what was made of each sheet of a file; raises ``Unreadable`` for text in no encoding that is known."""
    fixes = corrections or {}
    found: list[Understood] = []
    for given in book.sheets:
        if not given.visible and given.name not in fixes.get("columns", {}):
            found.append(Understood(given.name, "hidden"))
        elif fold(given.name).startswith(GUIDE) and given.name not in fixes.get("columns", {}):
            found.append(Understood(given.name, "guide"))
        elif given.is_empty:
            found.append(Understood(given.name, "empty"))
        else:
            sheet, decoded = decode(given, fixes.get("encodings", {}).get(given.name))
            for part in _side_by_side(sheet):
                one = _understood(Grid(part, unguard=bool(book.delimiter)), fixes, found)
                one.decoded = decoded
                found.append(one)
    return found


def _understood(grid: Grid, fixes: Corrections, before: list[Understood]) -> Understood:
    form = read_form(grid, fixes)
    if form:
        found = form
    else:
        found = understand(grid, fixes)
        last = next((one for one in reversed(before) if one.state == "data" and one.rows), None)
        if found.state == "no_header" and last and not last.tables[-1].is_form:
            found = _going_on(grid, fixes, last) or found
    if not found.rows:
        found.summary = summary_of(grid)
        if found.summary:
            found.state = "summary"
    chosen = fixes.get("units", {}).get(grid.name)
    if chosen:
        for row in found.rows:
            row.context = {k: v for k, v in row.context.items() if k not in REPLACED} | {issuers.CHOSEN: chosen}
    return found


def _going_on(grid: Grid, fixes: Corrections, last: Understood) -> Understood | None:
    """Read a sheet without header by the header of the sheet before, if its rows then are records."""
    found = understand(grid, fixes, above=last.tables[-1])
    named = [row for row in found.rows if row.values.get("name") and _fits(row)]
    enough = named and len(named) >= ALIKE * len(found.rows)
    numbered = Role.NO not in last.tables[-1].by_role or any(_number(row) for row in named)
    if not enough or not numbered:
        return None
    if not any(key in row.context for row in found.rows for key in issuers.KEYS):
        said = {key: text for key, text in last.rows[-1].context.items() if key in issuers.KEYS}
        for row in found.rows:
            row.context = said | row.context
    return found


def _fits(row: RowDraft) -> bool:
    """Tell whether a row says more than a name, as a record does."""
    return len(row.values) > 1


def _number(row: RowDraft) -> bool:
    number = row.table.by_role.get(Role.NO)
    return bool(number and row.raw.get(letter(number.index), "").strip(" .()").isdigit())


# --- tables side by side


def _side_by_side(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the sheet, cut where a second table stands to the right; its columns keep their letters."""
    top, starts = _starts(sheet)
    if len(starts) < 2:  # noqa: PLR2004 - one table
        yield sheet
        return
    width = max(map(len, sheet.rows))
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], width], strict=True)):
        first = 0 if number == 0 else start
        blank: list[Cell] = [""] * first
        rows = [
            row if at < top and sum(cell != "" for cell in row) == 1 else blank + row[first:end]
            for at, row in enumerate(sheet.rows)
        ]
        merged = [box for box in sheet.merged if first <= box[1] < end]
        last = max((len(row) for row in rows[top:]), default=end)
        name = sheet.name if number == 0 else f"{sheet.name} – {letter(start)}:{letter(max(start, min(end, last) - 1))}"
        yield replace(sheet, name=name, rows=rows, merged=merged)


def _starts(sheet: Sheet) -> tuple[int, list[int]]:
    """Return the header row and the first column of each table: each has a number or name column like the first one."""
    for at, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        heads = {c: v for c, v in enumerate(row) if isinstance(v, str) and v.strip() and len(v) <= LONGEST}
        if len(heads) < 4 or not any(is_naming(text) for text in heads.values()):  # noqa: PLR2004 - two tables of two columns
            continue
        for starts in (_numbered(heads), _repeated(heads)):
            if len(starts) > 1 and all(
                _is_table(heads, a, b) for a, b in zip(starts, [*starts[1:], len(row)], strict=True)
            ):
                return at, starts
    return 0, [0]


def _numbered(heads: dict[int, str]) -> list[int]:
    """Return the columns of the numbers in front."""
    return [c for c, text in heads.items() if (found := roles_of(text)) and found[0] == (1.0, Role.NO)]


def _repeated(heads: dict[int, str]) -> list[int]:
    """Return where the same headers begin again."""
    words = {column: fold(text) for column, text in heads.items()}
    first = min(words)
    again = [column for column, word in words.items() if word == words[first]]
    if len(again) < 2 or len({b - a for a, b in pairwise(again)}) != 1:  # noqa: PLR2004 - one table
        return []
    step = again[1] - again[0]
    same = sum(words.get(column + step) == word for column, word in words.items() if column < again[1])
    return again if step > 1 and same >= min(step, 2) else []


def _is_table(heads: dict[int, str], start: int, end: int) -> bool:
    return any(is_naming(text) for column, text in heads.items() if start <= column < end)
