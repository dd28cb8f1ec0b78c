"""Which line (hệ thống) a body's name tells, and whether a text names a body at all.

The body that is named first decides: in ``Chi bộ Trường Mầm non Quảng Hải`` the Party cell registers, not the school;
in ``Công đoàn Trường THPT …`` the union; in ``Chi bộ và Ban công tác Mặt trận …`` the cell, named before the Front.
Words that any body may begin with (tổ, câu lạc bộ, ban, phòng) count only where no line is named.
"""

import re
from functools import lru_cache

from danvan.bodies.models import Line
from danvan.core.text import canon, clean, fold

# Folded words, in no order: the earliest in the name wins, of two at one place the longer.
NAMED: dict[Line, str] = {
    Line.PARTY: """chi bo|dang bo|dang uy|huyen uy|tinh uy|thanh uy|thi uy|quan uy|cap uy|bch dang bo|ban dan van|bdv
        ban tuyen giao|ban tuyen giao va dan van|btg dv|ban to chuc|uy ban kiem tra|ubkt|khoi dan van|ban tuyen van
        ban xay dung dang|trung tam chinh tri|ban thuong vu|dang vien|ban noi chinh|van phong huyen uy|bi thu chi bo
        truong chinh tri|ban cham soc suc khoe can bo|to dang""",
    Line.GOVERNMENT: """ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|chinh quyen|phong giao duc|phong noi vu|phong lao dong
        phong y te|phong van hoa|phong tai nguyen|phong nong nghiep|phong kinh te|phong tu phap|phong tai chinh
        phong dan toc|phong gd dt|bo phan mot cua|chi cuc|kho bac|toa an|vien kiem sat|thanh tra|tram y te|benh vien
        trung tam y te|trung tam van hoa|trung tam dich vu nong nghiep|trung tam khuyen nong|bao hiem xa hoi|bhxh
        hat kiem lam|kiem lam|ban quan ly rung|ban quan ly du an|dai truyen thanh|thi hanh an|hai quan|chi cuc thue
        quan ly thi truong|trung tam phuc vu hanh chinh cong|co quan""",
    Line.FRONT: "mttq|mat tran|ubmttq|uy ban mat tran|uy ban mttq|ban cong tac mat tran|bctmt|mttqvn",
    Line.FARMERS: "hoi nong dan|hnd|hoi nd|hoi vien nong dan|to hoi nong dan|chi hoi nd",
    Line.WOMEN: "phu nu|lhpn|hoi pn|chi hoi pn|hoi lien hiep phu nu|pn",
    Line.YOUTH: """doan tncs|doan thanh nien|thanh nien|doan tn|dtn|doan thanh nien cong san|huyen doan|tinh doan|thanh doan
        thi doan|xa doan|phuong doan|chi doan|doan xa|doan phuong|doan thi tran|doan vien|doan truong|doan khoi|bch doan
        bi thu doan|lhtn|doi thieu nien|lien doi|doan co so|quan doan|ban chap hanh doan|hoi sinh vien|tuoi tre""",
    Line.VETERANS: "cuu chien binh|ccb|cuu quan nhan",
    Line.UNIONS: "cong doan|ldld|lien doan lao dong|nghiep doan|cdcs|doan vien cong doan|cong doan vien",
    Line.POLICE: "cong an|canh sat|phong an ninh|doi an ninh|doi canh sat|cax|trai giam|trai tam giam",
    Line.MILITARY: """chqs|chi huy quan su|quan su|bo doi|quan doi|trung doan|lu doan|su doan|tieu doan|quan khu|dan quan
        luc luong vu trang|llvt|bo tu lenh|du bi dong vien|truong quan su""",
    Line.BORDER_GUARD: "bien phong|bo doi bien phong|don bien phong|don bp|bdbp|tram bien phong|chi huy bo doi bien phong",
    Line.SCHOOL: """truong mam non|truong mn|truong tieu hoc|truong th|truong thcs|truong thpt|truong ptdt|truong pt|thcs|thpt
        mam non|tieu hoc|truong cao dang|truong dai hoc|truong trung cap|truong pho thong|trung tam gdtx|ptdtbt|ptdtnt
        trung tam gdnn|gdnn gdtx|nha truong|hoc vien|dai hoc|cao dang nghe|truong day nghe|truong hoc|truong trung hoc""",
    Line.ENTERPRISE: """cong ty|htx|hop tac xa|doanh nghiep|xi nghiep|ngan hang|nhct|agribank|to hop tac|tap doan|dien luc
        tong cong ty|quy tin dung|nha may|trang trai|co so san xuat|buu dien|vnpt|viettel|lien hiep htx|lam truong""",
    Line.TEAM: """to dan van|to dvcd|to dan van cong dong|ban tu quan|to tu quan|to tuyen van|to hoa giai|to lien gia
        to an ninh|to bao ve an ninh|doi dan phong|to dan phong|ban quan ly thon|ban lanh dao thon|ban phat trien thon
        to cong nghe so|to cong nghe so cong dong|ban nhan dan thon|ban can su thon|doi tu quan|nhom tu quan|ban thon
        to cong tac dan van|to tiet kiem|ban cong tac xa hoi|doi xung kich|to xung kich|ban dieu hanh thon""",
    Line.ASSOCIATION: """hoi cuu thanh nien xung phong|hoi cuu tnxp|cuu thanh nien xung phong|hoi nguoi cao tuoi|nguoi cao tuoi|nct
        hoi chu thap do|chu thap do|hoi khuyen hoc|hoi lam vuon|hoi luat gia|hoi dong y|hoi cuu giao chuc|cuu giao chuc
        hoi nan nhan chat doc da cam|hoi sinh vat canh|hoi dong huong|lien minh htx|hoi doanh nghiep|hoi doanh nhan
        lien minh hop tac xa|hoi nguoi mu|hoi van hoc nghe thuat|hoi nha bao|hiep hoi|hoi bao tro|hoi khoa hoc
        hoi thanh tin lanh|hoi phat giao|ban tri su phat giao|giao hoi|giao xu|giao ho|ban hanh giao""",
    Line.PEOPLE: """cac ho|ho gia dinh|gia dinh|nhan dan|nong dan|dong ho|cong dan|nguoi dan|ba con|nguoi co uy tin|gia lang
        truong thon|truong xom|truong khu|to truong to dan pho|truong dong ho|nghe nhan|cac hoi vien
        quan chung|dong bao|chu ho|chu trang trai|linh muc|nha su|chuc sac|tu si""",
}  # fmt: skip
WEAK: dict[Line, str] = {
    Line.GOVERNMENT: r"(?:so|cuc|phong|ban|trung tam|van phong|tram|doi|hat|vien|bao tang|thu vien|dai|nha van hoa) .+",
    Line.SCHOOL: r"truong (?!thon|ban|xom|khu|to|khoi|phong|pho|ap|bon|nhom|tram|doan|buon|sa|son|giang|thanh|dinh)\w+.*",
    Line.TEAM: r"(?:to|nhom|doi|ban) (?!dan pho|\d).+",
    Line.ASSOCIATION: r"(?:hoi|chi hoi|clb|cau lac bo|hoi quan) .+",
    Line.PEOPLE: r"(?:cac )?(?:ho|thon|to dan pho|tdp|khu pho|khu dan cu|xom|ap|buon|bon|khoi pho|lang|pho|khu) .+|cu dan .+",
}
_TABLE = {words.strip(): line for line, table in NAMED.items() for words in re.split(r"[|\n]", table) if words.strip()}
_NAMES = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True)) + r")\b")
_WEAK = [(re.compile(pattern), line) for line, pattern in reversed(WEAK.items())]
_PERSON = re.compile(r"^(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác|Thầy|Em|Đ/c|Đồng chí|ÔNG|BÀ|ANH|CHỊ)[\s.]+(?=[A-ZÀ-ỴĐ])")
_UNSAID = re.compile(r"\b(?:khong neu|khong ro|chua ro|khong co|chua xac dinh)\b")
_ONE_PERSON = re.compile(
    r"(?:hoi vien|doan vien|dang vien|can bo|chien si|giao vien|can su|bi thu|pho bi thu|chu tich|pho chu tich|pho"
    r"|nguoi|cong dan|cong chuc|nhan vien|thanh vien|chi huy truong|giam doc|hieu truong|chi hoi truong|to truong|ong|ba) "
    r"|truong (?:thon|ban|xom|khu|to|khoi|phong|pho|ap|nhom|cong an|doan|dong ho)"
)
_POST = re.compile(
    r"(?:bi thu|pho bi thu|chu tich|pho chu tich|giam doc|hieu truong|chi huy truong|chi hoi truong|to truong|doi truong"
    r"|truong (?:thon|ban|xom|khu|phong|cong an|dong ho)) "
)
_MANY = re.compile(r"\b(?:cac|nhung|mot so|nhieu|toan the)\b(?! co quan)")


@lru_cache(maxsize=16384)
def line_of(name: str) -> Line:
    """Return the line that a name tells; ``OTHER`` where it tells none."""
    bare = clean(re.sub(r"\([^()]*\)", " ", name))
    if _PERSON.match(bare):
        # "Ông Nguyễn Văn A, Chủ tịch Hội Nông dân xã": the post, where it is named, tells the line.
        return _first(fold(bare)) or Line.PEOPLE
    folded = fold(bare)
    if not folded or _UNSAID.search(folded):
        return Line.OTHER
    if canon(bare).lower().startswith("bản "):  # a hamlet, not a board (ban)
        return _first(folded) or Line.PEOPLE
    return _first(folded) or next((line for pattern, line in _WEAK if pattern.fullmatch(folded)), Line.OTHER)


def _first(folded: str) -> Line | None:
    match = _NAMES.search(folded)
    return _TABLE[match[1]] if match else None


@lru_cache(maxsize=16384)
def is_body(name: str) -> bool:
    """Tell whether a text names one organisation: no person, no households, no "Không nêu đơn vị", no mere place."""
    bare = clean(re.sub(r"\([^()]*\)", " ", name))
    folded = fold(bare)
    if _PERSON.match(bare) or _UNSAID.search(folded) or _MANY.search(folded):
        return False
    if _ONE_PERSON.match(f"{folded} ") and not canon(bare).lower().startswith("trường"):
        return False
    return line_of(name) not in {Line.PEOPLE, Line.OTHER}


@lru_cache(maxsize=16384)
def is_person(name: str) -> bool:
    """Tell whether a text plainly names one person, by title or by post: ``Ông …``, ``Bí thư chi bộ …``."""
    bare = clean(re.sub(r"\([^()]*\)", " ", name))
    if _PERSON.match(bare):
        return True
    return bool(_POST.match(f"{fold(bare)} ")) and not re.search(r"[,;]|\bvà\b", canon(bare).lower())
