"""Where an organisation has its seat, as far as its name says: ``Hội Cựu chiến binh xã Phúc Sơn``.

Only a name with its unit word counts (a kindless one is often just a name: Trường Mầm non Quảng Hải); a bare unit word
(``Bưu điện tỉnh``, ``Huyện đoàn``) means the row's own unit of that level. Several units named, or none: no seat.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from danvan.core.text import clean, fold
from danvan.units.atlas import Atlas, Key, Span, atlas
from danvan.units.finding import Villages
from danvan.units.models import Level, Unit
from danvan.units.place_index import RANKS
from danvan.units.place_text import COMMUNE, UNIT_WORDS, VILLAGE, Part, Token, option, place_key, tokenize, unit_word
from danvan.units.places import PlaceText, Settled, settle

LONGEST = 500
_NONE_NAMED = re.compile(r"^(không (nêu|rõ|có|ghi)|chưa (rõ|nêu|ghi))|\(\s*(không|chưa) (nêu|rõ|ghi) (đơn vị|chủ|cơ quan)")
_ASIDE = re.compile(r"\([^)]*(?:không|chưa) (?:nêu|rõ|ghi)[^)]*\)")
# What makes a body's own name of a unit word: Huyện đoàn Yên Thế, Tỉnh ủy, Thành hội, Xã đội.
_OF_LEVEL = {
    "tỉnh": "tỉnh", "thành": "thành phố", "huyện": "huyện", "quận": "quận", "thị": "thị xã", "xã": "xã", "phường": "phường",
}  # fmt: skip
_BODIES = {"ủy", "uỷ", "đoàn", "hội", "đội"}
_STOP = {"và", "của", "tại", "thuộc", "với", "-"}
_GROUPS = {"tổ", "đội", "khu", "cụm", "phố", "bản", "làng", "buôn", "khối"}
LONGEST_NAME = 6
Line = list[Span]


def owner_seat(owner: str, settled: Sequence[Settled], on: dt.date, scope: Unit | None = None) -> Key | None:
    """Return the unit in an organisation's name, preferring the row's places and what stands above them."""
    text = clean(owner[:LONGEST])
    if not text or _NONE_NAMED.search(text.casefold()):
        return None
    text = _ASIDE.sub(" ", text)
    return _Reader(text, settled, on, scope).seat()


class _Reader:
    def __init__(self, text: str, settled: Sequence[Settled], on: dt.date, scope: Unit | None) -> None:
        self.picture = atlas()
        self.on, self.scope = on, scope
        self.text = text
        self.tokens = tokenize(text)
        self.plain = text.isascii()
        self.lines = [line for one in settled if one.unit and (line := line_of(self.picture, one.unit, on))]

    def seat(self) -> Key | None:
        """Return the one seat; of a unit and those below it in one line, the lowest."""
        found: list[Key] = []
        at = 0
        while at < len(self.tokens):
            taken, unit = self._named_at(at)
            if taken and unit is None:
                return None
            if unit and unit not in found:
                found.append(unit)
            at += taken or 1
        if len(found) > 1:
            found = self._one_line(found)
        return found[0] if len(found) == 1 else None
