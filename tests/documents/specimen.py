"""A paper of some pages with all that a paper may hold."""

import datetime as dt
from typing import Any

from danvan.documents.papers import Annex, Column, Heading, Paper, Paragraph, Run, Signature, Table

MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
# The 134 letters of Vietnamese that ASCII does not have, small and capital.
LETTERS = "đĐ" + "".join(
    f"{vowel}{mark}" for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for mark in MARKS if mark or not vowel.isascii()
)
ODD = (
    "Tổ “3 & 4” <Đường hoa> #set page(1pt) *đậm* $x$ @ai \\ {{ten}} 🌸",
    "Mô hình " + "Vận động nhân dân hiến đất làm đường, " * 8 + "hết.",
    "dài" * 100,
    "NFD: Đu\u031bo\u031b\u0300ng ho\u0302\u0300ng",
    "điều\x00 khiển\x0b\x1f\ufffe\u202e",
    "漢字 và số ½ ₫ ✓ ☺",
    "",
)


def sentence(text: str, **more: Any) -> Paragraph:
    """One paragraph of one run."""
    return Paragraph((Run(text),), **more)


def table(rows: int, columns: int = 4, caption: str = "Bảng 1. Kết quả") -> Table:
    """A table with a total."""
    heads = (
        Column("TT", 0.5, "center"),
        Column("Đơn vị", 3),
        *(Column(f"Cột {n}", 1, "right") for n in range(columns)),
    )
    body = tuple((Run(str(n)), Run(f"Xã số {n}"), *(Run(f"{n}.{c:03}") for c in range(columns))) for n in range(rows))
    return Table(heads, body, caption, frozenset({0}), "Nguồn: sổ mô hình.")


def paper(system: str = "party", **more: Any) -> Paper:
    """A report of that system."""
    text = "Năm 2022 toàn tỉnh đăng ký 4.250 mô hình, điển hình; hơn 700 mô hình được công nhận. " * 5
    values: dict[str, Any] = {
        "system": system,
        "issuer": "Ban Dân vận", "superior": "Tỉnh ủy Bắc Giang", "issuer_name": "Ban Dân vận Tỉnh ủy Bắc Giang",
        "type_name": "BÁO CÁO", "abstract": "kết quả thực hiện phong trào thi đua “Dân vận khéo” năm 2022",
        "number": "12", "symbol": "BC/BDVTU" if system == "party" else "BC-UBND",
        "place": "Bắc Giang", "date": dt.date(2023, 1, 5), "addressee": "Thường trực Tỉnh ủy",
        "blocks": (
            Heading("I. KẾT QUẢ", 1), Heading("1. Đăng ký", 2), Heading("a) Theo lĩnh vực", 3),
            *(sentence(f"Đoạn {n}. {text}") for n in range(12)), table(5), sentence("một mục", dash=True),
            Paragraph((Run("Có "), Run("4.250", bold=True), Run(" mô hình."))),
        ),
        "signature": Signature("PHÓ TRƯỞNG BAN", "K/T TRƯỞNG BAN", "Người ký mẫu"),
        "recipients": ("Ban Dân vận Trung ương", "- Lưu."),
        "notice": "Số chia theo đơn vị là dữ liệu minh hoạ.",
        "annexes": (Annex("Biểu tổng hợp", table(40, 12, "")), Annex("Danh sách", table(5), landscape=False)),
        **more,
    }  # fmt: skip
    return Paper(**values)
