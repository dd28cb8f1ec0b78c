"""Addresses whose ranks stand in the header: ``Địa chỉ (thôn, xã)`` above ``Ngò 1, Đồng Kỳ``."""

import re
from functools import lru_cache

from danvan.core.text import canon, clean
from danvan.imports.roles import Role

_RANKS = (
    (Role.PROVINCE, r"tỉnh|tinh"),
    (Role.DISTRICT, r"huyện|quận|thị xã|thành phố|tx|tp|huyen|quan|thi xa|thanh pho"),
    (Role.COMMUNE, r"xã|phường|thị trấn|tt|đặc khu|xa|phuong|thi tran|dac khu"),
    (Role.VILLAGE, r"thôn|bản|xóm|ấp|buôn|làng|tổ dân phố|tdp|khu phố|khu dân cư|kdc|khối phố|thon|xom|to dan pho|khu pho|khu dan cu"),
)  # fmt: skip
_WORD = re.compile(
    "|".join(
        rf"(?P<{role.value}>\b(?:{words})\b)" for role, words in sorted(_RANKS, key=lambda r: r[0] != Role.DISTRICT)
    )
)
_BESIDE = re.compile(r"\b(?:địa chỉ|địa bàn|nơi|ở|tên|thuộc|và|hoặc|cấp|ghi rõ|thực hiện|dia chi|dia ban|ten)\b")
_CUT = re.compile(r"\s*[,;/]\s*|\s+[-–]\s+")
_PLAIN = re.compile(r"(?:\d{1,3}[.)]\s*)?[A-ZĐÀ-Ỵ][\w]*(?:[ '-][A-ZĐÀ-Ỵ\d][\w]*){0,3}")


@lru_cache(maxsize=4096)
def ranks_of(header: str) -> tuple[Role, ...]:
    """Return the ranks that a header lists, neighbours of one rank once: ``thôn, bản - xã, phường``."""
    found: list[Role] = []
    for match in _WORD.finditer(canon(clean(header)).lower()):
        role = Role(match.lastgroup or "")
        if role not in found[-1:]:
            found.append(role)
    return tuple(found) if len(set(found)) == len(found) else ()


@lru_cache(maxsize=4096)
def only_ranks(header: str) -> bool:
    """Tell whether a header is nothing but two ranks or more: ``Thôn, xã``."""
    rest = _BESIDE.sub(" ", _WORD.sub(" ", canon(clean(header)).lower()))
    return len(ranks_of(header)) > 1 and not re.search(r"\w", rest)


def parted(header: str, text: str) -> dict[str, str]:
    """Return the parts of an address by rank, where the header lists as many ranks as the text has parts."""
    ranks, parts = ranks_of(header), [part for part in _CUT.split(text.strip()) if part]
    if not ranks or len(ranks) != len(parts) or "\n" in text.strip():
        return {}
    named = [next(iter(_WORD.finditer(canon(part).lower())), None) for part in parts]
    if any(match and match.start() == 0 and match.lastgroup != role for match, role in zip(named, ranks, strict=True)):
        return {}
    return {role.value: part for role, part in zip(ranks, parts, strict=True)}


def is_plain(text: str) -> bool:
    """Tell whether a text may be nothing but the name of a unit, without the word for its kind: ``Đồng Kỳ``."""
    return bool(_PLAIN.fullmatch(clean(text)))
