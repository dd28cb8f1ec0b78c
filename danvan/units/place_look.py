"""Looking an address up: as it is separated, then by its words, then with misspellings; and where to look at all."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice

from danvan.units.atlas import Atlas, Key
from danvan.units.models import Level, Unit, UnitPeriod
from danvan.units.place_cover import covers
from danvan.units.place_hits import Hit, Verdict
from danvan.units.place_search import Search
from danvan.units.place_text import Part

# Further readings of a text with a misspelled name are not worth their time.
MOST_MISSPELLED = 16


def reach(picture: Atlas, scope: Unit | None, on: dt.date) -> tuple[tuple[Key, ...], frozenset[Key] | None]:
    """Return the units of a day that a scope covers at the top, and all in them; None: the whole country."""
    if scope is None or scope.level == Level.COUNTRY:
        return (), None
    unit: Key | None = scope.pk
    if scope.level == Level.VILLAGE:
        unit = UnitPeriod.objects.filter(unit=scope).order_by("valid_from").values_list("parent", flat=True).last()
    roots = tuple(sorted(picture.homes(unit, on), key=str)) if unit else ()
    key = ("reach", roots, picture.era(on))
    if key not in picture.derived:
        picture.derived[key] = frozenset(span.unit for root in roots for span in picture.subtree(root, on))
    allowed: frozenset[Key] = picture.derived[key]
    return roots, allowed


def look(search: Search, parts: list[Part]) -> Verdict:
    """Return the unit that the parts name in one tree."""
    verdict = search.exact(parts)
    if verdict.hit or verdict.tied:
        return verdict
    return by_words(search, parts) or misspelled(search, parts) or verdict


def by_words(search: Search, parts: list[Part]) -> Verdict | None:
    """Read parts that lack separators by the names in them."""
    return _agreed(search.exact, covers(parts, search.tree))


def misspelled(search: Search, parts: list[Part]) -> Verdict | None:
    """Read misspelled names, also in parts that lack separators."""
    further = islice(covers(parts, search.tree, loosely=True), MOST_MISSPELLED)
    return _agreed(search.near, [(0, parts)]) or _agreed(search.near, further)


def _agreed(find: Callable[[list[Part]], Verdict], readings: Iterable[tuple[int, list[Part]]]) -> Verdict | None:
    """Return what the readings with the fewest unknown words agree on; where they do not, the tie."""
    units: dict[Key, Hit] = {}
    tied = False
    least: int | None = None
    for unknown, parts in readings:
        if least is not None and unknown > least:
            break
        verdict = find(parts)
        for hit in (verdict.hit,) if verdict.hit else verdict.tied:
            least = unknown
            units[hit.place.unit] = hit
        tied |= bool(verdict.tied)
    if not units:
        return None
    return Verdict(tied=list(units.values())) if tied or len(units) > 1 else Verdict(next(iter(units.values())))
