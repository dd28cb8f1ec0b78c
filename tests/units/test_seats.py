"""Where an organisation has its seat, by its name."""

import pytest

from danvan.audit.door import action
from danvan.core.dates import year_end
from danvan.units.actions import add_village
from danvan.units.atlas import Atlas
from danvan.units.models import Unit
from danvan.units.places import PlaceText, settle
from danvan.units.seats import owner_seat
from tests.factories import operator

HERE = "xã Đồng Kỳ, huyện Yên Thế"


def seat(country: Atlas, owner: str, places: str = HERE, year: int = 2022, scope: str = "24") -> str | None:
    span = country.unit_by_code(scope, year_end(year))
    assert span
    unit = Unit(id=span.unit, level=span.level)
    found = owner_seat(owner, settle(PlaceText(places), year, unit), year_end(year), unit)
    there = country.nearest(found, year_end(year)) if found else None
    return there.code if there else None


@pytest.mark.parametrize(
    ("owner", "places", "code"),
    [
        ("Hội Cựu chiến binh xã Phúc Sơn", "xã Phúc Sơn, huyện Tân Yên", "07318"),
        ("Hội Cựu chiến binh xã Phúc Sơn", "xã Phúc Sơn, huyện Sơn Động", "07630"),
        ("Đội An ninh dân tộc, Phòng An ninh nội địa, Công an tỉnh Bắc Giang", HERE, "24"),
        ("Chi hội Nông dân thôn Đồng Lân", HERE, "07282"),
        ("Bí thư Đoàn Thanh niên Bưu điện tỉnh", "Bắc Giang", "24"),
        ("Đoàn TNCS Hồ Chí Minh huyện Hiệp Hòa", "huyện Hiệp Hòa", "223"),
        ("Đoàn TNCS Hồ Chí Minh tỉnh Bắc Giang", HERE, "24"),
        ("Các huyện, thành phố, thị xã tỉnh Bắc Giang", "Bắc Giang", "24"),
        ("Cấp ủy, cán bộ, đảng viên các thôn, tổ dân phố tỉnh Bắc Giang", "Bắc Giang", "24"),
        ("Cấp ủy, chính quyền xã Đồng Kỳ và chi bộ, Ban công tác Mặt trận khu dân cư số 2", HERE, "07282"),
        ("Ban tự quản các thôn Đồng Lân, Đồng Tâm, Trại Cá", HERE, "07282"),
        ("Huyện đoàn", HERE, "215"),
        ("Huyện đoàn Yên Thế", HERE, "215"),
        ("Ban Dân vận Tỉnh ủy", HERE, "24"),
        ("Ban Dân vận Huyện ủy Sơn Động", HERE, "220"),
        ("Ngân hàng Chính sách xã hội huyện Yên Thế", HERE, "215"),
        ("Công an xã", HERE, "07282"),
        ("UBND xã Đồng Hưu", HERE, "07258"),
        ("Hội LHPN thành phố Bắc Giang", HERE, "213"),
        ("Chi bộ thôn Đồng Lân, xã Đồng Kỳ, huyện Yên Thế", HERE, "07282"),
        ("Công an tỉnh Bắc Giang, Công an huyện Yên Thế", HERE, "24"),
        ("HOI CUU CHIEN BINH XA DONG KY", HERE, "07282"),
        ("hoi nong dan huyen yen the", HERE, "215"),
        ("Hội viên Hội Nông dân thị trấn Bố Hạ", HERE, "07294"),
    ],
)
def test_a_seat_that_is_named(country: Atlas, owner: str, places: str, code: str) -> None:
    assert seat(country, owner, places) == code


@pytest.mark.parametrize(
    "owner",
    [
        "",
        "Ban Chỉ huy Quân sự",
        "Không nêu đơn vị chủ trì (xã Vĩnh Khương, xã Tuấn Đạo)",
        "không rõ",
        "Xã Đồng Kỳ (không nêu đơn vị chủ trì)",
        "Hội Cựu chiến binh (nguồn trích không nêu rõ xã)",
        "Đảng ủy xã Đồng Kỳ và Đảng ủy xã Đồng Hưu",
        "xã An Lạc, xã Tuấn Đạo",
        "MTTQ các xã, thị trấn",
        "Chi bộ Trường Mầm non Đồng Kỳ",  # a name, not a unit
        "Hợp tác xã Đồng Kỳ",
        "Tổ tự quản số 3",
        "Hội Phụ nữ phường Không Có",
        "Thành đoàn",  # the row has no city above it
        "UBND xã Phúc Sơn",  # two, and neither is the row's
        "Hội Nông dân tỉnh Bắc Ninh",  # outside
        "Công ty TNHH Thành phố xanh",
        "😀" * 600,
    ],
)
def test_no_seat_is_guessed(country: Atlas, owner: str) -> None:
    assert seat(country, owner) is None


def test_a_bare_level_of_two_districts_is_neither(country: Atlas) -> None:
    assert seat(country, "Hội Nông dân huyện", "xã Đồng Kỳ, huyện Yên Thế; xã Tân Sơn, huyện Lục Ngạn") is None
    assert seat(country, "Hội Nông dân tỉnh", "xã Đồng Kỳ, huyện Yên Thế; xã Tân Sơn, huyện Lục Ngạn") == "24"


def test_a_row_without_places_takes_the_scope(country: Atlas) -> None:
    assert seat(country, "Công an tỉnh", places="") == "24"
    assert seat(country, "Công an huyện", places="", scope="215") == "215"
    assert seat(country, "Hội Phụ nữ xã Đồng Kỳ", places="") == "07282"
    assert seat(country, "Chi hội thôn Đồng Lân", places="") is None


def test_a_village_that_is_a_unit_is_the_seat(country: Atlas) -> None:
    commune = country.unit_by_code("07282", year_end(2022))
    assert commune
    village = add_village(Unit.objects.get(pk=commune.unit), "Đồng Lân", "thôn", None, operator())
    scope = country.unit_by_code("24", year_end(2022))
    assert scope
    unit = Unit(id=scope.unit, level=scope.level)
    here = settle(PlaceText(HERE), 2022, unit)

    assert owner_seat("Chi hội Nông dân thôn Đồng Lân", here, year_end(2022), unit) == village.pk
    assert owner_seat("Chi bộ thôn Đồng Lân, xã Đồng Kỳ", here, year_end(2022), unit) == village.pk
    assert owner_seat("Các thôn Đồng Lân, Trại Cá", here, year_end(2022), unit) == commune.unit


def test_a_seat_of_another_year(country: Atlas) -> None:
    # in 2025 the old commune was under tỉnh Bắc Giang; in 2026 its name is followed to what stands there now
    before = country.unit_by_code("24", year_end(2024))
    assert before
    scope = country.unit_by_code("24", year_end(2025))
    assert scope
    unit = Unit(id=scope.unit, level=scope.level)
    old = settle(PlaceText("xã Đồng Kỳ, huyện Yên Thế"), 2025, unit)
    assert owner_seat("Công an tỉnh Bắc Giang", old, year_end(2025), unit) == before.unit
    assert seat(country, "Công an tỉnh Bắc Giang", "xã Đồng Kỳ", 2026) == "24"
    assert action  # the door is what villages go through
