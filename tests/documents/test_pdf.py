"""The PDF of a paper, read back: fonts in it, sizes and places, letters, and text that must not become a command."""

import datetime as dt
import io
import unicodedata

import pypdf
import pytest

from danvan.documents.layouts import MM, document, layout_of
from danvan.documents.papers import Annex, Column, Heading, Paragraph, Run, Signature, Table
from danvan.documents.pdf import write_pdf
from danvan.documents.typeface import foreign, glyphs, missing, printable, width
from tests.documents.specimen import LETTERS, ODD, paper, sentence, table

SYSTEMS = tuple(document()["systems"])


def written(content):
    stream = io.BytesIO()
    write_pdf(content, stream)
    return stream.getvalue()


def opened(content):
    return pypdf.PdfReader(io.BytesIO(written(content)))


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in opened(content).pages).split())


def pieces(page):
    """Return (text, x in mm from the left, y in mm from the top, size, font) of what stands on a page."""
    found = []

    def see(text, user, matrix, font, size):
        if text.strip():
            x, y = matrix[4] * user[0] + user[4], matrix[5] * user[3] + user[5]
            name = str(font["/BaseFont"]).split("+")[-1].removesuffix("-Identity-H") if font else ""
            found.append((text.strip(), x / MM, (float(page.mediabox.height) - y) / MM, size, name))

    page.extract_text(visitor_text=see)
    return found


def test_the_fonts_are_embedded_and_are_those_of_the_layout():
    embedded = {}
    for page in opened(paper()).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            embedded[str(inner["/BaseFont"]).split("+")[1]] = "/FontFile3" in inner["/FontDescriptor"]
    assert {name.split("-Identity")[0] for name in embedded} == {
        "TeXGyreTermes-Regular", "TeXGyreTermes-Bold", "TeXGyreTermes-Italic", "TeXGyreTermes-BoldItalic",
    }  # fmt: skip
    assert all(embedded.values())


def test_it_is_an_archival_file_with_a_title_and_a_language():
    reader = opened(paper())
    metadata = reader.xmp_metadata
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata.stream.get_data()
    assert reader.metadata.title == "Báo cáo kết quả thực hiện phong trào thi đua “Dân vận khéo” năm 2022"
    assert reader.metadata.author == "Ban Dân vận Tỉnh ủy Bắc Giang"
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("vi")


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_sheet_and_its_margins_are_those_of_the_layout(system):
    layout = layout_of(system)
    pages = opened(paper(system)).pages

    sizes = [(round(float(p.mediabox.width) / MM), round(float(p.mediabox.height) / MM)) for p in pages]
    assert set(sizes) == {(210, 297), (297, 210)}
    assert sizes[0] == (210, 297)
    body = [piece for piece in pieces(pages[1]) if piece[3] == pytest.approx(14, abs=0.1)]
    assert min(x for _text, x, *_rest in body) == pytest.approx(layout.page.left, abs=0.5)
    assert max(y for _text, _x, y, *_rest in body) < 297 - layout.page.bottom


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_line_of_the_head_has_its_size_and_weight(system):
    layout = layout_of(system)
    found = {text: (round(size, 1), font) for text, _x, _y, size, font in pieces(opened(paper(system)).pages[0])}

    def wanted(key):
        style = layout.styles[key]
        shape = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic"}[style.bold, style.italic]
        return style.size, f"TeXGyreTermes-{shape}"

    assert found[layout.title[0]] == wanted("title")
    assert found["TỈNH ỦY BẮC GIANG"] == wanted("superior")
    assert found["BAN DÂN VẬN"] == wanted("issuer")
    assert found["Bắc Giang, ngày 05 tháng 01 năm 2023"] == wanted("place_date")
    assert found["BÁO CÁO"] == wanted("type_name")


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_draft_bears_its_mark_with_the_day_under_the_number_and_a_signed_paper_none(system):
    draft = paper(system, number="", date=None, draft=dt.date(2022, 12, 31), notice="")
    found = {text: (x, y) for text, x, y, _size, _font in pieces(opened(draft).pages[0])}
    number = next(place for text, place in found.items() if text.startswith("Số"))

    x, y = found["DỰ THẢO ngày 31/12/2022"]
    assert x < 105
    assert 0 < y - number[1] < 12
    assert "DỰ THẢO" not in text_of(paper(system))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("place", ["Bắc Giang", "Thành phố Hồ Chí Minh", "Phan Rang - Tháp Chàm"])
def test_place_and_date_stand_on_one_line_within_the_margin(system, place):
    page = opened(paper(system, place=place, date=None, issuer="Ban Tuyên giáo và Dân vận")).pages[0]
    line = f"{place}, ngày …… tháng …… năm ……"
    ((x, size),) = [(x, size) for text, x, _y, size, _font in pieces(page) if text == line]
    assert size >= 13
    assert x + width(line, size, italic=True) / MM < 210 - layout_of(system).page.right + 0.5


@pytest.mark.parametrize("system", SYSTEMS)
def test_pages_are_numbered_at_the_top_but_for_the_first(system):
    pages = opened(paper(system)).pages

    def numbers(page):
        return [(text, x, y, size) for text, x, y, size, _font in pieces(page) if y < 20 and text.isdigit()]

    assert numbers(pages[0]) == []
    ((text, x, y, size),) = numbers(pages[1])
    layout = layout_of(system)
    middle = layout.page.left + layout.page.text_width / 2
    assert (text, round(size)) == ("2", 14)
    assert x == pytest.approx(middle - width("2", size) / MM / 2, abs=0.5)
    assert y < layout.page.top


def test_annexes_of_a_state_paper_count_their_own_pages():
    def numbers(system):
        pages = opened(paper(system)).pages
        return [text for page in pages for text, _x, y, *_rest in pieces(page) if y < 20 and text.isdigit()]

    party, state = numbers("party"), numbers("state")
    assert party == [str(n) for n in range(2, len(party) + 2)]
    assert state[-1] == "1"  # the second annex has one page
    assert state.count("1") == 2


def test_the_title_and_its_rule_stand_at_the_right():
    page = opened(paper("party")).pages[0]
    title = next(piece for piece in pieces(page) if piece[0] == "ĐẢNG CỘNG SẢN VIỆT NAM")
    assert title[1] > 30 + 165 * layout_of("party").left_share


def test_the_text_stands_in_the_order_of_a_paper():
    text = text_of(paper("state", superior=""))
    marks = [
        "BAN DÂN VẬN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/BC-UBND",
        "BÁO CÁO", "Kính gửi: Thường trực Tỉnh ủy", "I. KẾT QUẢ", "Đoạn 11.", "- một mục", "Có 4.250 mô hình.",
        "Nơi nhận:", "K/T TRƯỞNG BAN", "Phụ lục I", "(Kèm theo Báo cáo số 12/BC-UBND", "Phụ lục II",
    ]  # fmt: skip
    places = [text.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)


def test_every_vietnamese_letter_can_be_printed_and_read_back():
    composed = unicodedata.normalize("NFC", LETTERS)
    assert len(composed) == 134
    assert {ord(letter) for letter in composed} <= glyphs()
    for start in range(0, 134, 20):
        part = composed[start : start + 20]
        typed = unicodedata.normalize("NFD", part) if start % 40 else part
        assert part in text_of(paper(blocks=[sentence(f"|{typed}|")], annexes=()))


def test_a_name_is_never_read_as_a_command():
    names = [name for name in ODD if name]
    text = text_of(
        paper(
            blocks=[sentence(name) for name in names],
            issuer="#panic()",
            annexes=(Annex(names[0], Table((Column("*A*"),), tuple((Run(name),) for name in names))),),
        )
    )
    assert "Tổ “3 & 4” <Đường hoa> #set page(1pt) *đậm* $x$ @ai \\ {{ten}}" in text
    assert text.count("#PANIC()") == 1
    assert "hết." in text
    assert "Đường hồng" in text
    assert "□□ và số ½ ₫ ✓ ☺" in text


def test_no_letter_of_a_name_is_lost():
    assert printable("🌸 Đường hoa 👩‍🌾 của chị em ☺ ❤️") == "🌸 Đường hoa 👩🌾 của chị em ☺ ❤"
    assert printable("★ ● ✓ Дом ភាសាខ្មែរ") == "★ ● ✓ Дом ភាសាខ្មែរ"
    assert printable("漢字 \ue000") == "□□ □"
    assert printable("a\u0301 \x00b\nc") == "á b\nc"
    assert printable("\uff24ân vận") == "Dân vận"
    assert (foreign("Đường 🌸 ☺ 漢"), missing("Đường 🌸\n漢")) == (["☺", "🌸"], ["漢"])


def test_pictures_are_drawn_wherever_a_name_stands_whatever_its_face():
    name = "Đường hoa 🌸 ★"
    content = paper(
        issuer=name, abstract=name, notice=name, recipients=(name,), signature=Signature(name, name, name),
        blocks=[Heading(name, level) for level in (1, 2, 3)]
        + [Paragraph((Run(name, bold=True, italic=True), Run(name, italic=True)))],
        annexes=(Annex(name, Table((Column(name),), ((Run(name, italic=True),),), name, frozenset({0}), name)),),
    )  # fmt: skip
    text = text_of(content)
    assert text.count("🌸") == text.count("★") >= 15
    assert "□" not in text


def test_what_no_face_can_draw_is_told():
    assert "Dấu □ đứng thay ký tự mà phông chữ của bản in này không có (U+5B57, U+6F22)" in text_of(
        paper(blocks=[sentence("Câu lạc bộ 漢字")], annexes=())
    )
    assert "phông chữ" not in text_of(paper(blocks=[sentence("Đường hoa 🌸")], annexes=()))


def test_a_word_longer_than_the_line_stays_within_the_margins():
    page = opened(paper(blocks=[sentence("dài" * 100)], annexes=(), notice="", recipients=())).pages[0]
    lines = [text for text, *_rest in pieces(page) if "dàidài" in text]
    assert len(lines) > 1


def test_a_thousand_rows_repeat_their_head_on_each_page():
    pages = opened(paper(annexes=(Annex("Danh sách", table(1000, 10)),))).pages
    annex = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(annex) > 10
    assert all("Đơn vị" in page.extract_text() for page in annex[:2])
    assert "Đơn vị" in annex[-1].extract_text()
    assert "Xã số 999" in annex[-1].extract_text()


def test_columns_of_a_group_stand_under_one_head():
    columns = (Column("Đơn vị", 3), *(Column(label, group="Tập thể") for label in ("KT", "VH-XH")), Column("TW"))
    page = opened(paper(annexes=(Annex("Biểu", Table(columns, (tuple(Run(str(n)) for n in range(4)),))),))).pages[-1]
    found = {text: (x, y) for text, x, y, _size, _font in pieces(page)}
    assert found["KT"][1] == found["VH-XH"][1] > found["Tập thể"][1]
    assert found["Tập thể"][1] < found["Đơn vị"][1] < found["KT"][1]


def test_a_paper_without_anything_optional_is_still_a_paper():
    bare = paper(blocks=(), recipients=(), annexes=(), notice="", addressee="", date=None, number="", superior="")
    assert "Số ……-BC/BDVTU" in text_of(bare)


def test_the_same_paper_gives_the_same_bytes():
    assert written(paper()) == written(paper())
    assert written(paper()) != written(paper(number="13"))
