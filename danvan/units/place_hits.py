"""What a search found, and the rules by which one find stands or falls against another."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from danvan.units.place_index import Place
from danvan.units.place_text import PROVINCE, Option, Part


@dataclass(slots=True)
class Hit:
    """A unit that all parts fit, and how well."""

    place: Place
    option: Option
    cost: float = 0
    # Upper units that other parts name, and those of them that were spelled right.
    fitted: int = 0
    sure: int = 0
    # Another part names the very unit that the place stands in, and spells it right.
    under_parent: bool = False
    villages: list[Part] = field(default_factory=list)
    loose: int = 0
    # False: too short or too lonely to be read out of a misspelling, but a rival to whatever else is as near.
    believable: bool = True
    # Unit words that are not the upper unit's own: (as written, the unit with its own).
    slips: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind_agrees(self) -> bool:
        """Tell whether the unit word, if there is one, is the unit's own."""
        return self.option.kind in (None, self.place.span.kind)

    @property
    def marks_agree(self) -> bool:
        """Tell whether no mark of the text contradicts the name."""
        option = self.option
        return option.plain or (option.key in self.place.keys and not contradictions(option.marked, self.place.marked))


Narrow = Callable[[list[Hit], list[Part]], list[Hit]]


@dataclass(slots=True)
class Verdict:
    """The one unit found, or those between which the text does not decide, or nothing."""

    hit: Hit | None = None
    tied: list[Hit] = field(default_factory=list)


def contradictions(typed: str, name: str) -> int:
    """Count the letters typed with marks that the name has otherwise; a letter typed without may be any."""
    if len(typed) != len(name):
        return OSA.distance(typed, name)
    return sum(1 for a, b in zip(typed, name, strict=True) if a != b and not a.isascii())


def guessed(hit: Hit) -> bool:
    """Tell whether unknown words would pass for a village while a name beside them is misspelled."""
    return any(part.unknown for part in hit.villages)


def is_short_for(option: Option, upper: Place) -> bool:
    """Tell whether a text is the first letters of a name: BG beside a commune of Bắc Giang."""
    letters = "".join(word[0] for word in upper.span.folded.split())
    return len(letters) > 1 and option.key == letters


def limit(key: str) -> int:
    """Return how many letters of a name may be wrong."""
    return 0 if len(key) < 3 or key.isdigit() else 1 if len(key) < 9 else 2  # noqa: PLR2004 - the rule itself


def narrow(hits: list[Hit], parts: list[Part]) -> list[Hit]:
    """Drop the hits that the unit word, the marks or the custom of naming a province bare speak against."""
    tests: tuple[Callable[[Hit], bool], ...] = (
        lambda hit: hit.kind_agrees,
        lambda hit: hit.marks_agree,
        lambda hit: hit.option.marked == hit.place.marked,
        lambda hit: len(parts) == 1 and hit.option.kind is None and hit.place.rank == PROVINCE,
    )
    for test in tests:
        hits = [hit for hit in hits if test(hit)] or hits
    return hits


def nearest(hits: list[Hit], parts: list[Part]) -> list[Hit]:
    """Of names equally near, keep those that the unit word and then the marks speak for."""
    hits = [hit for hit in hits if hit.option.kind and hit.kind_agrees] or hits
    if len(hits) > 1 and not any(hit.option.plain for hit in hits):
        off = {id(hit): OSA.distance(hit.option.marked, hit.place.marked) for hit in hits}
        hits = [hit for hit in hits if off[id(hit)] == min(off.values())]
    return hits


def cut_apart(option: Option, place: Place) -> bool:
    """Tell whether the same letters are spaced as other words: Sonn Ham is not surely Sơn Nham."""
    if option.words in ("", place.span.folded) or option.key != place.key:
        return False
    typed, name = _cuts(option.words), _cuts(place.span.folded)
    return not (typed <= name or name <= typed)


def _cuts(words: str) -> set[int]:
    ends, at = set(), 0
    for word in words.split():
        at += len(word)
        ends.add(at)
    return ends
