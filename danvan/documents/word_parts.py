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
    """Draw a box around a paragraph, within the margins."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(4)
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
    head = _head(table, widths, head_style)
    blank = Run("")
    last = len(table.rows) - 2 if table.note else len(table.rows)  # the note never stands alone on its page
    rows = (
        _row(
            (*row, *[blank] * (len(widths) - len(row))), table.columns, widths, style,
            strong=n in table.strong, kept=n >= last,
        )
        for n, row in enumerate(table.rows)
    )  # fmt: skip
    borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
    return parse_xml(f"<w:tbl {nsdecls('w')}>{_frame(widths, borders, 60, 30)}{head}{''.join(rows)}</w:tbl>")


def _head(table: Table, widths: tuple[float, ...], style: str) -> str:
    """Return the head: one row, or two where columns stand in groups, those that stand alone through both."""
    left = iter(widths)
    parts = [(group, columns, [next(left) for _column in columns]) for group, columns in table.head]
    if not any(group for group, _columns, _widths in parts):
        return _head_row(
            "".join(_head_cell(c.label, w, style) for _g, cs, ws in parts for c, w in zip(cs, ws, strict=True))
        )
    upper, lower = "", ""
    for group, columns, sizes in parts:
        if group:
            upper += _head_cell(group, sum(sizes), style, f'<w:gridSpan w:val="{len(columns)}"/>')
            lower += "".join(_head_cell(c.label, w, style) for c, w in zip(columns, sizes, strict=True))
        else:
            upper += _head_cell(columns[0].label, sizes[0], style, '<w:vMerge w:val="restart"/>')
            lower += _head_cell("", sizes[0], style, "<w:vMerge/>")
    return _head_row(upper) + _head_row(lower)


def _head_row(cells: str) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _head_cell(text: str, width: float, style: str, span: str = "") -> str:
    return _cell(Run(text), width, style, "center", span=span)


def _frame(widths: tuple[float, ...], borders: str, margin: int, above: int = 0) -> str:
    grid = "".join(f'<w:gridCol w:w="{_twips(w)}"/>' for w in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{above}" w:type="dxa"/><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:bottom w:w="{above}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(
    runs: tuple[Run, ...], columns: tuple[Column, ...], widths: tuple[float, ...], style: str,
    *, strong: bool, kept: bool,
) -> str:  # fmt: skip
    cells = "".join(
        _cell(run, width, style, column.align, strong=strong, kept=kept)
        for run, column, width in zip(runs, columns, widths, strict=False)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(
    run: Run, width: float, style: str, align: str, *, strong: bool = False, kept: bool = False, span: str = ""
) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if kept else ""}<w:jc w:val="{_JUSTIFIED[align]}"/>'
        f"</w:pPr>{_run(run, strong=strong)}</w:p></w:tc>"
    )


def _run(run: Run, *, strong: bool) -> str:
    face = ("<w:b/>" if strong or run.bold else "") + ("<w:i/>" if run.italic else "")
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in shown(run.text).split("\n"))
    return f"<w:r>{f'<w:rPr>{face}</w:rPr>' if face else ''}{'<w:br/>'.join(lines)}</w:r>"


def _twips(points: float) -> int:
    return round(points * TWIPS)
