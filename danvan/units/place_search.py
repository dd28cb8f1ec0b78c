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
# Without any upper unit beside it, a misspelled name must be at least this long: within a scope, and in the country.
ALONE, ALONE_IN_COUNTRY = 6, 8


@dataclass(slots=True)
class Hit:
    """A unit that all parts fit, and how well."""

    place: Place
    option: Option
    cost: float = 0
    # Upper units that other parts name, and those of them that were spelled right.
    fitted: int = 0
    sure: int = 0
    villages: list[Part] = field(default_factory=list)
    loose: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def kind_agrees(self) -> bool:
        """Tell whether the unit word, if there is one, is the unit's own."""
        return self.option.kind in (None, self.place.span.kind)

    @property
    def marks_agree(self) -> bool:
        """Tell whether no mark of the text contradicts the name."""
        return not contradictions(self.option.marked, self.place.marked)


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
            cost = self._cost_above(part, place, hit, loosely=loosely)
            if cost is None:
                left.append(at)
            else:
                above.append(at)
                hit.cost += cost
                hit.sure += cost < 1
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
        if part.ranks == VILLAGE:
            return True
        certain = hit.option.kind or hit.fitted
        if part.kind is not None or hit.place.rank != COMMUNE or not before or not certain:
            return False
        # "Vĩnh Khương, Tuấn Đạo, huyện Sơn Động" are two communes, not a village and a commune
        siblings = (other for option in part.options for other in self.tree.named(option.key))
        return not any(other.above[:1] == hit.place.above[:1] and other.rank == COMMUNE for other in siblings)

    def _cost_above(self, part: Part, place: Place, hit: Hit, *, loosely: bool) -> float | None:
        """Return how far a part is from naming a unit above the place, None when it does not."""
        for option in part.options:
            for upper in place.above:
                if option.ranks & upper.rank and option.key in upper.keys and self._kind_fits(option, upper, place, hit):
                    return 0
        if not loosely:
            return None
        costs = [
            distance + option.cost
            for option in (*part.options, *loose_options(part))
            for upper in place.above
            if option.ranks & upper.rank
            and (distance := OSA.distance(option.key, upper.key, score_cutoff=2)) <= limit(option.key)
            and (distance == 0 or not self._is_real(option, upper))
            and self._kind_fits(option, upper, place, hit)
        ]
        return min(costs, default=None)

    def _kind_fits(self, option: Option, upper: Place, place: Place, hit: Hit) -> bool:
        """Tell whether the unit word may stand for the unit: another one is a slip unless it names a unit of its own."""
        kind = upper.span.kind
        if option.kind in (None, kind):
            return True
        others = (o for o in self.tree.named(option.key) if o.rank & option.ranks and o.span.kind == option.kind)
        if any(other.province == place.province for other in others):
            return False
        if upper.rank == PROVINCE and option.kind == "thành phố":
            # tỉnh Bắc Ninh is not the city of that name that was once in it
            once = real_names(self.picture).get(option.key, ())
            if any(span.kind == "thành phố" and RANKS[span.level] == DISTRICT for span in once):
                return False
        hit.remarks.append(f"“{option.kind}” ghi cho {upper.span.label}")
        return True

    # --- names misspelled
    def near(self, parts: list[Part]) -> Verdict:
        """Find the unit whose names the parts come closest to, when nothing else comes as close."""
        hits = sorted(self._near_hits(parts), key=lambda hit: hit.cost)
        if not hits:
            return Verdict()
        best = hits[0].cost
        margin = 1 if best < 2 else 2
        close = [hit for hit in hits if hit.cost < best + margin]
        return self._judge(close, parts, narrow=False)

    def _near_hits(self, parts: list[Part]) -> Iterator[Hit]:
        for index, part in enumerate(parts):
            roots = self._roots_beside(parts, index)
            for option in (*part.options, *loose_options(part)):
                for root in roots:
                    for place, distance in self.tree.near(option.key, limit(option.key), option.ranks, root):
                        if not self.inside(place) or (distance and self._is_real(option, place)):
                            continue
                        hit = self._fit(parts, index, option, place, loosely=True)
                        if hit and (not distance or self._believable(hit, distance, root)):
                            hit.cost += distance
                            yield hit

    def _roots_beside(self, parts: list[Part], index: int) -> list[Key | None]:
        """Return the upper units that the other parts spell right, the lowest rank of them; else the scope."""
        beside = [
            place for at, part in enumerate(parts) if at != index
            for option in part.options for place in self.tree.named(option.key) if place.rank & option.ranks
        ]  # fmt: skip
        for rank in (DISTRICT, PROVINCE):
            found = {place.unit for place in beside if place.rank == rank}
            if found:
                return list(found)
        return list(self.roots) or [None]

    def _believable(self, hit: Hit, distance: int, root: Key | None) -> bool:
        """Tell whether a misspelling may be read as the place's name at all."""
        typed, name = hit.option.key, hit.place.key
        if _DIGITS.findall(typed) != _DIGITS.findall(name):
            return False
        if not hit.sure and len(typed) < (ALONE_IN_COUNTRY if self.allowed is None else ALONE):
            return False
        short = len(typed) <= SHORT
        if short and not (hit.sure and hit.kind_agrees and hit.option.kind and typed[0] == name[0]):
            return False
        if short or distance > 1:
            rivals = self.tree.near(typed, distance + 1, hit.place.rank, root)
            return not any(rival.unit != hit.place.unit for rival, _distance in rivals)
        return True

    def _is_real(self, option: Option, place: Place) -> bool:
        """Tell whether what was typed is, or ever was, the name of another unit of this rank in the province."""
        for span in real_names(self.picture).get(option.key, ()):
            if span.unit == place.unit or not RANKS[span.level] & option.ranks & place.rank:
                continue
            if place.rank == PROVINCE:
                return True
            days = (span.valid_from, self.picture.era(span.valid_from))
            lines = [list(self.picture.ancestors(span.unit, day)) for day in days]
            tops = {s.unit for line in lines for s in line if RANKS.get(s.level) == PROVINCE}
            mine = self.picture.nearest(place.province, days[1])
            if any(self._same_land(top, place.province) for top in tops) or mine is None:
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
    def _judge(self, hits: list[Hit], parts: list[Part], *, narrow: bool = True) -> Verdict:
        """Return the one unit among the hits, or the tie."""
        if not hits:
            return Verdict()
        if len(hits) > 1:
            least = min(hit.loose for hit in hits)
            hits = self._one_per_unit([hit for hit in hits if hit.loose == least])
        if len(hits) > 1:
            hits = _narrow(hits, parts) if narrow else hits
        if len(hits) > 1 or self._misleads(hits[0], parts) or self._rivalled(hits[0]):
            return Verdict(tied=hits)
        return Verdict(hits[0])

    def _one_per_unit(self, hits: list[Hit]) -> list[Hit]:
        best: dict[Key | None, Hit] = {}
        for hit in sorted(hits, key=lambda h: (h.cost, not h.kind_agrees, not h.marks_agree, len(h.remarks))):
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
