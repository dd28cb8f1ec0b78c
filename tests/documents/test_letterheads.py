"""The head of a paper comes from the body that issues it."""

import datetime as dt

import pytest

from danvan.documents.letterheads import abbreviation, letterhead_of, signature_of
from tests.factories import body, unit

DAY = dt.date(2022, 12, 31)
pytestmark = pytest.mark.usefixtures("country")


def test_a_board_of_a_committee_stands_under_the_committee():
    committee = body("Tỉnh ủy Bắc Giang", unit("24"))
    board = body("Ban Dân vận Tỉnh ủy Bắc Giang", unit("24"), superior=committee)

    head = letterhead_of(board, DAY)

    assert (head.system, head.superior, head.issuer) == ("party", "Tỉnh ủy Bắc Giang", "Ban Dân vận")
    assert (head.issuer_name, head.symbol, head.place) == ("Ban Dân vận Tỉnh ủy Bắc Giang", "BC/BDVTU", "Bắc Giang")


def test_a_peoples_committee_issues_in_its_own_name():
    above = body("Ủy ban nhân dân huyện Yên Thế", unit("215"), "government")
    committee = body("Ủy ban nhân dân xã Đồng Kỳ", unit("07282"), "government", superior=above)

    head = letterhead_of(committee, DAY)

    assert (head.system, head.superior, head.issuer) == ("state", "", "Ủy ban nhân dân\nxã Đồng Kỳ")
    assert (head.symbol, head.place) == ("BC-UBND", "Đồng Kỳ")


def test_the_front_issues_through_its_standing_board():
    front = body("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Bắc Giang", unit("24"), "front")

    head = letterhead_of(front, DAY)

    assert (head.system, head.issuer, head.symbol) == ("front", "Ban Thường trực", "BC-MTTQ-BTT")
    assert head.superior == "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Bắc Giang"


def test_an_office_may_use_a_symbol_of_its_own():
    board = body("Ban Dân vận Tỉnh ủy Bắc Giang", unit("24"))
    assert letterhead_of(board, DAY, symbol="BC/BDV").symbol == "BC/BDV"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ban Tuyên giáo và Dân vận Thành ủy Bắc Ninh", "BTGDVTU"), ("Ban Dân vận Huyện ủy Yên Thế", "BDVHU"),
        ("Đảng ủy xã Đồng Kỳ", "ĐU"), ("Hội Nông dân tỉnh Bắc Giang", "HND"), ("Tổ Dân vận thôn Bắc Hoa", "TDVTBH"),
    ],
)  # fmt: skip
def test_symbols_are_made_of_the_known_short_forms(name, short):
    assert abbreviation(name) == short


@pytest.mark.parametrize(
    ("line", "name", "post", "authority", "title"),
    [
        ("party", "Ban Dân vận Tỉnh ủy", "Trưởng Ban Dân vận Tỉnh ủy", "", "TRƯỞNG BAN"),
        ("party", "Ban Dân vận Tỉnh ủy", "Phó Trưởng Ban Dân vận Tỉnh ủy", "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
        ("party", "Đảng ủy xã Đồng Kỳ", "Bí thư Đảng ủy", "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        ("government", "Ủy ban nhân dân tỉnh", "Phó Chủ tịch", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("front", "Ủy ban Mặt trận Tổ quốc", "Chủ tịch", "TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"),
        ("party", "Ban Dân vận Tỉnh ủy", "Chuyên viên tổng hợp, Ban Dân vận", "", "CHUYÊN VIÊN TỔNG HỢP"),
    ],
)  # fmt: skip
def test_who_signs_for_whom_is_written_as_the_system_writes_it(line, name, post, authority, title):
    signature = signature_of(body(name, unit("24"), line), post, "Người ký")
    assert (signature.authority, signature.title, signature.name) == (authority, title, "Người ký")
