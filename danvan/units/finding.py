"""One address, one unit: the finder behind ``danvan place`` and behind every register that is brought in."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from danvan.core.dates import valid_on
from danvan.units import place_reasons as reasons
from danvan.units.atlas import Atlas, Key, atlas
from danvan.units.models import Level, Unit, UnitPeriod
from danvan.units.place_cover import covers
from danvan.units.place_index import Place, Tree, tree_on
from danvan.units.place_search import Hit, Search, Verdict
from danvan.units.place_text import COUNTRY_KEYS, VILLAGE, Part, parts_of, place_key, read, tidy

LONGEST = 1000
MOST_MISSPELLED = 16


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
    """The villages of communes, read from the table when one is asked for."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self.known: dict[Key, dict[str, tuple[Key, str]]] = {}

    def find(self, commune: Key, part: Part) -> tuple[Key, str] | None:
        """Return the village's id and code."""
        if commune not in self.known:
            periods = UnitPeriod.objects.filter(valid_on(self.on), parent=commune, unit__level=Level.VILLAGE)
            rows = periods.values_list("name", "unit_id", "code")
            self.known[commune] = {place_key(name): (unit, code) for name, unit, code in rows}
        villages = self.known[commune]
        return next((villages[o.key] for o in part.options if o.key in villages), None) if villages else None


class Finder:
    """Finds addresses in the tree of one day, within a scope."""

    def __init__(self, on: dt.date, scope: Unit | None = None, villages: Villages | None = None) -> None:
        self.on = on
        self.scope = scope
        self.picture = atlas()
        self.villages = villages or Villages(on)
        self.tree = tree_on(self.picture, on)
        self.roots, self.allowed = reach(self.picture, scope, on)
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
        parts = address(tidy(text, LONGEST), self.tree)
        if not parts:
            return Match(reason=reasons.nothing())
        if all(part.ranks == VILLAGE for part in parts):
            return self._villages_only(parts)
        verdict = look(self.search, parts)
        if not verdict.hit and not verdict.tied and len(joined := joined_address(text[:LONGEST])) < len(parts):
            verdict = self.search.near(joined)
        if verdict.hit:
            return self.match(verdict.hit, parts)
        return self._refuse(verdict, parts)

    def match(self, hit: Hit, parts: list[Part]) -> Match:
        """Return the match of a hit."""
        place = hit.place
        warning = reasons.warning(hit)
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


def reach(picture: Atlas, scope: Unit | None, on: dt.date) -> tuple[tuple[Key, ...], frozenset[Key] | None]:
    """Return the units of a day that a scope covers at the top, and all in them; None: the whole country."""
    if scope is None or scope.level == Level.COUNTRY:
        return (), None
    unit = scope.pk
    if scope.level == Level.VILLAGE:
        unit = UnitPeriod.objects.filter(unit=scope).order_by("valid_from").values_list("parent", flat=True).last()
    roots = tuple(sorted(picture.homes(unit, on), key=str))
    key = ("reach", roots, picture.era(on))
    if key not in picture.derived:
        picture.derived[key] = frozenset(span.unit for root in roots for span in picture.subtree(root, on))
    allowed: frozenset[Key] = picture.derived[key]
    return roots, allowed


def address(text: str, tree: Tree) -> list[Part]:
    """Return the parts of one address; what only dashes separate is one name where such a name exists."""
    parts: list[Part] = []
    for dashed in parts_of(text):
        at = 0
        while at < len(dashed):
            joined = read(" - ".join(dashed[at : at + 2])) if at + 1 < len(dashed) else None
            if joined and any(True for o in joined.options for _ in tree.named(o.key)):
                parts.append(joined)
                at += 2
            else:
                parts.append(read(dashed[at]))
                at += 1
    return named_only(parts)


def joined_address(text: str) -> list[Part]:
    """Return the parts of an address when no dash separates: a misspelled ``Bà Rịa - Vũng Tàuu``."""
    return named_only([read(" - ".join(dashed)) for dashed in parts_of(text)])


def named_only(parts: list[Part]) -> list[Part]:
    """Leave out what names nothing and the country."""
    return [part for part in parts if part.options and part.options[0].key not in COUNTRY_KEYS]


def look(search: Search, parts: list[Part]) -> Verdict:
    """Look an address up: as it is separated, then by its words, then with misspellings."""
    verdict = search.exact(parts)
    if verdict.hit or verdict.tied:
        return verdict
    readings = list(covers(parts, search.tree))
    return (
        _agreed(search.exact, readings)
        or _agreed(search.near, [(0, parts)])
        or _agreed(search.near, readings[:MOST_MISSPELLED])
        or verdict
    )


def _agreed(find: Callable[[list[Part]], Verdict], readings: Iterable[tuple[int, list[Part]]]) -> Verdict | None:
    """Return what the readings with the fewest unknown words agree on; where they do not, the tie."""
    hits: list[Hit] = []
    least: int | None = None
    for unknown, parts in readings:
        if least is not None and unknown > least:
            break
        hit = find(parts).hit
        if hit:
            least = unknown
            hits.append(hit)
    units = {hit.place.unit: hit for hit in hits}
    return Verdict(hits[0]) if len(units) == 1 else Verdict(tied=list(units.values())) if units else None
