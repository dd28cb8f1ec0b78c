"""Where the records of a register are carried out and counted."""

from pathlib import Path

import pytest

from danvan.imports import queries
from danvan.imports.models import Import
from danvan.initiatives.models import Initiative, Place, Registration
from tests.factories import code_of, operator, unit
from tests.imports.books import REGISTERS, workbook
from tests.imports.bringing import HEAD, PLACE, bring, counts, register

pytestmark = pytest.mark.usefixtures("country")


def test_the_model_in_two_places_of_two_districts_counts_once_at_the_seat_of_its_owner() -> None:
    bring(REGISTERS / "bieu_tong_hop_theo_linh_vuc.xlsx", "VN")
    row = Registration.objects.get(name__startswith="Tranh thủ người có uy tín")
    assert code_of(row.accounting_unit_id) == "24"
    assert [(code_of(p.unit_id), p.village) for p in row.places.all()] == [
        ("07651", "thôn Khe Táu"),
        ("07597", "thôn Vách Gạo"),
    ]
    assert row.line == "police"


def test_a_place_outside_the_unit_is_rejected_and_so_is_an_owner_seated_outside(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "Chi bộ A", "KT", "xã An Lạc, huyện Sơn Động", "", "", "", ""],
        [2, "Hai", "Chi bộ B", "KT", PLACE, "", "", "", ""],
    )
    found = bring(path, "215")  # huyện Yên Thế
    assert counts(found) == (2, 1, 0, 0, 1)
    assert found.rejected[0]["row"] == 2


def test_an_unknown_village_stays_text_and_is_proposed(tmp_path: Path) -> None:
    head = ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Thôn", "Xã", "Huyện"]
    rows = [[n, f"M{n}", f"Chi bộ thôn Đồng Lân {n}", "KT", "thôn Đồng Lân", "Đồng Kỳ", "Yên Thế"] for n in (1, 2)]
    bring(register(tmp_path / "a.xlsx", *rows, head=head))
    place = Place.objects.first()
    assert place
    assert (code_of(place.unit_id), place.village) == ("07282", "thôn Đồng Lân")
    (proposed,) = queries.new_villages(Import.objects.get())
    assert (proposed["name"], proposed["rows"]) == ("thôn Đồng Lân", 2)
    assert "Đồng Kỳ" in proposed["commune_name"]


def test_a_heading_that_contradicts_the_row_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn"], ["A", "HUYỆN YÊN THẾ"], [1, "Một", "a", "KT", "xã An Lạc, huyện Sơn Động"],
        [2, "Hai", "b", "KT", "xã Đồng Kỳ"],
    ])  # fmt: skip
    found = bring(path)
    assert (counts(found), found.warnings) == ((2, 2, 0, 0, 0), 1)
    assert [code_of(r.accounting_unit_id) for r in Registration.objects.order_by("name")] == ["07282", "07645"]


def test_a_unit_in_the_column_of_owners_is_the_place_where_there_is_no_other(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Một", "Xã Đồng Kỳ", "KT"], head=HEAD[:4]))
    row = Registration.objects.get()
    assert (code_of(row.accounting_unit_id), row.owner_name) == ("07282", "Xã Đồng Kỳ")


def test_no_place_at_all_counts_at_the_unit_with_a_warning(tmp_path: Path) -> None:
    found = bring(register(tmp_path / "a.xlsx", [1, "Một", "Câu lạc bộ", "KT"], head=HEAD[:4]))
    assert (counts(found), found.warnings) == ((1, 1, 0, 0, 0), 1)
    assert code_of(Registration.objects.get().accounting_unit_id) == "24"


def test_places_too_long_are_rejected(tmp_path: Path) -> None:
    long_village = f"thôn {'a' * 210}, {PLACE}"
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "a", "KT", "; ".join([PLACE] * 60)],
        [2, "Hai", "b", "KT", long_village],
        head=HEAD[:5],
    )
    assert counts(bring(path)) == (2, 0, 0, 0, 2)


def test_a_village_that_has_become_a_unit_changes_nothing_on_the_next_import(tmp_path: Path) -> None:
    from danvan.units.actions import add_villages

    path = register(tmp_path / "a.xlsx", [1, "Một", "Chi hội Phụ nữ", "KT", f"thôn Đồng Lân, {PLACE}"], head=HEAD[:5])
    bring(path)
    add_villages(unit("07282"), ["thôn Đồng Lân"], operator("24"))
    assert counts(bring(path)) == (1, 0, 0, 1, 0)


def test_the_same_name_of_a_nameless_owner_elsewhere_is_another_model(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Tiếng kẻng", "Công an xã", "QPAN", PLACE], head=HEAD[:5]))
    other = register(
        tmp_path / "b.xlsx", [1, "Tiếng kẻng", "Công an xã", "QPAN", "xã Tam Tiến, huyện Yên Thế"], head=HEAD[:5]
    )
    assert counts(bring(other, "215")) == (1, 1, 0, 0, 0)
    assert counts(bring(other, "215")) == (1, 0, 0, 1, 0)
    assert Initiative.objects.count() == 2


def test_a_place_told_more_exactly_is_the_same_model(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Đường hoa", "Chi hội Phụ nữ", "VHXH", "huyện Yên Thế"], head=HEAD[:5]))
    exact = register(tmp_path / "b.xlsx", [1, "Đường hoa", "Chi hội Phụ nữ", "VHXH", PLACE], head=HEAD[:5])
    assert counts(bring(exact)) == (1, 0, 1, 0, 0)
    assert code_of(Registration.objects.get().accounting_unit_id) == "07282"


def test_a_record_of_a_unit_outside_is_not_overwritten(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", [1, "Đường hoa", "Chi hội Phụ nữ", "VHXH", PLACE], head=HEAD[:5])
    bring(path)
    Registration.objects.update(accounting_unit=unit("24"))
    found = bring(path, "215")
    assert counts(found) == (1, 0, 0, 0, 1)
    assert "tỉnh Bắc Giang" in found.rejected[0]["message"]
