"""What officers write for the four fields, and which field they mean; never a guess between two.

The four are the same everywhere, the mapping of topics to them is not (``domain.md``, finding 2): so the table below
holds other spellings of the four names only, and topics (hiến đất, bảo hiểm y tế …) are sub-fields, which are data.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from rapidfuzz.distance import OSA

from danvan.core.dates import year_end
from danvan.core.text import clean, fold
from danvan.initiatives.models import Field, SubField

SPELLINGS: dict[Field, str] = {
    Field.ECONOMY: """
        kinh te | phat trien kinh te | kt | ptkt | phat trien kt | phat trien san xuat | san xuat kinh doanh | economy | economic
        phat trien kinh te nong nghiep | phat trien kinh te nong thon | phat trien kinh te ho gia dinh
        kinh te nong nghiep | xoa doi giam ngheo phat trien kinh te | phat trien kinh te giam ngheo
    """,
    Field.CULTURE_SOCIETY: """
        van hoa xa hoi | vhxh | vh xh | van hoa | xa hoi | van xa | vx | culture society | culture and society | xa hoi van hoa | socio cultural
        van hoa va xa hoi | phat trien van hoa xa hoi | van hoa xa hoi moi truong | van hoa xa hoi va moi truong
        van hoa xa hoi an sinh xa hoi | van hoa xa hoi giao duc y te | van hoa xa hoi y te giao duc | vhxhmt
        van hoa giao duc y te | van hoa the thao | an sinh xa hoi | moi truong | van hoa moi truong
        van hoa nghe thuat | van hoa the thao du lich | van hoa van nghe
    """,
    Field.DEFENCE_SECURITY: """
        quoc phong an ninh | an ninh quoc phong | qpan | qp an | anqp | an qp | quoc phong | an ninh
        quoc phong va an ninh | an ninh va quoc phong | defence security | defence and security | defense and security | defense security
        security and defence | quoc phong quan su | quan su quoc phong
        quoc phong an ninh trat tu | quoc phong an ninh doi ngoai | qpan dn | an ninh trat tu | antt
        quoc phong quan su dia phuong | quan su quoc phong dia phuong | giu vung quoc phong an ninh | qs qp | qsqp
        an ninh trat tu an toan xa hoi | trat tu an toan xa hoi | bao dam quoc phong an ninh | an ninh chinh tri
        dam bao quoc phong an ninh | cung co quoc phong an ninh | quoc phong an ninh trat tu an toan xa hoi
        bao ve an ninh to quoc | toan dan bao ve an ninh to quoc | giu gin an ninh trat tu
        dam bao an ninh trat tu | bao dam an ninh trat tu
    """,
    Field.POLITICAL_SYSTEM: """
        he thong chinh tri | htct | he thong ct | xd he thong ct | xay dung he thong ct | xay dung he thong chinh tri | xdhtct | xd htct | xay dung htct | chinh tri
        xay dung dang | xay dung dang he thong chinh tri | xay dung dang va he thong chinh tri | political system | building the political system
        xay dung dang chinh quyen | xay dung dang xay dung he thong chinh tri | xay dung dang htct | xd dang htct
        xay dung dang va xay dung he thong chinh tri | xay dung dang xay dung chinh quyen | xd dang
        xay dung dang xay dung chinh quyen xay dung he thong chinh tri | xd he thong chinh tri | xddang htct
        xay dung dang chinh quyen he thong chinh tri | xay dung dang chinh quyen doan the | xdd htct | xdd
        xay dung to chuc co so dang | xay dung he thong chinh tri vung manh | xay dung dang chinh doi dang
        xay dung he thong chinh tri trong sach vung manh | xay dung dang va chinh quyen | xay dung chinh quyen
        xay dung va chinh don dang | xay dung chinh don dang va he thong chinh tri | xay dung chinh don dang
        xay dung va cung co he thong chinh tri | cung co he thong chinh tri | xay dung he thong chinh tri co so
        xay dung he thong chinh tri o co so | xay dung dang mat tran doan the
    """,
}
EXACT: dict[str, Field] = {
    spelling.strip(): field
    for field, table in SPELLINGS.items()
    for spelling in re.split(r"[|\n]", table)
    if spelling.strip()
}
# A typo is forgiven in a whole name, not in an abbreviation, where one letter is another field.
_LONG = 6
_TYPED: tuple[tuple[str, Field], ...] = tuple((s, f) for s, f in EXACT.items() if len(s) >= _LONG)

_ENUMERATOR = re.compile(r"^\s*(?:[(\[]?\s*(?:[IVXLC]{1,5}|[A-Da-d]|\d{1,2}(?:\.\d{1,2})*)\s*[.)\]/:–-]+|[-–+*•])\s*")
_NOISE_BEFORE = re.compile(
    r"^(?:(?:cac )?(?:mo hinh|dien hinh|mh|dh)(?: dien hinh)?(?: dan van kheo| dvk)? |(?:nhom|mang|khoi|nganh|phan) |tap the "
    r"|(?:cac )?linh vuc (?:(?:thu )?(?:\d{1,2}|mot|nhat|hai|ba|bon|tu|[ivabcd]{1,3}) )?|l ?v (?:\d )?|trong |tren |thuoc |ve |cong tac |nhiem vu |gan voi |tham gia |phat trien (?=van hoa|vhxh))+"
)
_NOISE_AFTER = re.compile(r"(?: (?:nam )?20\d\d| dia phuong| tren dia ban|(?: o| tai)? co so| linh vuc)+$")
_COUNTED = re.compile(
    r"[:–-]?\s*\(?\s*(?<!\d)\d{1,3}(?!\d)\s*(?:mô\s*hình|mo hinh|MH|điển\s*hình|ĐH)?\s*\)?\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Reading:
    """What was understood of a text: the field, and the sub-field as data or as the words that followed."""

    field: Field | None
    sub_field: uuid.UUID | None = None
    rest: str = ""
    several: bool = False


def key(text: str) -> str:
    """Return the folded text without numbering, counts and the words that go with any field."""
    bare = _ENUMERATOR.sub("", _COUNTED.sub("", clean(text)))
    folded = fold(bare)
    return _NOISE_AFTER.sub("", _NOISE_BEFORE.sub("", folded)).strip() or folded


@lru_cache(maxsize=4096)
def field_of(text: str) -> Field | None:
    """Return the field that a text names, or None when it names none or more than one."""
    return read_field(text).field


def read_field(text: str, local: "LocalNames | None" = None) -> Reading:
    """Return the field and what else a text says: ``Kinh tế (OCOP)``, ``Bảo hiểm y tế`` where that is a local class."""
    own = local.get(key(text)) if local else None
    if own:
        return Reading(own[0], own[1])
    whole = _plain(text)
    if whole:
        return Reading(whole)
    parts = [part for part in re.split(r"[(),;:/]|\s[-–+]\s|\bvà\b", clean(text)) if key(part)]
    named = [(part, _plain(part)) for part in parts]
    fields = {field for _, field in named if field}
    if len(fields) > 1:
        return Reading(None, several=True)
    if named and named[0][1]:
        rest = clean(text).removeprefix(named[0][0].strip()).strip(" -–:;,()/")
        sub = local.get(key(rest)) if local else None
        return Reading(named[0][1], sub[1] if sub and sub[0] == named[0][1] else None, rest)
    return Reading(None, several=_joined(key(text).split()))


def _joined(words: list[str]) -> bool:
    """Tell whether two fields stand side by side without a sign between them: ``kinh te xa hoi``."""
    cuts = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words)))
    return any(a in EXACT and b in EXACT and EXACT[a] != EXACT[b] for a, b in cuts)


def _plain(text: str) -> Field | None:
    """Return the field of a text that is nothing but its name, a slip of one letter forgiven."""
    wanted = key(text)
    squeezed = wanted.replace(" ", "")
    found = EXACT.get(wanted) or EXACT.get(squeezed) or EXACT.get(squeezed.removeprefix("lv"))
    if found or len(wanted) < _LONG - 1:
        return found
    near = {field for spelling, field in _TYPED if OSA.distance(wanted, spelling, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


LocalNames = dict[str, tuple[Field, uuid.UUID]]


def local_names(province: uuid.UUID | None, year: int) -> LocalNames:
    """Return the sub-fields and local classes of a province (and the country's) by their folded names."""
    names: LocalNames = {}
    rows = SubField.objects.on(year_end(year)).filter(Q(province=province) | Q(province=None))
    for row in rows.order_by("province_id"):
        for name in _spellings(row):
            names.setdefault(key(name), (Field(row.field), row.pk))
    return {name: found for name, found in names.items() if name not in EXACT}


def _spellings(row: SubField) -> Iterable[str]:
    return (row.name, *(str(other) for other in row.synonyms))


def fields_in_words() -> str:
    """Return the four names as a person would list them."""
    return "; ".join(str(label) for label in Field.labels)


__all__ = ["LocalNames", "Reading", "field_of", "fields_in_words", "key", "local_names", "read_field"]
