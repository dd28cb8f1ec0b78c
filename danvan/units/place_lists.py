"""Several places in one text or in the cells of a row: which names belong together.

``thôn A; thôn B, xã C; xã D, huyện E`` pairs by position where the lists are of one length and shares the upper unit
where there is one; ``xã A, huyện B; xã C, huyện D`` begins anew wherever the names step down.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from danvan.units.place_text import ANY, COMMUNE, DISTRICT, PROVINCE, VILLAGE, Part

# One place: the readings to try, each from the lowest name up.
Address = list[list[Part]]
Names = dict[int, list[Part]]
# Ranks under which a name is known in the trees of the year, within reach.
Known = Callable[[Part], int]

_STRONG = re.compile(r"\s*(?:[;\n•+&]|\bvà\b(?! Chải))\s*")
_NOTHING = {"", "khong", "khong co", "khong ro", "chua ro", "khong neu", "chua xac dinh", "x"}
_MOST_READINGS = 36
# A group of houses lies in a village; two of a kind stand side by side.
_SMALL = {"tổ", "cụm", "đội", "xóm", "cụm dân cư", "tổ nhân dân"}
_LARGE = {"khu phố", "khu", "thôn", "khối", "khối phố", "tổ dân phố", "khu dân cư", "tiểu khu", "khu vực", "bản", "ấp"}


@dataclass(frozen=True, slots=True)
class PlaceText:
    """Where a row says that it happens: one text, or cells."""

    text: str = ""
    village: str = ""
    commune: str = ""
    district: str = ""
    province: str = ""

    @property
    def cells(self) -> tuple[tuple[str, int], ...]:
        """The texts, each with the rank of its column; 0: any."""
        return (
            (self.text, 0),
            (self.village, VILLAGE),
            (self.commune, COMMUNE),
            (self.district, DISTRICT),
            (self.province, PROVINCE),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a list, its rank, and whether a strong separator (;) stands before it."""

    part: Part
    rank: int
    strong: bool


def pieces(text: str) -> list[str]:
    """Split a text at its strong separators."""
    return [piece for piece in _STRONG.split(text) if piece.strip(" ,.-–")]


def says_nothing(text: str, folded: str) -> bool:
    """Tell whether a cell only says that there is no place."""
    return not text.strip(" -–.") or folded in _NOTHING


def as_column(part: Part, rank: int) -> Part:
    """Return the part read as its column says where it has no unit word of its own; 0 is a column of any rank."""
    if not rank:
        return part
    options = tuple(replace(o, ranks=rank) if o.kind is None else o for o in part.options)
    return replace(part, options=options)


def as_village(part: Part, head: Part) -> Part:
    """Return a name without unit word in a list of villages as one of them: ``các thôn A, B``."""
    return replace(as_column(part, VILLAGE), text=f"{head.kind} {part.text}")


def rank_of(part: Part, previous: int, known: Known, *, strong: bool = False) -> int:
    """Return the rank that a name stands for in a list that steps upwards."""
    ranks = part.ranks
    if ranks in (VILLAGE, COMMUNE, DISTRICT, PROVINCE):
        return ranks
    found = known(part) & ranks or (ranks if ranks != ANY else 0)
    single = [rank for rank in (COMMUNE, DISTRICT, PROVINCE) if rank & found]
    if not single:
        return previous or VILLAGE
    if strong and previous in single:
        return previous  # A, B và C
    above = [rank for rank in single if rank > previous]
    return above[0] if above else previous if previous in single else single[-1]


def nested(parts: list[tuple[Part, bool]]) -> Iterator[tuple[Part, bool]]:
    """Join a group of houses with the village that it lies in: ``tổ 5, khu phố 2`` is one place."""
    held: tuple[Part, bool] | None = None
    for part, strong in parts:
        if held and not strong and held[0].kind in _SMALL and part.kind in _LARGE:
            joined = Part(f"{held[0].text}, {part.text}", held[0].tokens + part.tokens, part.options)
            held = joined, held[1]
            continue
        if held:
            yield held
        held = part, strong
    if held:
        yield held


def group(entries: list[Entry]) -> list[Names]:
    """Group names that step upwards; a step down begins a new group."""
    groups: list[Names] = []
    last = PROVINCE + 1
    for entry in entries:
        if entry.rank < last:
            groups.append({})
        groups[-1].setdefault(entry.rank, []).append(entry.part)
        last = entry.rank
    return groups


def top_down(entries: list[Entry]) -> bool:
    """Tell whether the list begins with the upper names: ``huyện A: xã B, xã C``."""
    first = entries[0].rank
    return next((entry.rank < first for entry in entries if entry.rank != first), False)


def tight(entries: list[Entry]) -> list[Address]:
    """Pair the names whatever separates them."""
    groups = group(entries)
    return [address for at, names in enumerate(groups) for address in _addresses(names, _shared(groups, at))]


def loose(entries: list[Entry]) -> list[Address]:
    """Pair the names within each stretch between strong separators."""
    stretches: list[list[Entry]] = []
    for entry in entries:
        if entry.strong or not stretches:
            stretches.append([])
        stretches[-1].append(entry)
    groups = [names for stretch in stretches for names in group(stretch)]
    return [address for at, names in enumerate(groups) for address in _addresses(names, _shared(groups, at))]


def _shared(groups: list[Names], at: int) -> list[Part]:
    """Return the upper names that a group borrows: of the next group that has them, else of the one before."""
    top = max(groups[at])
    for other in (*groups[at + 1 :], *reversed(groups[:at])):
        upper = [parts[-1] for rank, parts in sorted(other.items()) if rank > top]
        if upper:
            return upper
    return []


def _addresses(names: Names, shared: list[Part]) -> Iterator[Address]:
    lowest, *uppers = [parts for _rank, parts in sorted(names.items())]
    for at, part in enumerate(lowest):
        paired = [upper[at] if len(upper) == len(lowest) else upper[0] for upper in uppers]
        fits = all(len(upper) in (1, len(lowest)) for upper in uppers)
        readings = [[part, *paired]] if fits else []
        readings += [
            [part, *choice] for choice in list(product(*uppers))[:_MOST_READINGS] if [*choice] != paired or not fits
        ]
        yield [[*reading, *shared] for reading in readings] + (readings if shared else [])


def sizes_agree(entries: list[Entry]) -> bool:
    """Tell whether in each group no upper list is longer than the list below it."""
    for names in group(entries):
        sizes = [len(parts) for _rank, parts in sorted(names.items())]
        if any(upper not in (1, sizes[0]) for upper in sizes[1:]):
            return False
    return True
