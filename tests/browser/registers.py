"""Registers as offices have them."""

from pathlib import Path


def office_register(path: Path) -> Path:
    """Write a register with a letterhead, a merged two-row header, sections by field, a total and a signature line."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Biểu 1"
    lines = [
        ["HUYỆN ỦY YÊN THẾ", None, None, None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
        ["KHỐI DÂN VẬN XÃ ĐỒNG KỲ"], [],
        ["DANH SÁCH ĐĂNG KÝ MÔ HÌNH DÂN VẬN KHÉO NĂM 2022"], [],
        ["STT", "Tên mô hình", "Chủ thể thực hiện", None, "Nơi thực hiện", None, "Nội dung, cách làm"],
        [None, None, "Tập thể", "Cá nhân", "Thôn", "Xã, huyện", None],
        ["I", "LĨNH VỰC KINH TẾ"],
        [1, "Vườn mẫu thôn Đồng Lân kiểm thử", "Chi hội Nông dân thôn Đồng Lân", None, "thôn Đồng Lân", "xã Đồng Kỳ, huyện Yên Thế", "Mỗi hộ một vườn mẫu"],
        ["II", "LĨNH VỰC QUỐC PHÒNG - AN NINH"],
        [2, "Tiếng kẻng an ninh kiểm thử", "Công an xã Đồng Kỳ", None, None, "xã Đồng Kỳ, huyện Yên Thế", "Kẻng báo giờ"],
        [3, None, "Hội Cựu chiến binh xã Đồng Kỳ", None, None, "xã Đồng Kỳ, huyện Yên Thế", "Dòng thiếu tên"],
        [None, "Tổng cộng: 3 mô hình"], [], [None, None, None, None, None, "NGƯỜI LẬP BIỂU"],
    ]  # fmt: skip
    for line in lines:
        sheet.append(line)
    for cells in ("C6:D6", "E6:F6", "A6:A7", "B6:B7", "G6:G7", "A4:G4"):
        sheet.merge_cells(cells)
    book.save(path)
    return path
