"""The places of a register's row."""

import datetime as dt
import random
from typing import Any

import pytest

from danvan.core.dates import year_end
from danvan.units.atlas import Atlas
from danvan.units.models import Unit
from danvan.units.places import PlaceText, Settled, settle

OF_THE_ARTICLE = "thôn Khe Táu; thôn Vách Gạo, xã Yên Định; xã Phú Nhuận, huyện Sơn Động; huyện Lục Ngạn, Bắc Giang"


def scope_of(country: Atlas, code: str, year: int) -> Unit:
    span = country.unit_by_code(code, year_end(year))
    assert span
    return Unit(id=span.unit, level=span.level)


def settled(country: Atlas, places: PlaceText | str, year: int = 2022, scope: str = "24") -> list[Settled]:
    places = PlaceText(places) if isinstance(places, str) else places
    return settle(places, year, scope_of(country, scope, year), {})


def codes(country: Atlas, places: PlaceText | str, year: int = 2022, scope: str = "24") -> list[str | None]:
    """Return the codes that the places had in the year, None for one not settled."""
    found = []
    for one in settled(country, places, year, scope):
        span = country.nearest(one.unit, year_end(year)) if one.unit else None
        found.append(span.code if span else None)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xã Đồng Kỳ, huyện Yên Thế", ["07282"]),
        ("xã Đồng Kỳ", ["07282"]),
        ("huyện Hiệp Hòa, Bắc Giang", ["223"]),
        ("Bắc Giang", ["24"]),
        (OF_THE_ARTICLE, ["07651", "07597"]),
        ("xã An Lạc; xã Tuấn Đạo, huyện Sơn Động, Bắc Giang", ["07645", "07663"]),
        ("xã An Lạc, xã Tuấn Đạo, huyện Sơn Động", ["07645", "07663"]),
        ("An Lạc, Tuấn Đạo, huyện Sơn Động", ["07645", "07663"]),
        ("các xã An Lạc, Tuấn Đạo và Yên Định, huyện Sơn Động", ["07645", "07663", "07651"]),
        ("xã Đồng Kỳ, huyện Yên Thế; xã Tân Sơn, huyện Lục Ngạn", ["07282", "07531"]),
        ("xã Đồng Kỳ, huyện Yên Thế, xã Tân Sơn, huyện Lục Ngạn, tỉnh Bắc Giang", ["07282", "07531"]),
        ("xã Đồng Kỳ, xã Tân Sơn, huyện Yên Thế, huyện Lục Ngạn", ["07282", "07531"]),
        ("xã Đồng Kỳ, xã Đồng Hưu, xã Tân Sơn, huyện Yên Thế, huyện Lục Ngạn", ["07282", "07258", "07531"]),
        ("Huyện Sơn Động: xã An Lạc, xã Tuấn Đạo; huyện Lục Ngạn: xã Tân Sơn", ["07645", "07663", "07531"]),
        ("xã Đồng Kỳ và xã Đồng Hưu huyện Yên Thế", ["07282", "07258"]),
        ("Xã Đồng Kỳ\nXã Đồng Hưu\nThị trấn Bố Hạ", ["07282", "07258", "07294"]),
        ("thôn A, xã Đồng Kỳ; xã Đồng Hưu, huyện Yên Thế", ["07282", "07258"]),
        ("huyện Yên Thế; huyện Lục Ngạn", ["215", "219"]),
        ("xa dong ky huyen yen the", ["07282"]),
        ("các xã trong huyện Yên Thế", ["215"]),
    ],
)
def test_several_places_in_one_text(country: Atlas, text: str, expected: list[str]) -> None:
    assert codes(country, text) == expected


def test_villages_stay_text_on_their_communes(country: Atlas) -> None:
    assert [one.village for one in settled(country, OF_THE_ARTICLE)] == ["thôn Khe Táu", "thôn Vách Gạo"]
    three = settled(country, "các thôn Đồng Lân, Đồng Tâm và thôn Trại Cá, xã Đồng Kỳ, huyện Yên Thế")
    assert [one.village for one in three] == ["thôn Đồng Lân", "thôn Đồng Tâm", "thôn Trại Cá"]
    assert len({one.unit for one in three}) == 1


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"village": "Đồng Lân", "commune": "Đồng Kỳ", "district": "Yên Thế"}, ["07282"]),
        ({"commune": "Đồng Kỳ"}, ["07282"]),
        ({"village": "toàn xã", "commune": "xã Đồng Kỳ", "district": "huyện Yên Thế"}, ["07282"]),
        ({"village": "5", "commune": "Đồng Kỳ"}, ["07282"]),
        ({"district": "Bắc Giang"}, ["213"]),
        ({"province": "Bắc Giang"}, ["24"]),
        ({"commune": "xã Đồng Kỳ, huyện Yên Thế"}, ["07282"]),
        (
            {
                "village": "thôn Khe Táu; thôn Vách Gạo",
                "commune": "xã Yên Định; xã Phú Nhuận",
                "district": "huyện Sơn Động; huyện Lục Ngạn",
                "province": "Bắc Giang",
            },
            ["07651", "07597"],
        ),
        ({"commune": "An Lạc; Tuấn Đạo", "district": "Sơn Động"}, ["07645", "07663"]),
        ({"commune": "An Lạc, Tuấn Đạo", "district": "Sơn Động"}, ["07645", "07663"]),
        ({}, []),
        ({"commune": "không", "district": "-"}, []),
    ],
)
def test_places_in_cells(country: Atlas, cells: dict[str, str], expected: list[str]) -> None:
    assert codes(country, PlaceText(**cells)) == expected


def test_a_number_is_a_village_in_its_column(country: Atlas) -> None:
    [one] = settled(country, PlaceText(village="5", commune="Đồng Kỳ"))

    assert one.village == "5"


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("toàn tỉnh", "24", "24"),
        ("trên địa bàn tỉnh", "24", "24"),
        ("Tỉnh", "07282", "24"),
        ("trên địa bàn huyện", "215", "215"),
        ("huyện", "07282", "215"),
        ("xã", "07282", "07282"),
        ("các xã, thị trấn", "215", "215"),
        ("10/10 huyện, thành phố", "24", "24"),
        ("huyện", "24", None),
        ("toàn tỉnh", "VN", None),
    ],
)
def test_the_whole_of_something(country: Atlas, text: str, scope: str, expected: str | None) -> None:
    assert codes(country, text, scope=scope) == [expected]


@pytest.mark.parametrize(
    ("text", "year", "expected", "warned"),
    [
        # in the tree of 31 December, else of 1 January
        ("xã Phúc Sơn, huyện Tân Yên, Bắc Giang", 2024, "07318", False),
        ("xã Đồng Kỳ, huyện Yên Thế", 2025, "07282", False),
        ("xã Đồng Kỳ, tỉnh Bắc Ninh", 2025, "07282", False),
        ("xã Lam Sơn, huyện Tân Yên", 2025, "07333", False),
        # ended before the year: followed
        ("xã Phúc Sơn, huyện Tân Yên, Bắc Giang", 2025, "07333", True),
        ("xã Phúc Sơn, huyện Tân Yên", 2026, "07333", True),
        ("xã Đồng Kỳ, huyện Yên Thế", 2026, "07282", True),
        ("huyện Yên Thế", 2026, "24", True),
        ("xã Vĩnh Khương, huyện Sơn Động", 2022, "07648", True),
        # begins only later: carried back to what holds its parts
        ("xã Quang Trung, huyện Tân Yên", 2022, "07315", True),
        ("phường Đa Mai, tỉnh Bắc Ninh", 2022, "24", True),  # its parts were in two districts
        ("xã Pá Hu, huyện Trạm Tấu, Yên Bái", 2011, "04606", False),
    ],
)
def test_a_place_is_sought_through_time(
    country: Atlas,
    text: str,
    year: int,
    expected: str | None,
    warned: bool,  # noqa: FBT001 - a table
) -> None:
    scope = "VN" if "Yên Bái" in text else "24"
    [one] = settled(country, text, year, scope)

    assert codes(country, text, year, scope) == [expected]
    assert bool(one.warning) == warned


def test_a_remark_helps_when_the_first_name_is_unknown(country: Atlas) -> None:
    assert codes(country, "xã Không Có (nay là phường Tân Tiến)", 2026) == ["07699"]


def test_an_old_name_of_two_is_refused_with_what_they_are_now(country: Atlas) -> None:
    [one] = settled(country, "xã Quang Trung", 2022)

    assert one.unit is None
    assert {candidate.code for candidate in one.candidates} == {"07315", "216"}


def test_a_misspelled_place_of_a_register_is_seen_through(country: Atlas) -> None:
    [one] = settled(country, "xã Đồg Kỳ, huyện Yên Thế")

    assert codes(country, "xã Đồg Kỳ, huyện Yên Thế") == ["07282"]
    assert one.warning


def test_the_unit_is_the_one_of_the_year(country: Atlas) -> None:
    old = country.unit_by_code("07282", dt.date(2025, 1, 1))
    new = country.unit_by_code("07282", dt.date(2025, 12, 31))
    assert old
    assert new
    assert settled(country, "xã Đồng Kỳ, huyện Yên Thế", 2025)[0].unit == old.unit
    assert settled(country, "xã Đồng Kỳ, Bắc Ninh", 2025)[0].unit == new.unit


def test_a_bare_name_of_2025_may_be_the_district_or_the_commune(country: Atlas) -> None:
    [one] = settled(country, "Yên Thế", 2025)

    assert one.unit is None
    assert {candidate.code for candidate in one.candidates} == {"215", "07288"}
    assert codes(country, PlaceText(commune="Yên Thế"), 2025) == ["07288"]
    assert codes(country, "xã Yên Thế", 2025) == ["07288"]
    assert codes(country, "huyện Yên Thế", 2025) == ["215"]


@pytest.mark.parametrize(
    "text",
    [
        "xã Phúc Sơn",  # two in the province
        "xã Đồng Kỳ, huyện Tân Yên",  # not there
        "xã Không Có, huyện Yên Thế",
        "xã Chiềng On, huyện Yên Châu, Sơn La",  # outside
        "thôn Đồng Lân",
        "xã Đồng Kỳ, " * 400,
        "😀",
        "'; DROP TABLE units_unit;--",
    ],
)
def test_what_cannot_be_settled_says_why(country: Atlas, text: str) -> None:
    found = settled(country, text)

    assert all(one.unit is None for one in found)
    assert all(one.reason for one in found)


def test_one_bad_place_does_not_spoil_the_others(country: Atlas) -> None:
    assert codes(country, "xã Đồng Kỳ, xã Không Có, huyện Yên Thế") == ["07282", None]


def test_no_name_of_a_list_is_lost(country: Atlas) -> None:
    assert codes(country, "xã Đồng Kỳ, huyện Yên Thế, huyện Không Có") == ["07282", None]
    found = codes(country, "xã Đồng Kỳ, xã Đồng Hưu, huyện Yên Thế, huyện Lục Ngạn")
    assert found == ["07282", "07258", None]


def test_a_register_of_a_commune(country: Atlas) -> None:
    [one] = settled(country, "thôn Đồng Lân", scope="07282")

    assert one.village == "thôn Đồng Lân"
    assert codes(country, "thôn Đồng Lân", scope="07282") == ["07282"]
    assert codes(country, "huyện Yên Thế", scope="07282") == [None]


def test_the_cache_answers_the_same_text(country: Atlas, django_assert_num_queries: Any) -> None:
    cache: dict[Any, Any] = {}
    scope = scope_of(country, "24", 2022)
    first = settle(PlaceText(OF_THE_ARTICLE), 2022, scope, cache)

    with django_assert_num_queries(0):
        assert settle(PlaceText(OF_THE_ARTICLE), 2022, scope, cache) is first


def test_the_villages_of_a_register_are_read_at_once(country: Atlas, django_assert_max_num_queries: Any) -> None:
    scope = scope_of(country, "24", 2022)
    communes = [s for s in country.subtree(scope.pk, year_end(2022)) if s.level == "commune"]
    rows = [f"thôn {n}, {s.label}, {country.span(s.parent, year_end(2022)).label}" for n, s in enumerate(communes)]  # type: ignore[arg-type,union-attr]
    random.Random(1).shuffle(rows)
    cache: dict[Any, Any] = {}

    with django_assert_max_num_queries(3):
        found = [settle(PlaceText(row), 2022, scope, cache) for row in rows]

    assert all(len(one) == 1 and one[0].unit for one in found)
