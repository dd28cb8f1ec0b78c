"""Text of old offices within a sheet: columns typed in TCVN3, VNI or Windows-1258 become Unicode before they are read.

Decided column by column, since one column may have been copied from a newer list; a person may say otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from danvan.core.legacy_text import CP1258, MOJIBAKE, TCVN3, VNI, convert, detect, fits, is_odd, is_western
from danvan.core.sheets import Book, Cell, Sheet, Unreadable

AS_IT_IS = "unicode"
WHOLE = ""  # the key of a choice for all columns of a sheet
LABELS = {
    AS_IT_IS: _("Unicode (để nguyên)"),
    TCVN3: _("TCVN3 (ABC)"),
    VNI: _("VNI-Windows"),
    CP1258: _("Windows-1258"),
    MOJIBAKE: _("UTF-8 bị đọc nhầm"),
}
LOOKED_AT = 1_500
SAMPLE = 80


@dataclass(frozen=True)
class Decoded:
    """How one column was read, with a cell before and after."""

    column: int
    code: str
    before: str = ""
    after: str = ""
    chosen: bool = False


def decode(sheet: Sheet, chosen: Mapping[str, str] | None = None) -> tuple[Sheet, list[Decoded]]:
    """Return the sheet in Unicode and how its columns were read; most sheets come back as they are.

    ``chosen``: column (counted from 0, as text; ``""`` is all) → code. Raises ``Unreadable`` when a text table is in no
    encoding that is known.
    """
    said = dict(chosen or {})
    cells, unicode_cells = _western_cells(sheet)
    codes = _codes(cells, said, alone=not unicode_cells)
    if sheet.western and not codes and not said and any(cells.values()):
        raise Unreadable("encoding")
    by_hand = {column: said[str(column)] for column in cells if str(column) in said}
    codes |= {column: code for column, code in by_hand.items() if code in LABELS}
    rows = sheet.rows
    told = []
    used = {column: code for column, code in codes.items() if code != AS_IT_IS}
    if used:
        sure = set(by_hand) | (set(used) if WHOLE in said else set())
        old = {column for column, code in used.items() if _leans(cells[column], code, unicode_cells, column)}
        rows = [_converted(row, used, sure, old) for row in sheet.rows]
    for column, code in sorted(codes.items()):
        before = max(cells[column], key=lambda text: len(text) <= SAMPLE)[:SAMPLE] if cells[column] else ""
        told.append(
            Decoded(
                column,
                code,
                before,
                convert(before, "" if code == AS_IT_IS else code),
                column in by_hand or WHOLE in said,
            )
        )
    return replace(sheet, rows=rows), told


def with_names(book: Book) -> Book:
    """Return the book with the names of its sheets in Unicode: read as their columns are, or as their own words show."""
    named: dict[str, str] = {}
    for sheet in book.sheets:
        named[sheet.name] = _name(sheet)
    once = Counter(named.values())
    for sheet in book.sheets:
        if once[named[sheet.name]] == 1:
            sheet.name = named[sheet.name]
    return book


def _name(sheet: Sheet) -> str:
    if sheet.name.isascii() or not is_western(sheet.name) or not is_odd(sheet.name):
        return sheet.name
    cells, unicode_cells = _western_cells(sheet)
    codes = Counter(_codes(cells, {}, alone=not unicode_cells).values())
    usual = codes.most_common(1)[0][0] if codes else ""
    code = usual if usual and fits(sheet.name, usual, either=not unicode_cells) else detect([sheet.name], fewest=1)
    return convert(sheet.name, code)


def _western_cells(sheet: Sheet) -> tuple[dict[int, list[str]], Counter[int]]:
    """Return by column the cells that may be in an old encoding, of a sample of the rows, and how many are Unicode."""
    step = max(1, len(sheet.rows) // LOOKED_AT)
    looked_at = sheet.rows[:LOOKED_AT] + sheet.rows[LOOKED_AT::step]
    found: dict[int, list[str]] = {}
    unicode_cells: Counter[int] = Counter()
    for row in looked_at:
        for column, value in enumerate(row):
            if isinstance(value, str) and not value.isascii():
                if is_western(value):
                    found.setdefault(column, []).append(value)
                else:
                    unicode_cells[column] += 1
    some = {column: texts for column, texts in found.items() if len(texts) >= unicode_cells[column] / 4}
    return some, unicode_cells


def _codes(cells: dict[int, list[str]], said: Mapping[str, str], *, alone: bool) -> dict[int, str]:
    """Return the code of each column: what a person said for all, else what its words show, else what the others are in.

    ``alone``: no cell of the sheet is Unicode, so a word that could be either (``chó`` for ``chú``) is what the others are.
    """
    if said.get(WHOLE) in LABELS:
        return dict.fromkeys(cells, said[WHOLE])
    codes = {
        column: code for column, texts in cells.items() if (code := detect(texts) or detect(filter(is_odd, texts)))
    }
    usual = Counter(codes.values()).most_common(1)
    everything = detect(_all(cells)) if not usual else usual[0][0]
    for column, texts in cells.items():
        if everything and column not in codes and (alone or detect(texts, fewest=1) == everything):
            codes[column] = everything
    return codes


def _all(cells: dict[int, list[str]]) -> Iterable[str]:
    return (text for texts in cells.values() for text in texts)


def _leans(texts: list[str], code: str, unicode_cells: Counter[int], column: int) -> bool:
    """Tell whether a cell of a column that could be either is old, as most of those are that could not."""
    old = sum(fits(text, code, either=False) for text in texts)
    new = unicode_cells[column] + sum(not fits(text, code) for text in texts)
    return old > new or (old == new and not unicode_cells)


def _converted(row: list[Cell], codes: dict[int, str], sure: set[int], old: set[int]) -> list[Cell]:
    """Return a row with its old cells converted."""
    found = list(row)
    for column, code in codes.items():
        value = row[column] if column < len(row) else ""
        if not isinstance(value, str) or value.isascii():
            continue
        if column in sure or fits(value, code, either=column in old):
            found[column] = convert(value, code)
    return found
