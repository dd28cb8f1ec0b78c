"""Looks an OpenDocument spreadsheet over before it is read: how far it really goes, what is merged.

A cell or row may say that it is repeated a million times, in a few bytes; what would have to be held is counted here,
while the part is read in small pieces. Runs in the child process of ``danvan.core.sheets``.
"""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from danvan.core.sheet_text import Refused

MANIFEST = "META-INF/manifest.xml"
CHUNK = 256 * 1024
TABLE, OFFICE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 ", "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
MOST = 2**20 + 2**14


@dataclass
class Extent:
    """How far one table goes, counting only what holds something."""

    name: str
    rows: int = 0
    columns: int = 0
    merged: list[list[int]] = field(default_factory=list)


class Scan:
    """Counts rows and columns of each table as ``expat`` meets them."""

    def __init__(self, most_cells: int) -> None:
        self.most_cells = most_cells
        self.tables: list[Extent] = []
        self.row = self.column = self.repeat_row = self.repeat_cell = self.depth = 0
        self.filled = self.row_filled = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.CharacterDataHandler = self.text

    def read(self, part: Any) -> list[Extent]:
        """Read the part to its end."""
        while piece := part.read(CHUNK):
            self.parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place
        self.parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by place
        return self.tables

    def doctype(self, *_told: Any) -> None:
        """Refuse entities, which no office program writes."""
        raise Refused("corrupt")

    def text(self, text: str) -> None:
        """Note that the cell holds something."""
        self.filled = self.filled or (self.depth > 0 and not text.isspace())

    def start(self, name: str, said: dict[str, str]) -> None:
        """Begin a table, row or cell."""
        if name == TABLE + "table":
            self.tables.append(Extent(said.get(TABLE + "name", "")))
            self.row = 0
        elif name == TABLE + "table-row":
            self.column, self.row_filled = 0, False
            self.repeat_row = number(said.get(TABLE + "number-rows-repeated"))
        elif name in {TABLE + "table-cell", TABLE + "covered-table-cell"}:
            self.depth += 1
            self.repeat_cell = number(said.get(TABLE + "number-columns-repeated"))
            self.filled = said.get(OFFICE + "value-type", "string") != "string"
            self.span(said)

    def span(self, said: dict[str, str]) -> None:
        """Note a merged range."""
        down = number(said.get(TABLE + "number-rows-spanned"))
        right = number(said.get(TABLE + "number-columns-spanned"))
        if (down > 1 or right > 1) and self.tables and self.repeat_row == 1:
            box = [self.row, self.column, self.row + down - 1, self.column + right - 1]
            self.tables[-1].merged.append(box)

    def end(self, name: str) -> None:
        """End a cell or row, and count what it adds."""
        if not self.tables:
            return
        table = self.tables[-1]
        if name in {TABLE + "table-cell", TABLE + "covered-table-cell"}:
            self.depth -= 1
            self.column += self.repeat_cell
            if self.filled:
                self.row_filled = True
                table.columns = max(table.columns, self.column)
            self.filled = False
        elif name == TABLE + "table-row":
            self.row += self.repeat_row
            if self.row_filled:
                table.rows = self.row
            if table.rows * table.columns > self.most_cells or self.column > MOST:
                raise Refused("far_cell", cell=f"{letters(table.columns)}{table.rows}")


def number(text: str | None) -> int:
    """Return how often something is repeated; nonsense is once."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1  # noqa: PLR2004 - digits


def letters(column: int) -> str:
    """Return the letters of a column counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found or "A"


def merged_cells(archive: zipfile.ZipFile, most_cells: int) -> dict[str, list[list[int]]]:
    """Return the merged ranges of each table; refuse what would burst, and what is no spreadsheet."""
    try:
        with archive.open("content.xml") as part:
            return {table.name: table.merged for table in Scan(most_cells).read(part)}
    except (expat.ExpatError, KeyError) as error:
        raise Refused("corrupt") from error


def with_manifest(path: Path) -> Path | io.BytesIO:
    """Return the file with a list of its parts, which the reader wants and small programs leave out."""
    with zipfile.ZipFile(path) as old:
        if MANIFEST in old.namelist():
            return path
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
            new.writestr(MANIFEST, '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
    copy.seek(0)
    return copy
