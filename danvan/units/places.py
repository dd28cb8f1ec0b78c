"""The places of a register's row, settled to units of its year.

A place is sought in the tree of 31 December of the year, then of 1 January, then – with a warning – among what ended
before (followed along lineage) and what only begins later (carried back); names spelled right come before misspelled
ones. Ties and contradictions are refused with the units that may be meant.
"""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.units import place_reasons as reasons
from danvan.units.atlas import Key, atlas
from danvan.units.finding import Candidate, Finder, Match, Villages, candidates
from danvan.units.models import Level, Unit
from danvan.units.place_hits import Verdict
from danvan.units.place_index import RANKS, begun_after, ended_before, real_names, tree_on
from danvan.units.place_lists import (
    Address,
    Entry,
    PlaceText,
    as_column,
    as_village,
    loose,
    nested,
    pieces,
    rank_of,
    says_nothing,
    sizes_agree,
    tight,
    top_down,
)  # fmt: skip
from danvan.units.place_look import by_words, misspelled, reach
from danvan.units.place_numbers import tidy
from danvan.units.place_search import Search
from danvan.units.place_text import ANY, UNIT_WORDS, VILLAGE, Part, parts_of, without_asides

__all__ = ["Candidate", "Finder", "Match", "PlaceText", "Settled", "settle"]

LONGEST = 4000
Cache = dict[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one place of a row."""

    unit: Key | None
    text: str
    village: str = ""
    reason: str = ""
    warning: str = ""
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """What was not found, and what may be meant."""
        options = "; ".join(f"{c.path} ({c.code})" for c in self.candidates[:4] if c.path not in self.reason)
        said = f"«{self.text}»: {self.reason}"
        return said + " " + _("Có phải: %(options)s?") % {"options": options} if options else said


def settle(places: PlaceText, year: int, scope: Unit | None = None, cache: Cache | None = None) -> list[Settled]:
    """Return the places that a row names, each with its unit or the reason why it has none; none named is an empty list.

    ``cache`` is kept by the caller for as long as one register is read.
    """
    cache = {} if cache is None else cache
    scope_id = scope.pk if scope else None
    key = (places, year, scope_id)
    if key not in cache:
        year_key = ("settler", year, scope_id)
        if year_key not in cache:
            cache[year_key] = Settler(year, scope)
        cache[key] = cache[year_key].settle(places)
    found: list[Settled] = cache[key]
    return found


class Settler:
    """Settles the places of one year, within a scope."""

    def __init__(self, year: int, scope: Unit | None) -> None:
        self.picture = atlas()
        self.day, self.first = year_end(year), dt.date(year, 1, 1)
        self.scope = scope
        self.now = self._search(self.day)
        changed = self.picture.era(self.first) != self.picture.era(self.day)
        self.before = self._search(self.first) if changed else None
        searches = [(search, day) for search, day in ((self.now, self.day), (self.before, self.first)) if search]
        self.above = {
            s.unit for found, day in searches for root in found.roots for s in self.picture.ancestors(root, day)
        }
        self.villages = {id(search): Villages(day, search.allowed) for search, day in searches}

    def _search(self, day: dt.date) -> Search:
        roots, allowed = reach(self.picture, self.scope, day)
        return Search(self.picture, tree_on(self.picture, day), allowed, roots)

    def _home(self, unit: Key) -> Key | None:
        return self.picture.home(unit, self.day)[0]

    # --- the places of a row
    def settle(self, places: PlaceText) -> list[Settled]:
        """Return the places of a row."""
        if sum(len(text) for text, _rank in places.cells) > LONGEST:
            return [Settled(None, places.text[:200], reason=reasons.too_long(LONGEST))]
        read = [(without_asides(tidy(text, LONGEST)), rank) for text, rank in places.cells if text]
        settled = self._settle([(main, rank) for (main, _other), rank in read])
        if any(other for (_main, other), _rank in read) and not _all_found(settled):
            # xã Xuân Dương (nay là xã Xuân Lâm): the name of another day, when the first is unknown
            again = self._settle([(other or main, rank) for (main, other), rank in read])
            settled = again if _all_found(again) else settled
        return settled

    def _settle(self, cells: list[tuple[str, int]]) -> list[Settled]:
        settled = self._read(cells, carry=True)
        # "các thôn A, B, C": B and C are villages too, unless that leaves one of them without a unit
        return settled if _all_found(settled) else self._better(settled, self._read(cells, carry=False))

    def _better(self, one: list[Settled], other: list[Settled]) -> list[Settled]:
        return other if other and one and _count(other) > _count(one) else one

    def _read(self, cells: list[tuple[str, int]], *, carry: bool) -> list[Settled]:
        entries = self._entries(cells, carry=carry)
        if not entries:
            return []
        named = [entry for entry in entries if not entry.part.bare]
        if not named:
            return [self._whole(entries)]
        if not any(entry.strong for entry in named) and not _plural(named):
            single = self._one([entry.part for entry in named])
            if single.unit or len(named) == 1:
                return [single]
            several = self._several(named)
            return several if any(one.unit for one in several) else [single]
        return self._several(named)

    def _several(self, entries: list[Entry]) -> list[Settled]:
        down = top_down(entries)
        if down:
            strong = [entry.strong for entry in (*entries[1:], entries[0])]
            entries = [replace(entry, strong=after) for entry, after in zip(entries, strong, strict=True)][::-1]
        best: list[Settled] = []
        for way in (tight, loose) if sizes_agree(entries) else (loose, tight):
            settled = self._one_way(entries, way(entries))
            if not best or _count(settled) > _count(best):
                best = settled
            if _all_found(best):
                break
        return best[::-1] if down else best

    def _one_way(self, entries: list[Entry], addresses: list[Address]) -> list[Settled]:
        """Settle the places paired in one way; a name that no place took up is not lost but said."""
        found = [self._resolve(address) for address in addresses]
        used = {id(part) for _settled, reading in found for part in reading}
        left = [entry.part.text for entry in entries if id(entry.part) not in used]
        return [settled for settled, _reading in found] + [
            Settled(None, text, reason=reasons.left_over()) for text in left
        ]

    def _entries(self, cells: list[tuple[str, int]], *, carry: bool) -> list[Entry]:
        """Return the names of all cells with their ranks."""
        entries: list[Entry] = []
        for text, column in cells:
            if says_nothing(text, fold(text)):
                continue
            parts = [
                (part, number > 0 and at == 0)
                for number, piece in enumerate(pieces(text))
                for at, part in enumerate(
                    parts_of(piece, real_names(self.picture).__contains__, numbers=column == VILLAGE)
                )
            ]
            several: Part | None = None
            for part, strong in nested(parts):
                several = (part if part.plural and carry else None) if part.kind else several
                carried = several and several is not part and several.ranks == VILLAGE
                read = as_village(part, several) if carried and several else as_column(part, column)
                previous = entries[-1].rank if entries else 0
                entries.append(Entry(read, rank_of(read, previous, self._known, strong=strong), strong))
        return entries

    def _known(self, part: Part) -> int:
        """Return the ranks under which a name is known: within reach, else in the country, else among what ended."""
        searches = [search for search in (self.now, self.before) if search]
        named = [(search, place) for search in searches for o in part.options for place in search.tree.named(o.key)]
        near = [p for search, p in named if search.inside(p) or p.unit in self.above]
        places = near or [place for _search, place in named]
        if not places:
            ended = ended_before(self.picture, self.first)
            places = [place for o in part.options for place in ended.named(o.key)]
        return sum({place.rank for place in places})

    def _whole(self, entries: list[Entry]) -> Settled:
        """Settle "toàn tỉnh", "trên địa bàn huyện", "các xã, thị trấn": the scope, or what stands above it."""
        text = ", ".join(entry.part.text for entry in entries)
        words = [entry.part.bare for entry in entries if entry.part.bare]
        if self.scope is None or self.scope.level == Level.COUNTRY:
            return Settled(None, text, reason=reasons.which_unit())
        line = [span for span in self.picture.ancestors(self._scope_home(), self.day) if span.level in RANKS]
        ranks = min(UNIT_WORDS[word][0] for word, _plural in words)
        several = any(plural for _word, plural in words)
        found = line[0] if several else next((span for span in line if RANKS[span.level] & ranks), None)
        if found is None:
            return Settled(None, text, reason=reasons.which_unit())
        return Settled(found.unit, text, reason=reasons.whole(found.label))

    def _scope_home(self) -> Key:
        roots, _allowed = reach(self.picture, self.scope, self.day)
        return roots[0]

    # --- one place
    def _resolve(self, address: Address) -> tuple[Settled, list[Part]]:
        """Settle one place by the first of its readings that names a unit; else say what is wrong with the first."""
        first: Settled | None = None
        for parts in address:
            settled = self._one(parts)
            if settled.unit:
                return settled, parts
            first = first or settled
        return first or Settled(None, "", reason=reasons.nothing()), address[0] if address else []

    def _one(self, parts: list[Part]) -> Settled:
        text = ", ".join(part.text for part in parts)
        if all(part.ranks == VILLAGE and not part.mixed for part in parts):
            return self._village_of_scope(parts, text)
        verdict = self.now.exact(parts)
        hit = verdict.hit
        if hit and hit.kind_agrees and (hit.option.kind or hit.option.ranks != ANY or self.before is None):
            return self._taken(self.now, verdict, text)
        return self._in_both_trees(verdict, parts, text)

    def _in_both_trees(self, verdict: Verdict, parts: list[Part], text: str) -> Settled:
        """Settle what 31 December alone does not answer, or not surely."""
        searches = [self.now, *([self.before] if self.before else [])]
        exact = [(self.now, verdict), *((search, search.exact(parts)) for search in searches[1:])]
        unsure = self._two_trees_differ(exact)
        if unsure:
            return self._refused(unsure, parts, text)
        for wanted in (True, False):
            for search, found in exact:
                if found.tied:
                    return self._refused(found, parts, text)
                if found.hit and found.hit.kind_agrees in (True, wanted):
                    return self._taken(search, found, text)
        return (
            self._by_words(searches, parts, text)
            or self._of_another_time(parts, text)
            or self._near(searches, parts, text)
        )

    def _two_trees_differ(self, exact: list[tuple[Search, Verdict]]) -> Verdict | None:
        """Refuse a bare name that meant a district on 1 January and a commune on 31 December: both may be meant."""
        hits = [verdict.hit for _search, verdict in exact if verdict.hit]
        bare = len(hits) > 1 and all(hit.option.kind is None and hit.option.ranks == ANY for hit in hits)
        return Verdict(tied=hits) if bare and hits[0].place.rank != hits[1].place.rank else None

    def _taken(self, search: Search, verdict: Verdict, text: str) -> Settled:
        hit = verdict.hit
        assert hit is not None  # noqa: S101 - the caller asked
        village = ", ".join(part.text for part in hit.villages)
        unit = hit.place.unit
        if len(hit.villages) == 1 and hit.place.span.level == Level.COMMUNE:
            known = self.villages[id(search)].find(unit, hit.villages[0])
            unit, village = (known[0], "") if known else (unit, village)
        return Settled(unit, text, village, reasons.found(hit), reasons.warning(hit, search))

    def _by_words(self, searches: Iterable[Search], parts: list[Part], text: str) -> Settled | None:
        for search in searches:
            verdict = by_words(search, parts)
            if verdict:
                return self._taken(search, verdict, text) if verdict.hit else self._refused(verdict, parts, text)
        return None

    def _of_another_time(self, parts: list[Part], text: str) -> Settled | None:
        """Look among what ended before the year, and what begins after it."""
        allowed, roots = self.now.allowed, self.now.roots
        for tree, say in (
            (ended_before(self.picture, self.first), reasons.was),
            (begun_after(self.picture, self.day), reasons.will_be),
        ):
            verdict = Search(self.picture, tree, allowed, roots, target=self._home).exact(parts)
            hits = [verdict.hit] if verdict.hit else verdict.tied
            homes = [now for hit in hits if (now := self.now.tree.by_unit.get(self._home(hit.place.unit)))]  # type: ignore[arg-type]
            if verdict.hit and homes:
                village = ", ".join(part.text for part in verdict.hit.villages)
                return Settled(
                    homes[0].unit, text, village, reasons.found(verdict.hit), say(verdict.hit.place, homes[0])
                )
            if homes:
                tied = [hit.place for hit in hits]
                return Settled(None, text, reason=reasons.tie(tied), candidates=candidates(homes, 0.5))
        return None

    def _near(self, searches: list[Search], parts: list[Part], text: str) -> Settled:
        for search in searches:
            verdict = misspelled(search, parts)
            if verdict:
                return self._taken(search, verdict, text) if verdict.hit else self._refused(verdict, parts, text)
        return self._refused(Verdict(), parts, text)

    def _village_of_scope(self, parts: list[Part], text: str) -> Settled:
        if self.scope is None or self.scope.level not in (Level.COMMUNE, Level.VILLAGE):
            return Settled(None, text, reason=reasons.village_alone())
        place = self.now.tree.by_unit[self._scope_home()]
        known = self.villages[id(self.now)].find(place.unit, parts[0]) if len(parts) == 1 else None
        if known:
            return Settled(known[0], text, reason=reasons.within_scope(place))
        return Settled(place.unit, text, text, reasons.within_scope(place))

    def _refused(self, verdict: Verdict, parts: list[Part], text: str) -> Settled:
        if verdict.tied:
            places = [hit.place for hit in verdict.tied]
            return Settled(None, text, reason=reasons.tie(places), candidates=candidates(places, 0.5))
        reason, places, confidence = reasons.explain(self.now, parts, self.day)
        return Settled(None, text, reason=reason, candidates=candidates(places, confidence))


def _all_found(settled: list[Settled]) -> bool:
    return bool(settled) and all(one.unit for one in settled)


def _count(settled: list[Settled]) -> float:
    return sum(1 for one in settled if one.unit) / len(settled)


def _plural(entries: list[Entry]) -> bool:
    """Tell whether the names are a list by their looks: two villages of a kind, or "các thôn"."""
    villages = [entry.part.kind for entry in entries if entry.rank == VILLAGE]
    return len(villages) > 1 or any(entry.part.plural for entry in entries)
