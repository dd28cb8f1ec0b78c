"""A paper as PDF/A-2b, by typst: embedded fonts, tagged, the same bytes for the same paper."""

import datetime as dt
import json
from dataclasses import asdict
from functools import cache
from typing import IO, Any

import typst

from danvan.documents.columns import column_widths
from danvan.documents.heads import head_of, in_lines
from danvan.documents.layouts import DATA, MM, Layout, layout_of, words
from danvan.documents.papers import Annex, Block, Heading, Paper, Paragraph, Run, Table
from danvan.documents.typeface import OTHERS, breakable, folders, foreign, missing, printable
from danvan.documents.wording import annex_number, annex_of, missing_line, recipient_lines

UNDATED = dt.date(2000, 1, 1)


def write_pdf(paper: Paper, stream: IO[bytes]) -> None:
    """Write the paper. Text reaches typst as data, so that nothing in it is read as markup."""
    when = paper.date or UNDATED
    stream.write(
        typst.compile(
            template(),
            font_paths=_fonts(),
            format="pdf",
            pdf_standards="a-2b",
            sys_inputs={"paper": json.dumps(_whole(paper), ensure_ascii=False)},
            # PDF dates are instants: noon in Viet Nam, whatever the clock of the machine says.
            timestamp=dt.datetime(when.year, when.month, when.day, 5, tzinfo=dt.UTC),
        )
    )


@cache
def template() -> bytes:
    """Return the template."""
    return (DATA / "paper.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Nothing of the machine and nothing of typst's own: what is printed depends on the typefaces alone."""
    paths = [str(folder) for folder in folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


def _whole(paper: Paper) -> dict[str, Any]:
    """Return the paper with what its letters ask for: those that another face draws, and the remark on those that none can."""
    letters = set(json.dumps(asdict(paper), ensure_ascii=False, default=str))
    return plain(paper) | {"foreign": foreign(letters), "missing": _shown(missing_line(missing(letters)))}


def plain(paper: Paper) -> dict[str, Any]:
    """Return the paper as what ``paper.typ`` reads: strings that the typeface can draw, numbers, lists."""
    layout = layout_of(paper.system)
    head, signature, across = head_of(paper, layout), paper.signature, layout.page.text_width * MM
    return {
        "layout": plain_layout(layout),
        "words": dict(words()),
        "title": f"{_shown(paper.type_name.capitalize())} {_shown(paper.abstract)}".strip(),
        "author": _shown(paper.issuer_name or paper.issuer),
        "head": {name: _shown(value) if isinstance(value, str) else value for name, value in vars(head).items()},
        "type_name": _shown(paper.type_name),
        "abstract": _shown(in_lines(paper.abstract, layout.styles["abstract"], across)),
        "addressee": f"{words()['addressee']} {_shown(paper.addressee)}" if paper.addressee else "",
        "notice": _shown(paper.notice),
        "blocks": [plain_block(block, layout) for block in paper.blocks],
        "recipients": [_shown(line) for line in recipient_lines(paper, layout)],
        "signature": {
            "authority": _shown(in_lines(signature.authority, layout.styles["authority"], across / 2)),
            "title": _shown(in_lines(signature.title, layout.styles["signer_title"], across / 2)),
            "name": _shown(signature.name),
        },
        "annexes": [plain_annex(paper, layout, n, annex) for n, annex in enumerate(paper.annexes)],
    }


def plain_layout(layout: Layout) -> dict[str, Any]:
    """Return the values that the template uses."""
    return {
        "fonts": [layout.fonts["pdf"], *(family for family, _package, _file in OTHERS)],
        "title": list(layout.title),
        "title_rule": layout.title_rule,
        "issuer_mark": layout.issuer_mark,
        "issuer_rule": layout.issuer_rule,
        "abstract_mark": layout.abstract_mark,
        "abstract_rule": layout.abstract_rule,
        "abstract_rule_longest": layout.abstract_rule_longest,
        "page": asdict(layout.page),
        "body": asdict(layout.body),
        "numbering": asdict(layout.numbering),
        "styles": {name: asdict(style) for name, style in layout.styles.items()},
    }


def plain_block(block: Block, layout: Layout) -> dict[str, Any]:
    """Return a block of the text."""
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": _shown(block.text)}
    if isinstance(block, Paragraph):
        lead = [_run(Run("- "))] if block.dash else []
        return {"kind": "paragraph", "runs": lead + [_run(run) for run in block.runs]}
    return plain_table(block, layout.page.text_width, layout.styles["table"].size)


def plain_annex(paper: Paper, layout: Layout, index: int, annex: Annex) -> dict[str, Any]:
    """Return an annex with its heading lines."""
    page = layout.page
    across = page.height - page.left - page.right if annex.landscape else page.text_width
    return {
        "number": annex_number(paper, index),
        "title": _shown(annex.title),
        "of": _shown(annex_of(paper, layout)),
        "landscape": annex.landscape,
        "table": plain_table(annex.table, across, layout.styles["annex_table"].size),
    }


def plain_table(table: Table, across: float, size: float) -> dict[str, Any]:
    """Return a table; ``across`` is its width in millimetres. A row that is shorter than the head is filled up."""
    count, widths = len(table.columns), column_widths(table, across * MM, size)
    return {
        "kind": "table",
        "caption": _shown(table.caption),
        "note": _shown(table.note),
        "columns": [{"width": width, "align": c.align} for c, width in zip(table.columns, widths, strict=True)],
        "head": [
            {"group": _shown(group), "labels": [_shown(column.label) for column in columns]}
            for group, columns in table.head
        ],
        "rows": [[_run(run) for run in (*row, *[Run("")] * (count - len(row)))] for row in table.rows],
        "strong": sorted(table.strong),
    }


def _run(run: Run) -> dict[str, Any]:
    """A run keeps its outer spaces, which stand between it and its neighbours."""
    core = breakable(printable(run.text))
    head = " " if run.text[:1].isspace() and core else ""
    tail = " " if run.text[-1:].isspace() else ""
    return {"text": f"{head}{core}{tail}", "bold": run.bold, "italic": run.italic}


def _shown(text: str) -> str:
    return breakable(printable(text))
