"""Registers made on the spot: a list of rows, with what is merged, becomes a workbook or a text table."""

import csv
import io
from pathlib import Path
from typing import Any

import xlsxwriter

from danvan.core.sheets import read
from danvan.imports.book import understand_book
from danvan.imports.facts import Reader
from danvan.imports.records import RowDraft, Understood

REGISTERS = Path(__file__).resolve().parent / "registers"


def workbook(path: Path, **sheets: list[list[Any]] | dict[str, Any]) -> Path:
    """Write a workbook; a sheet is its rows, or rows with ``merge`` (ranges like "A1:D1") and ``hidden``."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, given in sheets.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        options: dict[str, Any] = given if isinstance(given, dict) else {"rows": given}
        for r, row in enumerate(options["rows"]):
            for c, value in enumerate(row):
                if value not in {"", None}:
                    sheet.write(r, c, value)
        for area in options.get("merge", ()):
            sheet.merge_range(area, _first(options["rows"], area))
        if options.get("hidden"):
            sheet.hide()
    book.close()
    return path


def _first(rows: list[list[Any]], area: str) -> Any:
    from xlsxwriter.utility import xl_cell_to_rowcol

    row, column = xl_cell_to_rowcol(area.split(":", maxsplit=1)[0])
    return rows[row][column] if column < len(rows[row]) else ""


def table(path: Path, rows: list[list[Any]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write a text table."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def understood(path: Path, **corrections: Any) -> list[Understood]:
    """Return what is made of each sheet of a file."""
    return understand_book(read(path, path.stem), corrections)


def rows_of(path: Path, year: int = 2022, **corrections: Any) -> list[RowDraft]:
    """Return the records of a file with their facts."""
    reader = Reader(year, lambda _: {}, last_year=2027)
    rows = [row for one in understood(path, **corrections) for row in one.rows]
    for row in rows:
        reader.read(row)
    return rows


def brief(rows: list[RowDraft], *facts: str) -> list[tuple[Any, ...]]:
    """Return row number, name and the facts (or places) asked for."""
    return [(r.row, r.facts["name"], *(_said(r, fact) for fact in facts)) for r in rows]


def _said(row: RowDraft, fact: str) -> Any:
    value = row.facts.get(fact) if fact in row.facts else row.values.get(fact, row.context.get(fact))
    return None if value is None else str(value)
