"""Vietnamese text: one canonical spelling, one folded key for comparison.

``canon`` keeps the word and mends its spelling (NFC, place of the tone mark); ``fold`` throws away case, marks and đ.
Names keep what was typed; comparison keys are folded.
"""

import re
import unicodedata
from functools import lru_cache

# Old style puts the tone on the first vowel of oa, oe, uy (hòa), new style on the second (hoà). We settle on the
# old style, which most officers type; only an open syllable is ambiguous (hoàn has one spelling).
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_OPEN = re.compile(r"(?i)(o[ae]|uy)([\u0300\u0301\u0303\u0309\u0323])(?![a-zđ\u0300-\u036f])")
_QU = re.compile(r"(?i)q$")
_SPACES = re.compile(r"\s+")
# C0/C1 controls but tab, line feed and carriage return; zero-width and bidirectional marks; byte-order mark;
# surrogates and non-characters, which no database takes.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff\ufffe\uffff]"
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def clean(text: str, *, lines: bool = False) -> str:
    """Return NFC text without control characters, runs of spaces folded to one; ``lines`` keeps line breaks."""
    text = _CONTROLS.sub("", unicodedata.normalize("NFC", text).replace("\u00a0", " "))
    if not lines:
        return _SPACES.sub(" ", text).strip()
    rows = (re.sub(r"[^\S\n]+", " ", row).strip() for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(rows).strip()


def canon(text: str) -> str:
    """Return one spelling for both placements of the tone mark: ``hoà`` and ``hòa`` become ``hòa``; ð becomes đ."""
    decomposed = unicodedata.normalize("NFD", text.replace("ð", "đ").replace("Ð", "Đ"))

    def move(match: re.Match[str]) -> str:
        pair, tone = match.group(1), match.group(2)
        if pair.lower() == "uy" and _QU.search(decomposed[: match.start()]):
            return match.group(0)
        return pair[0] + tone + pair[1]

    return unicodedata.normalize("NFC", _OPEN.sub(move, decomposed))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the comparison key: lower case, no marks, đ as d, anything but letters and digits as one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return _NOT_WORD.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def fold_i(text: str) -> str:
    """Return ``fold`` with y read as i (Mỹ/Mĩ, Quý/Quí), for place names."""
    return fold(text).replace("y", "i")
