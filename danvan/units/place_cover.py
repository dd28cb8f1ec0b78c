"""Addresses without separators: ``xã Yên Định huyện Sơn Động``, ``dong ky yen the bac giang``.

The words are covered with names that exist; at most one stretch may be unknown (a village, or a misspelled name).
"""

from collections.abc import Iterator
from itertools import islice, product

from danvan.units.place_index import Tree
from danvan.units.place_text import ANY, UNIT_WORDS, VILLAGE, Part, Token, as_name, mixed, noise, unit_word

# More words than this are no address, and more readings than this are none either.
MOST_WORDS, MOST_READINGS, LONGEST_NAME = 24, 64, 6
# Halves of unit words, which alone name nothing.
FRAGMENTS = {"thi", "thanh", "dac", "tran", "dan"}


def covers(parts: list[Part], tree: Tree, *, loosely: bool = False) -> Iterator[tuple[int, list[Part]]]:
    """Yield the readings in which at least one part is split, those with the fewest unknown words first, with these.

    Unknown words are a village only in front of a unit word (``Khe Táu xã Yên Định``); ``loosely`` they may be
    anywhere, for they are a misspelled name.
    """
    choices: list[list[list[Part]]] = []
    for part in parts:
        split: list[list[Part]] = []
        if 2 <= len(part.tokens) <= MOST_WORDS:  # noqa: PLR2004 - one word cannot be split
            split = list(islice(_cover(part.tokens, 0, tree, may_miss=True), MOST_READINGS))
        choices.append(
            [[part], *(pieces for pieces in split if len(pieces) > 1 and _plausible(pieces, loosely=loosely))]
        )
    readings = [
        [piece for pieces in reading for piece in pieces] for reading in islice(product(*choices), 1, MOST_READINGS * 2)
    ]
    counted = [(sum(_unknown(piece, tree) for piece in reading), reading) for reading in readings]
    yield from sorted(counted, key=lambda pair: pair[0])


def _plausible(pieces: list[Part], *, loosely: bool) -> bool:
    """Tell whether what names nothing known can stand where it stands."""
    for at, piece in enumerate(pieces):
        before_unit_word = at == 0 and len(pieces) > 1 and pieces[1].kind is not None
        village = piece.ranks == VILLAGE
        if piece.cut and not before_unit_word and village == loosely:
            return False
    return True


def _unknown(part: Part, tree: Tree) -> int:
    """Return the number of words that no name covers."""
    known = any(place.rank & o.ranks for o in part.options for place in tree.named(o.key))
    return 0 if known else len(part.tokens)


def _cover(tokens: tuple[Token, ...], at: int, tree: Tree, *, may_miss: bool) -> Iterator[list[Part]]:
    if at == len(tokens):
        yield []
        return
    for end, part in _names(tokens, at, tree):
        for rest in _cover(tokens, end, tree, may_miss=may_miss) if not _inside_word(tokens, end) else ():
            yield [part, *rest]
    if may_miss:
        for end in range(at + 1, len(tokens) + 1):
            part = _stretch(tokens[at:end])
            for rest in (
                _cover(tokens, end, tree, may_miss=False) if part.options and not _inside_word(tokens, end) else ()
            ):
                yield [part, *rest]


def _inside_word(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether a cut would go through a unit word: thành | phố."""
    return any(length > back for back in (1, 2) if at >= back for _word, length, _sure in unit_word(tokens, at - back))


def _names(tokens: tuple[Token, ...], at: int, tree: Tree) -> Iterator[tuple[int, Part]]:
    """Yield the names that begin at a word, with or without a unit word, the longest first."""
    words: list[tuple[str | None, int]] = []
    sure = False
    for word, length, certain in unit_word(tokens, at):
        sure |= certain
        if UNIT_WORDS[word][0] != VILLAGE:
            words.append((word, length))
    for kind, length in words if sure else [*words, (None, 0)]:
        ranks = UNIT_WORDS[kind][0] if kind else ANY
        first = at + length
        for end in range(min(first + LONGEST_NAME, len(tokens)), first, -1):
            read = as_name(tokens[first:end], kind, ranks)
            if (kind or not read.key.isdigit()) and any(place.rank & ranks for place in tree.named(read.key)):
                yield end, Part(_text(tokens[at:end]), tokens[at:end], (read,))


def _stretch(tokens: tuple[Token, ...]) -> Part:
    """Return words that name nothing known; a unit word, or part of one, without a name is no reading."""
    while len(tokens) > 1 and noise(tokens, len(tokens) - 1):
        tokens = tokens[:-1]
    if mixed(tokens):
        return Part("", tokens, ())
    words = unit_word(tokens, 0)
    options = [
        as_name(tokens[length:], word, UNIT_WORDS[word][0]) for word, length, _sure in words if length < len(tokens)
    ]
    if not words and not (len(tokens) == 1 and tokens[0].fold in FRAGMENTS):
        options.append(as_name(tokens, None, ANY))
    return Part(_text(tokens), tokens, tuple(options), unknown=not words, cut=True)


def _text(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)
