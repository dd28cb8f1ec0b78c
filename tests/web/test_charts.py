from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template

from danvan.web import drawing
from danvan.web.charts import Chart, Row
from tests.web.specimen import charts

SVG = "{http://www.w3.org/2000/svg}"
FOUR = [
    Row("Kinh tế", (1240,), href="?a"),
    Row("Văn hóa <b>", (1602,), href="?b"),
    Row("An ninh", (655,)),
    Row("Khác", (0,)),
]


def parsed(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.drawing)  # noqa: S314 - our own drawing


def page(chart: Chart) -> str:
    return Template("{% load danvan %}{% chart it %}").render(Context({"it": chart}))


@pytest.mark.parametrize("chart", [c for c in charts() if not c.is_empty], ids=lambda c: c.title)
def test_every_drawing_is_well_formed_named_and_described(chart: Chart) -> None:
    svg = parsed(chart)
    assert svg.find(f"{SVG}title").text == chart.title  # type: ignore[union-attr]
    assert len(svg.find(f"{SVG}desc").text or "") > 10  # type: ignore[union-attr]
    assert svg.get("role") == ("group" if chart.has_links else "img")
    # a picture with role img has no parts that can be reached; one that has links says what each opens
    links = svg.findall(f".//{SVG}a")
    assert bool(links) == chart.has_links
    assert all(link.get("aria-label") for link in links)
    assert 'style="' not in chart.drawing


@pytest.mark.parametrize("chart", [c for c in charts() if not c.is_empty], ids=lambda c: c.title)
def test_every_drawing_has_its_table_with_every_value(chart: Chart) -> None:
    html = page(chart)
    for row, cells in chart.table:
        assert row.label in html
        assert all(f">{cell.text}<" in html for cell in cells)


def test_the_table_adds_up_and_shares_are_of_the_whole() -> None:
    chart = Chart("bar", "Theo lĩnh vực", FOUR, shares=True)
    assert [cell.text for cell in chart.table_total] == ["3.497", "100,0%"]
    assert [cells[1].text for _row, cells in chart.table] == ["35,5%", "45,8%", "18,7%", "0,0%"]
    assert chart.description == "Tổng cộng 3.497. Nhiều nhất: Văn hóa <b>, 1.602 (45,8%)."


def test_bars_keep_their_proportion() -> None:
    svg = parsed(Chart("bar", "x", FOUR[:3]))
    widths = [float(r.get("width", "")[:-1]) for r in svg.iter(f"{SVG}rect") if r.get("class") == "s1"]
    assert widths == pytest.approx([1240 * 76 / 1602, 76, 655 * 76 / 1602], abs=0.01)


def test_what_is_typed_is_escaped() -> None:
    assert "<b>" not in Chart("bar", "x", FOUR).drawing
    assert "Văn hóa &lt;b&gt;" in page(Chart("bar", "x", FOUR))


def test_years_are_told_not_added() -> None:
    chart = Chart("line", "x", [Row("2021", (10,)), Row("2022", (4250,))], ("Mô hình",))
    assert chart.description == "Mô hình: 2021 là 10, 2022 là 4.250."
    assert "<tfoot>" not in page(chart)


def test_one_year_and_no_year_can_be_drawn() -> None:
    assert "4.250" in Chart("line", "x", [Row("2022", (4250,))]).drawing
    assert "Chưa có số liệu" in page(Chart("line", "x", []))
    assert "Chưa có số liệu" in page(Chart("bar", "x", [Row("a", (0,))]))


def test_seven_series_do_not_break_the_six_colours() -> None:
    seven = Chart("stacked", "x", [Row("a", tuple(range(1, 8)))], tuple("abcdefg"))
    parsed(seven)
    assert len(seven.legend) == 7


@pytest.mark.parametrize(("top", "expected"), [(1, 1), (7, 8), (10, 10), (11, 20), (4250, 6000), (99, 100), (60, 60)])
def test_scales_end_at_round_numbers(top: int, expected: int) -> None:
    assert drawing.nice(top) == expected


def test_long_names_take_two_lines_and_no_more() -> None:
    assert drawing.wrap("Kinh tế") == ["Kinh tế"]
    lines = drawing.wrap("Ban Tuyên giáo và Dân vận Tỉnh ủy Bắc Ninh phối hợp với Ủy ban Mặt trận Tổ quốc")
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert len(drawing.wrap("x" * 90)[0]) <= 37
