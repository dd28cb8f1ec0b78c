"""One address, one unit: the finder behind ``danvan place`` and behind every register that is brought in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from danvan.core.dates import valid_on
from danvan.units import place_reasons as reasons
from danvan.units.atlas import Key, atlas
from danvan.units.models import Level, Unit, UnitPeriod
from danvan.units.place_hits import Hit, Verdict
from danvan.units.place_index import Place, real_names, tree_on
from danvan.units.place_lists import pieces
from danvan.units.place_look import look, reach
from danvan.units.place_numbers import tidy
from danvan.units.place_search import Search
from danvan.units.place_text import VILLAGE, Part, joined_parts, parts_of, place_key, without_asides

LONGEST = 1000
# Communes whose villages are read in one question.
MOST_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be meant."""

    unit: Key
    code: str
    name: str
    path: str
    confidence: float


@dataclass(slots=True)
class Match:
    """What became of an address: a unit, or the reason why not and what may be meant."""

    unit: Key | None = None
    code: str = ""
    reason: str = ""
    # The name of a village that is no known unit, as typed.
    village: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    warning: str = ""


class Villages:
    """The villages of communes, read from the table when one is asked for: a province's all at once."""

    def __init__(self, on: dt.date, allowed: frozenset[Key] | None) -> None:
        self.on = on
        self.allowed = allowed if allowed is not None and len(allowed) < MOST_AT_ONCE else None
        self.known: dict[Key, dict[str, tuple[Key, str]]] = {}

    def find(self, commune: Key, part: Part) -> tuple[Key, str] | None:
        """Return the village's id and code."""
        if commune not in self.known:
            self._read(self.allowed if self.allowed and commune in self.allowed else (commune,))
        villages = self.known[commune]
        return next((villages[o.key] for o in part.options if o.key in villages), None) if villages else None

    def _read(self, communes: Iterable[Key]) -> None:
        self.known |= {commune: {} for commune in communes}
        periods = UnitPeriod.objects.filter(valid_on(self.on), parent__in=communes, unit__level=Level.VILLAGE)
        for commune, name, unit, code in periods.values_list("parent_id", "name", "unit_id", "code"):
            self.known[commune][place_key(name)] = unit, code


class Finder:
    """Finds addresses in the tree of one day, within a scope."""

    def __init__(self, on: dt.date, scope: Unit | None = None) -> None:
        self.on = on
        self.scope = scope
        self.picture = atlas()
        self.tree = tree_on(self.picture, on)
        self.roots, self.allowed = reach(self.picture, scope, on)
        self.villages = Villages(on, self.allowed)
        self.search = Search(self.picture, self.tree, self.allowed, self.roots)
        self._found: dict[str, Match] = {}

    def find(self, text: str) -> Match:
        """Return the unit that an address names; the same text is looked up once."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> Match:
        if len(text) > LONGEST:
            return Match(reason=reasons.too_long(LONGEST))
        main, other = without_asides(tidy(text, LONGEST))
        match = self._read(main)
        if match.unit is None or "," in match.village:
            match = self._several(main) or match
        if match.unit is None and other:
            # xã Xuân Dương (nay là xã Xuân Lâm): the name of another day, when the first is unknown
            again = self._read(other)
            match = again if again.unit else match
        return match

    def _several(self, text: str) -> Match | None:
        """Refuse a text that names places side by side: ``Đồng Kỳ, Yên Thế; Tân Sơn, Lục Ngạn``."""
        bits = pieces(text)
        if len(bits) < 2:  # noqa: PLR2004 - one place
            return None
        found = [match.candidates[0] for bit in bits if (match := self._read(bit)).unit and match.candidates]
        # xã Đồng Kỳ; huyện Yên Thế: the lower one stands in the upper one
        upper = {
            span.unit for one in found for span in self.picture.ancestors(one.unit, self.on) if span.unit != one.unit
        }
        lowest = {one.unit: one for one in found if one.unit not in upper}
        if len(lowest) < 2:  # noqa: PLR2004 - one place
            return None
        sides = list(lowest.values())
        return Match(
            reason=reasons.several_places(one.path for one in sides),
            candidates=[replace(one, confidence=0.5) for one in sides[:5]],
        )

    def _read(self, text: str) -> Match:
        parts = parts_of(text, real_names(self.picture).__contains__)
        if not parts:
            return Match(reason=reasons.nothing())
        if all(part.ranks == VILLAGE and not part.mixed for part in parts):
            return self._villages_only(parts)
        verdict = look(self.search, parts)
        if not verdict.hit and not verdict.tied and len(joined := joined_parts(text)) < len(parts):
            verdict = self.search.near(joined)
        return self.match(verdict.hit) if verdict.hit else self._refuse(verdict, parts)

    def match(self, hit: Hit) -> Match:
        """Return the match of a hit."""
        place = hit.place
        warning = reasons.warning(hit, self.search)
        sure = Candidate(place.unit, place.span.code, place.span.label, place.path, reasons.confidence(hit))
        match = Match(place.unit, place.span.code, reasons.found(hit), "", [sure], warning)
        if hit.villages:
            self._settle_village(match, place, hit.villages)
        return match

    def _settle_village(self, match: Match, place: Place, villages: list[Part]) -> None:
        match.village = ", ".join(part.text for part in villages)
        if place.span.level == Level.COMMUNE and len(villages) == 1:
            known = self.villages.find(place.unit, villages[0])
            if known:
                match.unit, match.code = known
                match.village = ""

    def _villages_only(self, parts: list[Part]) -> Match:
        """Only a village is named: it is known within one commune alone."""
        communes = [place for root in self.roots if (place := self.tree.by_unit.get(root))]
        if len(communes) == 1 and communes[0].span.level == Level.COMMUNE:
            place = communes[0]
            match = Match(place.unit, place.span.code, reasons.within_scope(place))
            self._settle_village(match, place, parts)
            return match
        return Match(reason=reasons.village_alone())

    def _refuse(self, verdict: Verdict, parts: list[Part]) -> Match:
        if verdict.tied:
            places = [hit.place for hit in verdict.tied]
            return Match(reason=reasons.tie(places), candidates=candidates(places, 0.5))
        reason, places, confidence = reasons.explain(self.search, parts, self.on)
        return Match(reason=reason, candidates=candidates(places, confidence))


def candidates(places: Iterable[Place], confidence: float, most: int = 5) -> list[Candidate]:
    """Return places as candidates, the likeliest first, each unit once."""
    found: dict[Key, Candidate] = {}
    for place in places:
        if place.unit not in found and len(found) < most:
            grade = round(confidence * 0.9 ** len(found), 2)
            found[place.unit] = Candidate(place.unit, place.span.code, place.span.label, place.path, grade)
    return list(found.values())
