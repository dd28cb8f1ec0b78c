"""The annual report of a province, three files, against the bare rendering of the same pages.

Ours counts the year, writes the text, and makes .docx, .pdf and .xlsx. The yardstick has all of the text and the tables
at hand as plain strings and does no more than typst and python-docx need to put them on as many pages: no letterhead, no
styles, no links, no workbook.
"""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import docx
import pypdf
import typst
from docx.shared import Mm, Pt

from bench.clock import Result, compared, take_turns
from danvan.accounts.scope import Operator
from danvan.core.dates import year_end
from danvan.documents.papers import Heading, Paper, Table
from danvan.documents.pdf import _fonts, write_pdf
from danvan.documents.typeface import printable
from danvan.documents.word import write_docx
from danvan.reporting.content import compose
from danvan.reporting.frames import frame
from danvan.reporting.papers import head_of, paper_of
from danvan.reporting.periods import parse_period
from danvan.reporting.queries import default_issuer
from danvan.reporting.rendering import writers
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code

CODE, YEAR = "24", 2022
TARGET = "≤ 3"


def measure(rounds: int) -> Iterator[Result]:
    """Make the files in turns."""
    unit = unit_by_code(CODE, year_end(YEAR))
    assert unit
    paper = whole(unit)
    source, size = markup(paper), pages(paper)
    works = {
        "ours": partial(three_files, unit), "base": partial(bare, paper, source),
        "docx": partial(write_docx, paper, io.BytesIO()), "bare docx": partial(bare_docx, paper),
        "pdf": partial(write_pdf, paper, io.BytesIO()), "bare pdf": partial(bare_pdf, source),
        "compose": partial(compose, unit, parse_period(str(YEAR))),
    }  # fmt: skip
    taken = take_turns(works, rounds=rounds)
    note = f"{size} pages, {pypdf_pages(bare_pdf(source))} bare"
    yield compared(
        "papers",
        "annual report, three files, counted and written",
        taken["ours"],
        taken["base"],
        target=TARGET,
        note=note,
    )
    yield compared("papers", "the .docx alone", taken["docx"], taken["bare docx"], target="")
    yield compared("papers", "the .pdf alone", taken["pdf"], taken["bare pdf"], target="")
    yield Result("papers", "counting and writing the text", sorted(taken["compose"])[len(taken["compose"]) // 2] * 1000)


def three_files(unit: Unit) -> dict[str, bytes]:
    """Make the report as ``danvan report annual`` does."""
    period = parse_period(str(YEAR))
    issuer = default_issuer(frame(unit, period), Operator(unit, "bench"))
    assert issuer
    made = {}
    for form, write in writers(compose(unit, period), head_of(issuer, period.last)).items():
        stream = io.BytesIO()
        write(stream)
        made[form] = stream.getvalue()
    return made


def whole(unit: Unit) -> Paper:
    """Return the report as a paper."""
    period = parse_period(str(YEAR))
    issuer = default_issuer(frame(unit, period), Operator(unit, "bench"))
    assert issuer
    return paper_of(compose(unit, period), head_of(issuer, period.last))


def pages(paper: Paper) -> int:
    """Return how many pages ours has."""
    stream = io.BytesIO()
    write_pdf(paper, stream)
    return pypdf_pages(stream.getvalue())


def pypdf_pages(data: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(pypdf.PdfReader(io.BytesIO(data)).pages)


def bare(paper: Paper, source: bytes) -> None:
    """Render the pages with typst and with python-docx."""
    bare_pdf(source)
    bare_docx(paper)


def bare_pdf(source: bytes) -> bytes:
    """Compile prepared markup."""
    made: bytes = typst.compile(source, font_paths=_fonts(), format="pdf")
    return made


def markup(paper: Paper) -> bytes:
    """Return the text and tables as plain typst markup, prepared beforehand."""

    def quoted(text: str) -> str:
        return '#"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [
        '#set text(font: "TeX Gyre Termes", size: 14pt)',
        "#set page(margin: (x: 22mm, y: 20mm))",
        "#set par(justify: true)",
    ]
    for block in paper.blocks:
        text = block.text if not isinstance(block, Table) else ""
        lines += [f"#strong[{quoted(text)}]" if isinstance(block, Heading) else quoted(text), ""]
    for annex in paper.annexes:
        cells = [f"[{quoted(c.label)}]" for c in annex.table.columns]
        cells += [f"[{quoted(run.text)}]" for row in annex.table.rows for run in row]
        lines.append(
            f"#page(flipped: true)[#set text(size: 10pt)\n#table(columns: {len(annex.table.columns)}, {', '.join(cells)})]"
        )
    return "\n".join(lines).encode()


def bare_docx(paper: Paper) -> bytes:
    """Put the same text and tables into a document by the plain calls of python-docx."""
    word: Any = docx.Document()
    word.styles["Normal"].font.size = Pt(14)
    word.sections[0].left_margin = Mm(30)
    for block in paper.blocks:
        if isinstance(block, Heading):
            word.add_heading(printable(block.text), block.level)
        elif not isinstance(block, Table):
            word.add_paragraph(printable(block.text))
    for annex in paper.annexes:
        word.add_page_break()
        table = word.add_table(1 + len(annex.table.rows), len(annex.table.columns))
        for row, texts in zip(
            table.rows,
            [[c.label for c in annex.table.columns], *[[r.text for r in row] for row in annex.table.rows]],
            strict=True,
        ):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()
