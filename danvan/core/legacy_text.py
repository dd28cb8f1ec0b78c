"""Vietnamese text typed before Unicode: TCVN3 (ABC), VNI-Windows, Windows-1258, and UTF-8 read as something else.

Such text looks like ``§¶ng uû x·`` in a cell or a file: letters of Western Europe that only an old font shows as
Vietnamese. All functions take the text in that look (bytes read as Windows-1252) and give back NFC. Text that is Unicode
already is never changed: one letter beyond Windows-1252 is proof enough, else the count of Vietnamese syllables decides.

Imports nothing of the house: the child process that reads files uses it too. Tables: TCVN 5712:1993 (VN3), VNI-Windows,
Microsoft code page 1258.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

TCVN3, VNI, CP1258, MOJIBAKE = "tcvn3", "vni", "cp1258", "utf8"
CODES = (TCVN3, VNI, CP1258, MOJIBAKE)
FEWEST, SHARE, LEAD = 3, 0.7, 0.3  # words that must be Vietnamese after converting, their share, and what they win
MOST_CELLS = 2_000

_LOW = (
    "ăâêôơưđ", "\xa8\xa9\xaa\xab\xac\xad\xae",
    "àảãáạằẳẵắặầẩẫấậ", "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb",
    "èẻẽéẹềểễếệìỉĩíị", "\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde",
    "òỏõóọồổỗốộờởỡớợ", "\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee",
    "ùủũúụừửữứựỳỷỹýỵ", "\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
)  # fmt: skip
_TCVN3 = {code: letter for i in range(0, len(_LOW), 2) for letter, code in zip(_LOW[i], _LOW[i + 1], strict=True)}
_TCVN3 |= dict(zip("\xa1\xa2\xa3\xa4\xa5\xa6\xa7", "ĂÂÊÔƠƯĐ", strict=True))
_TCVN3_MAP = str.maketrans(_TCVN3)

# A vowel and the sign after it; a sign is the same for every vowel that takes it.
_VNI_PLAIN = dict(zip("ùøûõï", "áàảãạ", strict=True))  # á à ả ã ạ on any vowel: shown on a
_VNI_A = dict(zip("âáàåãäêéèúüë", "âấầẩẫậăắằẳẵặ", strict=True))
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HAT_TONES = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE_TONES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for vowel in "aeouyôöi":
        base = _VNI_SINGLE.get(vowel, vowel)
        table |= {vowel + sign: unicodedata.normalize("NFC", base + tone) for sign, tone in _TONES.items()}
    for vowel in "aeo":
        table |= {
            vowel + sign: unicodedata.normalize("NFC", vowel + "\u0302" + tone) for sign, tone in _HAT_TONES.items()
        }
    table |= {"a" + sign: unicodedata.normalize("NFC", "a\u0306" + tone) for sign, tone in _BREVE_TONES.items()}
    for typed, letter in list(table.items()):
        for first in {typed[0], typed[0].upper()}:
            for rest in {typed[1:], typed[1:].upper()}:
                upper = first.isupper()
                table.setdefault(first + rest, letter.upper() if upper else letter)
    return table


_VNI = _vni_table()
_VNI_TYPED = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_ONSETS = "ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIMES = """a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en eng eo ep et
    ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao
    oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôp uôt up ut uy uya uych uyên uyêt uynh uyp uyt uyu uơ
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ynh yt ênh oeng uêt ơt"""
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})")
_STOPPED = ("c", "ch", "p", "t")
# Ends that no tone stands on: ``bôì`` is no word, but half of one in Windows-1258; quì and giù are words.
_GLIDE = re.compile("(?!(?:qui|giu)$).*(?:[aoôơuư]i|[aâ]y|[ae]o|[aâeêiươ]u)")
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
# Cut at spaces, digits and the signs of ASCII; the no-break space is half of an ``à`` in UTF-8 read wrongly.
_WORDS = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_AROUND = "«»–—“”‘’…•°²³"
_HIGH = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether a word can be one Vietnamese syllable, with at most one tone in a place that its end allows."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in apart if c in _MARKS]
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _MARKS))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    if not tones:
        return True
    if bare.endswith(_STOPPED):
        return tones[0] in "\u0301\u0323"
    return apart[-1] != tones[0] or not _GLIDE.fullmatch(bare)


_CP1252_ONLY = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_BYTES = {c: c.encode("cp1252") for c in _CP1252_ONLY}
_BEYOND = re.compile(f"[^\x00-\xff{_CP1252_ONLY}]")


def is_western(text: str) -> bool:
    """Tell whether a text holds only what bytes read as Windows-1252 can give; other text is Unicode, and stays."""
    return not _BEYOND.search(text)


def western(data: bytes) -> str:
    """Return bytes as Windows-1252 shows them; its five unused places stay what they are."""
    return "".join(_WESTERN[byte] for byte in data) if any(0x80 <= b < 0xA0 for b in data) else data.decode("latin-1")  # noqa: PLR2004 - what the two differ in


_WESTERN = [bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)]


def to_bytes(text: str) -> bytes:
    """Return the bytes that ``western`` shows as this text."""
    return b"".join(_BYTES.get(c) or c.encode("latin-1") for c in text)


def convert(text: str, code: str) -> str:
    """Return a text in one of the old encodings as Unicode (NFC); text that is not in one stays as it is."""
    if not code or not _HIGH.search(text) or not is_western(text):
        return text
    return unicodedata.normalize("NFC", _READERS[code](text))


def _from_tcvn3(text: str) -> str:
    return _capitals(text, text.translate(_TCVN3_MAP))


def _capitals(typed: str, read: str) -> str:
    """Put back the capitals that TCVN3 leaves to its fonts: it has no capital with a tone.

    ``§åNG Kú`` was typed with capitals all over, in a capital font; a lone capital begins a name (``X· Yªn``).
    """
    plain = [c for c in typed if c.isascii() and c.isalpha()]
    if len(plain) > 1 and all(c.isupper() for c in plain):
        return read.upper()

    def loud(match: re.Match[str]) -> str:
        letters = [c for c in match[0] if c.isascii() and c.isalpha()]
        return match[0].upper() if len(letters) > 1 and all(c.isupper() for c in letters) else match[0]

    return _LETTERS.sub(loud, read)


def _from_vni(text: str) -> str:
    return _VNI_TYPED.sub(lambda match: _VNI[match[0]], text)


_CP1258 = [bytes([b]).decode("cp1258", "ignore") or _WESTERN[b] for b in range(256)]


def _from_cp1258(text: str) -> str:
    return "".join(_CP1258[b] for b in to_bytes(text))


def _from_mojibake(text: str) -> str:
    try:
        return to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return text


_READERS = {TCVN3: _from_tcvn3, VNI: _from_vni, CP1258: _from_cp1258, MOJIBAKE: _from_mojibake}


def detect(texts: Iterable[str], *, fewest: int = FEWEST) -> str:
    """Return the old encoding that texts are in, or nothing: by how many of their words become Vietnamese."""
    words: list[str] = []
    unicode_words = 0
    for text in _some(texts):
        high = [word for word in _WORDS.findall(text) if _HIGH.search(word)]
        if is_western(text):
            words += high
        else:
            unicode_words += len(high)
    if len(words) < fewest or unicode_words > 2 * len(words):
        return ""
    as_it_is = _score(words, "")
    best = max(CODES, key=lambda code: (_score(words, code), -CODES.index(code)))
    score = _score(words, best)
    return best if score >= SHARE * len(words) and score - as_it_is >= max(LEAD * len(words), min(fewest, 2)) else ""


def _some(texts: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen and _HIGH.search(text):
            seen.add(text)
            yield text
            if len(seen) >= MOST_CELLS:
                return


def _score(words: list[str], code: str) -> float:
    """Return how many of the words are syllables when read in a code."""
    return sum(_reads(word, code) for word in words)


@lru_cache(maxsize=65536)
def _reads(word: str, code: str) -> float:
    read = convert(word, code)
    core = read.strip(_AROUND)  # «khéo» is a word in quotation marks
    if not code:
        return float(not _HIGH.search(core) or is_syllable(core))
    # A lone vowel proves little: ``«`` is a sign of its own in Unicode.
    return (1.0 if len(core) > 1 else 0.5) if is_syllable(core) else 0.0


def fits(text: str, code: str, *, either: bool = True) -> bool:
    """Tell whether a cell of a column in ``code`` is in it too, and not one of the few in Unicode among them.

    ``either``: what to say of a cell that reads well both ways: ``Cá nhân`` is ``Cỏ nhõn`` typed in TCVN3.
    """
    words = [word for word in _WORDS.findall(text) if _HIGH.search(word)]
    if not words or not is_western(text):
        return False
    read, as_it_is = _score(words, code), _score(words, "")
    return read > as_it_is or (either and read == as_it_is)


def is_odd(text: str) -> bool:
    """Tell whether a text has words that are none as they stand."""
    words = [word for word in _WORDS.findall(text) if _HIGH.search(word)]
    return _score(words, "") < len(words)
