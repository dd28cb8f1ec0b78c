"""Seats and places that were once misread."""

import pytest

from danvan.core.dates import year_end
from danvan.units.atlas import Atlas
from danvan.units.finding import Finder
from tests.units.test_seats import HERE, seat
from tests.units.test_settling import codes, scope_of, settled


@pytest.mark.parametrize(
    ("owner", "scope", "code"),
    [
        ("Hội Nông dân xã Phúc Sơn, huyện Tân Yên", "24", "07318"),
        ("UBND xã Phúc Sơn (Sơn Động)", "24", "07630"),
        ("Hội CCB xã Phúc Sơn huyện Tân Yên", "24", "07318"),
        ("UBND xã Tân Sơn, huyện Lục Ngạn, tỉnh Bắc Giang", "VN", "07531"),
        ("Chi hội Phụ nữ, Hội LHPN xã Phúc Sơn, huyện Sơn Động", "24", "07630"),
        ("xã Phúc Sơn", "24", None),
        ("UBND xã Phúc Sơn, huyện Không Có", "24", None),
        ("UBND xã Phúc Sơn, xã Tuấn Đạo", "24", None),
        ("UBND xã Phúc Sơn và UBND xã Đồng Hưu", "24", None),
        ("UBND xã Vĩnh Khương, xã Tuấn Đạo", "24", None),
        ("xã Vĩnh Khương, xã Tuấn Đạo", "24", None),
        ("xã Vĩnh Khương, xã Tuấn Đạo (không nêu đơn vị chủ trì)", "24", None),
        ("Không nêu đơn vị chủ trì (xã Phúc Sơn, huyện Tân Yên)", "24", None),
        ("Trường Tiểu học Phúc Sơn, huyện Tân Yên", "24", "216"),
    ],
)
@pytest.mark.parametrize("places", ["", HERE])
def test_a_seat_with_what_stands_above_it(
    country: Atlas, owner: str, scope: str, code: str | None, places: str
) -> None:
    assert seat(country, owner, places, scope=scope) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1) Đồng Kỳ, Yên Thế 2) Tân Sơn, Lục Ngạn", [("07282", ""), ("07531", "")]),
        ("1. xã Đồng Kỳ 2. xã Đông Sơn, huyện Yên Thế", [("07282", ""), ("07273", "")]),
        ("thôn 1,2,3 xã Đồng Kỳ, huyện Yên Thế", [("07282", f"thôn {n}") for n in (1, 2, 3)]),
        ("thôn 1 và 2, xã Đồng Kỳ, huyện Yên Thế", [("07282", f"thôn {n}") for n in (1, 2)]),
        ("thôn 2) xã Đồng Kỳ, huyện Yên Thế", [("07282", "thôn 2")]),
    ],
)
def test_places_that_are_numbered(country: Atlas, text: str, expected: list[tuple[str, str]]) -> None:
    villages = [one.village for one in settled(country, text)]
    assert list(zip(codes(country, text), villages, strict=True)) == expected


def test_a_village_called_like_a_unit_is_said(country: Atlas) -> None:
    (one,) = settled(country, "Tân Sơn, xã Đồng Kỳ, huyện Yên Thế")
    assert one.unit is None or "Tân Sơn" in one.warning


def test_two_places_are_not_one(country: Atlas) -> None:
    match = Finder(year_end(2022), scope_of(country, "24", 2022)).find("Đồng Kỳ, Yên Thế; Tân Sơn, Lục Ngạn")
    assert (match.unit, match.code) == (None, "")
    assert match.reason.startswith("Nêu nhiều nơi")
    assert [one.code for one in match.candidates] == ["07282", "07531"]
