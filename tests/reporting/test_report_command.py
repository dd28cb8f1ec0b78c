"""``danvan report``: three files at once or none, the workbook's checks counted again, refusals in plain sentences."""

import errno
import json
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from danvan.cli import together
from danvan.initiatives.models import Registration
from tests.factories import coordinating, draft, registered, unit

pytestmark = pytest.mark.usefixtures("country")
NAMES = tuple(f"bao-cao-24-2022.{form}" for form in ("docx", "pdf", "xlsx"))
EVIL = ('=cmd|"/c calc"!A1', "+1", "-2", "@SUM(A1)")


@pytest.fixture
def register() -> list[Registration]:
    coordinating("Ban Dân vận Tỉnh ủy Bắc Giang", unit("24"))
    return registered(
        *(draft(name, owner_name=f"={i}", texts={"result": f"={i}+1 việc"}) for i, name in enumerate(EVIL)),
        draft("Xã khác", ("07651",), illustration=True),
    )


def run(out: Path, capsys: Any, *args: str) -> dict[str, Any]:
    call_command("report", "annual", "--unit", "24", "--year", "2022", "--out", str(out), "--format", "json", *args)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_annual_report_is_three_files_with_their_figures(register: Any, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "báo cáo"
    found = run(out, capsys)

    assert sorted(p.name for p in out.iterdir()) == [f"bao-cao-24-2022.{form}" for form in ("docx", "pdf", "xlsx")]
    assert (found["unit"], found["period"], found["issuer"]) == ("24", "2022", "Ban Dân vận Tỉnh ủy Bắc Giang")
    assert {k: found["figures"][k] for k in ("tong-so", "moi", "minh-hoa")} == {"tong-so": 5, "moi": 5, "minh-hoa": 1}
    assert len(found["checks"]) == 40
    assert all(check["ok"] for check in found["checks"])
    assert (out / "bao-cao-24-2022.pdf").read_bytes().startswith(b"%PDF-")
    with zipfile.ZipFile(out / "bao-cao-24-2022.docx") as word:
        assert "Dân vận khéo" in word.read("word/document.xml").decode()


def test_the_workbook_checks_itself_and_runs_nothing(register: Any, tmp_path: Path, capsys: Any) -> None:
    run(tmp_path, capsys)
    path = tmp_path / "bao-cao-24-2022.xlsx"
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)

    assert formulas.sheetnames == ["Biểu 1", "Biểu 2", "Mô hình nổi bật", "Kiểm tra"]
    checks = list(zip(formulas["Kiểm tra"].iter_rows(min_row=6), values["Kiểm tra"].iter_rows(min_row=6), strict=True))
    assert len(checks) == 40
    for formula, value in checks:
        assert [str(cell.value)[0] for cell in formula[2:6]] == ["="] * 4
        assert (value[4].value, value[5].value) == (0, "ĐẠT")
    assert formulas["Kiểm tra"]["C6"].value == "=SUM('Biểu 1'!C7:C16)"
    assert formulas["Kiểm tra"]["D6"].value == "='Biểu 1'!C17"
    names = {row[2].value: row[2].data_type for row in formulas["Mô hình nổi bật"].iter_rows(min_row=6)}
    assert {name: names[name] for name in EVIL} == dict.fromkeys(EVIL, "s")
    for sheet in formulas:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows
        assert "MINH HOẠ" in (sheet.oddHeader.center.text or "")


def test_a_period_is_named_in_the_files(register: Any, tmp_path: Path, capsys: Any) -> None:
    call_command("report", "period", "--unit", "215", "--period", "2022-q3", "--out", str(tmp_path))
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"bao-cao-215-2022-q3.{f}" for f in ("docx", "pdf", "xlsx")]
    assert "đều đạt" in capsys.readouterr().out


def test_an_empty_period_still_makes_the_files(register: Any, tmp_path: Path) -> None:
    call_command("report", "period", "--unit", "24", "--period", "2020-H1", "--out", str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 3
    assert load_workbook(tmp_path / "bao-cao-24-2020-h1.xlsx").sheetnames == ["Biểu 1"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("period", "--unit", "24"), "Cần --period KỲ"),
        (("annual", "--unit", "24"), "Cần --year NĂM"),
        (("period", "--unit", "24", "--period", "quý 3"), "không hợp lệ"),
        (("annual", "--unit", "00", "--year", "2022"), "Không có đơn vị mang mã"),
        (("annual", "--unit", "215", "--year", "2026"), "Không có đơn vị mang mã"),
        (("annual", "--unit", "24", "--year", "2022", "--issuer", "Không Có"), "Không có cơ quan tên"),
    ],
)
def test_what_cannot_be_reported_is_refused(args: tuple[str, ...], says: str, register: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("report", *args, "--out", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_no_folder_is_refused(register: Any, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("x")
    with pytest.raises(CommandError, match="không phải thư mục"):
        call_command("report", "annual", "--unit", "24", "--year", "2022", "--out", str(tmp_path / "tep"))


def test_a_full_disk_leaves_nothing_half_written(
    register: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(together.os, "fsync", full)
    with pytest.raises(CommandError, match=r"đĩa đã đầy\. Chưa có tệp nào bị ghi dở"):
        call_command("report", "annual", "--unit", "24", "--year", "2022", "--out", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_a_folder_in_the_place_of_a_file_is_found_before_anything_is_written(
    form: str, register: Any, tmp_path: Path
) -> None:
    (tmp_path / f"bao-cao-24-2022.{form}").mkdir()
    (tmp_path / "bao-cao-24-2022.txt").write_text("của người khác")
    with pytest.raises(CommandError, match=rf"bao-cao-24-2022\.{form}». đây là một thư mục"):
        call_command("report", "annual", "--unit", "24", "--year", "2022", "--out", str(tmp_path))
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["bao-cao-24-2022.txt", f"bao-cao-24-2022.{form}"])


@pytest.mark.parametrize("stood", [(), NAMES])
def test_when_the_last_file_cannot_be_put_in_place_the_others_are_taken_back(
    stood: tuple[str, ...], register: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in stood:
        (tmp_path / name).write_text(f"cũ: {name}")
    replace = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if Path(target).suffix == ".xlsx":
            raise PermissionError(errno.EPERM, "Operation not permitted", str(self), None, str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(CommandError, match=r"bao-cao-24-2022\.xlsx». không có quyền"):
        call_command("report", "annual", "--unit", "24", "--year", "2022", "--out", str(tmp_path))
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {name: f"cũ: {name}" for name in stood}


def test_files_that_stood_there_are_replaced_and_nothing_else_is_left(
    register: Any, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "bao-cao-24-2022.pdf").write_text("cũ")
    run(tmp_path, capsys)
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"bao-cao-24-2022.{f}" for f in ("docx", "pdf", "xlsx")]
    assert (tmp_path / "bao-cao-24-2022.pdf").read_bytes().startswith(b"%PDF-")


def test_the_files_are_marked_as_a_draft_of_today(register: Any, tmp_path: Path, capsys: Any) -> None:
    run(tmp_path, capsys)
    mark = f"DỰ THẢO ngày {timezone.localdate():%d/%m/%Y}"
    with zipfile.ZipFile(tmp_path / "bao-cao-24-2022.docx") as word:
        assert mark in word.read("word/document.xml").decode()
    assert mark in "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "bao-cao-24-2022.pdf").pages)
    for sheet in load_workbook(tmp_path / "bao-cao-24-2022.xlsx"):
        assert [cell.value for cell in sheet[1] if cell.value][-1] == mark
        assert mark in (sheet.oddFooter.left.text or "")


def test_a_code_of_two_units_in_the_period_is_told(register: Any, tmp_path: Path, capsys: Any) -> None:
    call_command("report", "annual", "--unit", "24", "--year", "2025", "--out", str(tmp_path), "--issuer",
                 "Ban Dân vận Tỉnh ủy Bắc Giang")  # fmt: skip
    told = capsys.readouterr().err
    assert "mã 24 là của nhiều đơn vị" in told
    assert "không phải tỉnh Bắc Giang (đến hết 30/06/2025)" in told
    call_command("report", "annual", "--unit", "24", "--year", "2022", "--out", str(tmp_path))
    assert capsys.readouterr().err == ""
