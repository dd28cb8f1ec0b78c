"""The names of a tree, indexed for the matcher: of a day, of what ended before it, of what only begins after it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from danvan.units.atlas import Atlas, Key, Span
from danvan.units.models import Level
from danvan.units.place_text import ALIASES, COMMUNE, DISTRICT, PROVINCE, marked, place_key

RANKS = {Level.COMMUNE.value: COMMUNE, Level.DISTRICT.value: DISTRICT, Level.PROVINCE.value: PROVINCE}
DAY = dt.timedelta(days=1)


@dataclass(eq=False, slots=True)
class Place:
    """A unit under one name, with what stood above it."""

    span: Span
    key: str
    keys: tuple[str, ...]
    rank: int
    above: tuple["Place", ...] = ()

    @property
    def unit(self) -> Key:
        """The unit's id."""
        return self.span.unit

    @property
    def marked(self) -> str:
        """The name with its marks, for comparison."""
        return marked(self.span.name)

    @property
    def province(self) -> Key:
        """The unit at the top."""
        return self.above[-1].unit if self.above else self.span.unit

    @property
    def path(self) -> str:
        """The full name, lowest first."""
        return ", ".join(place.span.label for place in (self, *self.above))


@dataclass
class Tree:
    """Places by name."""

    by_key: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    by_unit: dict[Key, Place] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    _pools: dict[tuple[Key | None, int], tuple[list[str], list[Place]]] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        """Index a place under its name and its other spellings."""
        self.places.append(place)
        self.by_unit[place.unit] = place
        for key in place.keys:
            self.by_key[key].append(place)

    def named(self, key: str) -> Iterable[Place]:
        """Return the places with exactly this name."""
        return self.by_key.get(key, ())

    def near(self, key: str, limit: int, ranks: int, root: Key | None) -> Iterator[tuple[Place, int]]:
        """Yield the places below ``root`` (or all) whose name is at most ``limit`` letters away, with the distance."""
        keys, places = self._pool(root, ranks)
        for _name, distance, index in extract(key, keys, scorer=OSA.distance, score_cutoff=limit, limit=None):
            yield places[index], int(distance)

    def _pool(self, root: Key | None, ranks: int) -> tuple[list[str], list[Place]]:
        if (root, ranks) not in self._pools:
            found = [
                place for place in self.places
                if place.rank & ranks and (root is None or place.unit == root or any(a.unit == root for a in place.above))
            ]  # fmt: skip
            self._pools[root, ranks] = [place.key for place in found], found
        return self._pools[root, ranks]


def make_place(span: Span, above: tuple[Place, ...]) -> Place:
    """Return the place of a period."""
    key = place_key(span.name)
    others = ALIASES.get(key, ())
    if "ắ" in span.name or "ă" in span.name or "ak" in span.name:
        # Đắk, Đăk, Đak and Đắc are one word
        others = (*others, *(key.replace(a, b, 1) for a, b in (("dak", "dac"), ("dac", "dak")) if key.startswith(a)))
    if span.kind == "thị trấn" and key.startswith("nt"):
        others = (*others, key[2:])  # the thị trấn of a state farm: NT Nghĩa Lộ
    return Place(span, key, (key, *others), RANKS[span.level], above)


def tree_on(picture: Atlas, day: dt.date) -> Tree:
    """Return the tree of a day."""
    era = picture.era(day)

    def draw() -> Tree:
        tree = Tree()
        drawn: dict[Key, Place] = {}

        def place_of(unit: Key | None) -> Place | None:
            span = picture.span(unit, era) if unit else None
            if span is None or span.level not in RANKS:
                return None
            if span.unit not in drawn:
                upper = place_of(span.parent)
                drawn[span.unit] = make_place(span, (upper, *upper.above) if upper else ())
            return drawn[span.unit]

        for unit in picture.spans:
            place = place_of(unit)
            if place:
                tree.add(place)
        return tree

    return _kept(picture, ("tree", era), draw)


def ended_before(picture: Atlas, day: dt.date) -> Tree:
    """Return what had another name, kind or parent before a day, or no longer exists on it, as it last was."""
    era = picture.era(day)
    return _kept(
        picture, ("ended", era), lambda: _other(picture, lambda s: s.valid_to <= era, lambda s: s.valid_to - DAY)
    )


def begun_after(picture: Atlas, day: dt.date) -> Tree:
    """Return what only comes to its name, kind or parent after a day, as it then begins."""
    era = picture.era(day)
    return _kept(picture, ("begun", era), lambda: _other(picture, lambda s: s.valid_from > era, lambda s: s.valid_from))


def _other(picture: Atlas, wanted: Callable[[Span], bool], day_of: Callable[[Span], dt.date]) -> Tree:
    tree = Tree()
    for spans in picture.spans.values():
        for span in spans:
            if span.level in RANKS and wanted(span):
                line = [s for s in picture.ancestors(span.unit, day_of(span)) if s.level in RANKS]
                above: tuple[Place, ...] = ()
                for upper in reversed(line[1:]):
                    above = (make_place(upper, above), *above)
                tree.add(make_place(span, above))
    return tree


def real_names(picture: Atlas) -> dict[str, list[Span]]:
    """Return, by key, everything that ever bore a name: no typo is read into one of them."""

    def draw() -> dict[str, list[Span]]:
        names: dict[str, list[Span]] = defaultdict(list)
        for spans in picture.spans.values():
            for span in spans:
                if span.level in RANKS:
                    names[place_key(span.name)].append(span)
        return names

    return _kept(picture, ("names",), draw)


T = TypeVar("T")


def _kept(picture: Atlas, name: tuple[object, ...], draw: Callable[[], T]) -> T:
    if name not in picture.derived:
        picture.derived[name] = draw()
    found: T = picture.derived[name]
    return found
