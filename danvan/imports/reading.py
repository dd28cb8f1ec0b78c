"""From a file to the records that it holds: the sheets, what was made of each, the rows with their facts."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.core.sheets import Book, Sheet, Unreadable, letter, read
from danvan.imports.facts import Reader
from danvan.imports.layout import Table
from danvan.imports.roles import Role
from danvan.imports.rows import Corrections, Problem, RowDraft, Understood, understand
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

    def understanding(self) -> list[dict[str, Any]]:
        """Return what was understood of each sheet, for the preview."""
        return [_told(sheet, self.notes.get(sheet.name), macros=self.macros) for sheet in self.sheets]


def read_register(
    path: Path | str, *, title: str, year: int, province: uuid.UUID | None, corrections: Corrections | None = None
) -> Register:
    """Read a register file; raises ``Unreadable`` when nothing in it can be read."""
    book = read(path, title)
    sheets = [understand(sheet, corrections, unguard=bool(book.delimiter)) for sheet in book.sheets]
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
    for row in rows:
        reader.read(row)
        _note_cells(row, notes[row.sheet])
    return Register(sheets, rows, notes, book.macros)


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


def _note_cells(row: RowDraft, sheet: Sheet) -> None:
    """Warn where a cell is empty only because its formula has no result, or an error."""
    if not sheet.errors and not sheet.stale:
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
        "errors": source.errors if source else [],
        "stale": source.stale if source else [],
    }


def _table(table: Table, sheet: Understood) -> dict[str, Any]:
    rows = [row for row in sheet.rows if row.table is table][:3]
    return {
        "header_rows": [table.top + 1, table.bottom + 1],
        "columns": [
            {
                "index": c.index, "letter": letter(c.index), "header": c.header, "role": c.role.value, "label": str(Role(c.role).label),
                "corrected": c.corrected,
                "samples": [text[:80] for row in rows if (text := row.raw.get(letter(c.index)))],
            }
            for c in table.columns
        ],
    }  # fmt: skip
