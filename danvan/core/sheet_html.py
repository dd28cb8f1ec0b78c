"""Reads tables that were saved as a web page under the name of a workbook, for the child process of ``danvan.core.sheets``.

Many programs "export to Excel" so: a page of HTML, a web archive (.mht) with a page for each sheet, or the XML of Excel
2003. All tables of a page become one sheet, in their order, with the lines of text between them. Like ``sheet_child``, it
imports nothing of the house beyond these files.
"""

import email
import re
from email.message import Message
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from danvan.core.legacy_text import is_western
from danvan.core.sheet_text import Refused, decode

PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|[?]?[a-z])", re.IGNORECASE | re.DOTALL)
ARCHIVE = re.compile(r"(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?MIME-Version:", re.IGNORECASE)
ROWS = re.compile(r"<(?:\w+:)?(?:tr|row)\b", re.IGNORECASE)
EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
S = f"{{{EXCEL_2003}}}"
NAMED = re.compile(
    r"<x:Name>\s*([^<]+?)\s*</x:Name>.*?<x:WorksheetSource\s+HRef=[\"']?(?:[^\"'>]*/)?([^\"'>/]+)", re.DOTALL
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "center",
        "tr",
        "table",
        "ul",
        "ol",
        "hr",
        "caption",
        "form",
        "body",
    ]
)
SILENT = frozenset({"script", "style", "title", "xml", "noscript", "template"})
WIDEST, MOST_ROWS, MOST_CELLS = 16_384, 1_048_576, 10_000_000
HEAD = 8192


def read_page(data: bytes) -> dict[str, Any] | None:
    """Return a web page, web archive or XML of Excel 2003 as a book; None for what is none of them."""
    head = data[:HEAD].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").decode("latin-1")
    if ARCHIVE.match(head):
        return {"kind": "html", "sheets": archived(data), "notes": {}}
    if not PAGE.match(head):
        return None
    text, known = decode(data)
    if EXCEL_2003 in text[:HEAD]:
        return {"kind": "html", "sheets": excel_2003(text), "notes": {}}
    if not ROWS.search(text):
        raise Refused("html")
    sheets = [page(text, "", known=known)]
    if not any(sheets[0]["rows"]):
        raise Refused("html")
    return {"kind": "html", "sheets": sheets, "notes": {}}


def page(text: str, name: str, *, known: bool) -> dict[str, Any]:
    """Return the tables of one page as a sheet."""
    reader = Page()
    reader.feed(text)
    reader.close()
    reader.finish()
    western = not known and all(is_western(cell) for row in reader.rows for cell in row)
    return {"name": name, "visible": True, "rows": reader.rows, "merged": reader.merged, "western": western}


class Page(HTMLParser):
    """Walks through a page once; forgives what browsers forgive: cells and rows that nobody closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[list[int]] = []
        self.text: list[str] = []
        self.silent = 0
        self.cell: list[int] | None = None  # row, column, rows down, columns across
        self.column = 0
        self.taken: dict[tuple[int, int], bool] = {}  # cells that one above or to the left reaches into
        self.in_row = False
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a cell, a row, a line."""
        if tag in SILENT:
            self.silent += 1
            return
        if tag == "br":
            self.text.append("\n")
        elif tag in {"td", "th"}:
            self.end_cell()
            if not self.in_row:
                self.begin_row()
            self.begin_cell(dict(attrs))
        elif tag in BLOCKS:
            self.break_line(tag)
            if tag == "tr":
                self.begin_row()

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a row, a line."""
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in {"td", "th"}:
            self.end_cell()
        elif tag in BLOCKS:
            self.break_line(tag)

    def handle_data(self, data: str) -> None:
        """Take text; a line break in the source is only a space."""
        if not self.silent:
            self.text.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def break_line(self, tag: str) -> None:
        """End a line: within a cell it goes on below, between tables it is a row of its own."""
        if tag in {"tr", "table"}:
            self.end_cell()
            self.in_row = False
        if self.cell is not None:
            self.text.append("\n")
            return
        said = lines(self.text)
        self.text = []
        if said:
            self.add([said])

    def begin_row(self) -> None:
        """Begin a row of a table."""
        self.add([])
        self.in_row, self.column = True, 0

    def begin_cell(self, said: dict[str, str | None]) -> None:
        """Find the place of a cell: right of the one before and of what reaches down from above."""
        row = len(self.rows) - 1
        while self.taken.pop((row, self.column), False):
            self.column += 1
        down, across = number(said.get("rowspan")), number(said.get("colspan"))
        self.text, self.cell = [], [row, self.column, down, across]

    def end_cell(self) -> None:
        """Write a cell where it stands."""
        if self.cell is None:
            return
        row, column, down, across = self.cell
        said, self.text, self.cell = lines(self.text), [], None
        self.cells += across
        if column + across > WIDEST or self.cells > MOST_CELLS:
            raise Refused("memory")
        line = self.rows[row]
        line += [""] * (column + across - len(line))
        line[column] = said
        self.column = column + across
        if down > 1 or across > 1:
            self.merged.append([row, column, row + down - 1, column + across - 1])
            self.taken |= {(row + k, column + c): True for k in range(1, min(down, 200)) for c in range(across)}

    def add(self, row: list[str]) -> None:
        """Add a row."""
        self.rows.append(row)
        if len(self.rows) > MOST_ROWS:
            raise Refused("memory")

    def finish(self) -> None:
        """End what nobody closed, and leave off empty cells and rows at the end."""
        self.break_line("table")
        for row in self.rows:
            while row and not row[-1]:
                row.pop()
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        last = len(self.rows) - 1
        self.merged = [[top, left, min(bottom, last), right] for top, left, bottom, right in self.merged if top <= last]


def lines(pieces: list[str]) -> str:
    """Return pieces of text as lines without idle spaces."""
    return "\n".join(filter(None, (line.strip() for line in "".join(pieces).split("\n"))))


def number(text: str | None) -> int:
    """Return how far a cell reaches; nonsense is once."""
    said = (text or "").strip()
    return min(max(1, int(said)), 1000) if said.isascii() and said.isdigit() and len(said) < 10 else 1  # noqa: PLR2004 - digits


def archived(data: bytes) -> list[dict[str, Any]]:
    """Return the pages of a web archive that hold tables, each with the name of its sheet."""
    texts = [(part, *decode(content)) for part, content in pages(email.message_from_bytes(data))]
    named = {file: name for _part, text, _known in texts for name, file in NAMED.findall(text)}
    sheets = []
    for part, text, known in texts:
        if ROWS.search(text):
            file = str(part.get("Content-Location", "")).rsplit("/", 1)[-1]
            sheet = page(text, named.get(file, ""), known=known)
            sheets += [sheet] if any(sheet["rows"]) else []
    if not sheets:
        raise Refused("html")
    if len(sheets) > 1:
        for place, sheet in enumerate(sheets, 1):
            sheet["name"] = sheet["name"] or f"Sheet{place}"
    return sheets


def pages(message: Message) -> list[tuple[Message, bytes]]:
    """Return the parts of a web archive that are pages."""
    found = []
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes) and content.strip():
            found.append((part, content))
    return found


# --- the XML of Excel 2003


def excel_2003(text: str) -> list[dict[str, Any]]:
    """Return the sheets of a workbook in the XML of Excel 2003."""
    if "<!DOCTYPE" in text[:HEAD]:
        raise Refused("corrupt")
    try:
        root = ET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")))  # noqa: S314 - limits of its own, no doctype
    except ET.ParseError as error:
        raise Refused("corrupt") from error
    sheets = [worksheet(sheet) for sheet in root.iter(f"{S}Worksheet")]
    if not sheets:
        raise Refused("no_sheets")
    return sheets


def worksheet(element: ET.Element) -> dict[str, Any]:
    """Return one sheet."""
    rows: list[list[Any]] = []
    merged: list[list[int]] = []
    room = MOST_CELLS
    for line in element.iter(f"{S}Row"):
        at = int_of(line, "Index", len(rows) + 1) - 1
        row: list[Any] = []
        for cell in line.iter(f"{S}Cell"):
            column = int_of(cell, "Index", len(row) + 1) - 1
            across, down = int_of(cell, "MergeAcross", 0), int_of(cell, "MergeDown", 0)
            room -= max(1, column + across + 1 - len(row))
            if max(column + across, 0) >= WIDEST or at >= MOST_ROWS or room < 0:
                raise Refused("memory")
            row += [""] * (column + across + 1 - len(row))
            row[column] = value(cell.find(f"{S}Data"))
            if across or down:
                merged.append([at, column, at + down, column + across])
        rows += [[] for _ in range(at - len(rows))]
        rows.append(row)
    hidden = any((tag.text or "").startswith("SheetHidden") for tag in element.iter() if tag.tag.endswith("}Visible"))
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return {"name": element.get(f"{S}Name", ""), "visible": not hidden, "rows": rows, "merged": merged}


def int_of(element: ET.Element, name: str, usual: int) -> int:
    """Return a whole number that an element says of itself."""
    said = element.get(f"{S}{name}", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else usual  # noqa: PLR2004 - digits


def value(data: ET.Element | None) -> str | float | bool:
    """Return what a cell holds."""
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(f"{S}Type", "String")
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "DateTime":
        return re.sub(r"T00:00:00(?:\.0+)?$", "", text)
    if kind == "Boolean":
        return text == "1"
    return "" if kind == "Error" else text
