"""Layouts are data: what the sources say stands in them, and the rest is marked as practice by being left out there."""

import datetime as dt

import pytest

from danvan.bodies.models import Line
from danvan.documents.layouts import document, layout_of, system_of, value_at
from danvan.documents.wording import number_line, place_date
from tests.documents.specimen import paper

SYSTEMS = tuple(document()["systems"])
STATE = {
    "page.width": 210, "page.height": 297, "fonts.word": "Times New Roman", "page_number.align": "center",
    "page_number.first_page": False,
    "title": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    "styles.title.bold": True, "styles.title.caps": True, "styles.motto.bold": True,
}  # fmt: skip
# Nghị định 30/2020/NĐ-CP, Phụ lục I: the least and the most
STATE_RANGES = {
    "margins.top": (20, 25), "margins.bottom": (20, 25), "margins.left": (30, 35), "margins.right": (15, 20),
    "styles.page_number.size": (13, 14), "styles.title.size": (12, 13), "styles.motto.size": (13, 14),
}  # fmt: skip
# Hướng dẫn 36-HD/VPTW
PARTY = {
    "title": ["ĐẢNG CỘNG SẢN VIỆT NAM"], "title_rule": 1.0, "issuer_mark": "*", "page.width": 210, "page.height": 297,
    "number_pattern": "{word} {number}-{symbol}", "symbol_pattern": "{type}/{issuer}",
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_system_has_a_whole_layout_within_what_its_source_allows(system):
    layout = layout_of(system)

    assert set(layout.styles) == set(layout_of("state").styles)
    assert {f"styles.{name}" for name in layout.styles if layout.styles[name].size < 10} == set()
    for key, (low, high) in layout.allowed.items():
        assert low <= value_at(system, key) <= high, key


def test_state_papers_keep_to_the_decree():
    assert {key: value_at("state", key) for key in STATE} == STATE
    assert dict(layout_of("state").allowed) == STATE_RANGES
    assert set(layout_of("state").verified) == STATE.keys() | STATE_RANGES.keys()


def test_party_papers_keep_to_the_guidance():
    assert {key: value_at("party", key) for key in PARTY} == PARTY
    assert set(layout_of("party").verified) == set(PARTY)


def test_what_no_source_was_read_for_is_not_called_verified():
    assert {system for system in SYSTEMS if layout_of(system).verified} == {"party", "state"}


def test_every_line_has_a_layout():
    assert {str(line) for line in Line} == set(document()["lines"])
    assert {system_of(line) for line in Line} == set(SYSTEMS)


@pytest.mark.parametrize(
    ("system", "number", "line"),
    [
        ("party", "12", "Số 12-BC/BDVTU"), ("state", "12", "Số: 12/BC-UBND"), ("party", "", "Số ……-BC/BDVTU"),
        ("state", "", "Số: ……/BC-UBND"),
    ],
)  # fmt: skip
def test_number_line_has_a_colon_only_in_state_papers(system, number, line):
    assert number_line(paper(system, number=number), layout_of(system)) == line


@pytest.mark.parametrize(
    ("date", "line"),
    [
        (dt.date(2023, 1, 5), "Bắc Giang, ngày 05 tháng 01 năm 2023"),
        (dt.date(2022, 12, 31), "Bắc Giang, ngày 31 tháng 12 năm 2022"),
        (dt.date(2022, 3, 9), "Bắc Giang, ngày 09 tháng 3 năm 2022"),
        (None, "Bắc Giang, ngày …… tháng …… năm ……"),
    ],
)
def test_day_and_month_are_written_as_in_official_papers(date, line):
    assert place_date(paper(date=date)) == line
