"""The map: its areas, its table and the roll-ups say the same; nothing disappears; it can be read without colour."""

import datetime as dt
import re
from collections import Counter
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.accounts.models import Role
from danvan.appraisal.actions import recognise
from danvan.bodies.models import Line
from danvan.initiatives.drafts import RecognitionDraft
from danvan.reports.indicators import INDICATORS
from danvan.reports.mapped import Figure, figures_of
from danvan.reports.stats import CHILD, basis_for, roll_up, total
from danvan.units.atlas import atlas
from danvan.web.maps.scale import make
from tests.factories import TODAY, body, code_of, coordinating, draft, operator, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")
RATE = INDICATORS["recognition_rate"]
ALL = INDICATORS["registered"]


@pytest.fixture
def reader(client, country):
    client.force_login(person("trung.uong", coordinating("Ban Tuyên giáo và Dân vận Trung ương", unit("VN"))))
    return client


@pytest.fixture
def records():
    rows = registered(
        draft("A"), draft("B", ("07282", "07255")), draft("C", ("07651",)), draft("D", ("07651",)), draft("E", seat="24"),
        draft("F", ("07318",), seat="216"), draft("G", ("00001",)), draft("H", ("07282",), line="police", owner_name="Công an"),
    )  # fmt: skip
    for row in rows[:3]:
        recognise(row, RecognitionDraft("district", f"{row.pk}-QĐ", dt.date(2022, 11, 18)), actor=operator())
    return rows


def shown(page):
    """Return what the areas of the drawing say: name → figure."""
    drawing = page[page.index('<svg class="map"') :]
    said = re.findall(r'<a href="[^"]*" aria-label="([^"]+)"><title>', drawing[: drawing.index("</figure>")])
    return dict(unescape(one).split(": ", 1) for one in said)


def table(page):
    """Return the rows of the table: name → its figures."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page[page.index('id="h-table"') :], re.DOTALL):
        cells = [
            re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        found[unescape(cells[0])] = cells[1:]
    return found


def silent(page):
    """Return the names below the line of those without records, and hold that the line counts them."""
    found = re.search(
        r'<details class="disclosure map-silent"><summary>(.*?)</summary>(.*?)</details>', page, re.DOTALL
    )
    assert found
    names = [unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<li>(.*?)</li>", found[2], re.DOTALL)]
    assert f">{len(names)} đơn vị chưa có bản ghi<" in found[1]
    return names


def get(client, **words):
    return client.get("/ban-do/", {k.replace("_", "-"): v for k, v in words.items()})


# ── one truth ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_map_table_and_roll_up_say_the_same(reader, records):
    page = get(reader, don_vi="24", nam=2022).content.decode()

    root = unit("24")
    rows = {code_of(r.child): r.count for r in roll_up(root, basis_for(root, 2022), (CHILD,))}
    assert rows == {"215": 3, "220": 2, "216": 1, "24": 1}
    areas, lines = shown(page), table(page)
    assert areas["Huyện Yên Thế"] == "3"
    assert lines["Huyện Yên Thế"] == ["3"]
    assert lines["Trực tiếp tại tỉnh Bắc Giang"] == ["1"]
    assert lines["Cộng"] == ["7"]
    assert set(silent(page)) == {name for name, said in areas.items() if said == "chưa có bản ghi"}
    assert len(areas) == 10
    assert Counter(areas.values()) == {"chưa có bản ghi": 7, "3": 1, "2": 1, "1": 1}
    assert "Đối chiếu: cộng các dòng bằng tổng." in page
    assert "Sơ đồ, không phải ranh giới" in page
    assert "31/12/2022" in page


def test_a_rate_is_made_of_its_parts_and_nothing_is_told_from_no_records(reader, records):
    page = get(reader, don_vi="24", nam=2022, chi_so="recognition_rate").content.decode()

    areas, lines = shown(page), table(page)
    assert areas["Huyện Yên Thế"] == "66,7% (2 trên 3)"
    assert areas["Huyện Tân Yên"] == "0,0% (0 trên 1)"
    assert areas["Huyện Việt Yên"] == "chưa có bản ghi"
    assert lines["Huyện Yên Thế"] == ["2", "3", "66,7%"]
    assert "Huyện Việt Yên" in silent(page)
    assert lines["Cộng"] == ["3", "7", "42,9%"]
    assert "Có bản ghi, chỉ số bằng 0" in page
    assert "Chưa có bản ghi" in page


def test_the_communes_of_a_province_of_districts_keep_the_districts_own_rows(reader, records):
    page = get(reader, don_vi="24", nam=2022, muc="xa").content.decode()

    lines = table(page)
    assert {name: n for name, n in lines.items() if name.startswith("Xã Đồng Kỳ")} == {"Xã Đồng Kỳhuyện Yên Thế": ["2"]}
    assert {"Xã Phúc Sơn, huyện Tân Yên", "Xã Phúc Sơn, huyện Sơn Động"} <= shown(page).keys()
    assert lines["Trực tiếp tại huyện Yên Thế"] == ["1"]
    assert lines["Cộng"] == ["7"]
    assert len(shown(page)) == 209
    assert "Đối chiếu: cộng các dòng bằng tổng." in page


def test_what_there_is_comes_first_and_by_name_everybody_stands_in_place(reader, records):
    page = get(reader, don_vi="VN", nam=2022).content.decode()
    first, second, line, total = list(table(page).items())[1:5]
    assert [first, second, total] == [("Tỉnh Bắc Giang", ["7"]), ("Thành phố Hà Nội", ["1"]), ("Cộng", ["8"])]
    assert line[0].startswith("61 đơn vị chưa có bản ghi")
    assert "Tỉnh Hà Giang" in silent(page)

    named = get(reader, don_vi="VN", nam=2022, sap="ten").content.decode()
    assert "map-silent" not in named
    assert len(table(named)) == 65
    assert table(named)["Tỉnh Hà Giang"] == ["–"]


def test_a_year_without_records_can_be_chosen_and_says_that_it_has_none(reader, records):
    page = get(reader, don_vi="VN", nam=2024).content.decode()

    chosen = re.search(r'<select class="input" id="map-year"[^>]*>(.*?)</select>', page)
    assert chosen
    years = [int(year) for year in re.findall(r'<option value="(\d+)"', chosen[1])]
    assert years == list(range(TODAY.year + 1, 2021, -1))
    assert "Chưa có mô hình nào của năm 2024." in page
    assert len(silent(page)) == 63
    assert table(page)["Cộng"] == ["0"]
    for path in ("/tong-quan/", "/mo-hinh/"):
        assert "năm 2024" in reader.get(path, {"don-vi": "VN", "nam": 2024}).content.decode()


def test_every_figure_opens_exactly_its_records(reader, records):
    page = get(reader, don_vi="24", nam=2022, chi_so="recognition_rate").content.decode()

    hrefs = re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', page)
    assert len(hrefs) == 8
    for href, n in hrefs:
        listed = reader.get(unescape(href)).content.decode()
        found = re.search(r'<b class="figure">([\d.]+)</b>', listed)
        assert found, href
        assert found[1] == n, href


def test_the_country_shows_the_archipelagos_by_name(reader, records):
    page = get(reader, don_vi="VN", nam=2022).content.decode()

    assert len(shown(page)) == 63
    assert "Hoàng Sa <tspan" in page
    assert "Trường Sa <tspan" in page
    lines = table(page)
    assert (lines["Tỉnh Bắc Giang"], lines["Thành phố Hà Nội"], lines["Cộng"]) == (["7"], ["1"], ["8"])
    today = get(reader, don_vi="VN", nam=2026).content.decode()
    assert len(shown(today)) == 34
    assert "Hoàng Sa <tspan" in today


def test_a_province_draws_its_archipelago_in_a_frame(reader):
    assert 'class="map__frame"' in get(reader, don_vi="48", nam=2026).content.decode()
    page = get(reader, don_vi="56", nam=2022).content.decode()
    assert "Huyện Trường Sa" in shown(page)
    assert 'class="map__frame"' in page


def test_another_day_lays_the_figures_on_its_tree_and_says_so(reader, records):
    page = get(reader, don_vi="24", nam=2022, ngay="01/7/2025").content.decode()

    assert "quy đổi về các đơn vị hành chính ngày 01/07/2025" in page
    root = unit("24")
    basis = basis_for(root, 2022, as_of=dt.date(2025, 7, 1))
    rows = {r.child: r.count for r in roll_up(root, basis, (CHILD,))}
    areas = shown(page)
    assert len(areas) == 58
    assert sum(int(n) for n in areas.values() if n.isdigit()) + rows[atlas().unit_by_code("24", basis.on).unit] == 7
    country = get(reader, don_vi="VN", nam=2022, ngay="2025-07-01").content.decode()
    assert "đặt trên cây đơn vị hành chính ngày 01/07/2025" in country
    assert table(country)["Tỉnh Bắc Ninh"] == ["7"]


DATES = st.one_of(st.none(), st.dates(dt.date(2019, 1, 1), dt.date(2026, 11, 1)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["VN", "24", "215", "07282", "48", "01"]), DATES, st.sampled_from(sorted(INDICATORS)), st.booleans()
)
def test_rows_add_up_and_each_unit_has_one_on_every_tree(records, code, day, name, communes):
    root = unit(code)
    basis = basis_for(root, 2022, as_of=day)
    deep = communes and code in {"24", "48", "01"} and not basis.restated and any(
        s.level == "district" for s in atlas().children(root.pk, basis.on)
    )  # fmt: skip
    found = figures_of(root, basis, INDICATORS[name], None, communes=deep)

    units = [row.unit for row in [*found.children, *found.own]]
    assert len(units) == len(set(units))
    assert found.holds
    assert (found.whole.value, found.whole.records) == (
        total(root, basis, **INDICATORS[name].lookups()), total(root, basis),
    )  # fmt: skip
    assert found.illustration == 0


# ── reach and bad input ──────────────────────────────────────────────────────────────────────────────────────────


def test_who_sees_one_line_sees_the_map_of_that_line(client, records):
    client.force_login(person("ca.tinh", body("Công an tỉnh", unit("24"), Line.POLICE), Role.VIEWER))
    page = get(client, don_vi="24", nam=2022).content.decode()

    assert table(page)["Cộng"] == ["1"]
    assert "Chỉ gồm hệ thống của bạn." in page


def test_what_is_out_of_reach_or_not_there_is_not_shown(client, records):
    client.force_login(person("can.bo.xa", coordinating("Đảng ủy xã", unit("07282", 2026))))
    assert get(client, don_vi="24", nam=2022).status_code == 404
    assert get(client, don_vi="99999", nam=2022).status_code == 404
    client.logout()
    assert get(client, don_vi="24", nam=2022).status_code == 302


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"ngay": "32/1/2022"}, "Ngày “32/1/2022” không hợp lệ"), ({"ngay": "01/01/1990"}, "không hợp lệ"),
        ({"chi-so": "khong-co"}, "Không có chỉ số này"), ({"ngay": "<script>"}, "không hợp lệ"),
    ],
)  # fmt: skip
def test_what_the_address_says_wrongly_is_told_and_the_map_still_shown(reader, records, words, told):
    answer = reader.get("/ban-do/", {"don-vi": "24", "nam": "2022", **words})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert told in page
    assert "<script>" not in page[page.index("<main") : page.index("</main>")]
    assert table(page)["Cộng"] == ["7"]


def test_a_commune_has_no_map_but_its_table(reader, records):
    page = get(reader, don_vi="07282", nam=2022).content.decode()

    assert "Không có bản đồ ở cấp này." in page
    assert table(page)["Cộng"] == ["2"]


# ── classes ──────────────────────────────────────────────────────────────────────────────────────────────────────

FIGURES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=40)


@settings(deadline=None)
@given(FIGURES, st.booleans(), st.sampled_from(["phan-vi", "deu"]))
def test_classes_are_in_order_and_cover_every_figure(pairs, is_rate, way):
    import uuid

    rows = [Figure(uuid.UUID(int=i), min(a, b), b, is_rate=is_rate) for i, (a, b) in enumerate(pairs)]
    scale = make(rows, way)

    assert sum(one.count for one in scale.classes) == len(rows)
    found = {row.unit: scale.of(row) for row in rows}
    assert set(found.values()) == {one.id for one in scale.classes}
    for row in rows:
        assert (found[row.unit] == "none") == (row.records == 0)
        assert (found[row.unit] == "zero") == (row.records > 0 and row.value == 0)
        for other in rows:
            if row.size and other.size and row.size < other.size:
                assert found[row.unit] <= found[other.unit]
            if row.size and row.text == other.text and other.size == row.size:
                assert found[row.unit] == found[other.unit]
    if any(row.size for row in rows):
        assert "5" in found.values()
