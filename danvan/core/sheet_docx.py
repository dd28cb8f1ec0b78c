"""Reads a Word document (.docx) as one sheet: a paragraph is a row of one cell, a row of a table is a row.

Offices send the registration form as a Word file. Runs in the child process of ``danvan.core.sheets``, which has looked
the archive over before.
"""

import zipfile
from typing import Any
from xml.etree import ElementTree as ET

from danvan.core.sheet_text import Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST = 200_000  # rows and paragraphs of a document
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText"}  # struck out with changes tracked, field codes


def read_docx(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the document as a sheet without a name."""
    try:
        with archive.open("word/document.xml") as part:
            head = part.read(1024)
            if b"<!DOCTYPE" in head:
                raise Refused("corrupt")
        with archive.open("word/document.xml") as part:
            body = ET.parse(part).getroot().find(f"{W}body")  # noqa: S314 - limits of its own, no doctype
    except (KeyError, ET.ParseError) as error:
        raise Refused("corrupt") from error
    rows: list[list[str]] = []
    merged: list[list[int]] = []
    for block in blocks(body if body is not None else ET.Element("none")):
        if block.tag == f"{W}p":
            text = text_of(block)
            rows.append([text] if text else [])
        elif block.tag == f"{W}tbl":
            table(block, rows, merged)
        if len(rows) > MOST:
            raise Refused("memory")
    return {"name": "", "visible": True, "rows": rows, "merged": merged}


def blocks(parent: ET.Element) -> Any:
    """Yield paragraphs and tables in order, also those within content controls."""
    for child in parent:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from blocks(child)


def inner(element: ET.Element, tag: str) -> Any:
    """Yield the rows of a table or the cells of a row, also those within content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from inner(child, tag)


def table(element: ET.Element, rows: list[list[str]], merged: list[list[int]]) -> None:
    """Add the rows of a table, and its merged cells."""
    down: dict[int, list[int]] = {}  # column → box that goes on downwards
    for line in inner(element, f"{W}tr"):
        row, at, column = [], len(rows), 0
        for cell in inner(line, f"{W}tc"):
            said = cell.find(f"{W}tcPr")
            span = said.find(f"{W}gridSpan") if said is not None else None
            across = max(1, min(int(span.get(f"{W}val", "1")), 64)) if span is not None else 1
            kept = said.find(f"{W}vMerge") if said is not None else None
            going_on = kept is not None and kept.get(f"{W}val", "continue") == "continue" and column in down
            box = [at, column, at, column + across - 1]
            if going_on:
                down[column][2] = at
            else:
                down.pop(column, None)
                if kept is not None:
                    down[column] = box
                if across > 1 or kept is not None:
                    merged.append(box)
            row += ["" if going_on else cell_text(cell)] + [""] * (across - 1)
            column += across
        rows.append(row)


def cell_text(cell: ET.Element) -> str:
    """Return the paragraphs of a cell, one a line; the rows of a table within it as lines too."""
    lines = []
    for block in blocks(cell):
        if block.tag == f"{W}p":
            lines.append(text_of(block))
        else:
            lines += [" ".join(filter(None, map(cell_text, inner(r, f"{W}tc")))) for r in inner(block, f"{W}tr")]
    return "\n".join(filter(None, lines)).strip()


def text_of(element: ET.Element) -> str:
    """Return the text of a paragraph without what was struck out."""
    found: list[str] = []

    def walk(node: ET.Element) -> None:
        for child in node:
            if child.tag in GONE:
                continue
            if child.tag == f"{W}t":
                found.append(child.text or "")
            elif child.tag in BREAKS:
                found.append(BREAKS[child.tag])
            else:
                walk(child)

    walk(element)
    return "".join(found).strip()
