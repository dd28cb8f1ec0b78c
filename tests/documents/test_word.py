"""The Word file of a paper, read back: every value of the layout that a source prescribes, and names that break files."""

import datetime as dt
import io
import unicodedata
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from lxml import etree

from danvan.documents.layouts import MM, document, layout_of
from danvan.documents.papers import Annex, Column, Run, Table
from danvan.documents.typeface import width
from danvan.documents.word import write_docx
from tests.documents.specimen import LETTERS, ODD, paper, sentence, table

SYSTEMS = tuple(document()["systems"])


def written(content):
    stream = io.BytesIO()
    write_docx(content, stream)
    return stream.getvalue()


def opened(content):
    return docx.Document(io.BytesIO(written(content)))


def words_of(word):
    """Return all lines of the text in order, those of tables too."""
    lines = []
    for block in word.iter_inner_content():
        if hasattr(block, "rows"):
            lines += [p.text for row in block.rows for cell in row.cells for p in cell.paragraphs if p.text]
        elif block.text:
            lines.append(block.text)
    return lines


def paragraphs(word):
    yield from word.paragraphs
    for block in word.tables:
        for row in block.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def line(word, text):
    return next(p for p in paragraphs(word) if p.text == text)


def face(paragraph):
    """Return size, bold, italic as the style and its base give them."""
    font = paragraph.style.font
    return font.size.pt, bool(font.bold), bool(font.italic)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_sheet_and_its_margins_are_those_of_the_layout(system):
    word, page = opened(paper(system)), layout_of(system).page
    first = word.sections[0]

    def mm(length):
        return round(length / 36000, 1)

    assert (mm(first.page_width), mm(first.page_height)) == (210, 297)
    sides = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert tuple(map(mm, sides)) == (page.top, page.bottom, page.left, page.right)
    assert [section.orientation for section in word.sections] == [
        WD_ORIENTATION.PORTRAIT, WD_ORIENTATION.LANDSCAPE, WD_ORIENTATION.PORTRAIT,
    ]  # fmt: skip


def test_a_party_paper_reads_from_its_title_to_its_annexes():
    lines = words_of(opened(paper("party")))

    assert lines[:9] == [
        "Số chia theo đơn vị là dữ liệu minh hoạ.", "TỈNH ỦY BẮC GIANG", "BAN DÂN VẬN", "*", "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 12-BC/BDVTU", "Bắc Giang, ngày 05 tháng 01 năm 2023", "BÁO CÁO",
        "kết quả thực hiện phong trào thi đua “Dân vận khéo” năm 2022",
    ]  # fmt: skip
    assert lines[9:14] == ["-----", "Kính gửi: Thường trực Tỉnh ủy", "I. KẾT QUẢ", "1. Đăng ký", "a) Theo lĩnh vực"]
    end = lines.index("Nơi nhận:")
    assert lines[end - 2 : end] == ["- một mục", "Có 4.250 mô hình."]
    assert lines[end : end + 9] == [
        "Nơi nhận:", "- Ban Dân vận Trung ương,", "- Lưu.", "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Người ký mẫu",
        "Phụ lục I", "BIỂU TỔNG HỢP",
        "(Kèm theo Báo cáo số 12-BC/BDVTU ngày 05 tháng 01 năm 2023 của Ban Dân vận Tỉnh ủy Bắc Giang)",
    ]  # fmt: skip


def test_a_state_paper_bears_the_national_title_and_motto():
    word = opened(paper("state", superior="", issuer="Ủy ban nhân dân\ntỉnh Bắc Giang"))
    lines = words_of(word)

    assert lines[1:6] == [
        "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/BC-UBND", "Bắc Giang, ngày 05 tháng 01 năm 2023",
    ]  # fmt: skip
    assert face(line(word, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")) == (12, True, False)
    assert face(line(word, "Độc lập - Tự do - Hạnh phúc")) == (13, True, False)
    assert face(line(word, lines[5])) == (14, False, True)


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_line_of_the_head_has_the_size_and_face_of_the_layout(system):
    word, styles, title = opened(paper(system)), layout_of(system).styles, layout_of(system).title

    def wanted(key):
        return styles[key].size, styles[key].bold, styles[key].italic

    assert face(line(word, title[0])) == wanted("title")
    assert face(line(word, "TỈNH ỦY BẮC GIANG")) == wanted("superior")
    assert face(line(word, "BAN DÂN VẬN")) == wanted("issuer")
    assert face(line(word, "BÁO CÁO")) == wanted("type_name")
    assert face(line(word, "I. KẾT QUẢ")) == wanted("heading1")
    assert line(word, "BÁO CÁO").style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_draft_bears_its_mark_with_the_day_under_the_number_and_a_signed_paper_none(system):
    word = opened(paper(system, number="", date=None, draft=dt.date(2022, 12, 31)))
    number, mark = [p for p in word.tables[0].cell(1, 0).paragraphs if p.text]

    assert number.text.startswith("Số")
    assert mark.text == "DỰ THẢO ngày 31/12/2022"
    assert face(mark) == (13, True, False)
    assert "DỰ THẢO" not in " ".join(words_of(opened(paper(system))))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("place", ["Bắc Giang", "Thành phố Hồ Chí Minh", "Phan Rang - Tháp Chàm"])
def test_place_and_date_fit_on_one_line(system, place):
    word = opened(paper(system, place=place, date=None, issuer="Ban Tuyên giáo và Dân vận"))
    cell = word.tables[0].cell(1, 1)
    (dated,) = [p for p in cell.paragraphs if p.text]

    size = (dated.runs[0].font.size or dated.style.font.size).pt
    assert dated.text == f"{place}, ngày …… tháng …… năm ……"
    assert size >= 13
    assert width(dated.text, size, italic=True) < cell.width.pt


@pytest.mark.parametrize("system", ["party", "state"])
def test_the_rule_under_the_title_is_as_long_as_the_title(system):
    layout, word = layout_of(system), opened(paper(system))
    key = "motto" if len(layout.title) > 1 else "title"
    style = layout.styles[key]
    cell = next(cell for cell in word.tables[0].rows[0].cells if layout.title[-1] in cell.text)
    rule = cell.paragraphs[-1]

    assert rule.text == ""
    assert rule._p.pPr.find(qn("w:pBdr")).find(qn("w:top")).get(qn("w:val")) == "single"
    length = cell.width.pt - rule.paragraph_format.left_indent.pt - rule.paragraph_format.right_indent.pt
    assert length == pytest.approx(width(layout.title[-1], style.size, bold=True), abs=0.2)
    assert length < cell.width.pt


def test_running_text_is_justified_indented_and_spaced():
    body = line(opened(paper()), "Có 4.250 mô hình.")
    shape = body.style.paragraph_format

    assert shape.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert shape.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert (shape.space_after.pt, shape.line_spacing, body.style.font.size.pt) == (6, 1.15, 14)
    assert [(run.text, bool(run.bold)) for run in body.runs] == [("Có ", False), ("4.250", True), (" mô hình.", False)]


def test_everything_is_times_new_roman_in_vietnamese():
    with zipfile.ZipFile(io.BytesIO(written(paper()))) as archive:
        styles = etree.fromstring(archive.read("word/styles.xml"))
    faces = [
        {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")}
        for fonts in styles.iter(qn("w:rFonts"))
    ]
    assert faces
    assert all(found == {"Times New Roman"} for found in faces)
    assert {lang.get(qn("w:val")) for lang in styles.iter(qn("w:lang"))} == {"vi-VN"}


@pytest.mark.parametrize("system", SYSTEMS)
def test_pages_are_numbered_at_the_top_but_for_the_first(system):
    section = opened(paper(system)).sections[0]
    number = section.header.paragraphs[0]

    assert section.different_first_page_header_footer
    assert "".join(p.text for p in section.first_page_header.paragraphs) == ""
    assert " PAGE " in [text.text for text in number._p.iter(qn("w:instrText"))]
    assert number.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert number.style.font.size.pt == 14
    assert section.header_distance < section.top_margin


def test_annexes_of_a_state_paper_count_their_own_pages():
    def starts(system):
        sections = opened(paper(system)).sections
        return [bool(section._sectPr.findall(qn("w:pgNumType"))) for section in sections]

    assert starts("state") == [False, True, True]
    assert starts("party") == [False, False, False]


def test_a_long_table_repeats_its_head_and_tears_no_row():
    word = opened(paper(annexes=(Annex("Danh sách", table(1000, 10)),)))
    rows = word.tables[-1]._tbl.findall(qn("w:tr"))

    assert len(rows) == 1001
    assert [n for n, row in enumerate(rows) if row.trPr.find(qn("w:tblHeader")) is not None] == [0]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    across = sum(int(column.get(qn("w:w"))) for column in word.tables[-1]._tbl.tblGrid.findall(qn("w:gridCol")))
    assert across / 20 == pytest.approx((297 - 30 - 15) * MM, abs=1)


def test_columns_of_a_group_stand_under_one_head_and_both_rows_of_it_are_repeated():
    columns = (Column("Đơn vị", 3), *(Column(label, group="Tập thể") for label in ("KT", "VH-XH")), Column("TW"))
    table = opened(paper(annexes=(Annex("Biểu", Table(columns, (tuple(Run(str(n)) for n in range(4)),))),))).tables[-1]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Đơn vị", "Tập thể", "Tập thể", "TW"], ["Đơn vị", "KT", "VH-XH", "TW"], ["0", "1", "2", "3"],
    ]  # fmt: skip
    rows = table._tbl.findall(qn("w:tr"))
    assert [n for n, row in enumerate(rows) if row.trPr.find(qn("w:tblHeader")) is not None] == [0, 1]


def test_the_signature_stays_with_the_end_of_the_text():
    word = opened(paper())
    assert line(word, "Có 4.250 mô hình.").paragraph_format.keep_with_next
    signature = next(t for t in word.tables if "Nơi nhận:" in t.cell(0, 0).text)
    assert signature._tbl.findall(qn("w:tr"))[0].trPr.find(qn("w:cantSplit")) is not None


def test_odd_names_come_through_whole():
    content = paper(
        blocks=[sentence(name) for name in ODD],
        issuer=ODD[0],
        annexes=(Annex(ODD[0], Table((Column("A"),), tuple((Run(name),) for name in ODD))),),
    )
    lines = words_of(opened(content))

    assert lines.count(ODD[0]) == 2  # in the text and in the table of the annex
    assert ODD[0].upper() in lines  # the title of the annex
    assert lines.count(unicodedata.normalize("NFC", ODD[3])) == 2
    assert lines.count("điều khiển") == 2
    assert lines.count(ODD[1]) == 2


def test_every_vietnamese_letter_is_kept():
    composed = unicodedata.normalize("NFC", LETTERS)
    assert len(composed) == 134
    assert composed in words_of(opened(paper(blocks=[sentence(LETTERS)])))


def test_properties_name_the_paper_and_its_issuer():
    properties = opened(paper()).core_properties
    assert properties.title == "Báo cáo kết quả thực hiện phong trào thi đua “Dân vận khéo” năm 2022"
    assert (properties.author, properties.language) == ("Ban Dân vận Tỉnh ủy Bắc Giang", "vi-VN")
    assert properties.created.year == 2023


def test_the_same_paper_gives_the_same_bytes():
    assert written(paper()) == written(paper())
    assert written(paper()) != written(paper(number="13"))


def test_no_style_is_named_that_is_not_there():
    with zipfile.ZipFile(io.BytesIO(written(paper("youth")))) as archive:
        parts = [etree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xml")]
        known = {s.get(qn("w:styleId")) for s in etree.fromstring(archive.read("word/styles.xml")).iter(qn("w:style"))}
    tags = ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link")
    used = {e.get(qn("w:val")) for part in parts for tag in tags for e in part.iter(qn(tag))}
    assert used <= known


def test_children_stand_in_the_order_that_the_schema_asks_for():
    """ECMA-376 part 1: sequences of paragraph, run and section properties (17.3.1.26, 17.3.2.28, 17.6.17)."""
    orders = {
        "w:pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc "
        "outlineLvl rPr sectPr",
        "w:rPr": "rFonts b bCs i iCs caps color sz szCs u lang",
        "w:sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    }
    with zipfile.ZipFile(io.BytesIO(written(paper("state")))) as archive:
        parts = [etree.fromstring(archive.read(f"word/{n}.xml")) for n in ("document", "styles", "header1", "footer1")]
    for tag, order in orders.items():
        places = order.split()
        for part in parts:
            for element in part.iter(qn(tag)):
                found = [places.index(etree.QName(child).localname) for child in element]
                assert found == sorted(found), (tag, etree.tostring(element))
