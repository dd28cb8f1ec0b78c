"""What a name tells of the line, and whether it names a body."""

import pytest

from danvan.bodies.lines import is_body, is_person, line_of


@pytest.mark.parametrize(("name", "line", "body"), [
    ("Chi hội Nông dân thôn Đồng Lân", "farmers", True), ("HND xã", "farmers", True), ("Bí thư Đoàn Thanh niên Bưu điện tỉnh", "youth", False),
    ("Tổ Dân vận thôn Bắc Hoa", "team", True), ("Đoàn TNCS Hồ Chí Minh huyện Hiệp Hòa", "youth", True), ("Huyện đoàn Yên Thế", "youth", True),
    ("Đội An ninh dân tộc, Phòng An ninh nội địa, Công an tỉnh Bắc Giang", "police", True), ("Hội CCB xã", "veterans", True),
    ("Không nêu đơn vị chủ trì (xã Vĩnh Khương)", "other", False), ("Hộ nông dân xã Đông Sơn", "people", False), ("Các hộ xã Pá Hu", "people", False),
    ("Cấp ủy, cán bộ, đảng viên các thôn, tổ dân phố tỉnh Hưng Yên", "party", False), ("Dòng họ Long xã Bình Dân", "people", False),
    ("Chi bộ và ban công tác Mặt trận phố Phúc Ninh", "party", True), ("Hội viên Hội Nông dân thị trấn Bằng Lũng", "farmers", False),
    ("Chi bộ Trường Mầm non Quảng Hải", "party", True), ("Công đoàn Trường THPT Yên Thế", "unions", True), ("Trường THCS Đồng Kỳ", "school", True),
    ("Ban Quản lý rừng phòng hộ Bắc Trà My", "government", True), ("Bộ đội Biên phòng tỉnh Nghệ An", "border_guard", True),
    ("Ban Chỉ huy Quân sự huyện Quảng Ninh", "military", True), ("Các huyện, thành phố, thị xã tỉnh Nghệ An", "other", False),
    ("Phường Ninh Kiều (không nêu đơn vị chủ trì)", "other", False), ("Chính quyền phường Thủ Dầu Một", "government", True),
    ("Hội viên phụ nữ phường Thạnh Mỹ Tây", "women", False), ("Câu lạc bộ Phụ nữ", "women", True), ("CLB dân vũ", "association", True),
    ("Công dân xã Xuyên Mộc", "people", False), ("Ủy ban MTTQ huyện", "front", True), ("UBND xã", "government", True), ("Sở Nội vụ", "government", True),
    ("HTX nông nghiệp", "enterprise", True), ("Ông Nguyễn Văn A", "people", False), ("Bà Trần Thị B, Chủ tịch Hội LHPN xã", "women", False),
    ("Thôn Đồng Lân", "people", False), ("Bản Duồng", "people", False), ("Xã Đồng Kỳ", "other", False), ("Đảng ủy các cơ quan Đảng", "party", True),
    ("Hội Cựu thanh niên xung phong", "association", True), ("Trưởng thôn Đồng Lân", "people", False), ("", "other", False),
])  # fmt: skip
def test_lines(name: str, line: str, body: bool) -> None:  # noqa: FBT001 - a column of the table
    assert (line_of(name), is_body(name)) == (line, body)


@pytest.mark.parametrize(("name", "person"), [
    ("Ông Nguyễn Văn A", True), ("Đ/c Lê Văn C", True), ("Bí thư chi bộ thôn Bắc", True), ("Trưởng thôn Đồng Lân", True),
    ("Chi bộ thôn Bắc", False), ("Bí thư, Phó bí thư chi bộ", False), ("Trường Mầm non", False), ("Ông", False),
])  # fmt: skip
def test_persons(name: str, person: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_person(name) is person
