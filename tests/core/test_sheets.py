"""Files of every kind, good and bad: each is read or refused in words, and the process lives on."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from danvan.core import sheets
from danvan.core.sheets import Unreadable, letter, read

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def simple(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, **options})
    sheet = book.add_worksheet("DS")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def with_sheet_xml(path: Path, xml: str, **parts: bytes) -> Path:
    """Make a workbook whose one sheet is ``xml``."""
    source = io.BytesIO()
    openpyxl.Workbook().save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
        for name, content in parts.items():
            new.writestr(name.replace("__", "/"), content)
    return path


def refusal(path: Path) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.message.endswith((".", "?"))
    return caught.value


def test_values_of_a_workbook(tmp_path: Path) -> None:
    import datetime as dt

    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("Danh sách")
    day, percent = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "0.0%"})
    sheet.write_row("C3", ["chữ", 2022, 12.5, True])
    sheet.write_datetime("G3", dt.date(2022, 3, 12), day)
    sheet.write_datetime("H3", dt.datetime(2022, 3, 12, 7, 30), day)  # noqa: DTZ001 - a workbook knows no zones
    sheet.write_number("I3", 0.165, percent)
    sheet.write_formula("J3", "=1+1", None, 2)
    sheet.write_formula("K3", '=A1&"x"', None, "đã tính")
    sheet.write_string("L3", "=1+1")
    sheet.write_formula("M3", "=1/0", None, "#DIV/0!")
    sheet.merge_range("A5:B6", "gộp")
    book.add_worksheet("Ẩn").hide()
    book.add_chartsheet("Biểu đồ").set_chart(_chart(book))
    book.close()

    found = read(tmp_path / "a.xlsx")

    assert [(s.name, s.visible, s.is_empty) for s in found.sheets] == [("Danh sách", True, False), ("Ẩn", False, True)]
    first = found.sheets[0]
    assert first.rows[2] == [
        "",
        "",
        "chữ",
        2022,
        12.5,
        True,
        "2022-03-12",
        "2022-03-12T07:30:00",
        0.165,
        2,
        "đã tính",
        "=1+1",
    ]
    assert first.rows[:2] == [[], []]
    assert (first.merged, first.errors) == ([(4, 0, 5, 1)], ["M3"])


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "='Danh sách'!$A$1:$A$2"})
    return chart


def test_a_formula_without_a_stored_result_is_empty_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "=1+1", "x"
    book.save(tmp_path / "a.xlsx")
    sheet = read(tmp_path / "a.xlsx").sheets[0]
    assert (sheet.rows, sheet.stale) == ([["", "x"]], ["A1"])


def test_macros_are_noted_and_never_run(tmp_path: Path) -> None:
    path = with_sheet_xml(
        tmp_path / "a.xlsm", SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row>'), xl__vbaProject=b""
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert read(path).macros
    assert read(path).sheets[0].rows == [[1]]


def test_five_kilobytes_that_abort_the_reader_are_refused(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = with_sheet_xml(tmp_path / "far.xlsx", SHEET.format(cells))
    assert path.stat().st_size < 6000
    refused = refusal(path)
    assert (refused.code, "XFD1048576" in refused.message) == ("far_cell", True)


@pytest.mark.parametrize("cells", [
    "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="4294967295"><c r="ZZZZZZ4294967295"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c><v>1</v></c></row><row r="900001"><c r="XFD900001"><v>1</v></c></row>',
    '<row r="0"><c r="A0"><v>1</v></c></row>',
])  # fmt: skip
def test_other_ways_to_the_same_end(tmp_path: Path, cells: str) -> None:
    assert refusal(with_sheet_xml(tmp_path / "far.xlsx", SHEET.format(cells))).code in {"far_cell", "memory", "corrupt"}


def test_a_style_far_away_is_no_content(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(with_sheet_xml(tmp_path / "a.xlsx", SHEET.format(cells))).sheets[0].rows == [[1]]


def test_bombs(tmp_path: Path) -> None:
    with zipfile.ZipFile(simple(tmp_path / "a.xlsx", [["x"]]), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 120_000_000)
    assert refusal(tmp_path / "a.xlsx").code == "bomb"
    with zipfile.ZipFile(simple(tmp_path / "b.xlsx", [["x"]]), "a") as archive:
        for number in range(5001):
            archive.writestr(f"xl/p{number}", b"")
    assert refusal(tmp_path / "b.xlsx").code == "bomb"


def test_counts_that_lie_end_in_words(tmp_path: Path) -> None:
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
    path = simple(tmp_path / "a.xlsx", [["x"]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, strings if name.endswith("sharedStrings.xml") else old.read(name))
    try:
        rows = read(tmp_path / "b.xlsx").sheets[0].rows
    except Unreadable:
        rows = [["a"]]
    assert rows == [["a"]]


def test_a_cell_of_ten_megabytes_is_read_whole(tmp_path: Path) -> None:
    big = "dài " * 2_500_000
    cells = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{big.strip()}</t></is></c></row>'
    assert len(read(with_sheet_xml(tmp_path / "a.xlsx", SHEET.format(cells))).sheets[0].rows[0][0]) == len(big) - 1  # type: ignore[arg-type]
    (tmp_path / "a.csv").write_text(f"a;b\n{big.strip()};2\n")
    assert len(read(tmp_path / "a.csv").sheets[0].rows[1][0]) == len(big) - 1  # type: ignore[arg-type]


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="inlineStr"><is><t>Vận động {0}</t></is></c></row>'
    cells = "".join(row.format(n) for n in range(1, 100_001))
    sheet = read(with_sheet_xml(tmp_path / "a.xlsx", SHEET.format(cells))).sheets[0]
    assert (len(sheet.rows), sheet.rows[-1]) == (100_000, [100_000, "Vận động 100000"])


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.xlsx", b"", "empty"), ("a.csv", b"\xef\xbb\xbf \n\n", "empty"), ("a.pdf", b"%PDF-1.7 ...", "pdf"), ("a.png", b"\x89PNG\r\n\x1a\n", "image"),
    ("a.xls", b"<html><body><table>", "html"), ("a.xls", b'<?xml version="1.0"?><Workbook>', "html"), ("a.zip", b"7z\xbc\xaf\x27\x1c", "archive"),
    ("a.xlsx", b"PK\x03\x04 not a zip at all", "corrupt"), ("a.xls", sheets.__name__.encode() + bytes(range(1, 256)) * 20, "unknown"),
    ("a.csv", "Tên mô hình dân vận khéo\n".encode() * 40 + b"\xfd\xfe", "encoding"), ("a.csv", "Tên\tmô hình".encode("utf-16-le")[:-1] + b"", "encoding"),
    ("a.csv", 'TT;Tên\n1;một\n2;"hai\n3;ba\n'.encode(), "quote"), ("a.exe", b"MZ\x90\x00", "program"),
])  # fmt: skip
def test_what_is_no_table_is_refused_with_advice(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name).code == code


def test_an_open_quotation_mark_is_named_by_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('TT;Tên\n1;một\n2;"hai\n3;ba\n')
    assert "Dòng 3" in refusal(tmp_path / "a.csv").message


def ole(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(name.encode("utf-16-le") for name in names)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("EncryptedPackage",), "password"),
        (("Workbook",), "corrupt"),
        (("WordDocument",), "word"),
        (("Root Entry",), "unknown"),
        ((), "corrupt"),
    ],
)
def test_old_containers(tmp_path: Path, names: tuple[str, ...], code: str) -> None:
    (tmp_path / "a").write_bytes(ole(*names))
    assert refusal(tmp_path / "a").code == code


@pytest.mark.parametrize(("entries", "code"), [
    ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}, "corrupt"),
    ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<manifest:encryption-data/>"}, "password"),
    ({"mimetype": "application/vnd.oasis.opendocument.text"}, "word"), ({"a.txt": "x"}, "archive"),
    ({"[Content_Types].xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"}, "corrupt"),
    ({"[Content_Types].xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"}, "word"),
    ({"[Content_Types].xml": "application/vnd.ms-excel.sheet.binary.macroEnabled.main"}, "xlsb"),
    ({"[Content_Types].xml": "x"}, "archive"),
    ({"[Content_Types].xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"}, "corrupt"),
])  # fmt: skip
def test_other_archives(tmp_path: Path, entries: dict[str, str], code: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    assert refusal(tmp_path / "a.xlsx").code == code


def test_half_a_workbook(tmp_path: Path) -> None:
    whole = simple(tmp_path / "a.xlsx", [[n, f"tên {n}"] for n in range(500)]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "b.xlsx").code == "corrupt"
    torn = bytearray(whole)
    torn[len(torn) // 3 : len(torn) // 3 + 40] = bytes(40)
    (tmp_path / "c.xlsx").write_bytes(torn)
    assert refusal(tmp_path / "c.xlsx").code == "corrupt"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.xlsx").code == "missing"


@pytest.mark.parametrize(("text", "rows"), [
    ("sep=|\na|b\n1|2", [["a", "b"], ["1", "2"]]), ("a^b^c\n1^2^3\n", [["a", "b", "c"], ["1", "2", "3"]]),
    ("một, hai; ba\nbốn, năm, sáu; bảy\n", [["một, hai", " ba"], ["bốn, năm, sáu", " bảy"]]),
    ('"a\nb";c\r\n\r\n"x ""y""";z', [["a\nb", "c"], [], ['x "y"', "z"]]), ("a\tb\x0bc\n1\t2\u2028\n", [["a", "b\x0bc"], ["1", "2\u2028"]]),
    ("chỉ một cột\nhai\n", [["chỉ một cột"], ["hai"]]),
])  # fmt: skip
def test_text_tables(tmp_path: Path, text: str, rows: list[list[str]]) -> None:
    (tmp_path / "a.csv").write_text(text, newline="")
    assert read(tmp_path / "a.csv", "Danh sách").sheets[0].rows == rows


def test_a_child_that_hangs_or_dies_becomes_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = simple(tmp_path / "a.xlsx", [["x"]])

    def ending(code: int) -> Any:
        return lambda *args, **_: subprocess.CompletedProcess(args, code, b"", b"")

    for code, reason in ((-6, "memory"), (-9, "memory"), (-24, "time"), (1, "corrupt")):
        monkeypatch.setattr(sheets.subprocess, "run", ending(code))
        assert refusal(path).code == reason

    def too_long(*args: Any, **kwargs: Any) -> Any:
        raise subprocess.TimeoutExpired("x", 1)

    monkeypatch.setattr(sheets.subprocess, "run", too_long)
    assert refusal(path).code == "time"


def test_the_child_imports_nothing_heavy(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx", [["x"]])
    command = [sys.executable, "-I", "-v", "-c", sheets.CHILD, str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "import 'django" not in told.stderr
    house = {line.split("'")[1] for line in told.stderr.splitlines() if line.startswith("import 'danvan")}
    core = {f"danvan.core.{name}" for name in ("sheet_child", "sheet_text", "legacy_text")}
    assert house == {"danvan", "danvan.core", *core}


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_letters_of_columns(index: int, letters: str) -> None:
    assert letter(index) == letters
