"""Việc của tôi: what waits for this person, and for nobody nearer; the rest is told as somebody else's."""

import re
from html import unescape

import pytest

from danvan.accounts.models import Role
from danvan.bodies.models import Line
from danvan.imports import actions as imports
from danvan.reporting import actions as reporting
from danvan.reporting.periods import parse_period
from tests.factories import body, coordinating, draft, person, registered, unit
from tests.imports.books import workbook
from tests.imports.bringing import HEAD

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def records():
    """Drafts of registrations: 3 in communes of Bắc Giang (one of the farmers in Đồng Kỳ), 1 at the province, 1 at the centre, 1 elsewhere."""
    return registered(
        draft("Một", ("07282",)), draft("Hai", ("07282",), line=Line.POLICE, owner_name="Công an xã"),
        draft("Ba", ("07318",), year=2021), draft("Bốn", seat="24", line=Line.PARTY, owner_name="Tỉnh ủy"),
        draft("Năm", seat="VN", line=Line.PARTY, owner_name="Cơ quan Trung ương"), draft("Sáu", ("00001",)),
    )  # fmt: skip


def lists(client, who, **words):
    """Return the lists of somebody's first page: heading → (text, note, address)."""
    client.force_login(who)
    page = client.get("/", words).content.decode()
    found = {}
    for head, items in re.findall(r"<h2[^>]*>([^<]+)</h2>\s*<ul class=\"task-list[^>]*>(.*?)</ul>", page, re.DOTALL):
        rows = re.findall(
            r'<li><a href="([^"]+)">(.*?)</a>.*?<span class="task-list__note">(.*?)</span>', items, re.DOTALL
        )
        found[unescape(head)] = [(unescape(text), unescape(note), unescape(href)) for href, text, note in rows]
    return found


def told(rows):
    return [(text, note) for text, note, _href in rows]


def opened(client, href):
    page = client.get(href).content.decode()
    return sorted(re.findall(r"<a href=\"/mo-hinh/[^\"]+\">(Một|Hai|Ba|Bốn|Năm|Sáu)</a>", page))


def test_the_country_acts_on_its_own_and_follows_what_waits_in_the_provinces(client, records):
    who = person("trung.uong", coordinating("Ban Dân vận Trung ương", unit("VN")))
    found = lists(client, who, nam=2022)

    assert told(found["Đang chờ bạn"]) == [("1 mô hình chờ duyệt vào danh mục", "Việt Nam, năm 2022")]
    assert opened(client, found["Đang chờ bạn"][0][2]) == ["Năm"]
    assert told(found["Theo dõi cấp dưới"]) == [
        ("4 mô hình chờ cơ quan khác duyệt", "Việt Nam, năm 2022"),
        ("61 trên 63 đơn vị trực thuộc chưa có mô hình nào trong sổ", "Việt Nam, năm 2022"),
    ]
    assert opened(client, found["Theo dõi cấp dưới"][0][2]) == ["Bốn", "Hai", "Một", "Sáu"]
    assert "61 đơn vị chưa có bản ghi" in client.get(found["Theo dõi cấp dưới"][1][2]).content.decode()


def test_a_province_approves_for_communes_until_they_have_somebody_of_their_own(client, records):
    who = person("tinh", coordinating("Ban Dân vận Tỉnh ủy", unit("24", 2026)))
    found = lists(client, who, nam=2022)
    assert told(found["Đang chờ bạn"]) == [
        ("3 mô hình chờ duyệt vào danh mục", "Tỉnh Bắc Giang, năm 2022"),
        ("1 mô hình chờ duyệt vào danh mục", "Tỉnh Bắc Giang, năm 2021"),
    ]
    assert [opened(client, href) for _text, _note, href in found["Đang chờ bạn"]] == [["Bốn", "Hai", "Một"], ["Ba"]]
    assert not any("chờ cơ quan khác" in text for text, _note in told(found["Theo dõi cấp dưới"]))

    commune = person("xa", coordinating("Đảng ủy xã Đồng Kỳ", unit("07282", 2026)))
    found = lists(client, who, nam=2022)
    assert opened(client, found["Đang chờ bạn"][0][2]) == ["Bốn"]
    (others,) = [row for row in found["Theo dõi cấp dưới"] if "chờ cơ quan khác" in row[0]]
    assert others[:2] == ("2 mô hình chờ cơ quan khác duyệt", "Tỉnh Bắc Giang, năm 2022")
    assert opened(client, others[2]) == ["Hai", "Một"]
    found = lists(client, commune, nam=2022)
    assert opened(client, found["Đang chờ bạn"][0][2]) == ["Hai", "Một"]

    commune.is_active = False
    commune.save()
    assert opened(client, lists(client, who, nam=2022)["Đang chờ bạn"][0][2]) == ["Bốn", "Hai", "Một"]


def test_a_line_of_a_commune_takes_its_own_alone_and_a_role_that_may_not_approve_takes_none(client, records):
    who = person("tinh", coordinating("Ban Dân vận Tỉnh ủy", unit("24", 2026)))
    police = person("ca.xa", body("Công an xã Đồng Kỳ", unit("07282", 2026), Line.POLICE))
    person("xem.xa", body("Đảng ủy xã Đồng Kỳ", unit("07282", 2026)), Role.VIEWER)

    assert opened(client, lists(client, police, nam=2022)["Đang chờ bạn"][0][2]) == ["Hai"]
    assert opened(client, lists(client, who, nam=2022)["Đang chờ bạn"][0][2]) == ["Bốn", "Một"]


def test_who_may_not_approve_is_told_so_and_may_follow(client, records):
    who = person("xem", coordinating("Ban Dân vận Tỉnh ủy", unit("24", 2026)), Role.VIEWER)
    found = lists(client, who, nam=2022)

    assert "Đang chờ bạn" not in found
    assert "Không có việc nào đang chờ bạn." in client.get("/").content.decode()
    assert ("3 mô hình chờ cơ quan khác duyệt", "Tỉnh Bắc Giang, năm 2022") in told(found["Theo dõi cấp dưới"])


def test_an_import_waits_for_who_began_it_and_for_the_office_of_its_unit(client, records, tmp_path):
    province = coordinating("Ban Dân vận Tỉnh ủy", unit("24", 2026))
    one, colleague = person("mot", province), person("hai", province)
    country = person("trung.uong", coordinating("Ban Dân vận Trung ương", unit("VN")))
    book = workbook(tmp_path / "so.xlsx", DS=[HEAD, ["1", "Bảy", "Hội", "Kinh tế", "xã Đồng Kỳ", "2022", "", "", ""]])
    imports.start([book.read_bytes()], name="Sổ 2022.xlsx", unit=unit("24"), year=2022, actor=one)

    for who in (one, colleague):
        assert ("Nhập sổ: Sổ 2022.xlsx", "Năm 2022") in told(lists(client, who)["Đang chờ bạn"])
    assert not any("Nhập sổ" in text for text, _note in told(lists(client, country)["Đang chờ bạn"]))


def test_a_draft_of_a_report_waits_for_the_body_that_signs_it(client, records):
    office = coordinating("Ban Dân vận Tỉnh ủy", unit("24", 2026))
    coordinator, leader = person("dieu.phoi", office), person("lanh.dao", office, Role.DECIDER)
    country = person("trung.uong", coordinating("Ban Dân vận Trung ương", unit("VN")), Role.DECIDER)
    reporting.prepare(unit("24"), parse_period("2022"), issuer=office, actor=coordinator)

    expected = ("Báo cáo năm 2022 – Tỉnh Bắc Giang", "Ban Dân vận Tỉnh ủy")
    for who in (coordinator, leader):
        assert expected in told(lists(client, who)["Đang chờ bạn"])
    assert "Đang chờ bạn" not in lists(client, country)


def test_an_owner_finds_her_own_models_and_the_way_to_a_new_one(client):
    team = body("Hội Nông dân xã Đồng Kỳ", unit("07282", 2026), Line.FARMERS)
    registered(draft("Một", owner=team))
    found = lists(client, person("chu.the", team, Role.OWNER))

    assert told(found["Mô hình của đơn vị tôi"]) == [("Một", "2022")]
    assert "Đăng ký một mô hình" in client.get("/").content.decode()
