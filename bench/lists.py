"""Invented registers in the shape that offices send: a letterhead, one header row, fifteen columns, signatures."""

import random
from pathlib import Path

import xlsxwriter

from danvan.core.dates import year_end
from danvan.units.atlas import Span, atlas
from danvan.units.queries import unit_by_code

HEADER = (
    "TT", "Tên mô hình, điển hình", "Đơn vị đăng ký", "Tập thể/Cá nhân", "Địa bàn thực hiện", "Lĩnh vực", "Mới/Duy trì",
    "Thực trạng", "Mục tiêu", "Nội dung, cách làm", "Kết quả", "Cấp công nhận", "Số quyết định", "Ngày quyết định", "Ghi chú",
)  # fmt: skip
FIELDS = ("Kinh tế", "Văn hóa - xã hội", "Quốc phòng - an ninh", "Xây dựng hệ thống chính trị")
OWNERS = (
    "Chi hội Nông dân", "Chi hội Phụ nữ", "Chi đoàn Thanh niên", "Chi hội Cựu chiến binh", "Tổ dân vận", "Ban công tác Mặt trận",
    "Công an", "Ban Chỉ huy quân sự", "Trường Mầm non", "Chi bộ",
)  # fmt: skip
ACTS = (
    "Vận động nhân dân hiến đất làm đường", "Tuyến đường hoa nông thôn mới", "Camera an ninh", "Hũ gạo tình thương", "Con đường bích họa",
    "Thu gom rác tại nguồn", "Dồn điền đổi thửa", "Nhà văn hóa xanh", "Tổ tự quản đường biên", "Thanh niên lập nghiệp", "Vườn mẫu",
    "Ngân hàng cây giống", "Điểm sáng văn hóa đọc", "Ngày thứ bảy vì dân", "Cổng trường an toàn", "Tiếng kẻng an ninh",
)  # fmt: skip
LEVELS = ("Cấp cơ sở", "Cấp huyện", "Cấp tỉnh")
WORDS = (
    "vận động từng hộ", "họp dân bàn bạc", "công khai thu chi", "giám sát cộng đồng", "phân công đảng viên phụ trách",
    "huy động ngày công", "xã hội hóa kinh phí", "tuyên truyền trên loa truyền thanh", "ký cam kết", "sơ kết hằng quý",
)  # fmt: skip


def write(path: Path, rows: int, *, code: str, year: int, seed: int) -> None:
    """Write a register of ``rows`` rows with places of a province and year; the same seed gives the same register."""
    rng = random.Random(seed)
    day = year_end(year)
    unit = unit_by_code(code, day)
    assert unit
    communes = [span for span in atlas().subtree(unit.pk, day) if span.level == "commune"]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    sheet.write(0, 0, "TỈNH ỦY")
    sheet.write(1, 0, "BAN DÂN VẬN")
    sheet.write(3, 2, f"DANH SÁCH MÔ HÌNH, ĐIỂN HÌNH “DÂN VẬN KHÉO” NĂM {year}")
    sheet.write_row(5, 0, HEADER)
    for number in range(1, rows + 1):
        sheet.write_row(5 + number, 0, row(number, rng.choice(communes), year, rng))
    sheet.write(rows + 8, 10, "TRƯỞNG BAN")
    book.close()


def row(number: int, commune: Span, year: int, rng: random.Random) -> list[object]:
    """Return one row."""
    village = f"thôn {rng.choice(('Đông', 'Tây', 'Nam', 'Thượng', 'Hạ', 'Trung'))} {rng.randrange(1, 12)}"
    district = list(atlas().ancestors(commune.unit, year_end(year)))[1]
    recognised = rng.random() < 0.17
    return [
        number, f"{rng.choice(ACTS)} {village} số {number}", f"{rng.choice(OWNERS)} {village}, {commune.label}",
        rng.choices(("Tập thể", "Cá nhân"), (8, 2))[0], f"{village}, {commune.label}, {district.label}", rng.choice(FIELDS),
        rng.choices(("Mới", "Duy trì"), (6, 4))[0], text(rng, 8), text(rng, 6), text(rng, 14), text(rng, 10),
        rng.choice(LEVELS) if recognised else "", f"{number}-QĐ/HU" if recognised else "", f"15/10/{year}" if recognised else "", "",
    ]  # fmt: skip


def text(rng: random.Random, phrases: int) -> str:
    """Return some phrases."""
    return (", ".join(rng.choice(WORDS) for _ in range(phrases))).capitalize() + "."
