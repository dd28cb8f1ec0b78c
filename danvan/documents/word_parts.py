"""Pieces of a Word document that python-docx has no call for: rules, page numbers, tables of many rows."""

from typing import Any
from xml.sax.saxutils import escape

from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from danvan.core.text import clean
from danvan.documents.columns import column_widths
from danvan.documents.papers import Column, Run, Table

TWIPS = 20  # in a point
_JUSTIFIED = {"left": "left", "right": "right", "center": "center"}
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def shown(text: str) -> str:
    """Return text as a document may hold it: NFC, without the control characters that XML forbids."""
    return clean(text, lines=True)


def draw_rule(paragraph: WordParagraph, length: float, available: float) -> None:
    """Make an empty paragraph a rule of that length, in the middle of the width that is there (points)."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Pt(max(0.0, (available - length) / 2))
    shape.space_before, shape.space_after = Pt(2), Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no call for borders
    border = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:pBdr>'
    properties.insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def frame(paragraph: WordParagraph) -> None:
    """Draw a box around a paragraph."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="3" w:color="auto"/>' for side in ("top", "left", "bottom", "right")
    )
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - as above
        parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"), "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def put_page_number(paragraph: WordParagraph) -> None:
    """Put the field that shows the number of the page."""
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', "<w:t>2</w:t>", '<w:fldChar w:fldCharType="end"/>',
    ):  # fmt: skip
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))  # noqa: SLF001 - as above


def layout_table(widths: tuple[float, ...], rows: int) -> Any:
    """Return a table without borders that places things side by side; widths in points, cells empty."""
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{_twips(w)}" w:type="dxa"/></w:tcPr><w:p/></w:tc>' for w in widths)
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return parse_xml(f"<w:tbl {nsdecls('w')}>{_frame(widths, '', 0)}{row * rows}</w:tbl>")


def data_table(table: Table, *, width: float, size: float, style: str, head_style: str) -> Any:
    """Return a table with borders, its head repeated on each page, no row torn; ``style`` are ids of styles."""
    widths = column_widths(table, width, size)
    head = _row(
        tuple(Run(column.label) for column in table.columns),
        tuple(Column("", align="center") for _column in table.columns), widths, head_style, head=True,
    )  # fmt: skip
    blank = Run("")
    rows = (
        _row((*row, *[blank] * (len(widths) - len(row))), table.columns, widths, style, strong=n in table.strong)
        for n, row in enumerate(table.rows)
    )
    borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
    return parse_xml(f"<w:tbl {nsdecls('w')}>{_frame(widths, borders, 60)}{head}{''.join(rows)}</w:tbl>")


def _frame(widths: tuple[float, ...], borders: str, margin: int) -> str:
    grid = "".join(f'<w:gridCol w:w="{_twips(w)}"/>' for w in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _row(
    runs: tuple[Run, ...], columns: tuple[Column, ...], widths: tuple[float, ...], style: str,
    *, head: bool = False, strong: bool = False,
) -> str:  # fmt: skip
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{_JUSTIFIED[column.align]}"/></w:pPr>'
        f"{_run(run, strong=strong)}</w:p></w:tc>"
        for run, column, width in zip(runs, columns, widths, strict=False)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _run(run: Run, *, strong: bool) -> str:
    face = ("<w:b/>" if strong or run.bold else "") + ("<w:i/>" if run.italic else "")
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in shown(run.text).split("\n"))
    return f"<w:r>{f'<w:rPr>{face}</w:rPr>' if face else ''}{'<w:br/>'.join(lines)}</w:r>"


def _twips(points: float) -> int:
    return round(points * TWIPS)
