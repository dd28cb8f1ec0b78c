"""Vietnamese text as old offices have it: the way there, of which ``core.legacy_text`` is the way back."""

import unicodedata

from danvan.core import legacy_text

_TCVN3 = {letter: code for code, letter in legacy_text._TCVN3.items()}
_VNI: dict[str, str] = {}
for _typed, _letter in legacy_text._VNI.items():
    if _typed[0].isupper() == _letter.isupper():
        _VNI.setdefault(_letter, _typed.upper() if _letter.isupper() else _typed)


def tcvn3(text: str) -> str:
    """Return a text typed in TCVN3, as Windows-1252 shows it; capitals with a tone are left to the font."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower()) or c for c in letters)


def vni(text: str) -> str:
    """Return a text typed in VNI-Windows."""
    return "".join(_VNI.get(c, c) for c in unicodedata.normalize("NFC", text))


def cp1258(text: str) -> str:
    """Return a text in Windows-1258: a letter, and its tone after it."""
    found = ""
    for letter in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tone))
        found += base + tone
    return legacy_text.western(found.encode("cp1258"))


def mojibake(text: str) -> str:
    """Return a text in UTF-8 that something read as Windows-1252."""
    return legacy_text.western(text.encode())


WAYS = {"tcvn3": tcvn3, "vni": vni, "cp1258": cp1258, "utf8": mojibake}
