"""Small cells, headings, totals and header words."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.core.sheets import Book, Sheet
from danvan.imports import sections, words
from danvan.imports.book import understand_book
from danvan.imports.facts import Reader
from danvan.imports.headers import assign, roles_of
from danvan.imports.roles import NEVER_READ, Role


@pytest.mark.parametrize(("text", "year"), [
    ("2022", 2022), ("Năm 2022", 2022), ("2022-03-12", 2022), ("12/3/2022", 2022), ("1905-07-14", 2022), ("1999", 1999), ("2022 (mới)", 2022),
    ("22", None), ("2021-2025", None), ("hai nghìn", None), ("20222", None), ("", None), ("Quý 1/2022", None),
])  # fmt: skip
def test_years(text: str, year: int | None) -> None:
    assert words.year_of(text) == year


@pytest.mark.parametrize(("text", "day"), [
    ("5/4/2022", dt.date(2022, 4, 5)), ("05-04-22", dt.date(2022, 4, 5)), ("ngày 12 tháng 3 năm 2022", dt.date(2022, 3, 12)), ("12.3.2022", dt.date(2022, 3, 12)),
    ("ngay 1 thang 12, 2022", dt.date(2022, 12, 1)), ("2022-12-01T00:00:00", dt.date(2022, 12, 1)), ("44632", dt.date(2022, 3, 12)), ("31/2/2022", None), ("tháng 3", None),
])  # fmt: skip
def test_dates(text: str, day: dt.date | None) -> None:
    assert words.date_of(text) == day


@pytest.mark.parametrize(("text", "number", "day", "issuer"), [
    ("Số 123-QĐ/HU ngày 5/4/2022", "123-QĐ/HU", "2022-04-05", ""), ("QĐ số 45/QĐ-UBND, ngày 05 tháng 4 năm 2022 của UBND huyện", "45/QĐ-UBND", "2022-04-05", "UBND huyện"),
    ("983-QĐ/TU", "983-QĐ/TU", None, ""), ("12", "12", None, ""), ("", "", None, ""), ("đã công nhận", "", None, ""),
])  # fmt: skip
def test_decisions(text: str, number: str, day: str | None, issuer: str) -> None:
    found = words.decision_of(text)
    assert (found[0], found[1].isoformat() if found[1] else None, found[2]) == (number, day, issuer)


@pytest.mark.parametrize(("text", "level"), [
    ("Cấp tỉnh", ("province", False)), ("cấp cơ sở", ("base", False)), ("Xã", ("base", False)), ("Tiêu biểu cấp huyện năm 2022", ("district", True)),
    ("Trung ương", ("centre", False)), ("Được công nhận cấp tỉnh", ("province", False)), ("Chưa được công nhận", ("", False)), ("Giấy khen", None), ("x", None),
])  # fmt: skip
def test_levels(text: str, level: tuple[str, bool] | None) -> None:
    assert words.level_of(text) == level


@pytest.mark.parametrize(
    ("number", "level"),
    [("12-QĐ/ĐU", "base"), ("3-QĐ/HU", "district"), ("9-QĐ/TU", "province"), ("1-QĐ/TW", "centre"), ("4/QĐ-UBND", "")],
)
def test_levels_by_symbol(number: str, level: str) -> None:
    assert words.level_of_symbol(number) == level


def test_one_word_cells() -> None:
    assert [words.renewal_of(t) for t in ("Mới", "Tiếp tục duy trì", "?")] == ["new", "maintained", None]
    assert [words.owner_kind_of(t) for t in ("TẬP THỂ", "cá nhân", "")] == ["collective", "individual", None]
    assert [words.kind_of(t) for t in ("mô hình", "Điển hình", "Mô hình, điển hình")] == ["model", "exemplar", None]
    assert [words.status_of(t) for t in ("Đang thực hiện", "Được công nhận", "Chưa đạt", "Kết thúc", "?")] == [
        "under_way", "recognised", "not_recognised", "ended", None,
    ]  # fmt: skip
    assert [t for t in ("x", "X", "✓", "1", "có", "TRUE") if words.is_mark(t)] == ["x", "X", "✓", "1", "có", "TRUE"]
    assert [t for t in ("", "0", "không", "-", "FALSE", "✓", "x") if words.is_no(t)] == ["", "0", "không", "-", "FALSE"]


@pytest.mark.parametrize(("text", "facts"), [
    ("LĨNH VỰC KINH TẾ", {"field": "economy"}), ("A. Tập thể", {"owner_kind": "collective"}), ("HUYỆN YÊN THẾ (12 mô hình)", {"district": "HUYỆN YÊN THẾ"}),
    ("1. Xã Đồng Kỳ: 5 mô hình", {"commune": "Xã Đồng Kỳ"}), ("Năm 2022", {"year": "2022"}), ("Mô hình đăng ký mới", {"renewal": "new"}),
    ("TP. Hồ Chí Minh", {"province": "TP. Hồ Chí Minh"}), ("TP Bắc Giang", {"district": "TP Bắc Giang"}), ("Thôn Đồng Lân", {"village": "Thôn Đồng Lân"}),
    ("Lĩnh vực kinh tế - Tập thể", {"field": "economy", "owner_kind": "collective"}), ("Xã Nghĩa Hưng - huyện Lạng Giang", {"commune": "Xã Nghĩa Hưng", "district": "huyện Lạng Giang"}),
    ("Cấp tỉnh công nhận", {"level": "province"}), ("Điển hình", {"kind": "exemplar"}), ("Lĩnh vực kinh tế (OCOP)", {"field": "economy"}),
    ("Xã hội", {"field": "culture_society"}),
])  # fmt: skip
def test_headings(text: str, facts: dict[str, str]) -> None:
    heading = sections.heading_of(text)
    assert heading
    assert dict(heading.facts) == facts


@pytest.mark.parametrize(
    "text",
    [
        "KHỐI CÁC CƠ QUAN",
        "Huyện ủy Yên Thế",
        "Xã hội hóa giáo dục",
        "Công an tỉnh",
        "Vận động nhân dân hiến đất",
        "Tiếng kẻng bình yên",
        "",
    ],
)
def test_what_is_no_heading(text: str) -> None:
    assert sections.heading_of(text) is None


def test_numbering_of_headings() -> None:
    assert [sections.split_enumerator(t)[0] for t in ("I. a", "IV/ a", "A. a", "b) a", "1.2. a", "- a", "a b", "C. a")] == [
        "roman", "roman", "upper", "lower", "arabic", "dash", "", "upper",
    ]  # fmt: skip


def test_totals_and_footers() -> None:
    total = (
        "Tổng cộng",
        "Cộng",
        "Tổng cộng: 48 mô hình",
        "Cộng lĩnh vực kinh tế",
        "Cộng (I+II)",
        "Tổng số mô hình: 12; trong đó tập thể 10, cá nhân 2",
    )
    assert all(map(sections.is_total, total))
    assert not any(
        map(sections.is_total, ("Công an xã", "Tổng vệ sinh đường làng", "Cộng đồng dân cư", "Công nhận", "Tổng hợp"))
    )
    footer = (
        "NGƯỜI LẬP BIỂU",
        "TM. BAN THƯỜNG VỤ",
        "T/M BAN DÂN VẬN",
        "Nơi nhận:",
        "Yên Thế, ngày    tháng    năm 2022",
        "- Như trên;",
        "Danh sách gồm 48 mô hình",
    )
    assert all(map(sections.is_footer, footer))
    assert not any(map(sections.is_footer, ("Vận động", "Tổ dân vận", "Ngày thứ bảy vì dân")))


def test_every_label_is_read_back_as_its_role() -> None:
    """A corrected column goes out under its label, so the label must lead back to it."""
    for role in set(Role) - NEVER_READ - {Role.NAME}:
        assert [found for _, found in assign([("Tên mô hình",), (str(role.label),)])] in (
            [Role.NAME, role],
            [role, role],
        ), role


def test_no_role_is_given_twice() -> None:
    found = [
        role for _, role in assign([("Tên mô hình",), ("Tên mô hình",), ("Lĩnh vực",), ("Lĩnh vực đăng ký",)]) if role
    ]
    assert len(found) == len(set(found))


@given(st.text(max_size=80))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read_text in (
        words.year_of,
        words.date_of,
        words.decision_of,
        words.level_of,
        sections.heading_of,
        sections.is_total,
        sections.is_footer,
        roles_of,
    ):
        read_text(text)


CELL = st.one_of(
    st.just(""),
    st.sampled_from(["TT", "Tên mô hình", "Lĩnh vực", "KT", "x", "I", "Tổng cộng", "Xã Đồng Kỳ"]),
    st.integers(),
    st.text(max_size=12),
    st.booleans(),
)


@given(
    st.lists(st.lists(CELL, max_size=6), max_size=12),
    st.lists(st.tuples(*(st.integers(0, 12) for _ in range(4))), max_size=4),
)
def test_no_sheet_breaks_the_layout(rows: list[list[object]], merged: list[tuple[int, int, int, int]]) -> None:
    found = understand_book(Book([Sheet("S", rows, merged=merged)]))  # type: ignore[arg-type]
    reader = Reader(2022, lambda _: {}, last_year=2027)
    records = [row for sheet in found for row in sheet.rows]
    for row in records:
        reader.read(row)
        assert 1 <= row.row <= len(rows)
    assert len({(row.sheet, row.row) for row in records}) == len(records)


@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_break_the_reading_of_text(content: bytes) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from danvan.core import sheet_child

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        with suppress(sheet_child.Refused):
            sheet_child.read(path)
