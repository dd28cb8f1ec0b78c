"""Lists in an address written out before it is read: numbered places, villages with one unit word for several numbers."""

import re

from danvan.core.text import clean
from danvan.units.place_text import tokenize, unit_word

LONGEST_WORD = 3  # tokens of a unit word


def tidy(text: str, limit: int) -> str:
    """Return the text in one encoding without controls, cut after ``limit`` characters before any work is done.

    Lists are written out: ``1) A 2) B`` becomes ``A; B``, ``thôn 1, 2, 3 xã C`` becomes ``thôn 1, thôn 2, thôn 3, xã C``.
    """
    return _NUMBERS.sub(_each_number, _enumerated(clean(text[:limit], lines=True)))


_POINT = re.compile(r"(?:^|(?<=[\s,;]))\(?(\d{1,2})(?:\)\s*|[./]\s+)(?=[^\W\d])")
_VILLAGES = (
    "thôn|thon|tổ dân phố|tdp|khu dân cư|khu phố|khối phố|tiểu khu|khu|xóm|ấp|bản|tổ|khóm|khối|đội|cụm|làng|buôn"
)
_NUMBERS = re.compile(
    rf"(?i)\b(?P<word>{_VILLAGES})\s+(?:số\s+)?(?P<first>\d{{1,3}})(?P<others>(?:\s*(?:,|;|&|\+|\bvà\b)\s*(?:số\s+)?\d{{1,3}}(?![\w/.)]))+)"
    rf"(?!\s*(?:{_VILLAGES})\b)(?P<after>\s*[,;]?)"
)


def _enumerated(text: str) -> str:
    """Return a text that numbers its places, from 1 on without a gap, with a strong separator for each number."""
    points: list[re.Match[str]] = []
    due = 1
    for match in _POINT.finditer(text):
        before = text[: match.start()]
        if int(match[1]) == due and not unit_word_before(before) and (points or not before.strip()):
            points.append(match)
            due += 1
    if due <= 2:  # noqa: PLR2004 - one number is no list
        return text
    ends = [*(match.start() for match in points[1:]), len(text)]
    return "; ".join(text[match.end() : end].strip(" ,;.\n") for match, end in zip(points, ends, strict=True))


def unit_word_before(text: str) -> bool:
    """Tell whether a text ends with a unit word (or ``số``), so that a number after it is a name: ``thôn 2``."""
    tokens = tokenize(text)[-LONGEST_WORD:]
    if not tokens or text.rstrip()[-1:] in ",;":
        return False
    ends = (at + length == len(tokens) for at in range(len(tokens)) for _word, length, _sure in unit_word(tokens, at))
    return tokens[-1].fold == "so" or any(ends)


def _each_number(match: re.Match[str]) -> str:
    numbers = [match["first"], *re.findall(r"\d+", match["others"])]
    return ", ".join(f"{match['word']} {number}" for number in numbers) + (
        match["after"] if match["after"].strip() else ", "
    )
