"""Readings of a part whose unit word is misspelled or glued to the name; tried only when nothing fits as typed."""

from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from danvan.core.text import fold
from danvan.units.place_text import UNIT_WORDS, VILLAGE, Option, Part, as_name

_WORDS = {fold(word): (word, ranks) for word, (ranks, _short) in UNIT_WORDS.items() if ranks != VILLAGE}


@lru_cache(maxsize=4096)
def loose_options(part: Part) -> tuple[Option, ...]:
    """Return further readings of a part, each with its cost."""
    return (*_misspelled(part), *_glued(part))


def _misspelled(part: Part) -> list[Option]:
    """``huyn Yên Thế``, ``thị trn Vôi``: the first words are one letter away from a unit word."""
    found = []
    for length in (2, 1):
        head, rest = part.tokens[:length], part.tokens[length:]
        typed = " ".join(token.fold for token in head)
        # one syllable is too little to tell a name from what is left of it
        if len("".join(token.fold for token in rest)) < 4 and len(rest) < 2:  # noqa: PLR2004 - the rule itself
            continue
        for word, (kind, ranks) in _WORDS.items():
            if word.count(" ") == length - 1 and OSA.distance(typed, word, score_cutoff=1) == 1:
                found.append(as_name(rest, kind, ranks, cost=1))
    return found


def _glued(part: Part) -> list[Option]:
    """``xãĐồng Kỳ``: the unit word and the name are written as one."""
    if not part.tokens:
        return []
    first = part.tokens[0].fold
    found = []
    for word, (kind, ranks) in _WORDS.items():
        if " " not in word and first.startswith(word) and first != word:
            whole = as_name(part.tokens, kind, ranks)
            found.append(replace(whole, key=whole.key[len(word) :], marked=whole.marked[len(word) :], cost=1, words=""))
    return found
