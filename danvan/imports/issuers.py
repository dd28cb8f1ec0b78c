"""Whose list it is: the unit that a letterhead, a title or the name of a sheet tells.

What they say is kept beside the headings, below anything that a row says itself; whether such a unit is there is asked
later, where the tree of the year is known (``placing``).
"""

import re
from dataclasses import dataclass, field

from danvan.core.text import canon, clean, fold
from danvan.imports import sections

RANKS = ("province", "district", "commune", "village")
PREFIX = "issuer_"
CHOSEN = PREFIX + "chosen"  # the unit that a person has said, by its id
KEYS = tuple(PREFIX + rank for rank in (*RANKS, "place"))
_KINDS = {
    "province": r"tỉnh",
    "district": r"huyện|quận|thị xã|tx\.?",
    "city": r"thành phố|tp\.?",
    "commune": r"(?<!tác )xã(?! (?:hội|viên)\b)|phường|thị trấn|tt\.|đặc khu",
}
_UNIT = re.compile(rf"\b(?P<kind>{'|'.join(_KINDS.values())})\s+(?P<name>\w.*)", re.IGNORECASE)
_COMMITTEE = re.compile(r"\b(?P<kind>tỉnh|thành|huyện|quận|thị) ủy\s+(?P<name>\w.*)", re.IGNORECASE)
_WHOLE = {"thành": "thành phố", "thị": "thị xã"}
_CENTRAL_CITIES = {"ha noi", "ho chi minh", "hai phong", "da nang", "can tho", "hue"}
_BODY = re.compile(
    r"\b(?:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân|đảng ủy|đảng bộ|ban dân vận|khối dân vận|mttq|mặt trận tổ quốc|ubmttq"
    r"|ủy ban mttq|ủy ban mặt trận|ban chỉ đạo|ban thường vụ|ban chấp hành|hội đồng|đảng uỷ|uỷ ban|(?:tỉnh|thành|huyện|quận|thị) ủy)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^(?:tên )?(?:đơn vị|địa phương|địa bàn|cơ quan)(?: báo cáo| lập biểu| đăng ký| gửi| lập)?\s*:\s*(.+)$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:ban |bang |bieu |phieu |so |noi dung |ket qua |thong ke |cac |tong ket )*(?:dang ky|theo doi|thong ke|mo hinh|dien hinh|phong trao|thuc hien"
    r"|dan van|tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran)\b"
)
_ADDRESSED = re.compile(r"^(?:kính gửi|nơi nhận)", re.IGNORECASE)
# With their marks: "thắng" and "phong" are names, "tháng" is not.
_STOP = frozenset(
    (
        "năm",
        "quý",
        "tháng",
        "giai",
        "về",
        "thực",
        "đăng",
        "trào",
        "lĩnh",
        "mô",
        "trên",
        "theo",
        "đến",
        "từ",
        "nhiệm",
        "điển",
        "danh",
        "biểu",
        "tổng",
        "trong",
        "số",
        "của",
        "và",
        "được",
        "đợt",
        "lần",
        "tham",
    )
)
_NAME = 4  # words of the longest name
LONGEST = 250


@dataclass
class Issuer:
    """The unit that the lines above a table tell, rank by rank."""

    said: dict[str, str] = field(default_factory=dict)

    def hear(self, text: str, *, title: bool = False) -> bool:
        """Take what a line tells; a higher unit ends the lower ones. ``title``: the line stands above a table."""
        found = unit_in(text, title=title)
        if not found:
            return False
        addressed = bool(_ADDRESSED.match(clean(text)))
        rank, _unit = found[-1]
        if addressed and self.said:
            return False
        for one, unit in found:
            self.said[one] = unit
        for lower in RANKS[RANKS.index(rank) + 1 :]:
            self.said.pop(lower, None)
        return True

    def facts(self) -> dict[str, str]:
        """Return what is said, as it is kept with a row."""
        return {PREFIX + rank: unit for rank, unit in self.said.items()}


def unit_in(text: str, *, title: bool = False) -> list[tuple[str, str]]:
    """Return the units that a letterhead or title tells, high to low: ``UBND XÃ ĐỒNG KỲ``, ``… của xã A, huyện B năm 2022``.

    ``title``: the line stands above a table, where ``MÔ HÌNH CỦA XÃ A`` is a title and no heading.
    """
    line = canon(clean(text))
    if not line or len(line) > LONGEST:
        return []
    says = _SAYS.match(line)
    if not (
        says or _BODY.search(line) or sections.is_title(line) or _ADDRESSED.match(line)
        or (title and (line.isupper() or _ABOVE.match(fold(line))))
    ):  # fmt: skip
        return []
    told: dict[str, str] = {}
    rest = says[1] if says else line
    while match := _first(rest):
        kind, tail = match["kind"].lower(), match["name"]
        ends = [found.start() for pattern in (_BODY, _UNIT, _COMMITTEE) if (found := pattern.search(tail))]
        name = _name(tail[: min(ends, default=len(tail))])
        if name:
            whole = _WHOLE.get(kind, kind)
            rank = _rank(whole, name)
            told.setdefault(rank, f"{whole} {name}")
        rest = tail
    return [(rank, told[rank]) for rank in RANKS if rank in told]


def _first(text: str) -> re.Match[str] | None:
    """Return the first unit or committee of a text."""
    matches = [match for pattern in (_COMMITTEE, _UNIT) if (match := pattern.search(text))]
    return min(matches, key=lambda match: match.start(), default=None)


def _rank(kind: str, name: str) -> str:
    if kind in {"thành phố", "tp", "tp."}:
        return "province" if fold(name) in _CENTRAL_CITIES else "district"
    return next(rank for rank, words in _KINDS.items() if re.fullmatch(words, kind, re.IGNORECASE))


def _name(text: str) -> str:
    """Return the name at the start of a text: words with a capital, up to a sign or a word that no name has."""
    words: list[str] = []
    for word in text.split():
        bare = word.strip(",;.:()–-“”\"'")
        if not bare or not (bare[0].isupper() or bare.isdigit()) or bare.lower() in _STOP:
            break
        words.append(bare)
        if word[-1] in ",;.:)–-" or len(words) == _NAME:
            break
    name = " ".join(words)
    return name.title() if name.isupper() and not name.isdigit() else name


_PLAIN = re.compile(r"(?:\d{1,3}[.)\s_-]+)?(?P<name>[A-ZĐÀ-Ỵ][\w]*(?:[ '-][A-ZĐÀ-Ỵ][\w]*){0,3})")
_NO_UNIT = re.compile(
    r"\b(?:sheet\d*|trang|ds|danh|bieu|tong|phu luc|mau|tap|ca nhan|kinh te|van hoa|quoc phong|he thong|dang ky|nam|thang|quy|mo hinh|moi|duy tri)\b"
)


def sheet_name(name: str) -> dict[str, str]:
    """Return the unit that the name of a sheet may be: ``Đồng Kỳ``, ``3. Canh Nậu``; ``placing`` finds out whether it is."""
    match = _PLAIN.fullmatch(clean(name))
    if not match or _NO_UNIT.search(fold(name)) or len(match["name"]) < 4:  # noqa: PLR2004 - letters of the shortest name
        return {}
    return {PREFIX + "place": match["name"]}
