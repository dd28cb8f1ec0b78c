"""Rows between the data: headings that say field, place, year for what follows; totals, signatures, page headers."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from danvan.bodies.lines import is_body
from danvan.core.text import canon, clean, fold
from danvan.imports.words import KINDS, OWNER_KINDS, RENEWALS, level_of, year_of
from danvan.initiatives.fields import field_of, read_field

_ROMAN = r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ENUMERATOR = re.compile(
    rf"^\s*(?:[(\[]?\s*(?P<mark>(?=[IVXLC]){_ROMAN}|[A-ZĐ]|[a-zđ]|\d{{1,3}}(?:\.\d{{1,3}})*)\s*(?:[.)\]/:–-]+\s*|$)"
    r"|(?P<dash>[-–+*•])\s+)"
)
_COUNT = re.compile(
    r"\s*[:–\-(]*\s*(?:gồm|có|tổng(?: số)?:?)?\s*\d+\s*(?:mô\s*hình|mo hinh|MH|điển\s*hình|ĐH|tập\s*thể|cá\s*nhân|đơn vị)?"
    r"[\s.,;)]*$",
    re.IGNORECASE,
)
_COUNT_BRACKETS = re.compile(r"\s*\([^()]*\d+[^()]*\)\s*$")
# "12 mô hình" counts, "1. Mô hình" begins a section.
_PLAIN_COUNT = re.compile(
    r"[\d.,%\s]+|\d[\d.,]*(?<![.,])\s*(?:mô hình|mo hinh|MH|điển hình|ĐH|tập thể|cá nhân|MH, ĐH)[.\s]*", re.IGNORECASE
)
_NUMBER = re.compile(r"[\s.,]*\d[\d.,\s]*")
_PAGE = re.compile(r"trang(?: so)? \d{1,4}(?: (?:tren |cua |tong so )?\d{1,4})?")
_UNITS = (
    (
        "province",
        r"tỉnh|thành phố (?=hà nội|hồ chí minh|hải phòng|đà nẵng|cần thơ|huế)|tp\.? ?(?=hà nội|hồ chí minh|hcm|hải phòng|đà nẵng|cần thơ|huế)",
    ),
    ("district", r"huyện|quận|thị xã|tx\.?|thành phố|tp\.?"),
    ("commune", r"xã|phường|thị trấn|tt\.?|đặc khu"),
    ("village", r"thôn|tổ dân phố|tdp|khu phố|khu dân cư|xóm|ấp|bản|buôn|khối phố|làng"),
)
_PLACES = tuple((kind, re.compile(rf"^(?:{words})\s*(?=\w)", re.IGNORECASE)) for kind, words in _UNITS)
_PLACES_BARE = tuple((kind, re.compile(rf"^(?:{fold_words})\s+(?=\S)", re.IGNORECASE)) for kind, fold_words in (
    ("district", "huyen|thi xa|thanh pho"), ("commune", "xa|phuong|thi tran"), ("village", "thon|to dan pho|xom|ap"),
))  # fmt: skip
_NO_PLACE = re.compile(
    r"^(?:ủy|uy|đoàn|doan|đội|doi|hội|hoi|viên|vien|chúng|nghèo|nông thôn|phường|thị trấn|thị xã|huyện|thành phố|tt|tp)\b",
    re.IGNORECASE,
)
_PLACE_PREFIX = re.compile(
    r"^(?:đơn vị|địa phương|địa bàn|khối|các mô hình của|mô hình của|don vi|dia phuong|dia ban)\s*:?\s+", re.IGNORECASE
)
_RANK = {"province": 0, "district": 1, "commune": 2, "village": 3}

_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong hop(?= \d)|tong|t cong|t so|cong|tc|ts|luy ke|toan tinh|toan huyen|toan xa|toan thanh pho|grand total|sub total|subtotal|total|sum"
    r"|mang sang|chuyen sang|chuyen trang|so chuyen|so du|so lieu|trang truoc|trang sau|cuoi trang|bang chu|an dinh danh sach)"
    r"(?: (?:\d+|cong|mo hinh|mh|dien hinh|dh|tap the|ca nhan|dan van kheo|dvk|trong do|gom|co|la|toan (?:tinh|huyen|xa)|don|trang|truoc|sau|nay|sang"
    r"|mang|chuyen|qua|het|muc|phan|i+|iv|v|a|b|c|nam 20\d\d|moi|duy tri|dang ky|chung|va|so|danh sach|so luong"
    r"|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|tram|linh))*"
)
_TOTAL_OF = re.compile(
    r"(?:tong cong|tong so|tong|cong) (?:linh vuc|huyen|xa|phuong|thi tran|thanh pho|khoi|muc|theo|don vi) .{1,60}"
)
_FOOTER = re.compile(
    r"(?:nguoi lap|nguoi tong hop|can bo tong hop|t ?m |thay mat|t ?/ ?m |noi nhan|thu truong|k ?t |t ?l |t ?u ?q |pho bi thu|bi thu|chu tich"
    r"|pho chu tich|truong ban|pho truong ban|pho ban|xac nhan|ky ten|ky ghi ro|luu vt|luu |nhu tren|danh sach (?:nay )?(?:gom|co) "
    r"|ghi chu |luu y |da ky |nguoi kiem tra|nguoi duyet|nguoi nhap|nguoi bao cao|can bo phu trach |can bo theo doi |can bo dan van |ke toan |van thu |nguon "
    r"|truong (?:thon|ban dan van|ban cong tac|phong|doan|tieu ban|dong ho) |to truong |q chu tich|q truong|t ?u ?n |dang cong san viet nam|cong hoa xa hoi chu nghia|doc lap tu do|chanh van phong|giam doc|hieu truong|truong khoi|duyet|kinh gui|dai dien)"
)
_SIGNED = re.compile(r"(?:t ?/? ?m |k ?t |t ?l |t ?u ?q |thay mat|noi nhan|nguoi lap|bi thu|chu tich|truong |pho )")
_DATED = re.compile(
    r"(?:.{0,60} )?ngay(?: \d{1,2})? thang(?: \d{1,2})? nam(?: 20\d\d| 20)?"  # once folded, dotted lines are gone
    r"|(?:[a-z]+ ){0,4}(?:ngay )?\d{1,2} \d{1,2} 20\d\d|(?:[a-z]+ ){0,4}ngay(?: \d{1,2}){0,2}(?: 20\d\d)?"
)
_TITLE = re.compile(r"(?:danh sach|bieu|phu luc|tong hop|bang tong hop|bang ke|danh muc|ke hoach|bao cao|mau so) ?")
_TITLE_YEAR = re.compile(r"(?<![-–])\bnăm\s+(20\d\d)\b(?!\s*[-–])", re.IGNORECASE)
_OTHER_YEAR = re.compile(
    r"\b(?:tháng|kèm theo|căn cứ|chỉ thị|nghị quyết|giai đoạn|nhiệm kỳ|năm học)\b|\bsố\s*:?\s*\d|20\d\d\s*[-–]\s*20\d\d",
    re.IGNORECASE,
)
_TITLE_FIELD = re.compile(r"lĩnh\s*vực\s+(.+?)(?:\s+năm\s+20\d\d.*)?$", re.IGNORECASE)


LONGEST_COUNT = 40


@dataclass(frozen=True)
class Heading:
    """What a heading says; ``facts`` may be empty, then nobody knows what it says."""

    facts: tuple[tuple[str, str], ...]
    style: str = ""


@dataclass
class Stack:
    """The headings in force, outermost first."""

    levels: list[Heading] = field(default_factory=list)

    def push(self, heading: Heading) -> None:
        """Put a heading in force and end those that it replaces: its kind, its rank among places, its numbering."""
        kinds = {kind for kind, _ in heading.facts}
        rank = min((_RANK[kind] for kind in kinds if kind in _RANK), default=99)
        for position, level in enumerate(self.levels):
            there = {kind for kind, _ in level.facts}
            lower_place = any(_RANK.get(kind, -1) >= rank for kind in there)
            if there & kinds or lower_place or (heading.style == level.style and (heading.style or not heading.facts)):
                del self.levels[position:]
                break
        self.levels.append(heading)

    def facts(self) -> dict[str, str]:
        """Return what the headings in force say together."""
        return {kind: said for level in self.levels for kind, said in level.facts}

    def clear(self) -> None:
        """End all headings."""
        self.levels.clear()


def split_enumerator(text: str) -> tuple[str, str]:
    """Return the style of numbering before a text (roman, upper, lower, arabic, dash, or nothing) and the rest."""
    match = _ENUMERATOR.match(text)
    mark = (match["mark"] or match["dash"]) if match else ""
    if not match or not mark:
        return "", text
    style = (
        "arabic" if mark[0].isdigit() else "dash" if not mark[0].isalpha() else "lower" if mark.islower()
        else "roman" if re.fullmatch(_ROMAN, mark) and mark not in {"C", "D", "L"} else "upper"
    )  # fmt: skip
    return style, text[match.end() :].strip()


@lru_cache(maxsize=8192)
def heading_of(text: str) -> Heading | None:
    """Return what a heading says, or None when it says nothing that is known."""
    style, rest = split_enumerator(clean(text))
    facts = _facts(rest or clean(text))
    if not facts and style and rest and is_body(rest):
        # "1. Hội Nông dân huyện" above its models; without a number it may be a letterhead or a signature.
        facts = (("owner", _COUNT_BRACKETS.sub("", rest)),)
    return Heading(facts, style) if facts else None


def _facts(text: str) -> tuple[tuple[str, str], ...]:
    bare = _COUNT.sub("", _COUNT_BRACKETS.sub("", text)).strip(" :.;–-") or text
    one = _fact(text) or _fact(bare)
    if one:
        return (one,)
    parts = [p for p in re.split(r"\s[-–]\s|[:;,]", bare) if p.strip()]
    facts = tuple(_fact(part.strip()) for part in parts)
    if len(parts) > 1 and all(facts) and len({f[0] for f in facts if f}) == len(facts):
        return tuple(f for f in facts if f)
    said = field_of(bare) if "linh vuc" in fold(bare) else None
    return (("field", said),) if said else ()


_WORDS: dict[str, tuple[str, str]] = {
    phrase.strip(): (kind, value)
    for kind, table in (("owner_kind", OWNER_KINDS), ("renewal", RENEWALS), ("kind", KINDS))
    for value, words in table.items()
    for phrase in re.split(r"[|\n]", words)
    if len(phrase.strip()) > 3 and phrase.strip() not in {"don vi", "co quan", "to chuc"}  # noqa: PLR2004 - abbreviations are too short
}
_AROUND = re.compile(
    r"^(?:cac |nhung |danh sach |phan |khoi |nhom |doi tuong )+|(?: dan van kheo| dvk| dang ky| tieu bieu)+$"
)


def _fact(text: str) -> tuple[str, str] | None:
    said = read_field(text)
    if said.field and not said.rest:
        return "field", said.field
    folded = fold(text)
    core = _AROUND.sub("", folded)
    for words in (core, re.sub(r"^(?:mo hinh|dien hinh|mo hinh dien hinh) (?=dang|xay|duy|tiep|moi|cu)", "", core)):
        if words in _WORDS:
            return _WORDS[words]
    if re.fullmatch(r"(?:nam|giai doan nam|dang ky nam|nam dang ky) 20\d\d|20\d\d", folded) and year_of(text):
        return "year", str(year_of(text))
    level = level_of(text) if "cong nhan" in folded else None
    if level and level[0]:
        return "level", level[0]
    return place_of(text)


def place_of(text: str) -> tuple[str, str] | None:
    """Return the place that a heading is, with its rank: ``Huyện Yên Thế``, ``XÃ ĐỒNG KỲ``."""
    bare = canon(_PLACE_PREFIX.sub("", text)).strip()
    longest = 70
    if len(bare) > longest or not bare:
        return None
    for kind, pattern in (*_PLACES, *(_PLACES_BARE if bare.isascii() else ())):
        match = pattern.match(bare)
        name = bare[match.end() :] if match else ""
        if match and name and not _NO_PLACE.match(name) and len(name.split(",")[0].split()) <= 4:  # noqa: PLR2004 - the longest names
            return kind, bare
    return None


def title_field(text: str) -> Heading | None:
    """Return the field that a title names: ``DANH SÁCH MÔ HÌNH … LĨNH VỰC KINH TẾ NĂM 2022``."""
    match = _TITLE_FIELD.search(clean(text))
    said = field_of(match[1]) if match else None
    return Heading((("field", said),), "title") if said else None


def is_title(text: str) -> bool:
    """Tell whether a line begins a list: a title, not a heading within it."""
    return bool(_TITLE.match(fold(split_enumerator(text)[1])))


def year_in_title(text: str) -> str:
    """Return the one year that a title names: ``… NĂM 2022``; dates, documents and stages of several years name none."""
    found = set(_TITLE_YEAR.findall(clean(text)))
    if len(found) != 1 or _OTHER_YEAR.search(clean(text)):
        return ""
    year: str = found.pop()
    return year


def is_total(text: str) -> bool:
    """Tell whether a line sums up: ``Tổng cộng``, ``Cộng lĩnh vực kinh tế``, ``Tổng số: 48 mô hình``."""
    folded = fold(split_enumerator(text)[1])
    return bool(_TOTAL.fullmatch(folded) or _TOTAL_OF.fullmatch(folded))


def is_footer(text: str) -> bool:
    """Tell whether a line belongs to the foot of a list: signatures, place and date, recipients."""
    folded = fold(text)
    return bool(_FOOTER.match(f"{folded} ") or _DATED.fullmatch(folded))


def is_signature(text: str) -> bool:
    """Tell whether a line belongs to a signature or to the list of those who get a copy, which name units by the way."""
    return bool(_SIGNED.match(f"{fold(text)} ")) or text.lstrip()[:1] in {"-", "–", "•"}


def is_page(text: str) -> bool:
    """Tell whether a line only numbers the page: ``Trang 2``, ``Trang 2/5``."""
    return bool(_PAGE.fullmatch(fold(text)))


def is_number(text: str) -> bool:
    """Tell whether a cell holds nothing but a number: ``12``, ``1.1``, ``3.``."""
    return len(text) <= LONGEST_COUNT and bool(_NUMBER.fullmatch(text))


def is_count(text: str) -> bool:
    """Tell whether a cell only counts: ``12``, ``16,5%``, ``12 mô hình``."""
    return len(text) <= LONGEST_COUNT and bool(_PLAIN_COUNT.fullmatch(text))
