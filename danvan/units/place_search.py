"""Which unit do the parts of an address name? Every part must fit one line of the tree; ties are told, never broken
by guessing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from danvan.units.atlas import Atlas, Key
from danvan.units.models import Level
from danvan.units.place_hits import (
    Hit,
    Narrow,
    Verdict,
    contradictions,
    cut_apart,
    guessed,
    is_short_for,
    limit,
    narrow,
    nearest,
)  # fmt: skip
from danvan.units.place_index import RANKS, Place, Tree, real_names
from danvan.units.place_text import ANY, COMMUNE, DISTRICT, PROVINCE, VILLAGE, Option, Part, as_name, unit_word
from danvan.units.place_typos import loose_options

_DIGITS = re.compile(r"\d+")
# A name this short, misspelled, is believed only with its unit word and beside an upper unit spelled right.
SHORT = 5
# Without any upper unit beside it, a misspelled name must be at least this long; in the whole country one that is
# shorter than the second number must also have nothing else near.
ALONE, ALONE_IN_COUNTRY = 6, 8
HALF = 0.5


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
        highest = _highest(parts)
        for index, part in enumerate(parts):
            for option in part.options:
                for place in self.tree.named(option.key):
                    if place.rank & option.ranks and place.rank <= highest and self.inside(place):
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
            hit.under_parent |= upper[0] is place.above[0] and upper[1] == 0
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
        village = part.ranks == VILLAGE
        if part.mixed > 1 or not (village or part.kind is None):
            return False
        if hit.place.rank != COMMUNE:
            return village and not (part.mixed or part.cut or self._names_below(part, hit.place))
        # "Vĩnh Khương, Tuấn Đạo, huyện Sơn Động" are two communes, not a village and a commune
        ever = real_names(self.picture)
        siblings = (span for option in part.options for span in ever.get(option.key, ()))
        beside = any(span.parent == hit.place.span.parent and span.level == Level.COMMUNE for span in siblings)
        if village:
            return bool(hit.option.kind) or not beside
        return before and not beside and bool(hit.option.kind or hit.under_parent)

    def _names_below(self, part: Part, place: Place) -> bool:
        """Tell whether a part that begins with a village word is, or nearly is, the name of a unit in the place.

        Sóc Sơn and Bản Qua are; and a text without marks may not mean a village at all.
        """
        sure = any(certain for _word, _length, certain in unit_word(part.tokens, 0))
        names = [o for o in part.options if o.kind is None]
        near = (self.tree.near(o.key, limit(o.key), ANY, place.unit) for o in names)
        ends = (as_name(part.tokens[at:], None, ANY).key for at in range(1, len(part.tokens)))
        return (
            not sure
            or any(other.unit != place.unit for found in near for other, _distance in found)
            or any(place in other.above for key in ends for other in self.tree.named(key))
        )

    def _above(self, part: Part, place: Place, hit: Hit, *, loosely: bool) -> tuple[Place, float] | None:
        """Return the unit above the place that a part names, and how far the spelling is off; None when it names none."""
        for option in part.options:
            for upper in place.above:
                if (
                    option.ranks & upper.rank
                    and option.key in upper.keys
                    and self._kind_fits(option, upper, place, hit)
                ):
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
        margin = 1 if best <= 1 + HALF else 2
        verdict = self._judge([hit for hit in hits if hit.cost < best + margin], parts, narrow_by=nearest)
        if verdict.hit and not verdict.hit.believable:
            return Verdict(tied=[verdict.hit])
        return verdict

    def _near_hits(self, parts: list[Part]) -> Iterator[Hit]:
        highest = _highest(parts)
        for index, part in enumerate(parts):
            roots = self._roots_beside(parts, index)
            for option in (*part.options, *loose_options(part)):
                for root in roots:
                    for place, distance in self.tree.near(option.key, limit(option.key), option.ranks, root):
                        if place.rank > highest or not self.inside(place):
                            continue
                        hit = self._fit(parts, index, option, place, loosely=True)
                        if (
                            hit
                            and not guessed(hit)
                            and not (distance and self._is_real(option, place, anywhere=not hit.under_parent))
                        ):
                            hit.cost += distance
                            hit.believable = not distance or self._believable(hit, distance, root)
                            yield hit

    def _roots_beside(self, parts: list[Part], index: int) -> list[Key | None]:
        """Return the upper units that the other parts spell right, the lowest rank of them; else the scope."""
        beside: list[list[Place]] = []
        for at, part in enumerate(parts):
            if at != index:
                named = [
                    p for o in part.options for p in self.tree.named(o.key) if p.rank & o.ranks and p.rank != COMMUNE
                ]
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
        # marks tell names apart that letters do not
        lonely &= hit.option.plain or OSA.distance(hit.option.marked, hit.place.marked) > distance
        if len(name) < SHORT or distance > 1 or lonely or (len(typed) <= SHORT and not alike):
            rivals = self.tree.near(typed, distance + 1, hit.place.rank, root)
            return not any(rival.unit != hit.place.unit for rival, _distance in rivals)
        return True

    def _is_real(self, option: Option, place: Place, *, anywhere: bool = False) -> bool:
        """Tell whether what was typed is, or ever was, the name of another unit of this rank in the province.

        Where the unit right above is not named and the whole country is searched, one ``anywhere`` is enough.
        """
        for span in real_names(self.picture).get(option.key, ()):
            rank = RANKS[span.level]
            if span.unit == place.unit or not rank & option.ranks:
                continue
            line = self.picture.ancestors(span.unit, span.valid_from)
            top = next((s.unit for s in line if RANKS.get(s.level) == PROVINCE), None)
            if PROVINCE in (rank, place.rank) or top is None or (anywhere and self.allowed is None):
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
    def _judge(self, hits: list[Hit], parts: list[Part], narrow_by: Narrow | None = None) -> Verdict:
        """Return the one unit among the hits, or the tie."""
        if not hits:
            return Verdict()
        if len(hits) > 1:
            least = min(hit.loose for hit in hits)
            hits = self._one_per_unit([hit for hit in hits if hit.loose == least])
        if len(hits) > 1:
            hits = (narrow_by or narrow)(hits, parts)
        if len(hits) > 1 or self._misleads(hits[0], parts) or self._rivalled(hits[0]):
            return Verdict(tied=hits)
        return Verdict(hits[0])

    def _one_per_unit(self, hits: list[Hit]) -> list[Hit]:
        best: dict[Key | None, Hit] = {}
        for hit in sorted(
            hits, key=lambda h: (h.cost, not h.kind_agrees, not h.option.kind, not h.marks_agree, len(h.slips))
        ):
            best.setdefault(self.target(hit.place.unit), hit)
        return list(best.values())

    def _misleads(self, hit: Hit, parts: list[Part]) -> bool:
        """Tell whether a bare name is a commune's only because the province of that name is gone (Bắc Giang, 2026)."""
        if len(parts) > 1 or hit.option.kind or hit.option.ranks != ANY or hit.place.rank == PROVINCE:
            return False
        return any(RANKS[span.level] == PROVINCE for span in real_names(self.picture).get(hit.place.key, ()))

    def _rivalled(self, hit: Hit) -> bool:
        """Tell whether marks contradict the name so far that another name is as near: Tiên Lụ is not surely Tiên Lữ."""
        apart = cut_apart(hit.option, hit.place)
        if hit.cost or (hit.marks_agree and not apart):
            return False
        own = contradictions(hit.option.marked, hit.place.marked)
        root = hit.place.above[0].unit if hit.fitted and hit.place.above else next(iter(self.roots), None)
        return any(
            rival.unit != hit.place.unit
            and (distance == 1 if apart else OSA.distance(hit.option.marked, rival.marked) <= own)
            for rival, distance in self.tree.near(hit.option.key, 2, hit.option.ranks, root)
        )


def _highest(parts: list[Part]) -> int:
    """Return the highest rank that the lowest name can have: what surely names a commune is above no district."""
    named = [part.options for part in parts if all(o.kind and o.ranks != VILLAGE for o in part.options)]
    return min((max(o.ranks for o in options) for options in named), default=ANY)
