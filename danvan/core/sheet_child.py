"""Reads one workbook or text table and prints it as JSON: the child process of ``danvan.core.sheets``.

What it reads comes from anywhere, and the library that parses workbooks can be made to abort by a file of 5 kB
(calamine #693): so it runs apart, with limits of its own, and imports nothing of the house but the files beside it. It
prints either ``{"book": …}`` or ``{"error": code, …}``; the parent has the words for each code.
"""

import contextlib
import json
import re
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any, NoReturn

from danvan.core.sheet_text import Refused, read_text, trim

MEMORY = 1_536 * 1024**2
SECONDS = 90
MAX_ENTRIES = 5_000
MAX_BYTES = 400 * 1024**2
# Registers repeat themselves (the sheets of 100,000 rows that we tried pack 1:15), a bomb packs 1:1000.
MAX_RATIO, RATIO_FROM = 150, 60 * 1024**2
MAX_CELLS = 10_000_000
CHUNK = 1024**2
MAX_NOTES = 200
BIFF = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")  # .xls without its container
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGICS = (
    (b"%PDF", "pdf"), (b"{\\rtf", "word"), (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"), (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\x00", "image"), (b"MM\x00*", "image"),
    (b"MZ", "program"), (b"\x7fELF", "program"),
)  # fmt: skip
KINDS = (
    (b"ms-excel.sheet.macroEnabled.main", "xlsm"), (b"ms-excel.template.macroEnabled.main", "xlsm"),
    (b"ms-excel.sheet.binary", "xlsb"), (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"), (b"wordprocessingml", "word"), (b"presentationml", "slides"),
)  # fmt: skip

# Only references past column Z or row 99,999 are looked at closely; most sheets have none, and the search stays in C.
WIDE_OR_DEEP = re.compile(rb" r=[\"'](?:([A-Z]{2,})([0-9]+)|([A-Z]*)([0-9]{6,}))[\"']")
CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*[\"']([A-Z]+)([0-9]+)[\"'][^<>]*?(/?)>")
# A row whose first cell has no reference of its own stands where the row says.
BARE_ROW = re.compile(
    rb"<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*[\"']([0-9]+)[\"'][^<>]*>\s*<(?:\w+:)?c(?=[\s>])(?![^<>]*\sr\s*=)"
)
ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s(?=[^<>]*\st=\"e\")(?:[^<>]*?\s)?r=\"([A-Z]+[0-9]+)\"")
SIGNS = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
XML_SIGNS = re.compile(f"&({'|'.join(SIGNS)});")
EMPTY_FORMULA = re.compile(
    rb"<c\s(?:[^<>]*?\s)?r=\"([A-Z]+[0-9]+)\"[^<>]*>\s*<f[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)


def limit() -> None:
    """Give this process the memory and time that a register needs, and no more."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0))
    for what, most in limits:
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def read(path: Path) -> dict[str, Any]:
    """Return the file as a book of sheets, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Refused("empty")
    if head.startswith(OLE):
        kind = ole_kind(path)
        if kind != "xls":
            raise Refused(kind)
        return {"kind": "xls", "sheets": read_sheets(path, {}), "notes": {}}
    if head.startswith(BIFF):
        return {"kind": "xls", "sheets": read_sheets(path, {}), "notes": {}}
    if head.startswith(b"PK"):
        return read_workbook(path)
    for magic, kind in MAGICS:
        if head.startswith(magic):
            raise Refused(kind)
    data = path.read_bytes()
    return read_as_page(data) or {"kind": "text", "sheets": [read_text(data)]}


def read_as_page(data: bytes) -> dict[str, Any] | None:
    """Return a web page that was given the name of a workbook as a book; None for what is no page."""
    if not any(mark in data[:8192].lower() for mark in (b"<", b"mime-version")):
        return None
    from danvan.core.sheet_html import read_page  # noqa: PLC0415 - other kinds do without

    return read_page(data)


def ole_kind(path: Path) -> str:
    """Tell the kinds apart that share the old container: encrypted .xlsx, .xls, .doc."""
    data = path.read_bytes()

    def names(word: str) -> bool:
        return word.encode("utf-16-le") in data

    if names("EncryptedPackage"):
        return "password"
    if names("Workbook") or names("Book"):
        return "xls"
    if names("WordDocument"):
        return "word"
    return "unknown" if names("Root Entry") else "corrupt"  # cut off before its directory


# --- workbooks


def read_workbook(path: Path) -> dict[str, Any]:
    """Look the archive over, then let calamine read it; a Word document is read here."""
    merged: dict[str, list[list[int]]] = {}
    source: Any = path
    try:
        kind, notes = inspect_archive(path)
        if kind == "docx":
            return read_document(path)
        if kind == "ods":
            from danvan.core.sheet_ods import merged_cells, with_manifest  # noqa: PLC0415 - other kinds do without

            with zipfile.ZipFile(path) as archive:
                merged = merged_cells(archive, MAX_CELLS)
            source = with_manifest(path)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise Refused("corrupt") from error
    return {"kind": kind, "sheets": read_sheets(source, merged), "notes": notes}


def read_document(path: Path) -> dict[str, Any]:
    """Return a Word document as a book of one sheet."""
    from danvan.core.sheet_docx import read_docx  # noqa: PLC0415 - other kinds do without

    with zipfile.ZipFile(path) as archive:
        return {"kind": "docx", "sheets": [read_docx(archive)], "notes": {}}


def read_sheets(source: Any, merged: dict[str, list[list[int]]]) -> list[dict[str, Any]]:
    """Return the sheets as calamine reads them; ``merged`` holds what it does not tell of an .ods."""
    import python_calamine  # noqa: PLC0415 - text tables do without

    visible = python_calamine.SheetVisibleEnum.Visible
    try:
        # By its content: a path would be read by its name, and an .xlsx called .xls be found broken.
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            book = stack.enter_context(python_calamine.load_workbook(file))
            sheets = [
                read_sheet(book, meta.name, meta.visible == visible, merged.get(meta.name, []))
                for meta in book.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError as error:
        raise Refused("password") from error
    except python_calamine.CalamineError as error:
        raise Refused("corrupt") from error
    if not sheets:
        raise Refused("no_sheets")
    return sheets


def read_sheet(book: Any, name: str, visible: bool, merged: list[list[int]]) -> dict[str, Any]:  # noqa: FBT001 - one caller
    """Return one sheet: rows from row 1, column A on, without the empty cells at the end of each."""
    sheet = book.get_sheet_by_name(name)
    if sheet.end and (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLS:
        from danvan.core.sheet_ods import letters  # noqa: PLC0415 - seldom

        raise Refused("far_cell", cell=f"{letters(sheet.end[1] + 1)}{sheet.end[0] + 1}")
    rows = sheet.to_python(skip_empty_area=False)
    trim(rows)
    boxes = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
    return {"name": name, "visible": visible, "rows": rows, "merged": boxes or merged}


def inspect_archive(path: Path) -> tuple[str, dict[str, dict[str, list[str]]]]:
    """Return what the archive holds, and by sheet the cells with errors or without results; refuse what would burst."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Refused("bomb", size=len(entries))
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("password")
        kind = archive_kind(archive)
        guard = Guard(path.stat().st_size)
        notes: dict[str, dict[str, list[str]]] = {}
        for entry in entries:
            with archive.open(entry) as part:
                found = guard.look(part)
            if any(found.values()):
                notes[entry.filename] = found
        guard.judge(archive, [entry for entry in entries if entry.filename.endswith(".xml")])
        names = sheet_names(archive) if notes else {}
    return kind, {names.get(part, ""): found for part, found in notes.items()}


def sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the sheet of each part."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\s[^<>]*>", links):
        named = dict(re.findall(r"(\w+)=\"([^\"]*)\"", tag))
        targets[named.get("Id")] = "xl/" + named.get("Target", "").removeprefix("/xl/")
    names = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^<>]*>", book):
        named = dict(re.findall(r"(?:\w+:)?(\w+)=\"([^\"]*)\"", tag))
        names[targets.get(named.get("id"), "")] = XML_SIGNS.sub(lambda m: SIGNS[m[1]], named.get("name", ""))
    return names


def archive_kind(archive: zipfile.ZipFile) -> str:
    """Return ``xlsx``, ``xlsm``, ``ods`` or ``docx``; refuse other kinds of archive."""
    names = set(archive.namelist())
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            media = part.read(200)
        if b"spreadsheet" not in media:
            raise Refused("word")
        if any(part.endswith("META-INF/manifest.xml") and b":encryption-data" in archive.read(part) for part in names):
            raise Refused("password")
        return "ods"
    if "[Content_Types].xml" not in names:
        raise Refused("archive")
    with archive.open("[Content_Types].xml") as part:
        types = part.read(CHUNK)
    kind = next((name for mark, name in KINDS if mark in types), "archive")
    if kind == "word" and b"wordprocessingml.document.main" in types:
        return "docx"
    if kind not in {"xlsx", "xlsm"}:
        raise Refused(kind)
    return "xlsm" if "xl/vbaProject.bin" in names else kind


class Guard:
    """Unpacks every part in small pieces, counting what calamine would have to hold."""

    def __init__(self, packed: int) -> None:
        self.packed, self.bytes = packed, 0
        self.rows, self.columns = 99_999, 26  # what the quick search cannot rule out

    def look(self, part: Any) -> dict[str, list[str]]:
        """Read one part to its end; return its cells with errors and its formulas without results."""
        notes: dict[str, list[str]] = {"errors": [], "stale": []}
        kept = b""
        while piece := part.read(CHUNK):
            self.bytes += len(piece)
            if self.bytes > MAX_BYTES or (self.bytes > RATIO_FROM and self.bytes > MAX_RATIO * self.packed):
                raise Refused("bomb", size=self.bytes // 1024**2)
            piece = kept + piece
            for match in WIDE_OR_DEEP.finditer(piece):
                letters, digits = match[1] or match[3], match[2] or match[4]
                self.columns = max(self.columns, number_of(letters))
                self.rows = max(self.rows, int(digits))
            if b't="e"' in piece:
                gather(notes["errors"], ERROR_CELL, piece)
            if b"<f" in piece:
                gather(notes["stale"], EMPTY_FORMULA, piece)
            kept = tail(piece)
        return notes

    def judge(self, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
        """Refuse a sheet whose rectangle is too large; a closer look leaves out cells that hold only a style."""
        if self.rows * self.columns <= MAX_CELLS:
            return
        for entry in parts:
            rows = columns = 0
            farthest = b""
            with archive.open(entry) as part:
                kept = b""
                while piece := part.read(CHUNK):
                    piece = kept + piece
                    for letters, digits, empty in CELL.findall(piece):
                        if not empty and (int(digits) > rows or number_of(letters) > columns):
                            rows, columns = max(rows, int(digits)), max(columns, number_of(letters))
                            farthest = letters + digits
                    rows = max(rows, *(int(n) for n in BARE_ROW.findall(piece)), 0)
                    kept = tail(piece)
            if rows * columns > MAX_CELLS:
                raise Refused("far_cell", cell=farthest.decode() or f"A{rows}")


def tail(piece: bytes) -> bytes:
    """Return what of a piece must be seen again with the next one: the last few tags."""
    last = piece.rfind(b"<c ", max(0, len(piece) - 4096))
    return piece[max(0, min(last if last >= 0 else len(piece), len(piece) - 512)) :]


def gather(cells: list[str], pattern: re.Pattern[bytes], piece: bytes) -> None:
    """Add the cells that match, each once, up to a number that somebody would read."""
    for match in pattern.finditer(piece):
        cell = match[1].decode()
        if len(cells) < MAX_NOTES and cell not in cells:
            cells.append(cell)


def number_of(letters: bytes) -> int:
    """Return the 1-based number of a column; past 16 letters the exact number is no matter."""
    number = 0
    for letter in letters[:16]:
        number = number * 26 + letter - 64
    return number


def plain(value: Any) -> str:
    """Return dates and times as ISO text."""
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text.removesuffix("T00:00:00")


def main() -> NoReturn:
    """Read the file named on the command line."""
    limit()
    try:
        answer: dict[str, Any] = {"book": read(Path(sys.argv[1]))}
    except Refused as refusal:
        answer = {"error": refusal.code, "params": refusal.params}
    except FileNotFoundError:
        answer = {"error": "missing"}
    except (MemoryError, RecursionError):
        answer = {"error": "memory"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, default=plain).encode("utf-8", "replace"))
    sys.stdout.flush()
    sys.exit(0)
