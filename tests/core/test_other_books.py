"""Workbooks of other programs: .xls and .ods, guarded like .xlsx."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlwt

from danvan.core.sheets import Unreadable, read

OPEN = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
CLOSE = "</office:spreadsheet></office:body></office:document-content>"


def cell(value: Any, more: str = "") -> str:
    if value == "":
        return f"<table:table-cell {more}/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}" {more}/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}" {more}><text:p>{value}</text:p></table:table-cell>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string" {more}>{lines}</table:table-cell>'


def ods(path: Path, rows: list[list[Any]], tail: str = "", content: str = "") -> Path:
    """Write a spreadsheet by hand; ``tail`` is XML after the rows."""
    table = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", content or f'{OPEN}<table:table table:name="DS">{table}{tail}</table:table>{CLOSE}'
        )
    return path


def xls(path: Path, rows: list[list[Any]], *, from_1904: bool = False) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    sheet = book.add_sheet("DS")
    day, share = xlwt.easyxf(num_format_str="DD/MM/YYYY"), xlwt.easyxf(num_format_str="0.0%")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            style = (
                day if isinstance(value, dt.date) else share if isinstance(value, float) else xlwt.Style.default_style
            )
            sheet.write(r, c, value, style)
    book.save(str(path))
    return path


ROWS: list[list[Any]] = [
    ["TT", "Tên", "Ngày", "Tỷ lệ", "Điện thoại"],
    [1, "Tổ tự quản", dt.date(2022, 3, 12), 0.165, 912345678],
]
WANTED = [["TT", "Tên", "Ngày", "Tỷ lệ", "Điện thoại"], [1, "Tổ tự quản", "2022-03-12", 0.165, 912345678]]


def test_values_of_an_old_workbook(tmp_path: Path) -> None:
    book = read(xls(tmp_path / "a.xls", ROWS))
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("DS", WANTED)]


def test_days_counted_from_1904(tmp_path: Path) -> None:
    assert read(xls(tmp_path / "a.xls", ROWS, from_1904=True)).sheets[0].rows == WANTED


def test_merged_and_hidden_in_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("A").write_merge(0, 1, 0, 2, "Tiêu đề")
    hidden = book.add_sheet("B")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    book.save(str(tmp_path / "a.xls"))
    first, second = read(tmp_path / "a.xls").sheets
    assert (first.merged, first.visible, second.visible) == ([(0, 0, 1, 2)], True, False)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_an_old_workbook_is_refused(tmp_path: Path, share: float) -> None:
    whole = xls(tmp_path / "a.xls", [[n, f"Tên {n}"] for n in range(300)]).read_bytes()
    (tmp_path / "b.xls").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Unreadable) as refused:
        read(tmp_path / "b.xls")
    assert refused.value.code in {"corrupt", "memory"}


def test_a_far_cell_of_an_old_workbook_is_refused(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("DS")
    sheet.write(0, 0, "x")
    sheet.write(65_535, 255, "xa")
    book.save(str(tmp_path / "a.xls"))
    with pytest.raises(Unreadable) as refused:
        read(tmp_path / "a.xls")
    assert (refused.value.code, "IV65536" in refused.value.message) == ("far_cell", True)


def test_values_of_an_open_document(tmp_path: Path) -> None:
    sheet = read(ods(tmp_path / "a.ods", [*ROWS, [], ["", "hai\ndòng"]])).sheets[0]
    assert (sheet.name, sheet.rows[:2], sheet.rows[3]) == ("DS", WANTED, ["", "hai\ndòng"])


def test_merged_cells_of_an_open_document(tmp_path: Path) -> None:
    spans = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
    row = f"<table:table-row>{cell('Chủ thể', spans)}<table:covered-table-cell/></table:table-row>"
    sheet = read(ods(tmp_path / "a.ods", [["a", "b"]], row)).sheets[0]
    assert sheet.merged == [(1, 0, 3, 1)]


def test_empty_rows_and_columns_repeated_to_the_end_cost_nothing(tmp_path: Path) -> None:
    tail = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert read(ods(tmp_path / "a.ods", ROWS, tail)).sheets[0].rows == WANTED


@pytest.mark.parametrize("tail", [
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>',
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="900"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    '<table:table-row><table:table-cell table:number-columns-repeated="99999999"/><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
])  # fmt: skip
def test_a_few_bytes_that_say_millions_are_refused(tmp_path: Path, tail: str) -> None:
    path = ods(tmp_path / "a.ods", ROWS, tail)
    assert path.stat().st_size < 3000
    with pytest.raises(Unreadable) as refused:
        read(path)
    assert refused.value.code == "far_cell"


@pytest.mark.parametrize("content", [
    "<office:document-content><x", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "không phải XML",
])  # fmt: skip
def test_a_broken_open_document_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(ods(tmp_path / "a.ods", [], content=content))
    assert refused.value.code == "corrupt"


def test_an_open_document_that_bursts_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["x" * 90_000_000]])
    with pytest.raises(Unreadable) as refused:
        read(path)
    assert refused.value.code == "bomb"
