"""What the small cells of a register say: marks, new or maintained, years, dates, decisions, levels, states."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from danvan.core.text import clean, fold
from danvan.initiatives.models import Kind, OwnerKind, RecognitionLevel, Renewal
from danvan.initiatives.workflow import Status

_MARKS = {"x", "xx", "1", "v", "co", "yes", "true", "dung"}
_MARK_SIGNS = {"×", "✓", "✔", "✗", "✘", "+", "*", "√", "☑", "●", "•"}
_NO = {"", "0", "khong", "ko", "k", "no", "false", "chua", "sai", "khong co", "chua co"}
RENEWALS = {
    Renewal.NEW: "moi|dang ky moi|xay dung moi|moi dang ky|mo hinh moi|lam moi|moi xay dung|thanh lap moi|new|dk moi|dang ki moi|trien khai moi",
    Renewal.MAINTAINED: """duy tri|tiep tuc|tiep tuc duy tri|dang ky duy tri|dang duy tri|cu|mo hinh cu|chuyen tiep|maintained
        tiep tuc thuc hien|dt|duy tri nhan rong|duy tri va nhan rong|duy tri phat trien|dang ky tiep|dang ky lai|duy tri tu nam truoc""",
}
OWNER_KINDS = {
    OwnerKind.COLLECTIVE: "tap the|tt|t the|tthe|mo hinh tap the|dien hinh tap the|collective|co quan|don vi|to chuc|khoi tap the",
    OwnerKind.INDIVIDUAL: "ca nhan|cn|c nhan|cnhan|mo hinh ca nhan|dien hinh ca nhan|individual|khoi ca nhan",
}
KINDS = {
    Kind.MODEL: "mo hinh|mh|model|mo hinh dan van kheo|mh dvk|cac mo hinh",
    Kind.EXEMPLAR: "dien hinh|dh|exemplar|dien hinh dan van kheo|dh dvk|dien hinh tien tien|guong dien hinh|cac dien hinh|guong",
}
STATUSES = {
    Status.REGISTERED: "da dang ky|dang ky|moi dang ky|registered|cho duyet",
    Status.APPROVED: "da duyet danh muc|da duyet|duyet|da phe duyet|phe duyet|approved|duoc duyet",
    Status.UNDER_WAY: "dang thuc hien|thuc hien|dang trien khai|trien khai|dang hoat dong|hoat dong|under way|dang duy tri|da ra mat",
    Status.RECOGNISED: "duoc cong nhan|cong nhan|da cong nhan|da duoc cong nhan|dat|recognised|duoc cong nhan dat",
    Status.NOT_RECOGNISED: "chua dat|khong dat|khong cong nhan|khong duoc cong nhan|not recognised|chua duoc cong nhan",
    Status.PAUSED: "tam dung|tam ngung|paused",
    Status.ENDED: "da ket thuc|ket thuc|dung|ngung|da dung|ended|hoan thanh|giai the",
}
LEVELS = {
    RecognitionLevel.CENTRE: "trung uong|tw|toan quoc|quoc gia|centre|bo nganh",
    RecognitionLevel.PROVINCE: "tinh|tinh uy|thanh pho truc thuoc trung uong|thanh uy|province|tp truc thuoc tw",
    RecognitionLevel.DISTRICT: "huyen|huyen uy|quan|thi xa|huyen thanh pho|huyen thi|district|thi uy|quan uy|huyen tp|huyen thi xa thanh pho",
    RecognitionLevel.BASE: "co so|xa|phuong|thi tran|xa phuong|xa phuong thi tran|dang uy xa|base|dang uy co so|cs|xa phuong tt",
}
_NOT_RECOGNISED = {"chua duoc cong nhan", "chua cong nhan", "khong", "chua", "khong cong nhan"}
# What a Party committee's symbol tells: 983-QĐ/TU is the province's, 12-QĐ/HU a district's (``domain.md`` §5.6).
_SYMBOLS = (
    (re.compile(r"[-/]\s?TW\b"), RecognitionLevel.CENTRE),
    (re.compile(r"/\s?TU\b"), RecognitionLevel.PROVINCE),
    (re.compile(r"/\s?(?:HU|ThU|TXU|TU?XU|QU)\b"), RecognitionLevel.DISTRICT),
    (re.compile(r"/\s?ĐU\b"), RecognitionLevel.BASE),
)

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|2[01]\d\d)(?!\d)")
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ]\d\d:\d\d(?::\d\d)?)?(?!\d)"),
    re.compile(
        r"(?:ngày\s*)?(?<!\d)(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4}|\d{2})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:ng[àa]y\s*)?(?<!\d)(?P<d>\d{1,2})\s*th[áa]ng\s*(?P<m>\d{1,2})\s*(?:n[ăa]m|[,/-])?\s*(?P<y>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
)
_RENEWAL_BESIDE = re.compile(
    r"^(?:(?:mo hinh|mh|dien hinh|dh|loai) )+|(?:(?: (?:tu|trong|o))?(?: nam)? 20\d\d(?: 20\d\d)?| (?:mo hinh|mh))+$"
)
_LATER_YEAR = re.compile(
    r"nam thu (?:[2-9]|1\d|hai|ba|tu|nam)|(?:tu )?(?:nam )?20\d\d chuyen (?:sang|tiep|qua)|chuyen (?:tu|tiep)(?: tu)?(?: nam)?(?: 20\d\d)?"
)
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_SERIAL = re.compile(r"[3-6]\d{4}")
_NUMBER = re.compile(r"(?:s[ốo]\s*[:.]?\s*)?(\d{1,6}[a-z]?\s?(?:[-–/]\s?[0-9A-Za-zĐđ&.]+)+|\d{1,6})", re.IGNORECASE)
_ISSUER = re.compile(r"\bcủa\s+(.+)$", re.IGNORECASE)
_EPOCH = dt.date(1899, 12, 30)


def _table(words: Mapping[Any, str]) -> dict[str, str]:
    return {w.strip(): str(value) for value, line in words.items() for w in re.split(r"[|\n]", line) if w.strip()}


_RENEWALS, _OWNER_KINDS, _KINDS = _table(RENEWALS), _table(OWNER_KINDS), _table(KINDS)
_STATUSES, _LEVELS = _table(STATUSES), _table(LEVELS)


def is_mark(text: str) -> bool:
    """Tell whether a cell only ticks its column: ``x``, ``✓``, ``1``, ``có``."""
    return text in _MARK_SIGNS or fold(text) in _MARKS


def is_no(text: str) -> bool:
    """Tell whether a cell denies its column or is empty: ``không``, ``0``, ``-``."""
    return text not in _MARK_SIGNS and fold(text) in _NO


def renewal_of(text: str) -> str | None:
    """Return whether a text says new or maintained: ``Mới``, ``ĐK mới 2022``, ``Duy trì từ năm 2020``."""
    folded = fold(text)
    bare = _RENEWAL_BESIDE.sub("", folded)
    return (
        _RENEWALS.get(folded)
        or _RENEWALS.get(bare)
        or (Renewal.MAINTAINED.value if _LATER_YEAR.fullmatch(bare) else None)
    )


def owner_kind_of(text: str) -> str | None:
    """Return whether a text says collective or individual."""
    return _OWNER_KINDS.get(fold(text))


def kind_of(text: str) -> str | None:
    """Return whether a text says model or exemplar; the fused phrase says neither."""
    return _KINDS.get(fold(text))


def status_of(text: str) -> str | None:
    """Return the state that a text names."""
    return _STATUSES.get(fold(text))


def year_of(text: str) -> int | None:
    """Return the one year that a text names: ``2022``, ``Năm 2022``, ``12/3/2022``; two years are no year.

    A cell that is a date arrives as one (``2022-03-12``); a bare serial number here is a slip: ``42022``.
    """
    if _SERIAL.fullmatch(text.strip()):
        return None
    text = re.sub(r"(?<=\d{4})[.,]0+$", "", text.strip())  # 2022.0 of a text table
    day = date_of(text)
    if day and day.year < 1950:  # noqa: PLR2004 - a year typed into a cell that is formatted as a date: 2022 is 14/7/1905
        return (day - _EPOCH).days
    if day:
        return day.year
    years = set(_YEAR.findall(text))
    rest = fold(_YEAR.sub(" ", text))
    if len(years) != 1 or re.search(r"\d", rest):
        return None
    return int(years.pop())


def written_days(text: str) -> str:
    """Return a text with the dates of date cells (2022-03-01) as officers write them: 01/03/2022."""
    return _ISO.sub(lambda match: f"{match[3]}/{match[2]}/{match[1]}", text)


@lru_cache(maxsize=4096)
def date_of(text: str) -> dt.date | None:
    """Return the one date that a text names, in the ways officers write it."""
    return _date_in(text)[0]


def _date_in(text: str) -> tuple[dt.date | None, str]:
    """Return the date in a text, and the text without it."""
    if _SERIAL.fullmatch(text.strip()):
        return _EPOCH + dt.timedelta(days=int(text)), ""
    for pattern in _DATES:
        match = pattern.search(text)
        if match:
            year = int(match["y"])
            try:
                day = dt.date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))  # noqa: PLR2004
            except ValueError:
                return None, text
            return day, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def decision_of(text: str) -> tuple[str, dt.date | None, str]:
    """Return number, date and issuer of ``Số 123-QĐ/HU ngày 5/4/2022 của Huyện ủy …``."""
    day, rest = _date_in(clean(text))
    issuer = _ISSUER.search(rest)
    if issuer:
        rest = rest[: issuer.start()]
    number = _NUMBER.search(rest)
    said = re.sub(r"\s*([-–/])\s*", r"\1", number[1]) if number else ""
    return said.strip(), day, issuer[1].strip(" .,;") if issuer else ""


def level_of(text: str) -> tuple[str, bool] | None:
    """Return the level that a text names and whether it says outstanding: ``Tiêu biểu cấp tỉnh``; None: not understood."""
    folded = fold(text)
    if folded in _NOT_RECOGNISED:
        return "", False
    outstanding = "tieu bieu" in folded
    bare = re.sub(r"\b(?:duoc |da )?(?:cong nhan|tieu bieu|dat|xuat sac|mo hinh|dien hinh|cap|muc|o)\b", " ", folded)
    level = _LEVELS.get(re.sub(r"\b(?:nam )?20\d\d\b", " ", bare).strip())
    return (level, outstanding) if level else None


def level_of_symbol(number: str) -> str:
    """Return the level that the symbol of a Party committee's decision tells, or nothing."""
    return next((level for pattern, level in _SYMBOLS if pattern.search(number)), "")
