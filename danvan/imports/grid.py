"""A sheet as text, with its merged cells."""

import unicodedata

from danvan.core.sheets import Cell, Sheet, letter
from danvan.core.text import clean

MAX_MERGED = 400_000  # cells of merged ranges that are looked at; a sheet may name far more than it has


def text_of(value: Cell) -> str:
    """Return a cell as text: 2022 for 2022.0, TRUE for a ticked box."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


def tidy(text: str) -> str:
    """Return a cell's text clean, with its line breaks; most cells are clean as they are."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    return clean(text, lines=True)


class Grid:
    """Texts by row and column, counted from 0."""

    def __init__(self, sheet: Sheet, *, unguard: bool = False) -> None:
        self.name = sheet.name
        self.rows = sheet.rows
        self.height = len(sheet.rows)
        self.width = max(map(len, sheet.rows), default=0)
        # Texts that begin like a formula are written to CSV with an apostrophe in front (reports.exports).
        self.unguard = unguard
        self._at = -1  # the row looked at last
        self._values: dict[int, str] = {}
        self.origins: dict[tuple[int, int], tuple[int, int]] = {}
        self.boxes: dict[tuple[int, int], tuple[int, int]] = {}
        room = MAX_MERGED
        for top, left, bottom, right in sheet.merged:
            last, end = min(bottom, self.height - 1), min(right, self.width - 1)
            room -= max(0, last - top + 1) * max(0, end - left + 1)
            if room < 0:
                break
            self.boxes[top, left] = (last, end)
            for row in range(top, last + 1):
                for column in range(left, end + 1):
                    if (row, column) != (top, left):
                        self.origins[row, column] = (top, left)

    def values(self, row: int) -> dict[int, str]:
        """Return the cells of a row that hold something, with their line breaks."""
        if self._at != row:
            self._at, self._values = (
                row,
                {c: t for c, value in enumerate(self.rows[row]) if value != "" and (t := self._clean(value))},
            )
        return self._values

    def _clean(self, value: Cell) -> str:
        text = text_of(value)
        if self.unguard and text[:1] == "'" and text[1:2] in {"=", "+", "-", "@", "\t", "\r"}:
            text = text[1:]
        return tidy(text)

    def value(self, row: int, column: int) -> str:
        """Return the text of a cell with its line breaks."""
        if self._at == row:
            return self._values.get(column, "")
        cells = self.rows[row]
        return self._clean(cells[column]) if column < len(cells) and cells[column] != "" else ""

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell on one line."""
        found = self.value(row, column)
        return clean(found) if "\n" in found else found

    def texts(self, row: int) -> list[tuple[int, str]]:
        """Return the cells of a row that hold something, each on one line."""
        return [(c, clean(t) if "\n" in t else t) for c, t in self.values(row).items()]

    def spans_right(self, row: int, column: int) -> bool:
        """Tell whether a cell is merged with the one to its right."""
        return self.boxes.get((row, column), (row, column))[1] > column

    def is_empty(self, row: int) -> bool:
        """Tell whether a row holds nothing."""
        return not self.values(row)


__all__ = ["Grid", "letter", "text_of"]
