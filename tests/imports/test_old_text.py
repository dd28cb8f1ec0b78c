"""Registers typed before Unicode, in text tables and in the cells of workbooks."""

from pathlib import Path
from typing import Any

import pytest
import xlwt

from danvan.core.sheets import Unreadable
from danvan.imports import actions
from danvan.imports.understanding import understand
from danvan.initiatives.models import Registration
from tests.imports.books import brief, rows_of, table, understood, workbook
from tests.imports.bringing import PLACE, bring, confirmed, counts, handed_in
from tests.imports.old_text import WAYS, tcvn3

HEAD = ["TT", "Tên mô hình", "Đơn vị thực hiện", "Tập thể/Cá nhân", "Địa bàn", "Lĩnh vực", "Ghi chú"]
ROWS: list[list[Any]] = [
    [1, "Tuyến đường hoa phụ nữ tự quản", "Hội Phụ nữ xã", "Tập thể", PLACE, "Kinh tế", ""],
    [2, "Tiếng kẻng bình yên", "Công an xã", "Tập thể", PLACE, "Quốc phòng - an ninh", "Duy trì"],
    [3, "Dòng họ khuyến học", "Trưởng thôn", "Cá nhân", PLACE, "Văn hóa - xã hội", ""],
]
WANTED = [(2, ROWS[0][1], "economy"), (3, ROWS[1][1], "defence_security"), (4, ROWS[2][1], "culture_society")]


def typed(way: Any, rows: list[list[Any]] | None = None) -> list[list[Any]]:
    return [[way(cell) if isinstance(cell, str) else cell for cell in row] for row in rows or [HEAD, *ROWS]]


@pytest.mark.parametrize("code", ["tcvn3", "vni", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":"])
def test_a_text_table_of_an_old_office(tmp_path: Path, code: str, delimiter: str) -> None:
    path = table(tmp_path / "a.txt", typed(WAYS[code]), delimiter, "latin-1")
    assert brief(rows_of(path), "field") == WANTED
    told = understood(path)[0].decoded
    assert {one.code for one in told} == {code}
    assert (told[0].before, told[0].after) == (WAYS[code]("Tên mô hình"), "Tên mô hình")


@pytest.mark.parametrize("code", WAYS)
def test_cells_of_workbooks(tmp_path: Path, code: str) -> None:
    rows = typed(WAYS[code])
    assert brief(rows_of(workbook(tmp_path / "a.xlsx", DS=rows)), "field") == WANTED
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("DS")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(str(tmp_path / "a.xls"))
    assert brief(rows_of(tmp_path / "a.xls"), "field") == WANTED


def test_only_the_columns_that_are_old_are_converted(tmp_path: Path) -> None:
    rows = [
        [tcvn3(cell) if c in {1, 2} and isinstance(cell, str) else cell for c, cell in enumerate(row)]
        for row in [HEAD, *ROWS]
    ]
    found = understood(workbook(tmp_path / "a.xlsx", DS=rows))[0]
    assert [(one.column, one.code) for one in found.decoded] == [(1, "tcvn3"), (2, "tcvn3")]
    assert [row.values["place"] for row in found.rows] == [PLACE] * 3


def test_unicode_is_read_as_it_is(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        found = understood(table(tmp_path / "a.csv", [HEAD, *ROWS], encoding=encoding))[0]
        assert (found.decoded, [row.values["name"] for row in found.rows]) == ([], [row[1] for row in ROWS])


def test_a_text_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("Name;City\nJosé;Málaga\nFrançois;Nîmes\n".encode("latin-1"))
    with pytest.raises(Unreadable, match="bảng mã"):
        understood(tmp_path / "a.csv")


def test_a_person_may_say_another_encoding(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=typed(tcvn3))
    as_it_is = understood(path, encodings={"DS": {"1": "unicode"}})[0]
    assert as_it_is.rows == [] or as_it_is.rows[0].values.get("name") != ROWS[0][1]
    one = next(one for one in as_it_is.decoded if one.column == 1)
    assert (one.code, one.chosen, one.before) == ("unicode", True, one.after)
    whole = understood(path, encodings={"DS": {"": "tcvn3"}})[0]
    assert [row.values["name"] for row in whole.rows] == [row[1] for row in ROWS]


@pytest.mark.usefixtures("country")
def test_an_old_register_comes_in_and_the_preview_says_how_it_was_read(tmp_path: Path) -> None:
    batch, who = handed_in(workbook(tmp_path / "a.xlsx", DS=typed(tcvn3)))
    told = batch.understanding[0]["decoded"]
    assert {one["label"] for one in told} == {"TCVN3 (ABC)"}
    assert (told[0]["before"], told[0]["after"]) == (tcvn3("Tên mô hình"), "Tên mô hình")

    actions.correct(batch, actor=who, encodings={"DS": {"": "vni"}})
    batch.refresh_from_db()
    understand(batch)
    batch.refresh_from_db()
    assert batch.state in {"failed", "preview"}
    actions.correct(batch, actor=who, encodings={"DS": {"": "tcvn3"}})
    batch.refresh_from_db()
    understand(batch)
    batch.refresh_from_db()
    confirmed(batch, who)
    assert set(Registration.objects.values_list("name", flat=True)) == {row[1] for row in ROWS}


@pytest.mark.usefixtures("country")
def test_the_same_register_in_unicode_changes_nothing_after_it_came_in_old(tmp_path: Path) -> None:
    assert counts(bring(table(tmp_path / "a.csv", typed(tcvn3), encoding="latin-1"))) == (3, 3, 0, 0, 0)
    assert counts(bring(table(tmp_path / "b.csv", [HEAD, *ROWS]))) == (3, 0, 0, 3, 0)
