"""The head of a paper: natural breaks of long names, two sides that both have room, place and date unbroken."""

import datetime as dt

import pytest

from danvan.documents.breaking import broken
from danvan.documents.heads import ROOM, head_of, measure
from danvan.documents.layouts import MM, document, layout_of
from danvan.documents.typeface import width
from tests.documents.specimen import paper

SYSTEMS = tuple(document()["systems"])
LONG = {
    "superior": "Đảng ủy các cơ quan Đảng tỉnh Thừa Thiên Huế",
    "issuer": "Ban Chỉ đạo thực hiện Quy chế dân chủ và phong trào Dân vận khéo",
    "place": "Thị trấn Nông trường Việt Trung",
}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Bắc Giang", ["Ủy ban", "Mặt trận Tổ quốc Việt Nam", "tỉnh Bắc Giang"]),
        ("Ban Dân vận", ["Ban Dân vận"]),
        ("Ủy ban nhân dân thành phố Hồ Chí Minh", ["Ủy ban nhân dân", "thành phố Hồ Chí Minh"]),
        ("Phòng Nông nghiệp và Phát triển nông thôn huyện Lạng Giang",
         ["Phòng Nông nghiệp", "và Phát triển nông thôn", "huyện Lạng Giang"]),
        ("Tổ Dân vận thôn Bắc Hoa, xã Tân Sơn, huyện Lục Ngạn", ["Tổ Dân vận thôn Bắc Hoa,", "xã Tân Sơn, huyện Lục Ngạn"]),
        ("Trung tâm Phát triển quỹ đất và Cụm công nghiệp thành phố Bắc Giang",
         ["Trung tâm", "Phát triển quỹ đất", "và Cụm công nghiệp", "thành phố Bắc Giang"]),
        ("Sở Văn hóa, Thể thao và Du lịch tỉnh Thừa Thiên Huế",
         ["Sở Văn hóa,", "Thể thao và Du lịch", "tỉnh Thừa Thiên Huế"]),
        ("Ủy ban nhân dân\ntỉnh Bắc Giang", ["Ủy ban nhân dân", "tỉnh Bắc Giang"]),
        ("dài" * 100, ["dài" * 100]),
        ("", [""]),
    ],
)  # fmt: skip
def test_a_long_name_breaks_where_an_office_would_break_it(name, lines):
    found = broken(name, lambda line: width(line.upper(), 12, bold=True), 196)
    assert found.split("\n") == lines


def test_a_number_keeps_the_word_before_it():
    text = "kết quả thực hiện phong trào thi đua “Dân vận khéo” của hệ thống Hội Liên hiệp Phụ nữ 6 tháng đầu năm 2022"
    for available in range(150, 460, 10):
        lines = broken(text, lambda line: width(line, 14, bold=True), available).split("\n")
        assert " ".join(lines) == text
        assert [line for line in lines if line.split()[0] in {"2022", "tháng", "vận", "khéo”", "đua"}] == []
        assert [line for line in lines if line.split()[-1] in {"của", "6", "đầu"}] == []


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("more", [{}, LONG, {"place": LONG["place"]}, {"issuer": LONG["issuer"]}])
def test_every_line_of_the_head_fits_its_side(system, more):
    layout = layout_of(system)
    for date in (None, dt.date(2022, 12, 31)):
        head = head_of(paper(system, date=date, **more), layout)
        assert head.left + head.right == pytest.approx(layout.page.text_width * MM)
        for key, text in (("superior", head.superior), ("issuer", head.issuer)):
            assert max(map(measure(layout.styles[key]), text.split("\n"))) <= head.left - ROOM + 0.01
        for line in head.place_date.split("\n"):
            assert width(line, head.place_date_size, italic=True) <= head.right - ROOM + 0.01
        title = max(
            measure(layout.styles["motto" if n else "title"])(line) for n, line in enumerate(layout.title)
        )  # fmt: skip
        assert title <= head.right - ROOM + 0.01


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_place_too_long_for_any_size_breaks_behind_its_comma(system):
    place = "Thị trấn Nông trường Việt Trung huyện Bố Trạch tỉnh Quảng Bình"
    head = head_of(paper(system, place=place, date=None), layout_of(system))
    assert head.place_date == f"{place},\nngày …… tháng …… năm ……"


def test_a_paper_without_a_place_begins_with_its_day():
    assert head_of(paper(place=""), layout_of("party")).place_date == "ngày 05 tháng 01 năm 2023"
