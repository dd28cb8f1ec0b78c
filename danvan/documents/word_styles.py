"""The styles of a Word paper: named as officers know them, so that a paper can be worked on in Word."""

import io
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from danvan.documents.layouts import Layout, Style, document, layout_of

CENTERED = {
    "title", "motto", "superior", "issuer", "number", "draft", "place_date", "type_name", "abstract", "addressee", "authority",
    "signer_title", "signer_name", "page_number", "caption", "table_head", "annex_head", "annex_title", "annex_of", "notice",
}  # fmt: skip
KEPT_WITH_NEXT = {"caption", "type_name", "abstract", "annex_head", "annex_title", "annex_of"}
HEADINGS = ("heading1", "heading2", "heading3")


# What a paper needs of python-docx's template; its hundred other styles are an English office's.
_KEPT = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Heading1", "Heading2", "Heading3", "BodyText"}
_LEFT_OUT = ("/thumbnail", "/stylesWithEffects", "/numbering", "/customXml")


@cache
def template(system: str) -> bytes:
    """Return an empty document with the styles of a system's layout."""
    paper = docx.Document()
    for part in (paper.part.package, paper.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(_LEFT_OUT):
                del part.rels[key]
    _leave_out_styles(paper)
    _settle(paper)
    set_styles(paper, layout_of(system))
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _leave_out_styles(paper: Document) -> None:
    styles = paper.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.styleId not in _KEPT:
            styles.remove(style)
        for link in style.findall(qn("w:link")):
            style.remove(link)


def _settle(paper: Document) -> None:
    """Vietnamese numbers and language; the layout of Word 2013 and later instead of an older one's."""
    settings = paper.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for tag, name, value in (
        ("w:zoom", "w:percent", "100"), ("w:decimalSymbol", "w:val", ","), ("w:listSeparator", "w:val", ";"),
        ("w:themeFontLang", "w:val", "vi-VN"),
    ):  # fmt: skip
        for setting in settings.iter(qn(tag)):
            setting.set(qn(name), value)


def set_styles(paper: Document, layout: Layout) -> None:
    """Give the document the layout's styles: ``Normal`` for the text, Word's own headings, one for each element."""
    font = layout.fonts["word"]
    _defaults(paper, font)
    normal = paper.styles["Normal"]
    _face(normal, layout.styles["body"], font)
    normal.paragraph_format.space_after = Pt(0)
    names: dict[str, str] = document()["style_names"]
    for key, style in layout.styles.items():
        if key in HEADINGS:
            _heading(paper.styles[f"Heading {key[-1]}"], layout, style, font)
        elif key == "body":
            body = paper.styles["Body Text"]
            _face(body, style, font)
            _running(body, layout)
        else:
            made: Any = paper.styles.add_style(names[key], WD_STYLE_TYPE.PARAGRAPH)
            made.style_id = f"Danvan{key.title().replace('_', '')}"
            made.base_style = normal
            _face(made, style, font)
            made.paragraph_format.space_after = Pt(0)
            made.paragraph_format.keep_with_next = key in KEPT_WITH_NEXT
            if key in CENTERED:
                made.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def name_of(key: str) -> str:
    """Return the name of the style of an element."""
    if key in HEADINGS:
        return f"Heading {key[-1]}"
    names: dict[str, str] = document()["style_names"]
    return "Body Text" if key == "body" else names[key]


def _defaults(paper: Document, font: str) -> None:
    """Word takes what no style says from here; the template's theme fonts and American English go."""
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault"))
    run.remove(run.find(qn("w:rPr")))
    run.append(
        parse_xml(
            f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
            '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr>'
        )
    )


def _face(style: Any, wanted: Style, font: str) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    style.font.name = font
    fonts = properties.rFonts
    for attribute in ("w:eastAsia", "w:cs"):
        fonts.set(qn(attribute), font)
    style.font.size = Pt(wanted.size)
    style.font.bold, style.font.italic = wanted.bold, wanted.italic
    style.font.underline = wanted.underline or None
    for tag, on in (("w:bCs", wanted.bold), ("w:iCs", wanted.italic)):
        if on:
            properties.append(parse_xml(f"<{tag} {nsdecls('w')}/>"))
    _in_order(properties)


# CT_RPr is a sequence (ECMA-376 part 1, 17.3.2.28); Word calls a file damaged that mixes it up.
_ORDER = ("rFonts", "b", "bCs", "i", "iCs", "caps", "color", "sz", "szCs", "u", "lang")


def _in_order(properties: Any) -> None:
    children = sorted(properties, key=lambda child: _ORDER.index(child.tag.rpartition("}")[2]))
    for child in children:
        properties.append(child)  # moves it to the end


def _running(style: Any, layout: Layout) -> None:
    shape = style.paragraph_format
    shape.first_line_indent = Mm(layout.body.indent)
    shape.space_before, shape.space_after = Pt(0), Pt(layout.body.spacing)
    shape.line_spacing = layout.body.line
    shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if layout.body.justify else WD_ALIGN_PARAGRAPH.LEFT
    shape.widow_control = True


def _heading(style: Any, layout: Layout, wanted: Style, font: str) -> None:
    _face(style, wanted, font)
    _running(style, layout)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    style.paragraph_format.keep_with_next = True
