"""Layouts that were once misread."""

from pathlib import Path
from typing import Any

import pytest

from danvan.core.sheets import read
from danvan.imports.headers import assign, roles_of
from danvan.imports.words import year_of
from tests.imports.books import brief, rows_of, table, understood, workbook

SIMPLE = ["TT", "Tên mô hình", "Đơn vị thực hiện", "Lĩnh vực"]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Người thực hiện", "owner"), ("Nơi thực hiện", "place"), ("Đơn vị, địa phương", "owner"), ("ĐVTH", "owner"),
        ("ĐVĐK", "owner"), ("Đ.bàn", "place"), ("Đ/bàn", "place"), ("ĐB", "place"), ("Đ/ký", "renewal"),
        ("Đ.ký", "renewal"), ("ĐK", "renewal"), ("Mới/DT", "renewal"), ("Tình trạng", "status"),
        ("Tình trạng (mới/duy trì)", "renewal"), ("L.vực", "field"), ("LV", "field"), ("T.thể/C.nhân", "owner_kind"),
        ("Tên MHDVK", "name"), ("Xã/P/TT", "commune"), ("TDP/thôn", "village"), ("Cấp CN", "level"),
        ("C.nhận", "level"), ("C.nhân", "owner_individual"), ("Năm được công nhận", ""), ("N. đăng ký", "year"),
        ("Xã bàn", None), ("Lĩnh vục", "field"), ("Đơn vị thực hịen", "owner"), ("Cấp công nhận", "level"),
    ],
)  # fmt: skip
def test_header(header: str, role: str | None) -> None:
    assert [one.value for _, one in roles_of(header)[:1]] == ([] if role is None else [role])


def test_fields_ticked_below_their_abbreviations() -> None:
    leaves = ["Phát triển KT", "VH-XH", "QP-AN", "Xây dựng HTCT", "Khác"]
    paths = [("TT",), ("Tên mô hình",), *(("Lĩnh vực", leaf) for leaf in leaves)]
    assert [role.value for _, role in assign(paths)][2:] == [
        "field_economy", "field_culture_society", "field_defence_security", "field_political_system", "",
    ]  # fmt: skip


@pytest.mark.parametrize("leaf", ["Hệ thống CT", "XD hệ thống CT", "Xây dựng HTCT"])
def test_political_system_in_short(tmp_path: Path, leaf: str) -> None:
    path = workbook(tmp_path / "a.xlsx", S={
        "rows": [["TT", "Tên mô hình", "Lĩnh vực", ""], ["", "", "Kinh tế", leaf], [1, "Một", "x", ""], [2, "Hai", "", "x"]],
        "merge": ["C1:D1"],
    })  # fmt: skip
    rows = rows_of(path)
    assert brief(rows, "field") == [(3, "Một", "economy"), (4, "Hai", "political_system")]
    assert not [p for row in rows for p in row.problems if p.level == "error"]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("sections", "fact", "values"),
    [
        (("1. Tập thể", "2. Cá nhân"), "owner_kind", ["collective", "individual"]),
        (("1. Mô hình", "2. Điển hình"), "kind", ["model", "exemplar"]),
    ],
)
def test_numbered_sections_of_one_cell(
    tmp_path: Path, sections: tuple[str, str], fact: str, values: list[str], *, merged: bool
) -> None:
    lines: list[list[Any]] = [
        SIMPLE,
        [sections[0]],
        [1, "Một", "Chi hội", "Kinh tế"],
        [sections[1]],
        [1, "Hai", "Chi hội", "Kinh tế"],
    ]
    merge = ["A2:D2", "A4:D4"] if merged else []
    rows = rows_of(workbook(tmp_path / "a.xlsx", S={"rows": lines, "merge": merge}))
    assert brief(rows, fact) == [(3, "Một", values[0]), (5, "Hai", values[1])]


def test_counts_are_no_sections(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        SIMPLE,
        [1, "Một", "Hội Nông dân", "Kinh tế"],
        ["", "", "12 mô hình"],
        ["", "", "1.250"],
        [2, "Hai", "Đoàn xã", "Kinh tế"],
    ]
    found = understood(workbook(tmp_path / "a.xlsx", S=lines))[0]
    assert [row.row for row in found.rows] == [2, 5]
    assert [one.kind for one in found.skipped] == ["total", "total"]


@pytest.mark.parametrize("header", ["Tình trạng", "Tình trạng (mới/duy trì)"])
def test_a_state_that_is_a_renewal(tmp_path: Path, header: str) -> None:
    lines: list[list[Any]] = [[*SIMPLE, header], [1, "Một", "A", "Kinh tế", "Mới"], [2, "Hai", "A", "Kinh tế", "Duy trì"],
             [3, "Ba", "A", "Kinh tế", "Đang thực hiện" if header == "Tình trạng" else ""]]  # fmt: skip
    rows = rows_of(workbook(tmp_path / "a.xlsx", S=lines))
    last = "under_way" if header == "Tình trạng" else None
    assert brief(rows, "renewal", "status") == [
        (2, "Một", "new", None), (3, "Hai", "maintained", None), (4, "Ba", None, last),
    ]  # fmt: skip
    assert not [p for row in rows for p in row.problems]


@pytest.mark.parametrize(
    ("text", "year"), [("42022", None), (" 44632 ", None), ("2022", 2022), ("2022-03-12", 2022), ("1905-07-14", 2022)]
)
def test_a_serial_number_is_no_year(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize("page", ["Trang 2", "Trang 2/5", "TRANG 2"])
def test_a_page_number_between_the_rows(tmp_path: Path, page: str) -> None:
    lines: list[list[Any]] = [
        SIMPLE[1:],
        ["Một", "A", "Kinh tế"],
        [page],
        ["Hai", "A", "Kinh tế"],
        ["", page],
        ["Ba", "A", "Kinh tế"],
    ]
    found = understood(workbook(tmp_path / "a.xlsx", S=lines))[0]
    assert [row.values["name"] for row in found.rows] == ["Một", "Hai", "Ba"]
    assert [one.kind for one in found.skipped] == ["footer", "footer"]


@pytest.mark.parametrize("column", [1, 2, 4])
def test_a_text_cut_to_fit_a_cell_is_refused_again(tmp_path: Path, column: int) -> None:
    line = ["1", "Một", "A", "Kinh tế", "ngắn"]
    line[column] = "dài " * 10_000
    first = rows_of(table(tmp_path / "a.csv", [[*SIMPLE, "Nội dung"], line]))[0]
    assert first.rejected
    again = rows_of(workbook(tmp_path / "a.xlsx", S=[[*SIMPLE, "Nội dung"], list(first.raw.values())]))[0]
    assert again.rejected


@pytest.mark.parametrize("mark", ["^", "~", ",", ";", "|", "\t"])
def test_delimiters_beside_commas(tmp_path: Path, mark: str) -> None:
    lines: list[list[Any]] = [["TT", "Tên mô hình", "Đơn vị thực hiện", "Lĩnh vực", "Địa bàn"]]
    lines += [
        [str(n), f"Khéo {n}, dân tin & dân theo", "Hội Nông dân", "Kinh tế", "xã Đồng Kỳ, huyện Yên Thế"]
        for n in range(1, 9)
    ]
    book = read(table(tmp_path / "a.csv", lines, mark))
    assert book.delimiter == mark
    assert len(book.sheets[0].rows[3]) == 5
