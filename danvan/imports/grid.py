"""A sheet as text, with its merged cells."""

from danvan.core.sheets import Cell, Sheet, letter
from danvan.core.text import clean

MAX_MERGED = 400_000  # cells of merged ranges that are looked at; a sheet may name far more than it has


def text_of(value: Cell) -> str:
    """Return a cell as text: 2022 for 2022.0, TRUE for a ticked box."""
    if value.__class__ is str:
        return value  # type: ignore[return-value]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


class Grid:
    """Texts by row and column, counted from 0."""

    def __init__(self, sheet: Sheet, *, unguard: bool = False) -> None:
        self.name = sheet.name
        self.rows = sheet.rows
        self.height = len(sheet.rows)
        self.width = max(map(len, sheet.rows), default=0)
        # Texts that begin like a formula are written to CSV with an apostrophe in front (reports.exports).
        self.unguard = unguard
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

    def raw(self, row: int, column: int) -> str:
        """Return what a cell holds, as it is."""
        cells = self.rows[row]
        return text_of(cells[column]) if column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """Return what a cell holds, on one line and clean."""
        raw = self.raw(row, column)
        return clean(raw) if raw else ""

    def texts(self, row: int) -> list[tuple[int, str]]:
        """Return the cells of a row that hold something."""
        return [(c, t) for c, value in enumerate(self.rows[row]) if value != "" and (t := clean(text_of(value)))]

    def value(self, row: int, column: int) -> str:
        """Return the text of a data cell with its line breaks."""
        raw = self.raw(row, column)
        if not raw:
            return ""
        if self.unguard and raw[0] == "'" and raw[1:2] in {"=", "+", "-", "@", "\t", "\r"}:
            raw = raw[1:]
        return clean(raw, lines=True)

    def spans_right(self, row: int, column: int) -> bool:
        """Tell whether a cell is merged with the one to its right."""
        return self.boxes.get((row, column), (row, column))[1] > column

    def is_empty(self, row: int) -> bool:
        """Tell whether a row holds nothing."""
        return not self.texts(row)


__all__ = ["Grid", "letter", "text_of"]
