"""The workbook of the rows handed back: as they stood, with the headings above them and the reason, to be mended and
brought in again."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from danvan.core.sheets import letter
from danvan.imports.roles import Role
from danvan.initiatives.models import Field, Kind, OwnerKind, RecognitionLevel, Renewal

_WORDS: dict[str, Any] = {
    "field": Field,
    "owner_kind": OwnerKind,
    "kind": Kind,
    "renewal": Renewal,
    "level": RecognitionLevel,
}
_CONTEXT = (
    "year",
    "owner",
    "province",
    "district",
    "commune",
    "village",
    "field",
    "owner_kind",
    "kind",
    "renewal",
    "level",
)
LONGEST = 32_767
WIDEST, NARROWEST, WRAPPED = 48, 8, 24


@dataclass(frozen=True)
class Returned:
    """One row handed back."""

    sheet: str
    row: int
    raw: dict[str, str]
    context: dict[str, str]
    reasons: list[str]


def workbook(understanding: Sequence[dict[str, Any]], rows: Sequence[Returned]) -> bytes:
    """Return the workbook: one sheet for each table of the file."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    formats = {
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#F2E8E6"}
        ),
        "body": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        "reason": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#FFF4D6"}),
    }
    names: set[str] = set()
    for sheet in understanding:
        mine = [row for row in rows if row.sheet == sheet["name"][:200]]
        # The record of a form begins in the row of its first box.
        starts = [table["header_rows"][1] - int(table.get("form", False)) for table in sheet["tables"]]
        for number, table in enumerate(sheet["tables"]):
            end = starts[number + 1] if number + 1 < len(starts) else None
            within = [row for row in mine if row.row > starts[number] and (end is None or row.row < end)]
            if within:
                _write(book.add_worksheet(_sheet_name(sheet["name"], names)), table["columns"], within, formats)
    book.close()
    return target.getvalue()


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a workbook takes: 31 letters, none of ``[]:*?/\\``, each once."""
    base = "".join(" " if c in "[]:*?/\\" else c for c in wanted).strip("' ")[:27] or _("Danh sách")
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name.casefold())
    return name


def _write(sheet: Any, columns: Sequence[dict[str, Any]], rows: Sequence[Returned], formats: dict[str, Any]) -> None:
    columns = [c for c in columns if c["role"] not in {Role.PERSONAL.value, Role.REASON.value}]
    there = {c["role"] for c in columns}
    added = [kind for kind in _CONTEXT if kind not in there and any(kind in row.context for row in rows)]
    heads = (
        [_head(c) for c in columns] + [str(Role(kind).label) for kind in added] + [_("Dòng gốc"), _("Lý do trả lại")]
    )
    sheet.write_row(0, 0, heads, formats["head"])
    sheet.freeze_panes(1, 0)
    widths = [len(head) for head in heads]
    for line, row in enumerate(rows, 1):
        cells = [_cell(row, c) for c in columns] + [_word(kind, row.context.get(kind, "")) for kind in added]
        for at, text in enumerate(cells):
            sheet.write_string(line, at, text[:LONGEST], formats["body"])
            widths[at] = max(widths[at], min(len(text), WIDEST))
        sheet.write_number(line, len(cells), row.row, formats["body"])
        sheet.write_string(line, len(cells) + 1, "\n".join(row.reasons)[:LONGEST], formats["reason"])
    widths[-1] = WIDEST
    for at, width in enumerate(widths):
        sheet.set_column(at, at, max(NARROWEST, min(width + 2, WIDEST) if width <= WRAPPED else min(width, WIDEST)))


def _head(column: dict[str, Any]) -> str:
    """Return the header as it was; where a person has said what the column holds, the words for that."""
    if column.get("corrected"):
        return (
            str(Role(column["role"]).label)
            if column["role"]
            else _("Không dùng: %(header)s") % {"header": column["header"]}
        )
    return str(column["header"])


def _cell(row: Returned, column: dict[str, Any]) -> str:
    text = row.raw.get(letter(column["index"]), "")
    return text or _word(column["role"], row.context.get(column["role"], "")) if column["role"] in _CONTEXT else text


def _word(kind: str, value: str) -> str:
    """Return what a heading said, in words that are read back: ``economy`` is ``Kinh tế``."""
    return str(_WORDS[kind](value).label) if value and kind in _WORDS else str(value)
