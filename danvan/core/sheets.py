"""Guarded reading of workbooks and text tables: whatever the file is, the server lives on and the person is told why.

The reading itself is done by a child process (``sheet_child``) with limits of its own.
"""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

Cell = str | int | float | bool
log = logging.getLogger(__name__)
# Isolated from the environment; of the house it finds the package alone, and imports what reads sheets.
ROOT = Path(__file__).resolve().parents[2]
CHILD = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from danvan.core.sheet_child import main; main()"
SECONDS = 120

_SAVE_AS = _(
    "Mở tệp bằng Excel hoặc LibreOffice, chọn “Lưu thành” (Save As), kiểu “Excel Workbook (.xlsx)”, rồi nhập tệp mới."
)
REASONS = {
    "missing": _("Không tìm thấy tệp. Hãy kiểm tra lại đường dẫn."),
    "empty": _("Tệp rỗng, không có dòng nào để đọc. Hãy kiểm tra xem tệp đã được lưu chưa."),
    "password": _(
        "Tệp được đặt mật khẩu nên không đọc được. Mở tệp bằng Excel, vào Tệp → Thông tin → Bảo vệ sổ làm việc → "
        "Mã hóa bằng mật khẩu, xóa mật khẩu, lưu lại rồi nhập lần nữa."
    ),
    "xlsb": _("Đây là tệp Excel dạng nhị phân (.xlsb)."),
    "html": _("Đây là trang web được đặt tên như bảng tính."),
    "word": _("Đây là tệp văn bản không đọc được (.doc, .rtf, .odt). Mở bằng Word, lưu thành .docx rồi nhập; hoặc sao chép bảng sang Excel."),
    "slides": _("Đây là tệp trình chiếu, không phải bảng tính. Hãy sao chép bảng trong tệp sang Excel, lưu dạng .xlsx rồi nhập."),
    "pdf": _("Đây là tệp PDF, không phải bảng tính. Hãy dùng tệp Excel gốc (.xlsx) của danh sách này."),
    "image": _("Đây là tệp ảnh, không phải bảng tính. Hãy dùng tệp Excel gốc (.xlsx) của danh sách này."),
    "archive": _("Đây là tệp nén, không phải bảng tính. Hãy giải nén rồi nhập từng tệp .xlsx hoặc .csv bên trong."),
    "program": _("Đây là tệp chương trình, không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv."),
    "unknown": _("Tệp này không phải bảng tính. Hãy chọn tệp Excel (.xlsx, .xls), .ods, .docx hoặc CSV."),
    "no_sheets": _("Tệp Excel không có trang tính nào. Hãy kiểm tra lại tệp."),
    "corrupt": _(
        "Tệp bị hỏng hoặc tải lên chưa trọn vẹn. Hãy mở thử bằng Excel; nếu mở được thì lưu lại thành tệp .xlsx mới rồi nhập lần nữa."
    ),
    "bomb": _(
        "Tệp này giải nén ra lớn bất thường nên bị từ chối để giữ an toàn. Hãy sao chép riêng danh sách sang một tệp Excel mới rồi nhập."
    ),
    "far_cell": _(
        "Có ô nằm rất xa danh sách (ô %(cell)s) nên bảng trở thành quá rộng. Trong Excel, nhấn Ctrl+End để tới ô đó, "
        "xóa các dòng và cột thừa (chọn, bấm chuột phải, Xóa), lưu lại rồi nhập lần nữa."
    ),
    "encoding": _(
        "Không nhận ra bảng mã của tệp chữ này (không phải Unicode, TCVN3, VNI hay Windows-1258) nên chữ Việt sẽ bị sai. "
        "Mở tệp bằng Excel, chọn “Lưu thành”, kiểu “CSV UTF-8” hoặc “Excel Workbook (.xlsx)”, rồi nhập tệp mới."
    ),
    "quote": _(
        'Dòng %(row)s có dấu ngoặc kép (") mở mà không đóng nên không biết ô kết thúc ở đâu. Hãy sửa dòng đó, '
        "hoặc mở tệp bằng Excel và lưu thành .xlsx."
    ),
    "memory": _("Tệp này cần quá nhiều bộ nhớ để đọc. Hãy chia danh sách thành nhiều tệp nhỏ hơn, hoặc sao chép riêng danh sách sang tệp mới."),
    "time": _("Đọc tệp này mất quá nhiều thời gian nên đã dừng lại. Hãy chia danh sách thành nhiều tệp nhỏ hơn rồi nhập."),
}  # fmt: skip


class Unreadable(Exception):
    """The file cannot be read; the text says why and what to do."""

    def __init__(self, code: str, params: dict[str, Any] | None = None) -> None:
        self.code = code
        reason = str(REASONS.get(code, REASONS["corrupt"]))
        if params:
            reason %= params
        self.message = f"{reason} {_SAVE_AS}" if code in {"xlsb", "html"} else reason
        super().__init__(self.message)


@dataclass
class Sheet:
    """One sheet: ``rows[0]`` is row 1, ``rows[0][0]`` cell A1; empty cells at the end of a row are left off.

    ``merged`` holds (first row, first column, last row, last column), counted from 0.
    """

    name: str
    rows: list[list[Cell]]
    visible: bool = True
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    western: bool = False  # bytes of a text table that were no Unicode, shown as Windows-1252 shows them
    errors: list[str] = field(default_factory=list)  # cells with #REF! and the like, read as empty
    stale: list[str] = field(default_factory=list)  # formulas saved without their result, read as empty

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(cell != "" for row in self.rows for cell in row)


@dataclass
class Book:
    """What a file holds. Macros are never run; ``macros`` says that there are some."""

    sheets: list[Sheet]
    macros: bool = False
    delimiter: str = ""
    document: bool = False  # a Word document, not a workbook


def read(path: Path | str, title: str = "") -> Book:
    """Read a workbook or text table; ``title`` names the sheet of a text table. Raises ``Unreadable``."""
    command = [sys.executable, "-I", "-c", CHILD, str(path)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired as error:
        raise Unreadable("time") from error
    if done.returncode:
        log.warning("reading %s ended with %s: %s", path, done.returncode, done.stderr[-2000:].decode(errors="replace"))
        raise Unreadable("time" if done.returncode == -24 else "memory" if done.returncode < 0 else "corrupt")  # noqa: PLR2004 - SIGXCPU
    answer = json.loads(done.stdout, parse_float=_number)
    if "error" in answer:
        raise Unreadable(answer["error"], answer.get("params"))
    return _book(answer["book"], title or Path(path).stem)


def _book(told: dict[str, Any], title: str) -> Book:
    sheets = []
    for one in told["sheets"]:
        notes = told.get("notes", {}).get(one["name"], {})
        merged = [tuple(box) for box in one["merged"]]
        name = one["name"] or title
        western = one.get("western", False)
        errors, stale = notes.get("errors", []), notes.get("stale", [])
        sheets.append(Sheet(name, one["rows"], one["visible"], merged, western, errors, stale))
    return Book(
        sheets,
        macros=told["kind"] == "xlsm",
        delimiter=told["sheets"][0].get("delimiter", ""),
        document=told["kind"] == "docx",
    )


def _number(digits: str) -> int | float:
    """Return 2022 for the ``2022.0`` that a workbook holds."""
    return int(digits[:-2]) if digits.endswith(".0") else float(digits)


@lru_cache(maxsize=1024)
def letter(index: int) -> str:
    """Return the letters of a column counted from 0: ``A``, ``B`` … ``AA``."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
