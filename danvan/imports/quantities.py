"""Numbers with their units in the words of officers: ``500 m² đất``, ``01 tuyến đường``, ``1,5 tỷ đồng``, ``từ 60% lên 90%``.

Only what is certain is a quantity. ``1,500`` may be one and a half, ``5-7 hộ`` and ``khoảng 20 triệu`` are no number.
Texts come by the hundred thousand: words are looked up, not searched for.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from danvan.core.text import clean

MONEY, LABOUR, LAND, MASS, COUNT = "money", "labour", "land", "mass", "count"
MOST = Decimal(10) ** 14
_ONE = Decimal(1)

# The unit as it is kept, its kind, what one of it is in đồng, workdays or m², how officers type it.
_UNITS: tuple[tuple[str, str, int, str], ...] = (
    ("%", MASS, 1, "%|phần trăm"),
    ("tỷ đồng", MONEY, 10**9, "tỷ|tỉ|tỷ đồng|tỉ đồng"),
    ("triệu đồng", MONEY, 10**6, "triệu|triệu đồng|trđ|tr.đ|tr.đồng|tr. đồng|tr đồng|tr đ|tr"),
    ("nghìn đồng", MONEY, 1000, "nghìn đồng|ngàn đồng|nghìn đ|ngàn đ"),
    ("đồng", MONEY, 1, "đồng|vnđ|vnd|đ"),
    ("ngày công", LABOUR, 1, "ngày công|ngày công lao động|công lao động|công"),
    ("m²", LAND, 1, "m²|m2|mét vuông"),
    ("ha", LAND, 10_000, "ha|héc ta|héc-ta|hecta"),
    ("m³", MASS, 1, "m³|m3|mét khối"),
    ("km", MASS, 1, "km|ki-lô-mét|cây số"),
    ("m", MASS, 1, "m|mét"),
    ("kg", MASS, 1, "kg|ki-lô-gam"),
    ("tấn", MASS, 1, "tấn"), ("tạ", MASS, 1, "tạ"), ("lít", MASS, 1, "lít"), ("sào", MASS, 1, "sào"),
)  # fmt: skip
# Things that are counted: the word stays in what is counted.
_THINGS = """hộ|người|hội viên|đoàn viên|đảng viên|học sinh|thành viên|lao động|cây|con|mô hình|điểm|tuyến|đoạn|công trình|nhà|căn|ngôi|camera
    mắt|bóng|cột|thùng|xe|bộ|chiếc|cái|buổi|lượt|lớp|cuộc|hội nghị|câu lạc bộ|clb|tổ|nhóm|đội|chi hội|chi bộ|chi đoàn|thôn|xóm|bản|xã|trường|suất
    phần quà|đơn vị máu|tin|bài|sản phẩm|hồ sơ|thủ tục|vườn|ao|chuồng|hố|bể|cầu|cống|giếng|cổng|ghế|bồn|chậu|trang trại|hợp tác xã|htx|doanh nghiệp
    cơ sở|gia đình|phụ nữ|nông dân|trẻ em|thanh niên|khu dân cư|tổ dân phố|ngõ|sân|lò|đàn|giống|cuốn|tờ|pa nô|pano|khẩu hiệu|tủ sách|phòng|bếp
    phương tiện|thẻ|sổ|đồng hồ|banner|biển|bảng"""
_CAPITALS = {"clb": "CLB", "htx": "HTX"}
Unit = tuple[str, str, Decimal]


def _surfaces() -> dict[str, list[tuple[str, Unit]]]:
    """Return the ways to type a unit by their first word, the longest first."""
    typed: dict[str, Unit] = {
        thing.strip(): (_CAPITALS.get(thing.strip(), thing.strip()), COUNT, _ONE)
        for thing in re.split(r"[|\n]", _THINGS)
    }
    typed |= {
        word: (unit, kind, Decimal(factor)) for unit, kind, factor, words in _UNITS for word in words.split("|")
    }  # fmt: skip
    found: dict[str, list[tuple[str, Unit]]] = {}
    for word in sorted(typed, key=len, reverse=True):
        found.setdefault(_FIRST.match(word)[1], []).append((word, typed[word]))  # type: ignore[index]
    return found


_FIRST = re.compile(r"\s?(%|[^\s,.;:/()]+)")
_TYPED = _surfaces()
_RUN = re.compile(r"\d[\d.,]*\d|\d")
_WRITTEN = re.compile(
    r"(?P<points>\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?)|(?P<commas>\d{1,3}(?:,\d{3}){2,})|\d+[.,]\d{1,2}|\d{1,15}"
)
_RATE = re.compile(
    r"(?:\s*/\s*(?:người|hộ|ha|sào|năm|tháng|vụ|quý|lao động|thôn|xã|km|m2|m²|lượt|buổi|con|cái|cây|đảng viên|hội viên)\b)+",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\btừ\s+(?P<from>\d[\d.,]*)\s*(?:%|[^\W\d]+(?: [^\W\d]+)?)?\s+(?:tăng |giảm )?(?:lên|xuống|xuống còn|còn)\s+(?=\d)",
    re.IGNORECASE,
)
_LONGEST = 24


class Quantity(NamedTuple):
    """A number with its unit, and where it stands in its text."""

    start: int
    end: int
    number: Decimal
    unit: str
    kind: str
    factor: Decimal = _ONE
    rate: str = ""
    before: Decimal | None = None  # from this …

    @property
    def amount(self) -> Decimal:
        """The number in đồng, workdays or m²."""
        found = self.number * self.factor
        return found.quantize(_ONE) if found == found.to_integral_value() else found


def number_of(text: str) -> Decimal | None:
    """Return a number as it is written in Viet Nam; None where it could be two."""
    said = text.strip()
    match = _WRITTEN.fullmatch(said)
    if match is None:
        return None
    if match["points"]:
        said = said.replace(".", "")
    found = Decimal(said.replace(",", "") if match["commas"] else said.replace(",", "."))
    return found if found < MOST else None


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a clean text, in their order."""
    return list(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    rises: dict[int, re.Match[str]] | None = None
    for run in _RUN.finditer(text):
        start = run.start()
        if start and (text[start - 1].isalnum() or text[start - 1] in "._,/+–-"):
            continue
        found = _unit_at(text, run.end())
        number = number_of(run[0]) if found else None
        if found is None or number is None:
            continue
        if rises is None:
            rises = {match.end(): match for match in _FROM.finditer(text)}
        if any(rise.start() <= start < end for end, rise in rises.items()):
            continue
        (unit, kind, factor), end = found
        if number * factor < MOST:
            rise, rate = rises.get(start), _RATE.match(text, end)
            yield Quantity(
                rise.start() if rise else start, rate.end() if rate else end, number, unit, kind, factor,
                re.sub(r"\s*/\s*", "/", rate[0]) if rate else "", number_of(rise["from"]) if rise else None,
            )  # fmt: skip


def _unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """Return the unit that stands at a place of a text, and its end."""
    rest = text[at : at + _LONGEST].lower()
    first = _FIRST.match(rest)
    if first is None:
        return None
    skip = first.start(1)
    for word, unit in _TYPED.get(first[1], ()):
        after = rest[skip + len(word) : skip + len(word) + 1]
        if rest.startswith(word, skip) and not (after.isalnum() or after in {"²", "³"}):
            if word == "công" and after.strip() and after not in ".,;)":
                continue  # công an, công khai
            return unit, at + skip + len(word)
    return None


def unit_of(text: str) -> Unit | None:
    """Return unit, kind and factor of a header's aside: ``(triệu đồng)``, ``ĐVT: 1.000đ``."""
    bare = re.sub(r"^(?:đvt|đơn vị tính|đơn vị)\s*:?\s*", "", clean(text).lower()).strip(" .:")
    if re.fullmatch(r"(?:1\.?000|nghìn|ngàn) ?(?:đồng|đ|vnđ)", bare):
        return "nghìn đồng", MONEY, Decimal(1000)
    found = _unit_at(bare, 0)
    return found[0] if found and found[1] == len(bare) and found[0][1] != COUNT else None
