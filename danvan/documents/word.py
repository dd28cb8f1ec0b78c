"""A paper as .docx: what an officer would have built in Word, with the styles, fields and sections of Word."""

import datetime as dt
import io
import zipfile
from typing import IO, Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell

from danvan.documents.heads import head_of, in_lines, measure
from danvan.documents.layouts import MM, Layout, layout_of, words
from danvan.documents.papers import Annex, Block, Heading, Paper, Paragraph, Run, Table
from danvan.documents.word_parts import data_table, draw_rule, frame, layout_table, put_page_number, shown
from danvan.documents.word_styles import name_of, template
from danvan.documents.wording import annex_number, annex_of, recipient_lines

UNDATED = dt.date(2000, 1, 1)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_docx(paper: Paper, stream: IO[bytes]) -> None:
    """Write the paper. The same paper gives the same bytes."""
    word = docx.Document(io.BytesIO(template(paper.system)))
    Writer(word, paper, layout_of(paper.system)).write()
    _pack(word, stream)


class Writer:
    """Puts one paper into one document, from top to bottom."""

    def __init__(self, word: Document, paper: Paper, layout: Layout) -> None:
        self.word, self.paper, self.layout = word, paper, layout

    def write(self) -> None:
        """Write all of it."""
        self._properties()
        self._page(self.word.sections[0])
        self._headers(self.word.sections[0])
        if self.paper.notice:
            self._notice()
        self._letterhead()
        self._name()
        for number, block in enumerate(self.paper.blocks, start=1):
            self._block(block, last=number == len(self.paper.blocks))
        self._signature()
        for index, annex in enumerate(self.paper.annexes):
            self._annex(index, annex)

    def line(self, key: str, text: str, within: Cell | None = None) -> Any:
        """Add a paragraph in the style of an element; in a cell the first one takes the empty paragraph there."""
        if self.layout.styles[key].caps:
            text = text.upper()
        empty = within is not None and len(within.paragraphs) == 1 and not within.paragraphs[0].text
        paragraph: Any = within.paragraphs[0] if within and empty else (within or self.word).add_paragraph()
        paragraph.style = self.word.styles[name_of(key)]
        paragraph.add_run(shown(text))
        return paragraph

    def _properties(self) -> None:
        """No clock and no name of a machine: a digest can be taken of the file."""
        properties = self.word.core_properties
        when = self.paper.date or UNDATED
        author = shown(self.paper.issuer_name or self.paper.issuer)[:255]
        properties.title = shown(f"{self.paper.type_name.capitalize()} {self.paper.abstract}")[:255]
        properties.author = properties.last_modified_by = author
        properties.created = properties.modified = dt.datetime(when.year, when.month, when.day, 5)  # noqa: DTZ001 - UTC
        properties.language, properties.comments, properties.revision = "vi-VN", "", 1

    def _page(self, section: Section, *, landscape: bool = False) -> None:
        page = self.layout.page
        sides = (page.height, page.width) if landscape else (page.width, page.height)
        section.orientation = WD_ORIENTATION.LANDSCAPE if landscape else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = Mm(sides[0]), Mm(sides[1])
        section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
        section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
        section.header_distance = section.footer_distance = Mm(page.header)

    def _headers(self, section: Section) -> None:
        section.different_first_page_header_footer = not self.layout.numbering.first_page
        number = section.header.paragraphs[0]
        number.style = self.word.styles[name_of("page_number")]
        put_page_number(number)
        if self.paper.notice:
            notice = section.footer.paragraphs[0]
            notice.style = self.word.styles[name_of("notice")]
            notice.add_run(shown(self.paper.notice))

    def _notice(self) -> None:
        notice = self.line("notice", self.paper.notice)
        frame(notice)
        notice.paragraph_format.space_after = Pt(8)

    def _letterhead(self) -> None:
        layout, paper = self.layout, self.paper
        head = head_of(paper, layout)
        table = self._side_by_side((head.left, head.right), rows=2)
        issuer, nation = table.cell(0, 0), table.cell(0, 1)
        if head.superior:
            self.line("superior", head.superior, issuer)
        self.line("issuer", head.issuer, issuer)
        if layout.issuer_mark:
            self.line("number", layout.issuer_mark, issuer)
        else:
            self._rule(issuer, "issuer", head.issuer, layout.issuer_rule, head.left)
        for number, line in enumerate(layout.title):
            self.line("motto" if number else "title", line, nation)
        last = "motto" if len(layout.title) > 1 else "title"
        self._rule(nation, last, layout.title[-1], layout.title_rule, head.right)
        self.line("number", head.number, table.cell(1, 0)).paragraph_format.space_before = Pt(6)
        if head.draft:
            self.line("draft", head.draft, table.cell(1, 0)).paragraph_format.space_before = Pt(3)
        dated = self.line("place_date", head.place_date, table.cell(1, 1))
        dated.paragraph_format.space_before = Pt(6)
        if head.place_date_size != layout.styles["place_date"].size:
            dated.runs[0].font.size = Pt(head.place_date_size)

    def _rule(self, where: Any, key: str, text: str, share: float, available: float, longest: float = 0) -> None:
        """A rule as long as a share of the line above it."""
        above = max(map(measure(self.layout.styles[key]), text.split("\n")))
        length = min(above, available) * share
        draw_rule(where.add_paragraph(), min(length, longest) if longest else length, available)

    def _name(self) -> None:
        """The type, the abstract and what stands under it."""
        layout = self.layout
        available = layout.page.text_width * MM
        abstract = in_lines(self.paper.abstract, layout.styles["abstract"], available)
        self.line("type_name", self.paper.type_name).paragraph_format.space_before = Pt(12)
        self.line("abstract", abstract)
        if layout.abstract_mark:
            mark = self.line("addressee", layout.abstract_mark)
            mark.paragraph_format.space_after = Pt(6)
        else:
            longest = layout.abstract_rule_longest * MM
            self._rule(self.word, "abstract", abstract, layout.abstract_rule, available, longest)
            self.word.paragraphs[-1].paragraph_format.space_after = Pt(6)
        if self.paper.addressee:
            addressee = self.line("addressee", f"{words()['addressee']} {self.paper.addressee}")
            addressee.paragraph_format.space_after = Pt(6)

    def _block(self, block: Block, *, last: bool) -> None:
        if isinstance(block, Heading):
            self.line(f"heading{block.level}", block.text)
        elif isinstance(block, Table):
            self._table(block, self.layout.page.text_width, "table")
        else:
            self._paragraph(block, last=last)

    def _paragraph(self, block: Paragraph, *, last: bool) -> None:
        paragraph = self.word.add_paragraph(style=self.word.styles[name_of("body")])
        lead = (Run("- "),) if block.dash else ()
        for run in (*lead, *block.runs):
            made = paragraph.add_run(_spaced(run.text))
            made.bold, made.italic = run.bold or None, run.italic or None
        if last:  # a signature does not stand alone on its page
            paragraph.paragraph_format.keep_with_next = True

    def _table(self, table: Table, available: float, style: str) -> None:
        if table.caption:
            self.line("caption", table.caption)
        styles = self.word.styles
        self._append(
            data_table(
                table,
                width=available * MM,
                size=self.layout.styles[style].size,
                style=str(styles[name_of(style)].style_id),
                head_style=str(styles[name_of("table_head" if style == "table" else "annex_table_head")].style_id),
            )
        )
        after = self.line("note", table.note)  # also where there is none: a table must not touch the next
        after.paragraph_format.space_before, after.paragraph_format.space_after = Pt(3), Pt(6)

    def _side_by_side(self, widths: tuple[float, ...], rows: int) -> WordTable:
        element = layout_table(widths, rows)
        self._append(element)
        return WordTable(element, self.word._body)  # noqa: SLF001 - the parent of what is appended to the text

    def _append(self, element: Any) -> None:
        self.word.element.body.insert_element_before(element, "w:sectPr")

    def _signature(self) -> None:
        signature, page = self.paper.signature, self.layout.page
        half = page.text_width * MM / 2
        space = self.word.add_paragraph()
        space.paragraph_format.keep_with_next = True
        table = self._side_by_side((half, half), rows=1)
        left, right = table.cell(0, 0), table.cell(0, 1)
        if self.paper.recipients:
            self.line("recipients_head", words()["recipients"], left)
            for recipient in recipient_lines(self.paper, self.layout):
                self.line("recipients", recipient, left)
        for key, text in (("authority", signature.authority), ("signer_title", signature.title)):
            for line in filter(None, in_lines(text, self.layout.styles[key], half).split("\n")):
                self.line(key, line, right)
        self.line("signer_name", signature.name, right).paragraph_format.space_before = Mm(28)

    def _annex(self, index: int, annex: Annex) -> None:
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        self._page(section, landscape=annex.landscape)
        if self.layout.numbering.annex_restarts:
            section._sectPr.append(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))  # noqa: SLF001 - no call
            _order_section(section._sectPr)  # noqa: SLF001 - as above
        self.line("annex_head", annex_number(self.paper, index))
        self.line("annex_title", annex.title)
        self.line("annex_of", annex_of(self.paper, self.layout)).paragraph_format.space_after = Pt(6)
        page = self.layout.page
        across = page.height - page.left - page.right if annex.landscape else page.text_width
        self._table(annex.table, across, "annex_table")


def _spaced(text: str) -> str:
    """Clean a run but keep its outer spaces, which stand between it and its neighbours."""
    core = shown(text)
    return (" " if text[:1].isspace() and core else "") + core + (" " if text[-1:].isspace() else "")


_SECTION = ("headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid")


def _order_section(section: Any) -> None:
    """CT_SectPr is a sequence (ECMA-376 part 1, 17.6.17)."""
    for child in sorted(section, key=lambda child: _SECTION.index(child.tag.rpartition("}")[2])):
        section.append(child)


def _pack(word: Document, stream: IO[bytes]) -> None:
    """Save with one date for all parts."""
    made = io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
