"""Which unit do the parts of an address name? Every part must fit one line of the tree; ties are told, never broken
by guessing.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from danvan.units.atlas import Atlas, Key
from danvan.units.place_index import RANKS, Place, Tree, real_names
from danvan.units.place_text import COMMUNE, DISTRICT, PROVINCE, VILLAGE, Option, Part
from danvan.units.place_typos import loose_options

_DIGITS = re.compile(r"\d+")
# A name this short, misspelled, is believed only with its unit word and beside an upper unit spelled right.
SHORT = 5
# Without any upper unit beside it, a misspelled name must be at least this long; in the whole country one that is
# shorter than the second number must also have nothing else near.
ALONE, ALONE_IN_COUNTRY = 6, 8
HALF = 0.5


@dataclass(slots=True)
class Hit:
    """A unit that all parts fit, and how well."""

    place: Place
    option: Option
    cost: float = 0
    # Upper units that other parts name, and those of them that were spelled right.
    fitted: int = 0
    sure: int = 0
    # Another part names the very unit that the place stands in.
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
        return not contradictions(self.option.marked, self.place.marked)


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


@dataclass
class Search:
    """Looks addresses up in one tree, within what is allowed."""

    picture: Atlas
    tree: Tree
    # None: everywhere
    allowed: frozenset[Key] | None = None
    roots: tuple[Key, ...] = ()
    # Where a record of the unit stands: itself in the tree of the day, its successor for one that ended.
    target: Callable[[Key], Key | None] = staticmethod(lambda unit: unit)  # noqa: RUF009 - a function, not a value

    def inside(self, place: Place) -> bool:
        """Tell whether a place lies within what is allowed."""
        return self.allowed is None or self.target(place.unit) in self.allowed

    # --- names spelled right
    def exact(self, parts: list[Part]) -> Verdict:
        """Find the unit whose names all parts spell right."""
        return self._judge(list(self._exact_hits(parts)), parts)

    def _exact_hits(self, parts: list[Part]) -> Iterator[Hit]:
        for index, part in enumerate(parts):
            for option in part.options:
                for place in self.tree.named(option.key):
                    if place.rank & option.ranks and self.inside(place):
                        hit = self._fit(parts, index, option, place)
                        if hit:
                            yield hit

    def _fit(self, parts: list[Part], index: int, option: Option, place: Place, *, loosely: bool = False) -> Hit | None:
        """Return the hit when every other part names a unit above the place, or a village in it."""
        hit = Hit(place, option, option.cost)
        left, above = [], []
        for at, part in enumerate(parts):
            if at == index:
                continue
            upper = self._above(part, place, hit, loosely=loosely)
            if upper is None:
                left.append(at)
                continue
            above.append(at)
            hit.cost += upper[1]
            hit.sure += upper[1] < 1
            hit.under_parent |= upper[0] is place.above[0]
        hit.fitted = len(above)
        for at in left:
            before = at < index if not above or max(above) > index else at > index
            if not self._is_village(parts[at], hit, before=before):
                return None
            hit.villages.append(parts[at])
            hit.loose += parts[at].ranks != VILLAGE
        return hit

    def _is_village(self, part: Part, hit: Hit, *, before: bool) -> bool:
        """Tell whether a part that no unit above the place fits can be the name of a village in it."""
        if part.ranks == VILLAGE and (hit.place.rank == COMMUNE or not self._names_below(part, hit.place)):
            return True
        certain = hit.option.kind or hit.under_parent
        if part.kind is not None or hit.place.rank != COMMUNE or not before or not certain:
            return False
        # "Vĩnh Khương, Tuấn Đạo, huyện Sơn Động" are two communes, not a village and a commune
        siblings = (other for option in part.options for other in self.tree.named(option.key))
        return not any(other.above[:1] == hit.place.above[:1] and other.rank == COMMUNE for other in siblings)

    def _names_below(self, part: Part, place: Place) -> bool:
        """Tell whether a part that begins with a village word is the name of a unit in the place: Sóc Sơn, Bản Qua."""
        return any(place in other.above for option in part.options for other in self.tree.named(option.key))

    def _above(self, part: Part, place: Place, hit: Hit, *, loosely: bool) -> tuple[Place, float] | None:
        """Return the unit above the place that a part names, and how far the spelling is off; None when it names none."""
        for option in part.options:
            for upper in place.above:
                if option.ranks & upper.rank and option.key in upper.keys and self._kind_fits(option, upper, place, hit):
                    return upper, 0
        if not loosely:
            return None
        found = [
            (upper, off)
            for option in (*part.options, *loose_options(part))
            for upper in place.above
            if option.ranks & upper.rank
            and (off := self._off(option, upper)) is not None
            and self._kind_fits(option, upper, place, hit)
        ]
        return min(found, key=lambda pair: pair[1], default=None)

    def _off(self, option: Option, upper: Place) -> float | None:
        """Return how far a misspelling is from an upper unit's name, None when it is too far or another's name."""
        if is_short_for(option, upper):
            return HALF
        distance = OSA.distance(option.key, upper.key, score_cutoff=2)
        if distance > limit(option.key) or (distance and self._is_real(option, upper)):
            return None
        return distance + option.cost

    def _kind_fits(self, option: Option, upper: Place, place: Place, hit: Hit) -> bool:
        """Tell whether the unit word may stand for the unit: another one is a slip unless it names a unit of its own."""
        kind = upper.span.kind
        if option.kind in (None, kind):
            return True
        others = (o for o in self.tree.named(upper.key) if o.rank & option.ranks and o.span.kind == option.kind)
        if any(other.province == place.province for other in others):
            return False
        if upper.rank == PROVINCE and option.kind == "thành phố":
            # tỉnh Bắc Ninh is not the city of that name that was once in it
            once = real_names(self.picture).get(upper.key, ())
            if any(span.kind == "thành phố" and RANKS[span.level] == DISTRICT for span in once):
                return False
        hit.slips.append((str(option.kind), upper.span.label))
        return True

    # --- names misspelled
    def near(self, parts: list[Part]) -> Verdict:
        """Find the unit whose names the parts come closest to, when nothing else comes as close."""
        hits = list(self._near_hits(parts))
        if not hits:
            return Verdict()
        best = min(hit.cost for hit in hits)
        margin = 1 if best < 2 else 2
        verdict = self._judge([hit for hit in hits if hit.cost < best + margin], parts, narrow=_nearest)
        if verdict.hit and not verdict.hit.believable:
            return Verdict(tied=[verdict.hit])
        return verdict

    def _near_hits(self, parts: list[Part]) -> Iterator[Hit]:
        for index, part in enumerate(parts):
            roots = self._roots_beside(parts, index)
            for option in (*part.options, *loose_options(part)):
                for root in roots:
                    for place, distance in self.tree.near(option.key, limit(option.key), option.ranks, root):
                        if not self.inside(place):
                            continue
                        hit = self._fit(parts, index, option, place, loosely=True)
                        if hit and not (distance and self._is_real(option, place, anywhere=not hit.sure)):
                            hit.cost += distance
                            hit.believable = not distance or self._believable(hit, distance, root)
                            yield hit

    def _roots_beside(self, parts: list[Part], index: int) -> list[Key | None]:
        """Return the upper units that the other parts spell right, the lowest rank of them; else the scope."""
        beside: list[list[Place]] = []
        for at, part in enumerate(parts):
            if at != index:
                named = [p for o in part.options for p in self.tree.named(o.key) if p.rank & o.ranks and p.rank != COMMUNE]
                # Bắc Giang is a city and its province: the wider one leaves nothing out
                widest = max((place.rank for place in named), default=0)
                beside.append([place for place in named if place.rank == widest])
        ranks = [places[0].rank for places in beside if places]
        found = {place.unit for places in beside if places and places[0].rank == min(ranks) for place in places}
        return list(found) or list(self.roots) or [None]

    def _believable(self, hit: Hit, distance: int, root: Key | None) -> bool:
        """Tell whether a misspelling may be read as the place's name at all."""
        typed, name = hit.option.key, hit.place.key
        if _DIGITS.findall(typed) != _DIGITS.findall(name):
            return False
        if not hit.sure and len(typed) < ALONE:
            return False
        alike = typed[0] == name[0] or sorted(typed) == sorted(name)
        if len(typed) <= SHORT and not (hit.sure and hit.kind_agrees and hit.option.kind):
            return False
        lonely = not hit.sure and self.allowed is None and len(typed) < ALONE_IN_COUNTRY
        if len(name) < SHORT or distance > 1 or lonely or (len(typed) <= SHORT and not alike):
            rivals = self.tree.near(typed, distance + 1, hit.place.rank, root)
            return not any(rival.unit != hit.place.unit for rival, _distance in rivals)
        return True

    def _is_real(self, option: Option, place: Place, *, anywhere: bool = False) -> bool:
        """Tell whether what was typed is, or ever was, the name of another unit of this rank in the province.

        Where nothing tells the province and the whole country is searched, it is enough that it is one ``anywhere``.
        """
        for span in real_names(self.picture).get(option.key, ()):
            if span.unit == place.unit or not RANKS[span.level] & option.ranks & place.rank:
                continue
            line = self.picture.ancestors(span.unit, span.valid_from)
            top = next((s.unit for s in line if RANKS.get(s.level) == PROVINCE), None)
            if place.rank == PROVINCE or top is None or (anywhere and self.allowed is None):
                return True
            if self._same_land(top, place.province):
                return True
        return False

    def _same_land(self, top: Key, province: Key) -> bool:
        """Tell whether two provinces, perhaps of two days, share land."""
        if top == province:
            return True
        spans = self.picture.spans
        last = max(spans[top][0].valid_from, spans[province][0].valid_from)
        return bool(self.picture.homes(top, last) & self.picture.homes(province, last))

    # --- choosing
    def _judge(self, hits: list[Hit], parts: list[Part], narrow: Narrow | None = None) -> Verdict:
        """Return the one unit among the hits, or the tie."""
        if not hits:
            return Verdict()
        if len(hits) > 1:
            least = min(hit.loose for hit in hits)
            hits = self._one_per_unit([hit for hit in hits if hit.loose == least])
        if len(hits) > 1:
            hits = (narrow or _narrow)(hits, parts)
        if len(hits) > 1 or self._misleads(hits[0], parts) or self._rivalled(hits[0]):
            return Verdict(tied=hits)
        return Verdict(hits[0])

    def _one_per_unit(self, hits: list[Hit]) -> list[Hit]:
        best: dict[Key | None, Hit] = {}
        for hit in sorted(hits, key=lambda h: (h.cost, not h.kind_agrees, not h.marks_agree, len(h.slips))):
            best.setdefault(self.target(hit.place.unit), hit)
        return list(best.values())

    def _misleads(self, hit: Hit, parts: list[Part]) -> bool:
        """Tell whether a bare name is a commune's only because the province of that name is gone (Bắc Giang, 2026)."""
        if len(parts) > 1 or hit.option.kind or hit.option.ranks == COMMUNE or hit.place.rank == PROVINCE:
            return False
        return any(RANKS[span.level] == PROVINCE for span in real_names(self.picture).get(hit.place.key, ()))

    def _rivalled(self, hit: Hit) -> bool:
        """Tell whether marks contradict the name so far that another name is as near: Tiên Lụ is not surely Tiên Lữ."""
        if hit.cost or hit.option.plain or hit.marks_agree:
            return False
        own = contradictions(hit.option.marked, hit.place.marked)
        root = hit.place.above[0].unit if hit.fitted and hit.place.above else next(iter(self.roots), None)
        rivals: Iterable[tuple[Place, int]] = self.tree.near(hit.option.key, 2, hit.option.ranks, root)
        return any(
            rival.unit != hit.place.unit and OSA.distance(hit.option.marked, rival.marked) <= own
            for rival, _distance in rivals
        )


def is_short_for(option: Option, upper: Place) -> bool:
    """Tell whether a text is the first letters of a name: BG beside a commune of Bắc Giang."""
    letters = "".join(word[0] for word in upper.span.folded.split())
    return len(letters) > 1 and option.key == letters


def limit(key: str) -> int:
    """Return how many letters of a name may be wrong."""
    return 0 if len(key) < 3 or key.isdigit() else 1 if len(key) < 9 else 2  # noqa: PLR2004 - the rule itself


def _narrow(hits: list[Hit], parts: list[Part]) -> list[Hit]:
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


def _nearest(hits: list[Hit], parts: list[Part]) -> list[Hit]:
    """Of names equally near, keep those that the unit word and then the marks speak for."""
    hits = [hit for hit in hits if hit.option.kind and hit.kind_agrees] or hits
    if len(hits) > 1 and not any(hit.option.plain for hit in hits):
        off = {id(hit): OSA.distance(hit.option.marked, hit.place.marked) for hit in hits}
        hits = [hit for hit in hits if off[id(hit)] == min(off.values())]
    return hits
