"""The field that a registration form speaks of. The form of ``domain.md`` §5.1 B has no box for it, so its words are held
against the published content of the four fields (``domain.md`` §3.5); what does not clearly lead is left to a person.
"""

import re
from functools import lru_cache

from danvan.core.text import fold
from danvan.imports.records import RowDraft
from danvan.imports.roles import TICKS, Role
from danvan.initiatives.fields import LocalNames
from danvan.initiatives.models import Field

# What provinces class differently (hiến đất: economy or culture) is no evidence, unless the province says so itself.
CONTENT: dict[Field, str] = {
    Field.ECONOMY: """
        kinh te|lam kinh te|phat trien kinh te|hop tac xa|to hop tac|trang trai|gia trai|nong trai|cay trong|vat nuoi|con nuoi|chan nuoi
        trong trot|chuyen doi co cau|chuyen doi cay trong|khoa hoc ky thuat|khoa hoc cong nghe|ky thuat san xuat|tien bo ky thuat
        nang suat|san luong|chat luong san pham|an toan thuc pham|nong san|ocop|vietgap|huu co|san xuat|kinh doanh|khoi nghiep
        lam giau|viec lam|thu nhap|vay von|giai phong mat bang|ban giao mat bang|che bien|tieu thu san pham|thuong hieu|lien ket san xuat
        cay an qua|vai thieu|lua chat luong|rau an toan|rau sach|cay cong nghiep|thuy san|nuoi ca|nuoi ga|nuoi lon|nuoi ong|du lich cong dong
    """,
    Field.CULTURE_SOCIETY: """
        nong thon moi|do thi van minh|van minh do thi|giam ngheo|xoa ngheo|ho ngheo|can ngheo|an sinh xa hoi|phuc loi|nha van hoa
        nha dai doan ket|nha tinh nghia|xoa nha tam|nha dot nat|mu chu|tu quan|tu thien|nhan dao|tuong than tuong ai|hoan canh kho khan
        nep song van minh|viec cuoi|viec tang|hu tuc|van hoa|ban sac|van nghe|the thao|le hoi|dan ca|gia dinh hanh phuc
        suc khoe|y te|kham benh|dich benh|ve sinh|moi truong|bao ve moi truong|rac|rac thai|thu gom rac|phan loai rac|nuoc thai
        rac thai nhua|xanh sach dep|duong hoa|hang cay|cay xanh|trong cay|ngo sach|duong sach|sach nha|sach ngo|tong ve sinh|khuyen hoc
        truong hoc hanh phuc|tre em|nguoi cao tuoi|nguoi khuyet tat|bao hiem y te|binh dang gioi|bao luc gia dinh
    """,
    Field.DEFENCE_SECURITY: """
        quoc phong|an ninh|an ninh trat tu|trat tu an toan|an ninh to quoc|toan dan bao ve an ninh|toi pham|te nan|ma tuy|trom cap|co bac
        camera an ninh|tu quan ve an ninh|tu quan an ninh|to an ninh|bien gioi|chu quyen|duong bien|cot moc|nghia vu quan su|nhap ngu
        dan quan|quan su|luc luong nong cot|cot can|tuyen truyen phap luat|pho bien phap luat|pho bien giao duc phap luat|vi pham phap luat
        chap hanh phap luat|nam tinh hinh|diem nong|bao ve bi mat|vu khi|vat lieu no
    """,
    Field.POLITICAL_SYSTEM: """
        he thong chinh tri|xay dung dang|to chuc dang|sinh hoat chi bo|chi bo kieu mau|chi bo bon tot|chi bo 4 tot|cung co chi bo
        chat luong chi bo|ket nap dang vien|phat trien dang vien|phat trien dang|dang vien moi|ket nap doan vien|ket nap hoi vien
        phat trien doan vien|phat trien hoi vien|thu hut hoi vien|tap hop hoi vien|cung co to chuc|chat luong sinh hoat|cai cach hanh chinh
        thu tuc hanh chinh|ho so hanh chinh|mot cua|dich vu cong|chinh quyen than thien|chinh quyen so|van hoa cong so|van minh cong so
        tiep cong dan|doi thoai voi nhan dan|quy che dan chu|dan chu o co so|giam sat phan bien|phan bien xa hoi|can bo cong chuc
    """,
}
# Words that only look like the above.
_NOTHING = """
    rac roi|moi truong mang|moi truong kinh doanh|moi truong lam viec|moi truong dau tu|an ninh luong thuc|an ninh nguon nuoc
    thoi gian san xuat|khu san xuat|tram y te|tinh hinh kinh te|dieu kien kinh te|an ninh mang xa hoi|van hoa xa hoi kinh te|kinh te xa hoi
    thon van hoa|lang van hoa|khu dan cu van hoa
"""
LOOKED_AT = {"name": 2, "problem": 1, "goal": 1, "method": 1}  # the weight of a phrase in each; a name says most
LEAST = 2  # points of a field that counts, and its lead over the next
LEAD = 2  # times the points of the next
_COMPOSED = {Role.PLACE_PEOPLE, Role.FORCES, Role.MEANS_TIME}
_FIELDS = {Role.FIELD, *(role for role, (fact, _value, _holds) in TICKS.items() if fact == "field")}


def has_no_box(draft: RowDraft) -> bool:
    """Tell whether a row comes from a form, or from a table of a form's boxes, in which nothing asks for the field."""
    by_role = draft.table.by_role
    return not by_role.keys() & _FIELDS and (draft.table.is_form or len(by_role.keys() & _COMPOSED) > 1)


def field_by_content(draft: RowDraft, local: LocalNames) -> Field | None:
    """Return the field that clearly leads in what a form says, or None.

    ``local``: the classes of the province, which go before what is published for the country.
    """
    points = dict.fromkeys(Field, 0)
    own = {name: found[0] for name, found in local.items() if " " in name}
    for role, weight in LOOKED_AT.items():
        for field in _fields_in(fold(draft.values.get(role, "")), own):
            points[field] += weight
    first, second = sorted(points, key=lambda field: points[field], reverse=True)[:2]
    return first if points[first] >= max(points[second] + LEAST, points[second] * LEAD) else None


def _fields_in(text: str, own: dict[str, Field]) -> list[Field]:
    """Return a field for each different phrase of a text; of phrases within each other the longest counts."""
    known = {**_content(), **own}
    pattern = _pattern(tuple(own))
    found = (known[phrase] for phrase in {match[0] for match in pattern.finditer(text)})
    return [field for field in found if field]


@lru_cache(maxsize=1)
def _content() -> dict[str, Field | None]:
    known: dict[str, Field | None] = {phrase: field for field, table in CONTENT.items() for phrase in _phrases(table)}
    return known | dict.fromkeys(_phrases(_NOTHING))


@lru_cache(maxsize=64)
def _pattern(own: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({*_content(), *own}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _phrases(table: str) -> list[str]:
    return [phrase.strip() for phrase in re.split(r"[|\n]", table) if phrase.strip()]
