"""From a file to the records that it holds: the sheets, what was made of each, the rows with their facts."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.core.sheets import Book, Sheet, Unreadable, letter, read
from danvan.core.text import fold
from danvan.imports import issuers
from danvan.imports.book import understand_book
from danvan.imports.decoding import LABELS, Decoded, with_names
from danvan.imports.facts import Reader
from danvan.imports.joining import JOINED
from danvan.imports.layout import Table
from danvan.imports.models import SavedColumns
from danvan.imports.records import Corrections, Problem, RowDraft, Understood
from danvan.imports.roles import PLACES, REPEATABLE, Role
from danvan.imports.saved import told, with_saved
from danvan.imports.summaries import Summary
from danvan.initiatives.fields import LocalNames, local_names

MOST_SKIPPED = 500  # rows without records that the preview lists


class NotARegister(Unreadable):
    """The file can be read, but nothing in it is a register."""

    def __init__(self, message: str) -> None:
        self.code, self.message = "not_a_register", message
        Exception.__init__(self, message)


@dataclass
class Register:
    """What a file holds."""

    sheets: list[Understood]
    rows: list[RowDraft]
    notes: dict[str, Sheet] = field(default_factory=dict)
    macros: bool = False
    prints: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    used: dict[str, SavedColumns] = field(default_factory=dict)

    @property
    def summaries(self) -> list[Summary]:
        """The sheets that only sum up."""
        return [sheet.summary for sheet in self.sheets if sheet.summary]

    def understanding(self) -> list[dict[str, Any]]:
        """Return what was understood of each sheet, for the preview."""
        return [
            _told(sheet, self.notes.get(sheet.name), macros=self.macros)
            | {"prints": self.prints.get(sheet.name, []), "saved": _saved(self.used.get(sheet.name))}
            for sheet in self.sheets
        ]


def read_register(
    path: Path | str,
    *,
    title: str,
    year: int,
    province: uuid.UUID | None,
    corrections: Corrections | None = None,
    saved: dict[str, SavedColumns] | None = None,
) -> Register:
    """Read a register file; raises ``Unreadable`` when nothing in it can be read.

    ``corrections`` is what a person has said of this file, ``saved`` what the office has said of such headers before.
    """
    book = with_names(read(path, title))
    sheets, prints, used = _understood(book, corrections or {}, saved or {})
    rows = [row for sheet in sheets for row in sheet.rows]
    if not any(sheet.tables for sheet in sheets):
        raise NotARegister(_no_table(book, sheets))
    if not rows:
        raise NotARegister(_("Tệp có dòng tiêu đề nhưng không có dòng mô hình nào bên dưới. Hãy kiểm tra lại tệp."))
    local: dict[int, LocalNames] = {}

    def names(of: int) -> LocalNames:
        if of not in local:
            local[of] = local_names(province, of)
        return local[of]

    reader = Reader(year, names, last_year=timezone.localdate().year + 1)
    notes = {sheet.name: sheet for sheet in book.sheets}
    # A table cut out from the right of a sheet has the cells of that sheet.
    notes |= {one.name: notes[one.name.rsplit(" – ", 1)[0]] for one in sheets if one.name not in notes}
    for row in rows:
        reader.read(row)
        _note_cells(row, notes.get(row.sheet))
    for sheet in sheets:
        _note_year(sheet, year)
    return Register(sheets, rows, notes, book.macros, prints, used)


def _understood(
    book: Book, said: Corrections, saved: dict[str, SavedColumns]
) -> tuple[list[Understood], dict[str, list[dict[str, Any]]], dict[str, SavedColumns]]:
    """Understand a file by itself first: its headers as they are tell which saved columns are meant."""
    sheets = understand_book(book)
    prints = told(sheets)
    fixes, used = with_saved(sheets, saved, said)
    return (understand_book(book, fixes) if said or used else sheets), prints, used


def _no_table(book: Book, sheets: list[Understood]) -> str:
    if all(sheet.state == "empty" for sheet in sheets):
        return _("Tệp không có dòng nào. Hãy kiểm tra lại tệp.")
    if any(sheet.state == "hidden" for sheet in sheets) and all(sheet.state in {"hidden", "empty"} for sheet in sheets):
        return _(
            "Mọi trang tính có dữ liệu đều đang ẩn. Mở tệp bằng Excel, bỏ ẩn trang cần nhập, lưu lại rồi nhập lần nữa."
        )
    return _(
        "Không tìm thấy dòng tiêu đề có cột tên mô hình (đã xem: %(sheets)s). Cần một dòng tiêu đề phía trên danh sách, "
        "ví dụ: TT | Tên mô hình | Đơn vị thực hiện | Lĩnh vực | Địa bàn."
    ) % {"sheets": ", ".join(f"«{sheet.name}»" for sheet in book.sheets[:10])}


def _note_year(sheet: Understood, year: int) -> None:
    """Warn where the title is that of another year: a register of that year, or a title that nobody changed in a copy."""
    first = next((row for row in sheet.rows if "year" not in row.values and "year" not in row.context), None)
    other = next(iter(sheet.title_years), "")
    if first is None or len(sheet.title_years) != 1 or other == str(year):
        return
    message = _(
        "Tiêu đề ghi năm %(other)s, còn lần nhập này là của năm %(year)s; những dòng không ghi năm được tính cho năm %(year)s. "
        "Nếu đây là sổ năm %(other)s, hãy bỏ lần nhập này và chọn năm %(other)s."
    )
    sheet.warnings.append(message % {"other": other, "year": year})
    first.object_to("year", sheet.warnings[-1], level="warning")


def _note_cells(row: RowDraft, sheet: Sheet | None) -> None:
    """Warn where a cell is empty only because its formula has no result, or an error."""
    if sheet is None or (not sheet.errors and not sheet.stale):
        return
    for column in row.table.columns:
        cell = f"{letter(column.index)}{row.row}"
        if column.role and cell in sheet.errors:
            row.problems.append(
                Problem(
                    column.label, _("Ô này báo lỗi trong Excel (như #REF!), được coi là trống."), "warning", column.role
                )
            )
        elif column.role and cell in sheet.stale:
            text = _(
                "Ô này là công thức chưa có kết quả lưu trong tệp, được coi là trống. Mở tệp bằng Excel, lưu lại rồi nhập."
            )
            row.problems.append(Problem(column.label, text, "warning", column.role))


def _told(sheet: Understood, source: Sheet | None, *, macros: bool) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "state": sheet.state,
        "rows": len(sheet.rows),
        "macros": macros,
        "tables": [_table(table, sheet) for table in sheet.tables],
        "skipped": [{"row": s.row, "kind": s.kind, "text": s.text} for s in sheet.skipped[:MOST_SKIPPED]],
        "decoded": [_read_as(one) for one in sheet.decoded],
        "summary": _summed(sheet.summary),
        "issuer": _issuer(sheet),
        "errors": source.errors if source else [],
        "stale": source.stale if source else [],
    }


def _twice(table: Table) -> list[str]:
    """Warn where two columns say the same, of which one is used."""
    found = []
    for column in () if table.is_form else table.columns:
        role = column.role
        first = table.by_role.get(role) if role and role not in REPEATABLE else None
        twin = next(
            (c for c in table.columns if c.role and fold(c.header) == fold(column.header) and c is not column), None
        )
        if first and first is not column and role in JOINED:
            found.append(_("Cột %(first)s và cột %(second)s đều là «%(role)s»; nội dung được ghép lại.")
                         % {"first": first.label, "second": column.label, "role": Role(role).label})  # fmt: skip
        elif first and first is not column:
            found.append(_("Cột %(first)s và cột %(second)s đều là «%(role)s»; chỉ dùng cột %(first)s.")
                         % {"first": first.label, "second": column.label, "role": Role(role).label})  # fmt: skip
        elif not role and twin and column.header and not column.corrected:
            found.append(_("Cột %(second)s trùng tiêu đề với cột %(first)s nên không dùng. Nếu nhầm, chọn lại ở bảng dưới.")
                         % {"first": twin.label, "second": column.label})  # fmt: skip
    return found


def _saved(row: SavedColumns | None) -> dict[str, Any] | None:
    return {"id": str(row.pk), "name": row.name, "columns": row.columns} if row else None


def _read_as(one: Decoded) -> dict[str, Any]:
    return {
        "index": one.column, "letter": letter(one.column), "code": one.code, "label": str(LABELS[one.code]),
        "before": one.before, "after": one.after, "chosen": one.chosen,
    }  # fmt: skip


def _summed(summary: Summary | None) -> dict[str, Any] | None:
    if summary is None:
        return None
    wrong = [
        {"cell": figure.cell, "label": figure.label, "head": figure.head, "said": figure.said, "found": found}
        for figure, found in summary.wrong[:MOST_SKIPPED]
    ]
    return {"checked": summary.checked, "wrong": wrong}


def _issuer(sheet: Understood) -> dict[str, str]:
    """Return what the title or name of the sheet tells of its unit, and the unit that a person has said."""
    keys = (*issuers.KEYS, *(role.value for role in reversed(PLACES)))
    said = next((row.context for row in sheet.rows if any(key in row.context for key in keys)), {})
    chosen = next((row.context[issuers.CHOSEN] for row in sheet.rows if issuers.CHOSEN in row.context), "")
    words = {fold(said[key]): said[key] for key in reversed(keys) if key in said}
    return {"said": ", ".join(words.values()), "chosen": chosen}


def _table(table: Table, sheet: Understood) -> dict[str, Any]:
    rows = [row for row in sheet.rows if row.table is table][:3]
    return {
        "header_rows": [table.top + 1, table.bottom + 1],
        "form": table.is_form,
        "warnings": [*(sheet.warnings if table is sheet.tables[0] else ()), *_twice(table)],
        "columns": [
            {
                "index": c.index, "cell": c.cell, "letter": letter(c.index), "header": c.header, "role": c.role.value, "label": str(Role(c.role).label),
                "corrected": c.corrected,
                "samples": [text[:80] for row in rows if (text := row.raw.get(letter(c.index)))],
            }
            for c in table.columns
        ],
    }  # fmt: skip
