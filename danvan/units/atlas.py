"""The tree of any day in memory: provinces, districts and communes (villages stay in the table, they are many).

One picture per process, drawn again when ``Edition`` says that the territory has changed.
"""

import datetime as dt
import threading
import time
import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from danvan.units.models import Edition, Level, Lineage, UnitPeriod

COUNTRY_CODE = "VN"
FAR_PAST, FAR_FUTURE = dt.date.min, dt.date.max
# Nothing that ended before this day is known: the tree of any earlier day is read as the tree of this one.
KNOWN_FROM = dt.date(2019, 1, 1)
Key = uuid.UUID


@dataclass(frozen=True, slots=True)
class Span:
    """One period of a unit, as the atlas holds it."""

    unit: Key
    level: str
    code: str
    name: str
    kind: str
    folded: str
    parent: Key | None
    valid_from: dt.date
    valid_to: dt.date
    lat: float | None
    lon: float | None

    @property
    def label(self) -> str:
        """The name with its unit word: ``xã Đồng Kỳ``."""
        return f"{self.kind} {self.name}".strip()

    @property
    def last_day(self) -> dt.date:
        """The last day of the period."""
        return self.valid_to if self.valid_to == dt.date.max else self.valid_to - dt.timedelta(days=1)

    def is_on(self, day: dt.date) -> bool:
        """Tell whether the period holds on ``day``."""
        return self.valid_from <= day < self.valid_to


@dataclass(frozen=True, slots=True)
class Edge:
    """One lineage edge."""

    predecessor: Key
    successor: Key | None
    on: dt.date
    kind: str
    share: float | None


@dataclass(repr=False)
class Atlas:
    """All periods and edges, and the questions that the house asks of them."""

    edition: int
    spans: dict[Key, list[Span]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    by_parent: dict[Key, list[Span]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    forward: dict[Key, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    backward: dict[Key, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    country: Key | None = None
    eras: list[dt.date] = field(default_factory=list)
    # The eras whose snapshot is known to be written (danvan.units.nodes).
    written: set[dt.date] = field(default_factory=set)
    # What others derive from this picture (indexes of names) lives and dies with it.
    derived: dict[Hashable, Any] = field(default_factory=dict)

    # --- one unit
    def span(self, unit: Key, on: dt.date) -> Span | None:
        """Return the period of ``unit`` on a day, or None when it did not exist then."""
        return next((s for s in self.spans.get(unit, ()) if s.is_on(on)), None)

    def nearest(self, unit: Key, on: dt.date) -> Span | None:
        """Return the period on a day, or else the last before it, or else the first after it."""
        spans = self.spans.get(unit, ())
        return (
            self.span(unit, on)
            or next((s for s in reversed(spans) if s.valid_to <= on), None)
            or (spans[0] if spans else None)
        )

    def unit_by_code(self, code: str, on: dt.date) -> Span | None:
        """Return the unit that had ``code`` on a day."""
        return next((s for s in self.by_code.get(code, ()) if s.is_on(on)), None)

    def ancestors(self, unit: Key, on: dt.date) -> Iterator[Span]:
        """Yield the unit's period on a day, its parent's and so on, up to the country."""
        here = self.span(unit, on)
        while here:
            yield here
            here = self.span(here.parent, on) if here.parent else None

    def children(self, unit: Key, on: dt.date) -> list[Span]:
        """Return the direct children on a day, by code."""
        return sorted((s for s in self.by_parent.get(unit, ()) if s.is_on(on)), key=lambda s: s.code)

    def subtree(self, unit: Key, on: dt.date) -> Iterator[Span]:
        """Yield the unit's period on a day and those of all below it (villages apart)."""
        here = self.span(unit, on)
        if here:
            yield here
            for child in self.children(unit, on):
                yield from self.subtree(child.unit, on)

    def path(self, unit: Key, on: dt.date) -> str:
        """Return the full name on a day, lowest first: ``xã Đồng Kỳ, huyện Yên Thế, tỉnh Bắc Giang``."""
        return ", ".join(s.label for s in self.ancestors(unit, on) if s.level != Level.COUNTRY)

    # --- through time
    def homes(self, unit: Key, on: dt.date) -> set[Key]:
        """Return the units alive on ``on`` that ``unit`` goes into (or, for one not yet born, comes from)."""
        if self.span(unit, on):
            return {unit}
        spans = self.spans.get(unit)
        if not spans:
            return set()
        later = spans[-1].valid_to <= on
        edges = self.forward if later else self.backward
        found: set[Key] = set()
        border = spans[-1].valid_to if later else spans[0].valid_from
        for edge in edges.get(unit, ()):
            other = edge.successor if later else edge.predecessor
            # Not a part that came or went while the unit lived on, nor land without people.
            if edge.on == border and edge.share != 0 and other and other != unit:
                found |= self.homes(other, on)
        if not found and spans[-1 if later else 0].parent:
            # No successor (a dissolved district, 155 communes without one): its records go to what stood above it.
            found = self.homes(spans[-1 if later else 0].parent, on)  # type: ignore[arg-type]
        return found

    def home(self, unit: Key, on: dt.date) -> tuple[Key | None, bool]:
        """Return the one unit alive on ``on`` where a record of ``unit`` stands, and whether that is exact."""
        homes = self.homes(unit, on)
        if len(homes) == 1:
            return next(iter(homes)), True
        return self.lowest_holding(homes, on), False

    def lowest_holding(self, units: Iterable[Key], on: dt.date) -> Key | None:
        """Return the lowest unit on a day that holds all of ``units``."""
        chains = [[s.unit for s in self.ancestors(unit, on)] for unit in units]
        if not chains:
            return None
        common = set(chains[0]).intersection(*map(set, chains[1:]))
        return next((unit for unit in chains[0] if unit in common), None)

    def kin(self, unit: Key) -> set[Key]:
        """Return the unit and all that it came from or went into, over all time."""
        found, todo = {unit}, [unit]
        while todo:
            here = todo.pop()
            near = {e.successor for e in self.forward.get(here, ())} | {
                e.predecessor for e in self.backward.get(here, ())
            }
            todo += [other for other in near - found if other]
            found |= {other for other in near if other}
        return found

    def era(self, on: dt.date) -> dt.date:
        """Return the day from which the tree of ``on`` has stood: the last day on or before it that changed something."""
        return self.eras[max(bisect_right(self.eras, on) - 1, 0)]


_lock = threading.Lock()
_atlas: Atlas | None = None
_looked_at = 0.0


def atlas() -> Atlas:
    """Return the picture of the territory; a change by another process is seen within a second."""
    global _atlas, _looked_at  # noqa: PLW0603 - one picture per process is the point
    with _lock:
        if _atlas is not None and time.monotonic() - _looked_at < 1:
            return _atlas
        number = Edition.objects.values_list("number", flat=True).first() or 0
        if _atlas is None or _atlas.edition != number:
            _atlas = _draw(number)
        _looked_at = time.monotonic()
        return _atlas


def forget() -> None:
    """Throw the picture away: the territory was changed by this process (or a test changed the database)."""
    global _atlas  # noqa: PLW0603 - see above
    with _lock:
        _atlas = None


def _draw(number: int) -> Atlas:
    drawn = Atlas(number)
    for span in _spans():
        drawn.spans[span.unit].append(span)
        drawn.by_code[span.code].append(span)
        drawn.by_name[span.folded].append(span)
        if span.parent:
            drawn.by_parent[span.parent].append(span)
        if span.level == Level.COUNTRY:
            drawn.country = span.unit
    columns = ("predecessor_id", "successor_id", "effective_on", "kind", "share")
    edges = Lineage.objects.exclude(predecessor__level=Level.VILLAGE).order_by("effective_on").values_list(*columns)
    for before, after, on, kind, share in edges.iterator(chunk_size=5000):
        edge = Edge(before, after, on, kind, None if share is None else float(share))
        drawn.forward[before].append(edge)
        if after:
            drawn.backward[after].append(edge)
    days = {day for spans in drawn.spans.values() for span in spans for day in (span.valid_from, span.valid_to)}
    days |= {edge.on for edges_ in drawn.forward.values() for edge in edges_}
    drawn.eras = sorted({KNOWN_FROM, *(day for day in days if KNOWN_FROM < day < FAR_FUTURE)})
    return drawn


def _spans() -> Iterator[Span]:
    """Yield the periods of all units, each unit's in their order."""
    columns = (
        "unit_id", "unit__level", "code", "name", "kind", "folded", "parent_id", "valid_from", "valid_to", "lat", "lon",
    )  # fmt: skip
    rows = UnitPeriod.objects.exclude(unit__level=Level.VILLAGE).order_by("unit_id", "valid_from").values_list(*columns)
    by_unit: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows.iterator(chunk_size=5000):
        by_unit[row[0]].append(row)
    for periods in by_unit.values():
        # the engines do not agree where an empty first day sorts
        periods.sort(key=lambda period: period[7] or FAR_PAST)
        for number, (unit, level, code, name, kind, folded, parent, start, end, lat, lon) in enumerate(periods):
            known = number or (end is not None and end <= KNOWN_FROM)
            first_day = start if start and (known or start > KNOWN_FROM) else FAR_PAST
            yield Span(unit, level, code, name, kind, folded, parent, first_day, end or FAR_FUTURE, lat, lon)
