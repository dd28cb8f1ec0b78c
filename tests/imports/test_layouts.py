"""The class of layouts that clerks keep their registers in; the two samples are two of them."""

from pathlib import Path

import pytest

from tests.imports.books import REGISTERS, brief, rows_of, table, understood, workbook

SIMPLE = ["TT", "Tên mô hình", "Đơn vị thực hiện", "Lĩnh vực"]


def test_sample_of_a_plain_list(tmp_path: Path) -> None:
    rows = rows_of(REGISTERS / "danh_sach_dang_ky.xlsx")
    assert len(rows) == 48
    assert not [p for r in rows for p in r.problems]
    assert brief(rows[:2], "owner", "owner_kind", "field", "year", "renewal") == [
        (7, "Vận động nhân dân phát triển kinh tế, sản xuất nông nghiệp theo hướng sản phẩm sạch, giá trị kinh tế cao",
         "Chi hội Nông dân thôn Đồng Lân", "collective", "economy", "2022", "new"),
        (8, "Tư vấn, hướng dẫn hợp tác xã, doanh nghiệp, thanh niên, hộ nông dân bán hàng trên sàn thương mại điện tử Postmart.vn",
         "Bí thư Đoàn Thanh niên Bưu điện tỉnh", "individual", "economy", "2022", "new"),
    ]  # fmt: skip
    assert {r.facts["year"] for r in rows} == {2011, 2017, 2019, 2021, 2022, 2023, 2024, 2025}


def test_sample_with_merged_headers_and_fields_as_section_rows() -> None:
    rows = rows_of(REGISTERS / "bieu_tong_hop_theo_linh_vuc.xlsx")
    assert len(rows) == 48
    assert not [p for r in rows for p in r.problems]
    assert [
        sum(r.facts["field"] == f for r in rows)
        for f in ("economy", "culture_society", "defence_security", "political_system")
    ] == [12, 24, 10, 2]
    assert sum(r.facts["owner_kind"] == "individual" for r in rows) == 6
    assert {(r.row, r.facts["owner"]) for r in rows} >= {
        (8, "Bí thư Đoàn Thanh niên Bưu điện tỉnh"),
        (7, "Chi hội Nông dân thôn Đồng Lân"),
    }


def test_both_samples_say_the_same() -> None:
    first, second = (
        {
            (r.facts["name"], r.facts["owner"], r.facts["owner_kind"], r.facts["field"])
            for r in rows_of(REGISTERS / name)
        }
        for name in ("danh_sach_dang_ky.xlsx", "bieu_tong_hop_theo_linh_vuc.xlsx")
    )
    assert first == second


def test_ticks_under_merged_groups(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Mẫu_1={
        "rows": [
            ["ĐẢNG BỘ TỈNH BẮC GIANG", "", "", "", "ĐẢNG CỘNG SẢN VIỆT NAM"],
            ["HUYỆN ỦY YÊN THẾ"],
            [],
            ["BIỂU TỔNG HỢP MÔ HÌNH “DÂN VẬN KHÉO” NĂM 2022"],
            ["(Kèm theo Báo cáo số 12-BC/HU ngày 5/12/2022 của Ban Thường vụ Huyện ủy)"],
            [],
            ["STT", "TÊN MÔ HÌNH", "Đơn vị", "Lĩnh vực", "", "", "", "Đăng ký", "", "Công nhận", "", "Ghi chú"],
            ["", "", "", "KT", "VHXH", "QPAN", "HTCT", "Mới", "Duy trì", "Cơ sở", "Huyện", ""],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)", "(12)"],
            [1, "Hiến đất làm đường", "Chi bộ thôn A", "x", "", "", "", "x", "", "", "", ""],
            [2, "Tiếng kẻng an ninh", "Công an xã B", "", "", "X", "", "", "x", "", "QĐ số 12-QĐ/HU ngày 1/12/2022", "tốt"],
            [3, "Chi bộ bốn tốt", "Đảng ủy xã C", "", "", "", "✓", 1, "", "x", "", ""],
            ["", "Tổng", "", 1, 0, 1, 1, 2, 1, 1, 1, ""],
            [],
            ["", "NGƯỜI LẬP BIỂU", "", "", "", "", "", "T/M BAN THƯỜNG VỤ"],
            ["", "", "", "", "", "", "", "PHÓ BÍ THƯ"],
            ["", "Nguyễn Văn A", "", "", "", "", "", "Trần Văn B"],
        ],
        "merge": ["A4:L4", "A5:L5", "A7:A8", "B7:B8", "C7:C8", "D7:G7", "H7:I7", "J7:K7", "L7:L8"],
    })  # fmt: skip
    rows = rows_of(path)
    assert brief(rows, "owner", "field", "renewal", "level", "number", "date") == [
        (10, "Hiến đất làm đường", "Chi bộ thôn A", "economy", "new", "", "", None),
        (
            11,
            "Tiếng kẻng an ninh",
            "Công an xã B",
            "defence_security",
            "maintained",
            "district",
            "12-QĐ/HU",
            "2022-12-01",
        ),
        (12, "Chi bộ bốn tốt", "Đảng ủy xã C", "political_system", "new", "base", "", None),
    ]


def test_semicolons_and_no_diacritics(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [
        ["DANH SACH MO HINH DAN VAN KHEO NAM 2022", "", "", "", "", ""],
        ["", "", "", "", "", ""],
        ["STT", "Ten mo hinh", "Don vi thuc hien", "Loai hinh", "Dia ban", "Linh vuc"],
        ["1", "Hien dat lam duong, gop cong", "Chi bo thon A", "Tap the", "xa Dong Ky, huyen Yen The", "Kinh te"],
        ["2", "Duong hoa", "Nguyen Thi B", "Ca nhan", "xa Dong Ky", "Van hoa - xa hoi"],
        ["", "Tong cong: 2 mo hinh", "", "", "", ""],
    ], ";")  # fmt: skip
    assert brief(rows_of(path), "owner_kind", "field", "place") == [
        (4, "Hien dat lam duong, gop cong", "collective", "economy", "xa Dong Ky, huyen Yen The"),
        (5, "Duong hoa", "individual", "culture_society", "xa Dong Ky"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("delimiter", ["\t", "|", ",", ";"])
def test_text_tables_of_any_kind(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["TT", "Tên mô hình", "Lĩnh vực", "Ghi chú"],
        ["1", 'Đường "hoa", cây; sạch | đẹp', "VHXH", "dòng một\ndòng hai"],
        ["2", "Nuôi ong", "KT", ""],
    ]
    found = rows_of(table(tmp_path / "a.txt", rows, delimiter, encoding))
    assert brief(found, "field", "note") == [
        (2, 'Đường "hoa", cây; sạch | đẹp', "culture_society", "dòng một\ndòng hai"), (3, "Nuôi ong", "economy", None),
    ]  # fmt: skip


def test_header_far_down_and_columns_in_another_order(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        [], ["ỦY BAN MTTQ XÃ ĐỒNG KỲ"], [], ["Kính gửi: Ban Dân vận Huyện ủy Yên Thế"], ["DANH SÁCH", "", "", ""], [],
        ["Thực hiện Công văn số 12, Ủy ban MTTQ xã đăng ký các mô hình “Dân vận khéo” như sau:"], [],
        ["", "", "Lĩnh vực", "Ghi chú", "Người phụ trách", "Tên mô hình,\nđiển hình đăng ký", "TT", "Đơn vị đăng ký"],
        ["", "", "Văn hoá, xã hội", "", "Bí thư chi bộ", "Ngõ sạch", 1, "Chi hội Phụ nữ thôn A"],
        ["", "", "An ninh, quốc phòng", "a", "", "Camera an ninh", 2, "Công an xã"],
    ])  # fmt: skip
    assert brief(rows_of(path), "owner", "field", "contact") == [
        (10, "Ngõ sạch", "Chi hội Phụ nữ thôn A", "culture_society", "Bí thư chi bộ"),
        (11, "Camera an ninh", "Công an xã", "defence_security", None),
    ]


def test_two_data_sheets_a_hidden_one_an_empty_one_and_statistics(tmp_path: Path) -> None:
    one = [SIMPLE, [1, "A một", "Chi bộ", "KT"]]
    path = workbook(
        tmp_path / "a.xlsx", Tập_thể=one, Ẩn={"rows": one, "hidden": True}, Trống=[[]], Cá_nhân=[SIMPLE, [1, "B hai", "Ông B", "KT"]],
        Số_liệu=[["TT", "Đơn vị", "Tổng số mô hình", "Tập thể", "Cá nhân"], [1, "Xã A", 12, 10, 2]],
    )  # fmt: skip
    found = understood(path)
    assert [(s.name, s.state, len(s.rows)) for s in found] == [
        ("Tập thể", "data", 1), ("Ẩn", "hidden", 0), ("Trống", "empty", 0), ("Cá nhân", "data", 1), ("Số liệu", "no_header", 0),
    ]  # fmt: skip
    # the sheet's name is the last place where the kind is looked for
    assert [r.facts["owner_kind"] for r in rows_of(path)] == ["collective", "individual"]


def test_nested_sections_give_place_kind_and_field(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [
            ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực"],
            ["A", "HUYỆN YÊN THẾ (3 mô hình)", "", ""],
            ["I", "Xã Đồng Kỳ", "", ""],
            [1, "Một", "Chi bộ A", "KT"],
            [2, "Hai", "Chi bộ B", "KT"],
            ["II", "Thị trấn Phồn Xương", "", ""],
            [1, "Ba", "Chi bộ C", "KT"],
            ["B", "HUYỆN SƠN ĐỘNG", "", ""],
            [1, "Bốn", "Chi bộ D", "KT"],
            ["I", "Xã An Lạc", "", ""],
            [1, "Năm", "Chi bộ E", "KT"],
        ],
    })  # fmt: skip
    assert brief(rows_of(path), "district", "commune") == [
        (4, "Một", "HUYỆN YÊN THẾ", "Xã Đồng Kỳ"), (5, "Hai", "HUYỆN YÊN THẾ", "Xã Đồng Kỳ"), (7, "Ba", "HUYỆN YÊN THẾ", "Thị trấn Phồn Xương"),
        (9, "Bốn", "HUYỆN SƠN ĐỘNG", None), (11, "Năm", "HUYỆN SƠN ĐỘNG", "Xã An Lạc"),
    ]  # fmt: skip


def test_owner_kind_sections_within_fields_do_not_leak(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Tên mô hình", "Đơn vị"],
        ["A. TẬP THỂ"], ["I", "Lĩnh vực kinh tế"], [1, "Một", "a"], ["II", "Lĩnh vực văn hóa - xã hội"], [2, "Hai", "b"],
        ["B. CÁ NHÂN"], [3, "Ba", "c"], ["I", "Lĩnh vực quốc phòng - an ninh"], [4, "Bốn", "d"],
        ["II", "MÔ HÌNH KHÁC"], [5, "Năm", "đ"],
    ])  # fmt: skip
    rows = rows_of(path)
    assert brief(rows, "owner_kind", "field") == [
        (4, "Một", "collective", "economy"), (6, "Hai", "collective", "culture_society"), (8, "Ba", "individual", None),
        (10, "Bốn", "individual", "defence_security"), (12, "Năm", "individual", None),
    ]  # fmt: skip
    assert [r.row for r in rows if r.rejected] == [8, 12]


def test_two_tables_in_one_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["DANH SÁCH TẬP THỂ"], ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn"],
        [1, "Một", "Chi bộ A", "KT", "xã A"], [], ["Cộng", "1 mô hình"], [], ["Người lập biểu"], [],
        ["DANH SÁCH CÁ NHÂN"], ["STT", "Họ và tên", "Tên mô hình", "Địa chỉ", "Lĩnh vực"],
        [1, "Ông B", "Hai", "xã B", "QPAN"],
    ])  # fmt: skip
    assert brief(rows_of(path), "owner", "field", "place") == [
        (3, "Một", "Chi bộ A", "economy", "xã A"), (11, "Hai", "Ông B", "defence_security", "xã B"),
    ]  # fmt: skip


def test_header_repeated_on_each_printed_page(tmp_path: Path) -> None:
    header = [["TT", "Tên mô hình", "Nơi thực hiện", ""], ["", "", "Xã", "Huyện"], [1, 2, 3, 4]]
    rows = [
        *header,
        ["I", "LĨNH VỰC KINH TẾ"],
        [1, "Một", "Đồng Kỳ", "Yên Thế"],
        *header,
        [2, "Hai", "Tam Tiến", "Yên Thế"],
    ]
    path = workbook(tmp_path / "a.xlsx", DS={"rows": rows, "merge": ["C1:D1", "C6:D6", "A1:A2", "B1:B2"]})
    assert brief(rows_of(path), "field", "commune") == [
        (5, "Một", "economy", "Đồng Kỳ"),
        (9, "Hai", "economy", "Tam Tiến"),
    ]


def test_cells_merged_down_carry_their_value(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [
            ["TT", "Xã, phường", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Thôn"],
            [1, "Xã Đồng Kỳ", "Một", "Chi bộ A", "KT", "thôn 1"],
            [2, "", "Hai", "Chi bộ B", "", "thôn 2"],
            [3, "Xã Tam Tiến", "Ba", "Chi bộ C", "HTCT", "thôn 3"],
            ["", "Xã Tam Hiệp", "", "", "", "thôn 4"],
        ],
        "merge": ["B2:B3", "E2:E3", "A4:A5", "C4:C5", "D4:D5", "E4:E5"],
    })  # fmt: skip
    assert brief(rows_of(path), "commune", "village", "owner", "field") == [
        (2, "Một", "Xã Đồng Kỳ", "thôn 1", "Chi bộ A", "economy"),
        (3, "Hai", "Xã Đồng Kỳ", "thôn 2", "Chi bộ B", "economy"),
        (4, "Ba", "Xã Tam Tiến; Xã Tam Hiệp", "thôn 3; thôn 4", "Chi bộ C", "political_system"),
    ]


def test_three_header_rows_and_titles_longer_than_headers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [
            ["BIỂU 02: DANH SÁCH ĐĂNG KÝ CÁC MÔ HÌNH, ĐIỂN HÌNH DÂN VẬN KHÉO TRÊN ĐỊA BÀN HUYỆN YÊN THẾ NĂM 2022 THEO CHỈ THỊ 11-CT/TU"],
            ["TT", "Thông tin mô hình", "", "", "", "", "Ghi chú"],
            ["", "Tên", "Chủ thể", "", "Địa bàn", "", ""],
            ["", "", "Tập thể", "Cá nhân", "Thôn, bản", "Xã, TT", ""],
            [1, "Một", "Chi bộ A", "", "thôn 1", "xã Đồng Kỳ", "LV kinh tế"],
            [2, "Hai", "", "Ông B", "thôn 2", "TT Phồn Xương", ""],
        ],
        "merge": ["A1:G1", "A2:A4", "B2:F2", "B3:B4", "C3:D3", "E3:F3", "G2:G4"],
    })  # fmt: skip
    assert brief(rows_of(path), "owner", "owner_kind", "village", "commune", "note") == [
        (5, "Một", "Chi bộ A", "collective", "thôn 1", "xã Đồng Kỳ", "LV kinh tế"),
        (6, "Hai", "Ông B", "individual", "thôn 2", "TT Phồn Xương", None),
    ]


def test_two_row_header_that_nobody_merged(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [
        ["TT", "Tên mô hình", "Chủ thể", "", "Lĩnh vực", "Quyết định công nhận", "", "Cấp công nhận"],
        ["", "", "Tập thể", "Cá nhân", "", "Số", "Ngày", ""],
        ["1", "Một", "Chi bộ A", "", "KT", "12-QĐ/ĐU", "05/4/2022", ""],
        ["2", "Hai", "", "Bà B", "Kinh tê", "983-QĐ/TU", "ngày 12 tháng 3 năm 2022", "Cấp tỉnh"],
    ])  # fmt: skip
    assert brief(rows_of(path), "owner", "owner_kind", "field", "level", "number", "date") == [
        (3, "Một", "Chi bộ A", "collective", "economy", "base", "12-QĐ/ĐU", "2022-04-05"),
        (4, "Hai", "Bà B", "individual", "economy", "province", "983-QĐ/TU", "2022-03-12"),
    ]


def test_marks_beside_an_owner_column(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [["TT", "Tên mô hình", "Loại hình", "", "Đơn vị đăng ký", "Lĩnh vực"], ["", "", "Tập thể", "Cá nhân", "", ""],
                 [1, "Một", "x", "", "Chi bộ A", "KT"], [2, "Hai", "", "x", "Chi hội B", "KT"]],
        "merge": ["C1:D1"],
    })  # fmt: skip
    assert brief(rows_of(path), "owner", "owner_kind") == [
        (3, "Một", "Chi bộ A", "collective"),
        (4, "Hai", "Chi hội B", "individual"),
    ]


def test_names_of_models_and_exemplars_in_two_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Mô hình", "Điển hình", "Địa chỉ", "Lĩnh vực"],
        [1, "Hiến đất", "", "xã A", "KT"], [2, "", "Bà B hiến 500 m2 đất", "xã B", "KT"],
    ])  # fmt: skip
    assert brief(rows_of(path), "kind") == [(2, "Hiến đất", "model"), (3, "Bà B hiến 500 m2 đất", "exemplar")]


def test_field_from_the_title_of_the_list(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["DANH SÁCH MÔ HÌNH DÂN VẬN KHÉO LĨNH VỰC QUỐC PHÒNG - AN NINH NĂM 2022"], ["TT", "Tên mô hình", "Đơn vị"], [1, "Một", "Công an xã"],
    ])  # fmt: skip
    assert brief(rows_of(path), "field") == [(3, "Một", "defence_security")]


def test_year_sections_and_a_row_of_another_year(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Tên mô hình", "Lĩnh vực", "Năm"], ["", "NĂM 2021"], [1, "Một", "KT", ""], [2, "Hai", "KT", 2020], ["", "Năm 2022"],
        [3, "Ba", "KT", ""], [4, "Bốn", "KT", "hai mươi"], [5, "Năm", "KT", 1999], [6, "Sáu", "KT", 2028], [7, "Bảy", "KT", "2021-2025"],
    ])  # fmt: skip
    rows = rows_of(path)
    assert brief(rows[:3], "year") == [(3, "Một", "2021"), (4, "Hai", "2020"), (6, "Ba", "2022")]
    assert [(r.row, r.problems[0].column, r.problems[0].level) for r in rows[3:]] == [
        (n, "D (Năm)", "error") for n in (7, 8, 9, 10)
    ]


def test_nothing_but_the_names(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", DS=[["TT", "Tên mô hình"], ["I", "KINH TẾ"], [1, "Một"], [2, "Hai"], ["", "TỔNG CỘNG: 2"]]
    )
    assert brief(rows_of(path), "field") == [(3, "Một", "economy"), (4, "Hai", "economy")]


def test_decomposed_text_emoji_controls_and_formula_like_text(tmp_path: Path) -> None:
    import unicodedata

    header = [unicodedata.normalize("NFD", text) for text in SIMPLE]
    path = workbook(tmp_path / "a.xlsx", DS=[
        header, [1, unicodedata.normalize("NFD", "Thôn Đồng Lân hoà thuận"), "Chi bộ A", unicodedata.normalize("NFD", "Kinh tế")],
        [2, "Đường hoa 🌸\u200b\u0007 đẹp", "=1+1", "KT"], [3, '=HYPERLINK("x")', "@a", "KT"], [4, "-5 độ", "+84", "KT"],
    ])  # fmt: skip
    assert brief(rows_of(path), "owner") == [
        (2, "Thôn Đồng Lân hoà thuận", "Chi bộ A"), (3, "Đường hoa 🌸 đẹp", "=1+1"), (4, '=HYPERLINK("x")', "@a"), (5, "-5 độ", "+84"),
    ]  # fmt: skip


def test_apostrophe_of_our_own_text_export_is_taken_off(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [["TT", "Tên mô hình", "Lĩnh vực"], ["1", "'=1+1", "KT"], ["2", "'Quoted", "KT"]])
    assert brief(rows_of(path)) == [(2, "=1+1"), (3, "'Quoted")]


def test_rows_that_are_wrong_say_where_and_why(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        SIMPLE, [1, "", "Chi bộ A", "KT"], [2, "x" * 501, "Chi bộ B", "KT"], [3, "Ba", "c", "Nông nghiệp"], [4, "Bốn", "d", ""],
        [5, "Năm", "đ", "Kinh tế; QPAN"],
    ])  # fmt: skip
    rows = rows_of(path)
    assert [(r.row, r.problems[0].column) for r in rows] == [
        (2, "B (Tên mô hình)"), (3, "B (Tên mô hình)"), (4, "D (Lĩnh vực)"), (5, "D (Lĩnh vực)"), (6, "D (Lĩnh vực)"),
    ]  # fmt: skip
    assert all(r.rejected for r in rows)


def test_unknown_columns_are_kept_as_they_stand_and_personal_ones_are_not(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", DS=[[*SIMPLE, "Số hộ", "Dân tộc", ""], [1, "Một", "a", "KT", 12, "Nùng", "lề"]]
    )
    found = understood(path)[0]
    assert found.rows[0].raw == {"A": "1", "B": "Một", "C": "a", "D": "KT", "E": "12", "G": "lề"}
    assert [(c.label, c.role.value) for c in found.tables[0].columns[4:]] == [
        ("E (Số hộ)", ""),
        ("F (Dân tộc)", "personal"),
    ]


def test_a_person_corrects_a_column_a_cell_and_drops_a_row(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        DS=[
            ["TT", "Tên mô hình", "Ai", "Mảng"],
            [1, "Một", "Chi bộ A", "KT"],
            [2, "Hai", "b", "?"],
            [3, "Ba", "c", "KT"],
        ],
    )
    assert all(r.rejected for r in rows_of(path))
    rows = rows_of(
        path, columns={"DS": {"2": "owner", "3": "field"}}, cells={"DS": {"3": {"field": "VHXH"}}}, dropped={"DS": [4]}
    )
    assert brief(rows, "owner", "field") == [(2, "Một", "Chi bộ A", "economy"), (3, "Hai", "b", "culture_society")]


def test_a_list_that_goes_on_below_signatures_of_a_page(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        SIMPLE, [1, "Một", "a", "KT"], ["", "", "TM. BAN THƯỜNG VỤ"], ["", "", "Nguyễn Văn A"], [2, "Hai", "b", "KT"],
        ["", "Nơi nhận:"], ["", "- Như trên;"], ["", "- Lưu VP."],
    ])  # fmt: skip
    assert brief(rows_of(path)) == [(2, "Một"), (5, "Hai")]


def test_a_column_of_new_ones_holds_ticks_or_words(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        DS=[
            ["TT", "Tên mô hình", "Lĩnh vực", "Mới"],
            [1, "Một", "KT", "x"],
            [2, "Hai", "KT", "Duy trì"],
            [3, "Ba", "KT", ""],
        ],
    )
    assert brief(rows_of(path), "renewal") == [(2, "Một", "new"), (3, "Hai", "maintained"), (4, "Ba", None)]


def test_organisations_as_headings_own_what_stands_below_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Tên mô hình", "Lĩnh vực", "Ghi chú"], ["A", "KHỐI MTTQ VÀ CÁC ĐOÀN THỂ"], ["I", "Hội Nông dân huyện"], [1, "Nuôi ong", "KT"],
        ["II", "Hội LHPN huyện (1 mô hình)"], [1, "Ngõ sạch", "VHXH"], ["B", "KHỐI XÃ, THỊ TRẤN"], ["I", "Xã Đồng Kỳ"], [1, "Đường hoa", "VHXH"],
        ["", "Cộng", 3], ["", "BAN DÂN VẬN HUYỆN ỦY"], ["", "TRƯỞNG BAN"], ["", "Nguyễn Văn A"],
    ])  # fmt: skip
    assert brief(rows_of(path), "owner", "commune") == [
        (4, "Nuôi ong", "Hội Nông dân huyện", None), (6, "Ngõ sạch", "Hội LHPN huyện", None), (9, "Đường hoa", "", "Xã Đồng Kỳ"),
    ]  # fmt: skip


def test_a_sheet_for_each_field(tmp_path: Path) -> None:
    rows = [["TT", "Tên mô hình", "Đơn vị"], [1, "a", "b"]]
    path = workbook(tmp_path / "a.xlsx", Kinh_tế=rows, VHXH=rows)
    assert brief(rows_of(path), "field") == [(2, "a", "economy"), (2, "a", "culture_society")]


@pytest.mark.parametrize(
    "numbers", [["(1)", "(2)", "(3)", "(4)"], ["A", "B", 1, 2], ["a", "b", "c", "d"], [1, 2, 3, "4=2+3"]]
)
def test_rows_that_number_the_columns(tmp_path: Path, numbers: list[object]) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[SIMPLE, numbers, [1, "A", "B", "KT"], [2, "B", "A", "KT"]])
    assert brief(rows_of(path), "owner") == [(3, "A", "B"), (4, "B", "A")]


def test_words_that_contradict_their_header_move_to_where_they_fit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Tên mô hình", "Tập thể, cá nhân", "Hình thức", "Loại", "Lĩnh vực"],
        [1, "Một", "Chi bộ A", "Tập thể", "Mới", "KT"], [2, "Hai", "Ông B", "Cá nhân", "Duy trì", "KT"],
    ])  # fmt: skip
    assert brief(rows_of(path), "owner", "owner_kind", "renewal") == [
        (2, "Một", "Chi bộ A", "collective", "new"), (3, "Hai", "Ông B", "individual", "maintained"),
    ]  # fmt: skip


def test_a_lone_line_without_a_number_is_no_record_by_itself(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        DS=[["TT", "Tên mô hình", "Đơn vị"], ["I", "KINH TẾ"], [1, "Một", "a"], ["", "Vận động"], [2, "Hai", "b"]],
    )
    assert [(r.row, r.rejected) for r in rows_of(path)] == [(3, False), (4, True), (5, False)]


def test_below_a_group_that_is_not_read_nothing_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [["TT", "Tên mô hình", "Lĩnh vực", "Đề nghị công nhận", "", "Số lượng", ""], ["", "", "", "Cấp xã", "Cấp huyện", "Tập thể", "Cá nhân"],
                 [1, "Một", "KT", "x", "", 3, 2]],
        "merge": ["D1:E1", "F1:G1"],
    })  # fmt: skip
    assert brief(rows_of(path), "level", "owner_kind", "commune") == [(3, "Một", "", "collective", None)]
