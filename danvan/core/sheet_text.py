"""Reads a text table – any delimiter, Unicode or what was before – for the child process of ``danvan.core.sheets``.

Like ``sheet_child``, it imports nothing of the house beyond these files.
"""

import contextlib
import io
import itertools
import re
import unicodedata
from typing import Any

from danvan.core.legacy_text import convert, detect, western

FEWEST_HEADS, SURE = 2, 5  # of another delimiter than the usual ones
HEADS = re.compile(
    r"(?:stt|tt|ten|mo hinh|linh vuc|don vi|dia ban|chu the|ghi chu|nam|ket qua|noi dung|xa|huyen|thon|cap|muc tieu"
    r"|thoi gian|tap the|ca nhan|quyet dinh|hinh thuc)\b(?=[^,;|\t^]{0,60}$)"
)


class Refused(Exception):
    """The file cannot be read; ``code`` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_text(data: bytes) -> dict[str, Any]:
    """Return the one sheet of a text table; ``western`` says that its bytes were no Unicode and are read as Windows-1252."""
    text, known = decode(data)
    code = "" if known else detect(text.split("\n"))
    # An old encoding is looked through to find the delimiter, and left to those who know the columns.
    delimiter, _rest = delimiter_of(convert(text, code))
    named = re.match(r"sep=.\r?\n", text, re.IGNORECASE)
    rows = records(text[named.end() :] if named else text, delimiter)
    return {"name": "", "visible": True, "rows": rows, "merged": [], "delimiter": delimiter, "western": not known}


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether it was Unicode; bytes that are not are shown as Windows-1252 shows them."""
    encoding = "utf-8"
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        encoding = "utf-32"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data[:4096]:
        encoding = silent_utf16(data[:4096])
    known = True
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        controls = sum(data[:4096].count(code) for code in (*range(1, 9), *range(14, 32)))
        if controls > len(data[:4096]) / 20:
            raise Refused("unknown") from error
        if encoding != "utf-8" or nearly_utf8(data):
            raise Refused("encoding") from error
        text, known = western(data), False
    if not text.strip("\ufeff \t\r\n\x00"):
        raise Refused("empty")
    return text.replace("\x00", ""), known


def nearly_utf8(data: bytes) -> bool:
    """Tell whether only a few bytes keep a text from being UTF-8: it was cut short or damaged, not typed in an old font."""
    text = data[:400_000].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(c > "\u007f" for c in text) - broken > 20 * broken


def silent_utf16(head: bytes) -> str:
    """Return the encoding of a text with zero bytes and without a mark: every second byte of UTF-16 is often zero."""
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) / 2
    if odd > half / 4 and odd > 8 * even:
        return "utf-16-le"
    if even > half / 4 and even > 8 * odd:
        return "utf-16-be"
    if even + odd > len(head) / 50:
        raise Refused("unknown")
    return "utf-8"


def delimiter_of(text: str) -> tuple[str, str]:
    """Return the delimiter and the table without Excel's line that names it (``sep=;``)."""
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if named:
        return named[1], text[named.end() :]
    sample = text[:200_000]
    usual = {mark: (headed(sample, mark), regularity(sample, mark)) for mark in ",;\t|"}
    best = max(usual, key=lambda mark: usual[mark][1] + 3 * min(usual[mark][0], 4))
    others = sorted({c for c in sample[:2000] if not c.isalnum() and not c.isspace() and c not in "\"'().-/:_,;|"})
    if usual[best][1] < 1:
        return max(others, key=lambda mark: regularity(sample, mark), default=best), text
    # Another sign only where it cuts out more header words: commas within the texts of a ``^`` table.
    rivals = {mark: headed(sample, mark) for mark in [*others, ":"]}
    rivals = {mark: found for mark, found in rivals.items() if found >= FEWEST_HEADS and found > usual[best][0]}
    rivals = {mark: found for mark, found in rivals.items() if regularity(sample, mark) > SURE}
    return max(rivals, key=lambda mark: rivals[mark], default=best), text


def headed(sample: str, delimiter: str) -> int:
    """Return how many header words a delimiter cuts out of one of the first rows."""
    import csv  # noqa: PLC0415 - workbooks do without

    most = 0
    with contextlib.suppress(csv.Error):
        for row in itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 40):
            most = max(most, len({found[0] for cell in row if (found := HEADS.match(unmarked(cell[:200])))}))
    return most


def unmarked(text: str) -> str:
    """Return a text in lower case without the marks on its letters."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))  # stays Vietnamese
    return "".join(c for c in letters if not unicodedata.combining(c)).strip()


def regularity(sample: str, delimiter: str) -> float:
    """Return how well a delimiter cuts the sample into rows of one width: the filled cells of that width, weighted."""
    import csv  # noqa: PLC0415 - workbooks do without

    counts: dict[int, int] = {}
    total = 0
    with contextlib.suppress(csv.Error):
        for row in itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 400):
            if any(row):
                total += 1
                counts[len(row)] = counts.get(len(row), 0) + 1
    width, rows = max(counts.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]), default=(1, 0))
    if width < 2 or not total:  # noqa: PLR2004 - one column is no table
        return 0
    return 10 * rows / total + min(width, 20) / 10


def records(text: str, delimiter: str) -> list[list[str]]:
    """Return the records, which are the rows that a spreadsheet would number."""
    import csv  # noqa: PLC0415 - workbooks do without

    csv.field_size_limit(2**31 - 1)
    end = "\x02end\x02"
    try:
        rows = list(csv.reader(io.StringIO(f"{text}\n{end}", newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused("corrupt") from error
    if rows[-1] != [end]:
        # A quotation mark was opened and never closed: everything after it would be one cell.
        raise Refused("quote", row=len(rows))
    rows.pop()
    trim(rows)
    return rows


def trim(rows: list[list[Any]]) -> None:
    """Drop the empty cells at the end of each row, and the empty rows at the end."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
