"""Human codes: ``BG-2022-04250``, counted per province and year, never reused."""

import uuid
from collections import Counter
from collections.abc import Sequence

from danvan.core.text import fold
from danvan.initiatives.models import CodeCounter
from danvan.units.atlas import atlas

# The 63 provinces until 30 June 2025; the 34 of today keep names among them. No two share letters.
LETTERS = {
    "an giang": "AG", "ba ria vung tau": "VT", "bac giang": "BG", "bac kan": "BK", "bac lieu": "BL", "bac ninh": "BN",
    "ben tre": "BTR", "binh dinh": "BDI", "binh duong": "BD", "binh phuoc": "BP", "binh thuan": "BTH", "ca mau": "CM",
    "can tho": "CT", "cao bang": "CB", "da nang": "DNG", "dak lak": "DL", "dak nong": "DNO", "dien bien": "DB",
    "dong nai": "DN", "dong thap": "DT", "gia lai": "GL", "ha giang": "HG", "ha nam": "HNA", "ha noi": "HN",
    "ha tinh": "HT", "hai duong": "HD", "hai phong": "HP", "hau giang": "HAG", "hoa binh": "HB", "ho chi minh": "HCM",
    "hue": "HUE", "hung yen": "HY", "khanh hoa": "KH", "kien giang": "KG", "kon tum": "KT", "lai chau": "LC",
    "lam dong": "LD", "lang son": "LS", "lao cai": "LCA", "long an": "LA", "nam dinh": "ND", "nghe an": "NA",
    "ninh binh": "NB", "ninh thuan": "NT", "phu tho": "PT", "phu yen": "PY", "quang binh": "QB", "quang nam": "QNA",
    "quang ngai": "QNG", "quang ninh": "QN", "quang tri": "QT", "soc trang": "ST", "son la": "SL", "tay ninh": "TN",
    "thai binh": "TB", "thai nguyen": "TNG", "thanh hoa": "TH", "thua thien hue": "TTH", "tien giang": "TG",
    "tra vinh": "TV", "tuyen quang": "TQ", "vinh long": "VL", "vinh phuc": "VP", "yen bai": "YB", "viet nam": "VN",
}  # fmt: skip


def letters(province: uuid.UUID) -> str:
    """Return the letters of a province: of the table, or the initials of a name that came later with its code."""
    span = atlas().spans[province][-1]
    folded = fold(span.name)
    return LETTERS.get(folded) or "".join(word[0] for word in folded.split()).upper() + span.code


def take_codes(wanted: Sequence[tuple[uuid.UUID, int]]) -> list[str]:
    """Return new codes for pairs of province and year, in their order. Call inside an action."""
    following: dict[tuple[uuid.UUID, int], int] = {}
    for (province, year), n in sorted(Counter(wanted).items(), key=str):
        CodeCounter.objects.bulk_create([CodeCounter(province_id=province, year=year)], ignore_conflicts=True)
        counter = CodeCounter.objects.select_for_update().get(province_id=province, year=year)
        following[province, year] = counter.last
        counter.last += n
        counter.save(update_fields=("last",))
    codes = []
    for province, year in wanted:
        following[province, year] += 1
        codes.append(f"{letters(province)}-{year}-{following[province, year]:05d}")
    return codes
