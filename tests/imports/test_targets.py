"""Measurable targets and resources in the words of officers: rows of their own where they are certain, text always."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from danvan.imports.targets import resources_in, targets_in
from danvan.initiatives.models import Registration
from danvan.initiatives.parts import plain_resources, plain_targets, there
from tests.imports.books import rows_of, workbook
from tests.imports.bringing import PLACE, bring, confirmed, counts, handed_in, only, undo, whole

HEAD = ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn", "Mục tiêu, chỉ tiêu", "Kinh phí, nguồn lực"]
GOAL = "Hiến 500 m² đất; 100% hộ dân tham gia"
MEANS = "Nhân dân đóng góp 30 triệu đồng, 200 ngày công"
TARGETS = [["Hiến đất", "m²", "", "500", ""], ["Hộ dân tham gia", "%", "", "100", ""]]
RESOURCES = [["labour", "200", ""], ["money", "30000000", "Nhân dân đóng góp"]]


def row(goal: str = GOAL, means: str = MEANS, name: str = "Đường hoa") -> list[Any]:
    return [1, name, "Hội Phụ nữ", "VHXH", PLACE, goal, means]


@pytest.mark.parametrize(("text", "wanted"), [
    ("Hiến 500m2 đất", [["Hiến đất", "m²", "", "500", ""]]),
    ("100% hộ dân", [["Hộ dân", "%", "", "100", ""]]),
    ("vận động 50 triệu đồng", [["Vận động", "triệu đồng", "", "50", ""]]),
    ("- 80 hộ phân loại rác\n- 01 tuyến đường hoa", [["Hộ phân loại rác", "hộ", "", "80", ""], ["Tuyến đường hoa", "tuyến", "", "1", ""]]),
    ("Hiến đất: 500 m²\nKinh phí: 1,5 tỷ đồng", [["Hiến đất", "m²", "", "500", ""], ["Kinh phí", "tỷ đồng", "", "1.5", ""]]),
    ("Trồng 500 cây xanh, 1.200 cây hoa và làm 1,2 km đường",
     [["Làm đường", "km", "", "1.2", ""], ["Trồng cây hoa", "cây", "", "1200", ""], ["Trồng cây xanh", "cây", "", "500", ""]]),
    ("từ 60% lên 90% hộ phân loại rác", [["Hộ phân loại rác", "%", "60", "90", ""]]),
    ("Phấn đấu đến cuối năm 2022 có ít nhất 95% hộ dân tham gia", [["Hộ dân tham gia", "%", "", "95", "2022-12-31"]]),
    ("Trước ngày 30/6 xóa 3 nhà tạm; quý III: 2 lớp tập huấn",
     [["Lớp tập huấn", "lớp", "", "2", "2022-09-30"], ["Xóa nhà tạm", "nhà", "", "3", "2022-06-30"]]),
    ("Thu nhập đạt 60 triệu đồng/người/năm", [["Thu nhập", "triệu đồng/người/năm", "", "60", ""]]),
    ("100% hộ dân, cơ quan tham gia; 90% phân loại rác", [["Hộ dân, cơ quan tham gia", "%", "", "100", ""], ["Phân loại rác", "%", "", "90", ""]]),
    ("Sản phẩm, kết quả đầu ra: 3 điểm thu gom", [["Điểm thu gom", "điểm", "", "3", ""]]),
    ("Lắp 10 camera an ninh (2 triệu/cái)", [["Lắp camera an ninh", "camera", "", "10", ""]]),
    ("Đạt 60% hộ; đạt 60% hộ", []), ("Hộ tham gia 60%; hộ tham gia 80%", []),  # two numbers for one thing
])  # fmt: skip
def test_what_is_clear_becomes_a_target(text: str, wanted: list[list[str]]) -> None:
    assert plain_targets(targets_in(text, 2022)) == wanted


@pytest.mark.parametrize("text", [
    "Nâng cao chất lượng", "Thực hiện Nghị quyết 35, tiêu chí 17", "Chi bộ 4 tốt", "5 không 3 sạch", "5-7 hộ thoát nghèo", "khoảng 20 hộ tham gia",
    "Đạt 1,500 m đường", "Năm 2021 đạt 60% hộ tham gia", "Hiện nay có 60% hộ tham gia", "Không để xảy ra 01 vụ cháy", "Tăng thu nhập 10% so với năm 2021",
    "1 đảng viên phụ trách 5 hộ", "Mỗi hộ trồng 5 cây", "20 hộ", "Ngày 19/5 ra mắt mô hình", "Từ 5 đến 7 hộ thoát nghèo", "dưới 5% hộ nghèo", "Giai đoạn 2021-2025",
    "Trong 3 tháng có 50% hộ ở 2 thôn tham gia", "", "100%", "m² đất", "999999999999999 m² đất",
])  # fmt: skip
def test_what_is_not_clear_stays_text(text: str) -> None:
    assert targets_in(text, 2022) == ()


@pytest.mark.parametrize(("text", "header", "wanted"), [
    ("20", "Kinh phí (triệu đồng)", [["money", "20000000", ""]]), ("15.000", "Kinh phí (ĐVT: 1.000đ)", [["money", "15000000", ""]]),
    ("20", "Kinh phí", []), ("20", "Số hộ (hộ)", []), ("2,5 tỷ", "", [["money", "2500000000", ""]]), ("5tr", "", [["money", "5000000", ""]]),
    ("Tổng 50 triệu đồng, trong đó ngân sách xã 20 triệu, nhân dân đóng góp 30 triệu", "",
     [["money", "20000000", "Ngân sách xã"], ["money", "30000000", "Nhân dân đóng góp"]]),
    ("Tổng 50 triệu đồng: ngân sách 20 triệu; dân góp 10 triệu", "", []),  # no sum
    ("Ngân sách 20 triệu; dân góp khoảng 10 triệu", "", []), ("5 triệu đồng/tháng", "", []), ("10-15 triệu đồng", "", []), ("Xã hội hóa", "", []),
    ("Các hộ hiến 0,5 ha đất; 120 ngày công", "", [["labour", "120", ""], ["land", "5000", "Các hộ hiến"]]),
    ("50 bao xi măng", "", []),
])  # fmt: skip
def test_resources(text: str, header: str, wanted: list[list[str]]) -> None:
    assert plain_resources(resources_in(text, header)) == wanted


def test_the_box_for_means_and_time_states_resources(tmp_path: Path) -> None:
    boxes = [("Tên mô hình", "Ngõ sạch"), ("Lĩnh vực", "VHXH"), ("Mục tiêu, tiêu chí", "90% hộ phân loại rác"), ("Địa bàn, đối tượng", "Xã Đồng Kỳ; 120 hộ dân"),
             ("Nguồn lực và thời gian", "Kinh phí 20 triệu đồng, từ tháng 3 đến tháng 12/2022"), ("Sản phẩm, kết quả đầu ra", "3 điểm thu gom")]  # fmt: skip
    (found,) = rows_of(workbook(tmp_path / "a.xlsx", P=[[n, *box] for n, box in enumerate(boxes, 1)]))
    assert plain_resources(found.facts["resources"]) == [["money", "20000000", ""]]
    assert plain_targets(found.facts["targets"]) == [
        ["Hộ phân loại rác", "%", "", "90", ""],
        ["Điểm thu gom", "điểm", "", "3", ""],
    ]
    assert "Nguồn lực, kinh phí: Kinh phí 20 triệu đồng" in found.facts["texts"]["note"]


@pytest.mark.usefixtures("country")
def test_they_are_previewed_written_and_taken_back(tmp_path: Path) -> None:
    batch, who = handed_in(workbook(tmp_path / "a.xlsx", DS=[HEAD, row()]))
    said = batch.rows.get().parsed["said"]
    assert (said["targets"], said["resources"]) == (TARGETS, RESOURCES)
    confirmed(batch, who)
    made = Registration.objects.get()
    assert there([made.pk])[made.pk] == {"targets": TARGETS, "resources": RESOURCES}
    assert (made.goal, MEANS in made.note) == (GOAL, True)
    assert counts(bring(tmp_path / "a.xlsx")) == (1, 0, 0, 1, 0)
    whole()
    undo(batch, who)
    assert Registration.objects.count() == 0
    whole()


@pytest.mark.usefixtures("country")
def test_they_follow_their_text_unless_somebody_has_changed_them(tmp_path: Path) -> None:
    bring(workbook(tmp_path / "a.xlsx", DS=[HEAD, row(), row(name="Ngõ sạch")]))
    Registration.objects.get(name="Ngõ sạch").targets.filter(measure="%").update(goal=80)
    other = [HEAD, row("Hiến 800 m² đất"), row("Hiến 800 m² đất", "40 triệu đồng", name="Ngõ sạch")]
    batch, who = handed_in(workbook(tmp_path / "b.xlsx", DS=other))
    confirmed(batch, who)
    told = {r.parsed["said"]["name"]: sorted(m["role"] for m in r.messages) for r in batch.rows.all()}
    assert told == {"Đường hoa": [], "Ngõ sạch": ["goal", "resources"]}
    assert _there("Đường hoa") == {"targets": [["Hiến đất", "m²", "", "800", ""]], "resources": RESOURCES}
    assert [one[3] for one in _there("Ngõ sạch")["targets"]] == ["500", "80"]
    undo(batch, who)
    assert _there("Đường hoa") == {"targets": TARGETS, "resources": RESOURCES}
    whole()


def _there(name: str) -> dict[str, list[list[str]]]:
    pk = Registration.objects.get(name=name).pk
    return there([pk])[pk]


@pytest.mark.usefixtures("country")
def test_what_was_added_by_hand_stands_in_the_way_of_an_undo(tmp_path: Path) -> None:
    batch, who = handed_in(workbook(tmp_path / "a.xlsx", DS=[HEAD, row()]))
    confirmed(batch, who)
    made = Registration.objects.get()
    made.targets.create(province_id=made.province_id, indicator="Số lớp", goal=2)
    with pytest.raises(ValidationError, match="đã có chỉ tiêu"):
        undo(only(), who)
