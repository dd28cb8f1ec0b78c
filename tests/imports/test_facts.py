"""What the cells of a row mean, and what is said where they mean nothing."""

from pathlib import Path
from typing import Any

import pytest

from danvan.imports.records import RowDraft
from tests.imports.books import rows_of, workbook


def row_of(tmp_path: Path, **cells: Any) -> RowDraft:
    """The one record of a list with these columns."""
    head, values = ["TT", "Tên mô hình", *(h.replace("_", " ") for h in cells)], [1, "Một", *cells.values()]
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", DS=[head, values]))
    return row


def said(row: RowDraft, level: str = "warning") -> list[tuple[str, str]]:
    return [(p.role, p.column) for p in row.problems if p.level == level and p.role != "field"]


def test_two_ticks_for_fields_are_an_error(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [["TT", "Tên mô hình", "Lĩnh vực", ""], ["", "", "KT", "VHXH"], [1, "Một", "x", "x"], [2, "Hai", "x", "không"]], "merge": ["C1:D1"],
    })  # fmt: skip
    first, second = rows_of(path)
    assert [(p.column, p.level) for p in first.problems] == [("C (Lĩnh vực > KT)", "error")]
    assert (second.facts["field"], second.problems) == ("economy", [])


def test_both_owner_columns_filled(tmp_path: Path) -> None:
    row = row_of(tmp_path, Tập_thể="Chi bộ A", Cá_nhân="Ông B", Lĩnh_vực="KT")
    assert (row.facts["owner"], row.facts["owner_kind"], said(row)) == (
        "Chi bộ A",
        "collective",
        [("owner_collective", "C (Tập thể)")],
    )
    row = row_of(tmp_path, Tập_thể="x", Cá_nhân="x", Lĩnh_vực="KT", Đơn_vị="Chi bộ A")
    assert (row.facts["owner"], said(row)) == ("Chi bộ A", [("owner_collective", "C (Tập thể)")])


def test_who_is_plainly_a_person_is_one(tmp_path: Path) -> None:
    row = row_of(tmp_path, Đơn_vị="Bí thư chi bộ thôn A", Lĩnh_vực="KT")
    assert (row.facts["owner_kind"], said(row)) == ("individual", [("owner", "C (Đơn vị)")])
    row = row_of(tmp_path, Đơn_vị="Bí thư chi bộ thôn A", Tập_thể_Cá_nhân="?", Lĩnh_vực="KT")
    assert (row.facts["owner_kind"], said(row)) == ("collective", [("owner_kind", "D (Tập thể Cá nhân)")])


@pytest.mark.parametrize(("head", "text"), [("Mới/Duy trì", "lạ"), ("Trạng thái", "lạ"), ("Loại mô hình", "lạ")])
def test_words_not_understood_are_left_empty_with_a_warning(tmp_path: Path, head: str, text: str) -> None:
    row = row_of(tmp_path, **{"Lĩnh vực": "KT", head: text})
    assert [column for _, column in said(row)] == [f"D ({head})"]
    assert not row.rejected


def test_the_fused_phrase_is_no_kind_and_no_trouble(tmp_path: Path) -> None:
    row = row_of(tmp_path, Lĩnh_vực="KT", Loại_mô_hình="Mô hình, điển hình")
    assert (row.facts["kind"], said(row)) == (None, [])


def test_recognitions(tmp_path: Path) -> None:
    def found(**cells: Any) -> tuple[Any, ...]:
        row = row_of(tmp_path, Lĩnh_vực="KT", **cells)
        facts = row.facts
        return (
            facts["level"],
            facts["number"],
            str(facts["date"] or ""),
            facts["outstanding"],
            [role for role, _ in said(row)],
            facts["texts"].get("note", ""),
        )

    assert found(Cấp_công_nhận="Cấp tỉnh", Tiêu_biểu="x") == ("province", "", "", True, [], "")
    assert found(Quyết_định_công_nhận="12-QĐ/HU ngày 1/2/2022") == (
        "district",
        "12-QĐ/HU",
        "2022-02-01",
        False,
        ["decision"],
        "",
    )
    assert found(Quyết_định_công_nhận="12/QĐ-UBND") == (
        "",
        "12/QĐ-UBND",
        "",
        False,
        ["level"],
        "Quyết định công nhận: 12/QĐ-UBND",
    )
    assert found(Tiêu_biểu="x") == ("", "", "", False, ["level"], "Tiêu biểu: x")
    assert found(Tiêu_biểu="không") == ("", "", "", False, [], "")
    assert found(Cấp_công_nhận="lạ") == ("", "", "", False, ["level"], "")
    assert found(Cấp_công_nhận="x") == ("", "", "", False, ["level"], "")
    assert found(Cấp_công_nhận="12-QĐ/TU") == ("province", "12-QĐ/TU", "", False, ["decision"], "")
    assert found(Số_quyết_định="7", Ngày_quyết_định="1/3/2022", Cấp_công_nhận="xã") == (
        "base",
        "7",
        "2022-03-01",
        False,
        [],
        "",
    )
    assert found(Số_quyết_định="QĐ khen", Ngày_quyết_định="hôm qua", Cấp_công_nhận="xã") == (
        "base",
        "QĐ khen",
        "",
        False,
        ["decision_date"],
        "",
    )


def test_a_proposal_and_another_years_recognition_are_none_of_this_year(tmp_path: Path) -> None:
    row = row_of(
        tmp_path, **{"Lĩnh vực": "KT", "Kết quả công nhận năm 2021": "Cấp huyện", "Đề nghị công nhận": "Cấp tỉnh"}
    )
    assert (row.facts["level"], row.facts["texts"]["note"]) == ("", "Kết quả công nhận năm 2021: Cấp huyện")


def test_participants_and_resources(tmp_path: Path) -> None:
    row = row_of(
        tmp_path,
        Lĩnh_vực="KT",
        Đơn_vị_phối_hợp="Hội Phụ nữ, Đoàn xã; Công an xã",
        Kinh_phí="50 triệu đồng",
        Ghi_chú="a",
    )
    assert [name for name, _part in row.facts["participants"]] == ["Hội Phụ nữ", "Đoàn xã", "Công an xã"]
    assert row.facts["texts"]["note"] == "a\nKinh phí: 50 triệu đồng"


def test_a_sub_field_that_is_not_on_the_list_stays_in_the_note(tmp_path: Path) -> None:
    assert row_of(tmp_path, Lĩnh_vực="Kinh tế (OCOP)").facts["texts"]["note"] == "Phân nhóm lĩnh vực: OCOP"


@pytest.mark.parametrize(("head", "text"), [
    ("Đơn vị", "x" * 501), ("Thời gian thực hiện", "x" * 301), ("Mục tiêu", "x" * 32_768), ("Số quyết định", "1/" + "a" * 70), ("Nguồn", "x" * 501),
])  # fmt: skip
def test_nothing_is_cut_silently(tmp_path: Path, head: str, text: str) -> None:
    (tmp_path / "a.csv").write_text(f"TT;Tên mô hình;Lĩnh vực;{head}\n1;Một;KT;{text}\n")
    (row,) = rows_of(tmp_path / "a.csv")
    assert row.rejected
    assert row.problems[-1].column == f"D ({head})"


def test_numbers_and_ticked_boxes_as_text(tmp_path: Path) -> None:
    row = row_of(tmp_path, Lĩnh_vực="KT", Ghi_chú=12.5, Kết_quả=True, Số_hộ=1234567.0)
    assert (row.facts["texts"], row.raw["F"]) == ({"note": "12.5", "result": "TRUE"}, "1234567")


def test_a_merged_range_larger_than_the_sheet_costs_nothing(tmp_path: Path) -> None:
    from danvan.core.sheets import Book, Sheet
    from danvan.imports.book import understand_book

    rows: list[list[Any]] = [["TT", "Tên mô hình", "Lĩnh vực"], *([n, f"M{n}", "KT"] for n in range(2000))]
    sheet = Sheet("S", rows, merged=[(0, 0, 0, 0), *([(5, 3, 1_048_575, 16_383)] * 9), *([(1, 0, 2000, 2)] * 100)])
    found = understand_book(Book([sheet]))[0]
    assert len(found.rows) >= 1
