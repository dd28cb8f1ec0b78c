"""Reading an address: its parts, their unit words and names. Text only; what exists is the business of the tree.

A name is compared by its *key* (no marks, y as i, no spaces: Hoà/Hòa, Mĩ/Mỹ, Ea H'leo/Ea Hleo) and, where the text
has marks, by its *marked* form as well.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from danvan.core.text import canon, clean, fold, fold_i

VILLAGE, COMMUNE, DISTRICT, PROVINCE = 1, 2, 4, 8
ANY = COMMUNE | DISTRICT | PROVINCE

# unit word: (ranks, abbreviations)
UNIT_WORDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "xã": (COMMUNE, ("x",)),
    "phường": (COMMUNE, ("p", "ph")),
    "thị trấn": (COMMUNE, ("tt", "ttr", "t trấn")),
    "đặc khu": (COMMUNE, ("đk",)),
    "huyện": (DISTRICT, ("h",)),
    "quận": (DISTRICT, ("q",)),
    "thị xã": (DISTRICT, ("tx",)),
    "thành phố": (DISTRICT | PROVINCE, ("tp", "t phố")),
    "tỉnh": (PROVINCE, ("t",)),
    "thôn": (VILLAGE, ("th",)),
    "tổ dân phố": (VILLAGE, ("tdp", "tổ dp")),
    "khu dân cư": (VILLAGE, ("kdc",)),
    "khu phố": (VILLAGE, ("kp",)),
    "khối phố": (VILLAGE, ()),
    "tổ nhân dân": (VILLAGE, ()),
    "cụm dân cư": (VILLAGE, ()),
    "tiểu khu": (VILLAGE, ("tk",)),
    "khu vực": (VILLAGE, ("kv",)),
} | dict.fromkeys(
    (
        "bản",
        "làng",
        "ấp",
        "buôn",
        "bon",
        "plei",
        "sóc",
        "phum",
        "khóm",
        "khối",
        "xóm",
        "tổ",
        "khu",
        "phố",
        "đội",
        "cụm",
    ),
    (VILLAGE, ()),
)
# Words in front of a name that say nothing about it.
_NOISE = (
    "trên địa bàn", "thuộc địa bàn", "địa bàn", "trong phạm vi", "phạm vi", "trên", "tại", "ở", "thuộc", "của", "trong",
    "địa chỉ", "địa điểm", "nơi", "toàn", "cả", "các", "một số", "những", "nhân dân", "ubnd", "ủy ban nhân dân",
    "hđnd", "đảng ủy", "nước",
)  # fmt: skip
_PLURAL = {"các", "một số", "những"}
_LINKS = {"trong", "thuoc", "cua", "tai", "tren dia ban", "thuoc dia ban", "trong pham vi"}
_COUNTRY = ("viet", "nam")
COUNTRY_KEYS = {"vietnam", "nuocvietnam", "vn"}
# Spelled otherwise so often that it is a name of its own.
ALIASES = {
    "hochiminh": ("hcm",),
    "bariavungtau": ("brvt", "vungtaubaria"),
    "thuathienhue": ("tthue",),
    "phanrangthapcham": ("phanrang",),
    "daklak": ("daclac", "daklac", "darlac"),
}

_MARKED_Y = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
_APOSTROPHES = "'’‘`\u00b4\u02bc"
_DOTTED = re.compile(r"(?i)\bt\.\s?([ptx])\b\.?")
_TOKEN = re.compile(r"[^\W_]+(?:['’‘`\u00b4\u02bc][^\W_]*)*")
_NUMBERED = re.compile(r"(?i)(p|q|kp|tdp|tk)(\d+)")
_GLUED = re.compile(r"(?i)(tp|tx|tt)(hcm|[A-ZĐ][a-zà-ỹđ].*)")
_NOT_WORD = re.compile(r"[\W_]+")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text."""

    text: str
    fold: str
    marked: str
    # A point follows: of one letter that makes an abbreviation (H. Yên Thế).
    dotted: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether the word was typed without any mark."""
        return self.marked.isascii()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read a part: a unit word (or none) and a name."""

    kind: str | None
    ranks: int
    key: str
    marked: str
    cost: float = 0
    # The letters of the key as they were spaced.
    words: str = ""

    @property
    def plain(self) -> bool:
        """Tell whether the name was typed without any mark."""
        return self.marked.isascii()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an address with the ways to read it, the likeliest first."""

    text: str
    tokens: tuple[Token, ...]
    options: tuple[Option, ...]
    plural: bool = False
    # Words that no name covers, found while splitting a text without separators.
    unknown: bool = False
    # Cut out of a text without separators: where it ends is a guess.
    cut: bool = False
    # Unit words stand inside it (``mixed`` below): it is more than one name.
    mixed: int = 0
    # The unit word when there is nothing else (``bare_word`` below), and whether it speaks of several units.
    bare: tuple[str, bool] | None = None

    @property
    def kind(self) -> str | None:
        """The unit word of the likeliest reading."""
        return self.options[0].kind if self.options else None

    @property
    def ranks(self) -> int:
        """The ranks of the likeliest reading."""
        return self.options[0].ranks if self.options else 0


def place_key(text: str) -> str:
    """Return the key by which names are compared; numbers without leading zeros (Phường 06 is Phường 6)."""
    key = fold_i(text).replace(" ", "")
    return _ZEROS.sub("", key) if not key.isalpha() else key


@lru_cache(maxsize=65536)
def marked(text: str) -> str:
    """Return the name with its marks, in one spelling, without spaces: what tells Thanh Hải from Thạnh Hải."""
    return _ZEROS.sub("", _NOT_WORD.sub("", canon(text).casefold().translate(_MARKED_Y)))


def _word_table() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return, by folded unit word, the word it stands for and its tokens with marks."""
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word, (_ranks, short) in UNIT_WORDS.items():
        for form in (word, *short):
            table.setdefault(fold(form), []).append((word, tuple(map(marked, form.split()))))
    return table


_WORDS = _word_table()
_NOISE_TABLE = {fold(phrase): tuple(map(marked, phrase.split())) for phrase in _NOISE}
_LONGEST = 3
_FIRST, _FIRST_NOISE = ({words.split()[0] for words in table} for table in (_WORDS, _NOISE_TABLE))


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the words of a text; ``P6`` and ``TPHCM`` are two."""
    text = _DOTTED.sub(r"T\1 ", text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, dotted = match.group(), text.startswith(".", match.end())
        glued = _NUMBERED.fullmatch(word) or _GLUED.fullmatch(word)
        pieces = glued.groups() if glued else (word,)
        tokens += [Token(piece, fold(piece), marked(piece), dotted) for piece in pieces]
    return tuple(tokens)


def unit_word(tokens: tuple[Token, ...], at: int) -> list[tuple[str, int, bool]]:
    """Return the unit words that may begin at a token: the word, how many tokens it takes, and whether surely.

    ``phường`` is one for sure, so are ``TX`` and ``P.``; ``phuong`` may be, or the first word of Phương Mai;
    ``Phương`` is not.
    """
    found: list[tuple[str, int, bool]] = []
    if at >= len(tokens) or tokens[at].fold not in _FIRST:
        return found
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        # an apostrophe makes a syllable of it: Ia H' Drai
        if any(token.text[-1:] in _APOSTROPHES for token in span):
            continue
        for word, forms in _WORDS.get(" ".join(t.fold for t in span), ()):
            agree = [token.marked == form for token, form in zip(span, forms, strict=True)]
            if all(same or token.plain for same, token in zip(agree, span, strict=True)):
                short = "".join(forms) != marked(word)
                sure = span[0].dotted or len(span[0].fold) > 1 if short else all(agree)
                found.append((word, length, sure))
    return found


def mixed(tokens: tuple[Token, ...]) -> int:
    """Tell whether a unit word above a village stands inside the words, before a name: 2 surely, 1 perhaps."""
    first = max((length for _word, length, _sure in unit_word(tokens, 0)), default=1)
    worst = 0
    for at in range(first, len(tokens) - 1):
        for word, length, sure in unit_word(tokens, at):
            if UNIT_WORDS[word][0] != VILLAGE and at + length < len(tokens) and (sure or len(tokens[at].fold) > 1):
                worst = max(worst, 1 + sure)
    return worst


def noise(tokens: tuple[Token, ...], at: int) -> int:
    """Return how many words of noise begin at a token."""
    if at >= len(tokens) or tokens[at].fold not in _FIRST_NOISE:
        return 0
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        forms = _NOISE_TABLE.get(" ".join(t.fold for t in span))
        if forms and all(t.marked == form or t.plain for t, form in zip(span, forms, strict=True)):
            return length
    return 0


def as_name(tokens: tuple[Token, ...], kind: str | None, ranks: int, cost: float = 0) -> Option:
    """Return the reading of some words as a name."""
    text = " ".join(token.text for token in tokens)
    return Option(kind, ranks, place_key(text), marked(text), cost, _ZEROS.sub("", fold_i(text)))


@lru_cache(maxsize=65536)
def read(text: str) -> Part:
    """Read one part of an address."""
    tokens = tokenize(text)
    if len(tokens) > len(_COUNTRY) and tuple(t.fold for t in tokens[-len(_COUNTRY) :]) == _COUNTRY:
        tokens = tokens[: -len(_COUNTRY)]
    at, plural = _front(tokens)
    options = _options(tokens[at:])
    if at:
        options += [o for o in _options(tokens) if o.kind is None]
    several = _SEVERAL.sub("", text.strip())
    return Part(
        several, tokens, tuple(dict.fromkeys(options)), plural, mixed=mixed(tokens[at:]), bare=bare_word(tokens)
    )


def bare_word(tokens: tuple[Token, ...]) -> tuple[str, bool] | None:
    """Return the unit word when the words are nothing else, and whether it speaks of several units.

    ``xã``, ``trên địa bàn huyện``, ``toàn tỉnh``; ``các xã``, ``10 huyện``.
    """
    at, plural = _front(tokens)
    while at < len(tokens) and tokens[at].fold.isdigit():
        at, plural = at + 1, True
    return next(((word, plural) for word, length, _sure in unit_word(tokens, at) if at + length == len(tokens)), None)


def _front(tokens: tuple[Token, ...]) -> tuple[int, bool]:
    """Return where the name or its unit word begins, and whether the words before it speak of several."""
    at, plural = 0, False
    while at < len(tokens):
        length = noise(tokens, at)
        if length:
            plural |= " ".join(t.marked for t in tokens[at : at + length]) in _PLURAL
        else:
            length = _linked(tokens, at)
        if not length:
            break
        at += length
    return at, plural


def _linked(tokens: tuple[Token, ...], at: int) -> int:
    """Return the words of "thôn trong", "xã thuộc" before another unit word: the second one counts."""
    for _word, length, _sure in unit_word(tokens, at):
        link = noise(tokens, at + length)
        words = " ".join(t.fold for t in tokens[at + length : at + length + link])
        if words in _LINKS and unit_word(tokens, at + length + link):
            return length + link
    return 0


def _options(tokens: tuple[Token, ...]) -> list[Option]:
    """Return the readings of the words: after each unit word they may begin with, and as a name from the start."""
    if tokens and tokens[-1].marked == "cũ" and len(tokens) > 1:
        tokens = tokens[:-1]
    options, sure = [], False
    for word, length, certain in unit_word(tokens, 0):
        ranks = UNIT_WORDS[word][0]
        if length < len(tokens):
            options.append(as_name(tokens[length:], word, ranks))
            # Bản Qua, Buôn Hồ, Phố Hiến are names: a village word never settles it
            sure |= certain and ranks != VILLAGE
    if tokens and not sure:
        options.append(as_name(tokens, None, ANY))
    # a number is a name only after its unit word: phường 6
    return [found for found in options if found.kind or not found.key.isdigit()]


# A point separates after a whole word, not after an abbreviation.
_HARD = re.compile(r"(?i)[,;/()\[\]{}|\n\r\t<>•·:+&]+|(?<=\w{3})(?<!ttr)(?<!tdp)(?<!kdc)\.(?=\s|$)|\.\s*$")
_COLON = re.compile(
    r"(?i)\b(xã|xa|phường|phuong|thị trấn|thi tran|huyện|huyen|quận|quan|thị xã|thi xa|thành phố|thanh pho|tp|tỉnh|tinh|thôn|thon)\s*:\s*"
)
_SEVERAL = re.compile(r"(?i)^(?:các|một số|những)\s+(?=\S)")
_NOW = re.compile(r"(?i)[^,;()]*\(\s*(?:nay|hiện|bây giờ|hiện nay)\s+(?:là|thuộc)\s+([^)]*)\)")
_ASIDE = re.compile(r"(?i)\s*\(\s*(?:nay|hiện|trước|cũ|mới|cu\b|moi\b)[^)]*\)")
_DASH = re.compile(r"\s*[-–—\u2212]\s*")


def split(text: str) -> list[list[str]]:
    """Split an address at its separators; inner lists are what only dashes separate (Bà Rịa - Vũng Tàu)."""
    found = []
    for piece in _HARD.split(_COLON.sub(r"\1 ", text)):
        dashed = [bit.strip(" .") for bit in _DASH.split(piece)]
        dashed = [bit for bit in dashed if bit]
        if dashed:
            found.append(dashed)
    return found


def parts_of(text: str, is_name: Callable[[str], bool], *, numbers: bool = False) -> list[Part]:
    """Return the parts of an address that may name a unit; what a dash joins is one name where there is such a name.

    ``numbers``: a mere number counts too, in a column of villages.
    """
    parts: list[Part] = []
    for dashed in split(text):
        at = 0
        while at < len(dashed):
            joined = read(" - ".join(dashed[at : at + 2])) if at + 1 < len(dashed) else None
            if joined and any(is_name(o.key) for o in joined.options):
                parts.append(joined)
                at += 2
            else:
                parts.append(read(dashed[at]))
                at += 1
    if numbers:
        parts = [
            part if part.options else replace(part, options=(as_name(part.tokens, None, VILLAGE),)) for part in parts
        ]
    return [part for part in parts if part.options and part.options[0].key not in COUNTRY_KEYS and part.tokens]


def village_name(text: str) -> tuple[str, str]:
    """Return the unit word and the name of a village as it was typed: ``thôn Khe Táu`` is a thôn called Khe Táu."""
    words = clean(text).split(" ")
    tokens = tuple(token for word in words for token in tokenize(word)[:1])
    if len(tokens) == len(words):
        for word, length, sure in unit_word(tokens, 0):
            if UNIT_WORDS[word][0] == VILLAGE and sure and length < len(words):
                return word, " ".join(words[length:])
    return "", clean(text)


def joined_parts(text: str) -> list[Part]:
    """Return the parts of an address when no dash separates: a misspelled ``Bà Rịa - Vũng Tàuu``."""
    parts = [read(" - ".join(dashed)) for dashed in split(text)]
    return [part for part in parts if part.options]


def without_asides(text: str) -> tuple[str, str | None]:
    """Return the text without "(nay là …)" and "(cũ)", and the text with what such a remark names instead."""
    if "(" not in text:
        return text, None
    other = _NOW.sub(r"\1", text)
    return _ASIDE.sub("", text), _ASIDE.sub("", other) if other != text else None
