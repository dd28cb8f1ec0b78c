"""A register brought in: what is written, what is left alone, what is handed back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.core.sheets import Unreadable
from danvan.imports.models import Import, ImportRow
from danvan.initiatives.models import Registration
from tests.factories import body, code_of, unit
from tests.imports.books import REGISTERS, workbook
from tests.imports.bringing import HEAD, PLACE, bring, counts, register, whole

pytestmark = pytest.mark.usefixtures("country")


@pytest.mark.parametrize("name", ["danh_sach_dang_ky.xlsx", "bieu_tong_hop_theo_linh_vuc.xlsx"])
def test_the_samples_come_in_whole_and_twice_change_nothing(name: str) -> None:
    first = bring(REGISTERS / name, "VN")
    assert counts(first) == (48, 48, 0, 0, 0)
    assert first.rejected_file is None
    entries = Entry.objects.exclude(kind__startswith="imports").exclude(kind__startswith="documents").count()

    assert counts(bring(REGISTERS / name, "VN")) == (48, 0, 0, 48, 0)

    assert Entry.objects.exclude(kind__startswith="imports").exclude(kind__startswith="documents").count() == entries
    assert Registration.objects.count() == 48
    whole()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", [1, "Một", "Chi bộ A", "KT", PLACE, "", "", "", ""])
    assert counts(bring(path, dry_run=True)) == (1, 1, 0, 0, 0)
    assert not Registration.objects.exists()
    assert not Import.objects.exists()
    assert not Entry.objects.exists()


def test_rows_are_rejected_with_their_place_and_come_back_in_a_workbook_that_is_read_again(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "Chi bộ A", "KT", PLACE, "", "", "", "=1+1"],
        [2, "", "Chi bộ B", "KT", PLACE, "", "", "", ""],
        [3, "Ba", "Chi bộ C", "Nông nghiệp", PLACE, "", "", "", "=SUM(A1)"],
        [4, "Bốn", "Chi bộ D", "KT", "xã Không Có Thật, huyện Yên Thế", 1990, "", "", "@x"],
        [5, "Một", "Chi bộ A", "KT", PLACE, "", "", "", ""],
    )
    found = bring(path)
    assert counts(found) == (5, 1, 0, 0, 4)
    assert [(r["sheet"], r["row"], r["column"]) for r in found.rejected] == [
        ("DS", 3, "B (Tên mô hình)"), ("DS", 4, "D (Lĩnh vực)"), ("DS", 5, "F (Năm)"), ("DS", 5, "E (Địa bàn)"), ("DS", 6, "B (Tên mô hình)"),
    ]  # fmt: skip
    assert "dòng 2" in found.rejected[-1]["message"]
    assert found.rejected_file
    assert Path(found.rejected_file).is_absolute()

    sheet = openpyxl.load_workbook(found.rejected_file).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*HEAD, "Dòng gốc", "Lý do trả lại"]
    assert [row[1] for row in rows[1:]] == ["", "Ba", "Bốn", "Một"]
    assert rows[2][8] == "=SUM(A1)"
    assert sheet["I3"].data_type == "s"

    again = bring(Path(found.rejected_file))
    assert counts(again) == (4, 0, 0, 1, 3)  # the second copy is now the same registration; the others wait for mending
    sheet["B2"], sheet["D3"] = "Hai", "Kinh tế"
    sheet["E4"], sheet["F4"] = PLACE, ""
    openpyxl_save(sheet, tmp_path / "mended.xlsx")
    assert counts(bring(tmp_path / "mended.xlsx")) == (4, 3, 0, 1, 0)
    assert Registration.objects.get(name="Ba").note == "=SUM(A1)"
    whole()


def openpyxl_save(sheet: Any, path: Path) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    sheet.parent.save(path)


def test_headings_travel_with_the_rows_handed_back(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [
            ["TT", "Tên mô hình", "Chủ thể", "", "Ghi chú"], ["", "", "Tập thể", "Cá nhân", ""],
            ["A", "HUYỆN YÊN THẾ"], ["I", "LĨNH VỰC QUỐC PHÒNG - AN NINH"], ["", "Xã Không Có"], [1, "Một", "Công an xã", "", "x"],
            ["", "Xã Đồng Kỳ"], [2, "Hai", "", "Ông B", "y"],
        ],
        "merge": ["C1:D1", "A1:A2", "B1:B2", "E1:E2"],
    })  # fmt: skip
    found = bring(path)
    assert counts(found) == (2, 1, 0, 0, 1)
    assert found.rejected_file
    sheet = openpyxl.load_workbook(found.rejected_file).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:5] == ["TT", "Tên mô hình", "Chủ thể > Tập thể", "Chủ thể > Cá nhân", "Ghi chú"]
    assert rows[0][5:-2] == ["Huyện, thành phố", "Xã, phường, thị trấn", "Lĩnh vực"]
    assert rows[1][5:-2] == ["HUYỆN YÊN THẾ", "Xã Không Có", "Quốc phòng - an ninh"]
    sheet["G2"] = "Xã Đồng Kỳ"
    sheet.parent.save(tmp_path / "mended.xlsx")
    assert counts(bring(tmp_path / "mended.xlsx")) == (1, 1, 0, 0, 0)
    row = Registration.objects.get(name="Một")
    assert (row.field, row.owner_kind, code_of(row.accounting_unit_id)) == ("defence_security", "collective", "07282")


def test_a_row_of_its_own_year_and_a_recognition(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "Chi bộ A", "KT", PLACE, 2021, "Cấp huyện", "Số 12-QĐ/HU ngày 5/4/2021", ""],
        [2, "Hai", "Chi bộ B", "KT", PLACE, "", "Tiêu biểu cấp tỉnh", "", ""],
    )
    assert counts(bring(path)) == (2, 2, 0, 0, 0)
    first, second = Registration.objects.order_by("year")
    assert (first.year, first.level, first.status, first.outstanding) == (2021, "district", "recognised", False)
    assert (second.year, second.level, second.outstanding) == (2022, "province", True)
    recognition = Recognition.objects.get(registration=first)
    assert (recognition.number, str(recognition.date)) == ("12-QĐ/HU", "2021-04-05")
    assert counts(bring(path)) == (2, 0, 0, 2, 0)
    whole()


def test_a_later_file_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Một", "Chi bộ A", "KT", PLACE, "", "", "", "cũ"]))
    row = Registration.objects.get()
    row.kind, row.status = "exemplar", "approved"
    row.save()
    path = register(
        tmp_path / "b.xlsx", [1, "Một", "Chi bộ A", "VHXH", PLACE, "", "Cấp cơ sở", "", ""], [2, "Hai", "c", "KT", PLACE, "", "", "", ""]
    )  # fmt: skip
    assert counts(bring(path)) == (2, 1, 1, 0, 0)
    row.refresh_from_db()
    assert (row.field, row.note, row.kind, row.status, row.level) == (
        "culture_society",
        "cũ",
        "exemplar",
        "recognised",
        "base",
    )
    assert counts(bring(path)) == (2, 0, 0, 2, 0)


def test_the_state_in_the_book_is_not_overwritten_by_a_file(tmp_path: Path) -> None:
    head = [*HEAD[:5], "Trạng thái"]
    path = register(tmp_path / "a.xlsx", [1, "Một", "Chi bộ A", "KT", PLACE, "Đã đăng ký"], head=head)
    bring(path)
    Registration.objects.update(status="under_way")
    found = bring(path)
    assert (counts(found), found.warnings) == ((1, 0, 0, 1, 0), 1)
    assert Registration.objects.get().status == "under_way"


def test_an_owner_that_is_a_known_body_is_linked(tmp_path: Path) -> None:
    mine = body("Hội Nông dân xã Đồng Kỳ", unit("07282"), "farmers")
    bring(register(tmp_path / "a.xlsx", [1, "Một", "HỘI NÔNG DÂN XÃ ĐỒNG KỲ", "KT", PLACE, "", "", "", ""]))
    assert Registration.objects.get().owner_id == mine.pk


def test_twins_in_one_file_are_one_and_the_same_name_elsewhere_is_another(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Một=[HEAD[:5], [1, "Đường hoà", "Chi bộ", "KT", PLACE], [2, "Đường hoà", "Chi bộ", "KT", "xã Tam Tiến, huyện Yên Thế"]],
        Hai=[HEAD[:5], [1, "ĐƯỜNG HÒA", "chi bộ", "KT", "xã Đồng Kỳ, huyện Yên Thế, Bắc Giang"]],
    )  # fmt: skip
    found = bring(path)
    assert counts(found) == (3, 2, 0, 0, 1)
    assert found.rejected[0]["sheet"] == "Hai"
    assert "«Một»" in found.rejected[0]["message"]


def test_our_own_export_comes_back_unchanged(tmp_path: Path) -> None:
    from danvan.reports.exports import csv_lines
    from danvan.reports.workbooks import write_xlsx

    bring(REGISTERS / "danh_sach_dang_ky.xlsx", "VN")
    path = register(
        tmp_path / "a.xlsx", [1, "=Một", "-Chi bộ A", "KT", PLACE, 2022, "Cấp huyện", "12-QĐ/HU ngày 5/4/2022", "+x"]
    )
    bring(path)
    write_xlsx(Registration.objects.all(), str(tmp_path / "out.xlsx"), "x")
    assert counts(bring(tmp_path / "out.xlsx", "VN")) == (49, 0, 0, 49, 0)
    (tmp_path / "out.csv").write_text("".join(csv_lines(Registration.objects.all())), newline="")
    assert counts(bring(tmp_path / "out.csv", "VN")) == (49, 0, 0, 49, 0)


def test_nothing_to_read_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="dòng tiêu đề"):
        bring(workbook(tmp_path / "a.xlsx", DS=[["không", "phải", "sổ"], [1, 2, 3]]))
    with pytest.raises(Unreadable, match="không có dòng mô hình"):
        bring(register(tmp_path / "b.xlsx"))
    with pytest.raises(Unreadable, match="không có dòng nào"):
        bring(workbook(tmp_path / "c.xlsx", DS=[]))
    with pytest.raises(Unreadable, match="đang ẩn"):
        bring(workbook(tmp_path / "d.xlsx", Trống=[], DS={"rows": [HEAD, [1, "Một"]], "hidden": True}))


# --- taking it back


def test_errors_and_unsaved_formulas_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD[:5])
    book.active.append([1, "Một", "=A1", "KT", PLACE])
    book.save(tmp_path / "a.xlsx")
    found = bring(tmp_path / "a.xlsx")
    assert (counts(found), found.warnings) == ((1, 1, 0, 0, 0), 1)
    assert ImportRow.objects.get().messages[0]["column"] == "C (Đơn vị)"
