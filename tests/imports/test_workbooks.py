"""Workbooks of several sheets, units and tables: each registration lands at its unit, summaries are held against the rows."""

from pathlib import Path
from typing import Any

import pytest

from danvan.imports import actions
from danvan.imports.understanding import understand
from danvan.initiatives.models import Registration
from tests.factories import code_of, unit
from tests.imports.books import brief, rows_of, understood, workbook
from tests.imports.bringing import bring, confirmed, counts, handed_in

HEAD = ["TT", "Tên mô hình", "Đơn vị thực hiện", "Lĩnh vực"]
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
DONG_KY, CANH_NAU, BO_HA = "07306", "07270", "07288"


def rows(first: int, n: int) -> list[list[Any]]:
    return [[i, f"Mô hình số {i}", "Hội Phụ nữ", "Kinh tế"] for i in range(first, first + n)]


def counted() -> dict[str, str]:
    """Where each model is counted, by the name of the unit, in the order of their codes."""
    from danvan.imports.placing import unit_label

    rows = Registration.objects.order_by("initiative__code")
    return {r.name: unit_label(r.accounting_unit_id, r.year) for r in rows}


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("titles", [
    (["UBND XÃ ĐỒNG KỲ"], ["ĐẢNG ỦY XÃ CANH NẬU"], ["Đơn vị: thị trấn Bố Hạ"]),
    (["DANH SÁCH MÔ HÌNH XÃ ĐỒNG KỲ NĂM 2022"], ["Danh sách đăng ký của xã Canh Nậu, huyện Yên Thế năm 2022"], ["MTTQ THỊ TRẤN BỐ HẠ", "", STATE]),
    (["(Kèm theo Công văn số 3 của UBND xã Đồng Kỳ)"], ["HUYỆN ỦY YÊN THẾ\nĐẢNG ỦY XÃ CANH NẬU"], ["Đơn vị báo cáo: Thị trấn Bố Hạ"]),
])  # fmt: skip
def test_the_title_tells_the_unit_of_a_sheet(tmp_path: Path, titles: tuple[list[str], ...]) -> None:
    first, second, third = titles
    path = workbook(
        tmp_path / "a.xlsx",
        A=[first, [], HEAD, *rows(1, 2)],
        B=[second, [], HEAD, *rows(3, 1)],
        C=[third, [], HEAD, *rows(4, 1)],
    )
    assert counts(bring(path)) == (4, 4, 0, 0, 0)
    assert counted() == {
        "Mô hình số 1": "xã Đồng Kỳ", "Mô hình số 2": "xã Đồng Kỳ", "Mô hình số 3": "xã Canh Nậu", "Mô hình số 4": "thị trấn Bố Hạ",
    }  # fmt: skip


@pytest.mark.usefixtures("country")
def test_the_name_of_a_sheet_tells_the_unit(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        **{"Đồng_Kỳ": [HEAD, *rows(1, 1)], "2. Canh_Nậu": [HEAD, *rows(2, 1)], "TT_Bố_Hạ": [HEAD, *rows(3, 1)]},
    )
    assert counts(bring(path)) == (3, 3, 0, 0, 0)
    assert list(counted().values()) == ["xã Đồng Kỳ", "xã Canh Nậu", "thị trấn Bố Hạ"]


@pytest.mark.usefixtures("country")
def test_tables_below_each_other_have_units_of_their_own(tmp_path: Path) -> None:
    lines = [
        ["UBND XÃ ĐỒNG KỲ", "", STATE],
        [],
        HEAD,
        *rows(1, 2),
        [],
        ["", "", "TM. UBND XÃ"],
        ["UBND XÃ CANH NẬU", "", STATE],
        [],
        HEAD,
        *rows(3, 2),
    ]
    assert counts(bring(workbook(tmp_path / "a.xlsx", DS=lines))) == (4, 4, 0, 0, 0)
    assert list(counted().values()) == ["xã Đồng Kỳ"] * 2 + ["xã Canh Nậu"] * 2


@pytest.mark.usefixtures("country")
def test_a_row_that_names_its_place_is_believed_before_the_title(tmp_path: Path) -> None:
    head, place = [*HEAD, "Địa bàn"], "xã Canh Nậu, huyện Yên Thế"
    path = workbook(
        tmp_path / "a.xlsx", DS=[["UBND XÃ ĐỒNG KỲ"], head, [1, "Một", "Hội", "KT", place], [2, "Hai", "Hội", "KT", ""]]
    )
    bring(path)
    assert counted() == {"Một": "xã Canh Nậu", "Hai": "xã Đồng Kỳ"}


@pytest.mark.usefixtures("country")
def test_an_unclear_title_is_asked_and_a_person_says_the_unit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", S=[["UBND XÃ TÂN TIẾN"], HEAD, *rows(1, 2)])
    found = bring(path, "VN", dry_run=True)
    assert (found.created, len(found.rejected)) == (0, 2)
    assert "«xã Tân Tiến»" in found.rejected[0]["message"]

    batch, who = handed_in(path)
    wanted = unit(code_of(unit("07288").pk))
    actions.correct(batch, actor=who, units={"S": str(wanted.pk)})
    batch.refresh_from_db()
    understand(batch)
    batch.refresh_from_db()
    confirmed(batch, who)
    assert set(Registration.objects.values_list("accounting_unit", flat=True)) == {wanted.pk}


def test_tables_side_by_side_keep_their_columns(tmp_path: Path) -> None:
    lines = [
        ["DANH SÁCH MÔ HÌNH XÃ ĐỒNG KỲ NĂM 2022"], ["TẬP THỂ", "", "", "", "CÁ NHÂN"],
        ["TT", "Tên mô hình", "Đơn vị", "", "TT", "Tên mô hình", "Cá nhân"],
        [1, "Tập thể một", "Chi hội", "", 1, "Cá nhân một", "Trưởng thôn"], [2, "Tập thể hai", "Chi đoàn", "", 2, "Cá nhân hai", "Bí thư chi bộ"],
    ]  # fmt: skip
    found = understood(workbook(tmp_path / "a.xlsx", DS=lines))
    assert [(one.name, len(one.rows)) for one in found] == [("DS", 2), ("DS – E:G", 2)]
    assert found[1].rows[0].column_of("name") == "F (Tên mô hình)"
    read = rows_of(tmp_path / "a.xlsx")
    assert [(r.facts["name"], r.facts["owner_kind"], r.context["issuer_commune"]) for r in read] == [
        ("Tập thể một", "collective", "xã Đồng Kỳ"), ("Tập thể hai", "collective", "xã Đồng Kỳ"),
        ("Cá nhân một", "individual", "xã Đồng Kỳ"), ("Cá nhân hai", "individual", "xã Đồng Kỳ"),
    ]  # fmt: skip


def test_a_sheet_without_header_goes_on_from_the_one_before(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        A=[["UBND XÃ ĐỒNG KỲ"], HEAD, *rows(1, 2)],
        B=rows(3, 3),
        C=[["ghi chú"], ["gọi lại", "chưa rõ"]],
    )
    found = understood(path)
    assert [(one.name, one.state, len(one.rows)) for one in found] == [
        ("A", "data", 2),
        ("B", "data", 3),
        ("C", "no_header", 0),
    ]
    assert found[1].tables[0].without_header
    assert {row.context["issuer_commune"] for row in found[1].rows} == {"xã Đồng Kỳ"}
    assert brief(rows_of(path), "field")[2:] == [
        (1, "Mô hình số 3", "economy"),
        (2, "Mô hình số 4", "economy"),
        (3, "Mô hình số 5", "economy"),
    ]


@pytest.mark.usefixtures("country")
def test_a_summary_is_left_out_and_its_figures_are_held_against_the_rows(tmp_path: Path) -> None:
    summary = {
        "rows": [
            ["TỔNG HỢP MÔ HÌNH NĂM 2022"], ["TT", "Đơn vị", "Tổng số", "Lĩnh vực", "", "Số hộ"], ["", "", "", "Kinh tế", "QP-AN", ""],
            [1, "Xã Đồng Kỳ", 2, 2, 0, 90], [2, "Xã Canh Nậu", 2, 1, 0, 80], ["", "Tổng cộng", 4, 3, 0, 170],
        ],
        "merge": ["D2:E2"],
    }  # fmt: skip
    path = workbook(
        tmp_path / "a.xlsx",
        Tổng_hợp=summary,
        A=[["UBND XÃ ĐỒNG KỲ"], HEAD, *rows(1, 2)],
        B=[["UBND XÃ CANH NẬU"], HEAD, *rows(3, 1)],
    )
    batch, _who = handed_in(path)
    told = batch.understanding[0]
    assert (told["state"], told["rows"], told["summary"]["checked"]) == ("summary", 0, 9)
    assert [(one["cell"], one["said"], one["found"]) for one in told["summary"]["wrong"]] == [
        ("C5", 2, 1),
        ("C6", 4, 3),
    ]
    assert batch.rows.count() == 3


@pytest.mark.django_db
def test_a_second_column_of_the_same_name_is_told(tmp_path: Path) -> None:
    from danvan.imports.reading import read_register

    path = workbook(
        tmp_path / "a.xlsx", DS=[["TT", "Tên mô hình", "Tên mô hình", "Lĩnh vực"], [1, "Một", "Khác", "KT"]]
    )
    told = read_register(path, title="a", year=2022, province=None).understanding()[0]["tables"][0]
    assert len(told["warnings"]) == 1
    assert "C (Tên mô hình)" in told["warnings"][0]
    chosen = {"columns": {"DS": {"2": "name"}}}
    again = read_register(path, title="a", year=2022, province=None, corrections=chosen).understanding()[0]["tables"][0]
    assert [c["role"] for c in again["columns"]].count("name") == 1
