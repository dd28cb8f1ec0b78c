"""The schematic net: cells around the places of the communes, cut to an outline drawn from those places alone.

No outline of the units is free to ship, so nothing here is a boundary. What it promises is order: the cells of a day do
not overlap, neighbours share their border, and the cells of all units below a unit make up that unit.
"""

import csv
import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from danvan.core.text import fold_i
from danvan.units.atlas import Atlas, Key, Span
from danvan.units.models import Level

# The last day of the 10,035 communes: their places are the finest net known, later units are drawn as unions of them.
FINEST = dt.date(2025, 6, 30)
LEVELS = frozenset({Level.PROVINCE.value, Level.DISTRICT.value, Level.COMMUNE.value})
# Degrees of longitude are shorter than those of latitude by this much in the middle of the country (16 °N).
SQUEEZE = math.cos(math.radians(16))
# Degrees. Neighbouring places lie closer than this, also in the mountains; a longer line between two crosses a border.
LONGEST_LINK = 0.36
# How far the land reaches beyond its outermost places.
MARGIN = 0.045
# An island is drawn this large, far beyond its size, so that it can be seen on a map of the country.
ISLAND = 0.085
GRID = 1e-5
NETS_KEPT = 6
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Island:
    """An island of Hoàng Sa or Trường Sa, with code and name of the units that it was part of, the lowest first."""

    archipelago: str
    name: str
    lat: float
    lon: float
    units: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Net:
    """The cells of a day, in degrees (CRS84), for each unit that has none below it."""

    cells: dict[Key, list[BaseGeometry]] = field(default_factory=lambda: defaultdict(list))
    # the islands of each archipelago, with the unit that each is part of
    islands: dict[str, list[tuple[Key, BaseGeometry]]] = field(default_factory=lambda: defaultdict(list))
    leaves: frozenset[Key] = frozenset()


@cache
def islands() -> tuple[Island, ...]:
    """Return the islands that every map of the country shows."""
    with (Path(__file__).parent / "data" / "islands.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_island(row) for row in csv.DictReader(file))


def _island(row: dict[str, str]) -> Island:
    units = (part.split(" ", 1) for part in row["units"].split(";"))
    return Island(
        row["archipelago"],
        row["island"],
        float(row["lat"]),
        float(row["lon"]),
        tuple((code, name) for code, name in units),
    )


def net_on(picture: Atlas, on: dt.date) -> Net:
    """Return the net of a day; it is drawn once per era and picture of the territory."""
    era = picture.era(on)
    nets: dict[dt.date, Net] = picture.derived.setdefault("nets", {})
    if era not in nets:
        made = _draw(picture, era)
        while len(nets) >= NETS_KEPT:
            nets.pop(next(iter(nets)), None)
        nets[era] = made
    return nets[era]


def leaves_on(picture: Atlas, on: dt.date) -> dict[Key, Span]:
    """Return the units of a day that have no unit below them (villages apart), with their periods."""
    alive = [s for spans in picture.spans.values() for s in spans if s.level in LEVELS and s.is_on(on)]
    above = {s.parent for s in alive}
    return {s.unit: s for s in alive if s.unit not in above}


def leaves_under(picture: Atlas, unit: Key, on: dt.date) -> list[Key]:
    """Return the leaves at and below a unit."""
    children = picture.children(unit, on)
    return [leaf for child in children for leaf in leaves_under(picture, child.unit, on)] if children else [unit]


def _draw(picture: Atlas, era: dt.date) -> Net:
    leaves = leaves_on(picture, era)
    net = Net(leaves=frozenset(leaves))
    discs: dict[tuple[str, Key], list[BaseGeometry]] = defaultdict(list)
    for island, unit in _owners(picture, era):
        discs[island.archipelago, unit].append(_disc(island))
    for (archipelago, unit), shapes in discs.items():
        cell = shapely.union_all(shapes)
        net.islands[archipelago].append((unit, cell))
        net.cells[unit].append(cell)
    seeds = _seeds(picture, era, leaves, set(net.cells))
    at_sea = [_is_island(picture, owner) for owner in seeds.values()]
    for owner, cell in zip(seeds.values(), _cells(list(seeds), at_sea), strict=True):
        if not cell.is_empty:
            net.cells[owner].append(cell)
    return net


def _disc(island: Island) -> BaseGeometry:
    turns = np.arange(0, 2 * math.pi, math.pi / 12)
    return shapely.Polygon(
        np.column_stack([island.lon + ISLAND / SQUEEZE * np.cos(turns), island.lat + ISLAND * np.sin(turns)])
    )


def _owners(picture: Atlas, era: dt.date) -> Iterable[tuple[Island, Key]]:
    """Yield each island with the lowest unit of the day that it is part of."""
    for island in islands():
        spans = ((picture.unit_by_code(code, era), name) for code, name in island.units)
        # the name is asked too: a code may be another unit's by now
        found = next((span for span, name in spans if span and span.folded == fold_i(name)), None)
        if found:
            yield island, found.unit


def _seeds(picture: Atlas, era: dt.date, leaves: dict[Key, Span], done: set[Key]) -> dict[Point, Key]:
    """Return the places that cells are drawn around, each with the unit of the day that it belongs to."""
    seeds: dict[Point, Key] = {}
    finest = leaves if era <= FINEST else leaves_on(picture, FINEST)
    for seed in finest:
        place = position(picture, seed)
        if place:
            owner = seed if era <= FINEST else _owner(picture, seed, place, era, leaves)
            if owner and owner not in done:
                seeds[_free(place, seeds)] = owner
    for leaf in leaves.keys() - set(seeds.values()) - done:
        place = position(picture, leaf)
        if place:
            seeds[_free(place, seeds)] = leaf
    return seeds


def _is_island(picture: Atlas, unit: Key) -> bool:
    """Tell whether a unit is, or went into, a special zone: the thirteen of 1 July 2025 are the islands off the coast."""
    return any(
        span.kind == "đặc khu" for home in picture.homes(unit, picture.eras[-1]) for span in picture.spans.get(home, ())
    )


def _owner(picture: Atlas, seed: Key, place: Point, era: dt.date, leaves: dict[Key, Span]) -> Key | None:
    """Return the unit of the day that a place of 30 June 2025 belongs to; of a split commune, the nearest part."""
    homes = picture.homes(seed, era)
    parts = [home for home in homes if home in leaves]
    if len(parts) != 1:
        parts = parts or [leaf for home in homes for leaf in leaves_under(picture, home, era)]
    near = [(math.dist(place, at), str(part), part) for part in parts if (at := position(picture, part))]
    return min(near)[2] if near else (parts[0] if len(parts) == 1 else None)


def position(picture: Atlas, unit: Key) -> Point | None:
    """Return the place of a unit (longitude, latitude): its own, or the middle of those that it went into or came from."""
    return _place(picture, unit, frozenset())


def _place(picture: Atlas, unit: Key, asked: frozenset[Key]) -> Point | None:
    own = next(((s.lon, s.lat) for s in picture.spans.get(unit, ()) if s.lat is not None and s.lon is not None), None)
    if own or len(asked) > 3:  # noqa: PLR2004 - further back it says nothing about the place
        return own
    asked |= {unit}
    after = [edge.successor for edge in picture.forward.get(unit, ())]
    before = [edge.predecessor for edge in picture.backward.get(unit, ())]
    for kin in (after, before):
        places = [p for other in kin if other and other not in asked and (p := _place(picture, other, asked))]
        if places:
            return sum(p[0] for p in places) / len(places), sum(p[1] for p in places) / len(places)
    return None


def _free(place: Point, taken: dict[Point, Key]) -> Point:
    """Return the place, or the nearest free one beside it: two units that share a successor may have only its place."""
    found, turn = place, 0
    while found in taken:
        turn += 1
        found = (
            place[0] + 0.006 * math.cos(2.4 * turn) * turn**0.5,
            place[1] + 0.006 * math.sin(2.4 * turn) * turn**0.5,
        )
    return found


def _cells(places: list[Point], at_sea: list[bool]) -> list[BaseGeometry]:
    """Return the cell around each place, cut to the outline of all, in degrees."""
    if not places:
        return []
    flat = np.array(places) * (SQUEEZE, 1)
    points = shapely.MultiPoint(flat)
    outline = _outline(flat, points, np.array(at_sea))
    cells = np.array(shapely.get_parts(shapely.voronoi_polygons(points, extend_to=outline, ordered=True)))
    if len(cells) != len(places):  # one place alone has no neighbours to be told apart from
        cells = np.array([outline.envelope] * len(places))
    shapely.prepare(outline)
    crossing = ~shapely.contains_properly(outline, cells)
    cells[crossing] = shapely.intersection(cells[crossing], outline)
    cells = shapely.transform(cells, lambda c: np.round(c / (SQUEEZE, 1) / GRID) * GRID)
    return list(cells)


def _outline(flat: Any, points: BaseGeometry, at_sea: Any) -> BaseGeometry:
    """Return the land that the places stand on: the triangles between near ones (not across the sea), with a margin."""
    land: list[BaseGeometry] = []
    if len(flat) > 2:  # noqa: PLR2004 - a triangle
        triangles = np.array(shapely.get_parts(shapely.delaunay_triangles(points)))
        corners = shapely.get_coordinates(triangles).reshape(len(triangles), 4, 2)
        longest = np.linalg.norm(np.diff(corners, axis=1), axis=2).max(axis=1)
        sea = {(x, y) for x, y in flat[at_sea].tolist()}
        wet = np.array([[tuple(corner) in sea for corner in three] for three in corners[:, :3].tolist()]).sum(axis=1)
        firm = (longest < LONGEST_LINK) & ((wet == 0) | (wet == 3))  # noqa: PLR2004 - all on land, or all on islands
        land = [shapely.coverage_union_all(triangles[firm]).buffer(MARGIN, quad_segs=4)]
        shapely.prepare(land[0])
    alone = shapely.points(flat)
    alone = alone[~shapely.contains(land[0], alone)] if land else alone
    whole = shapely.union_all([*land, *shapely.buffer(alone, MARGIN, quad_segs=4)])
    # what is enclosed is land too: a hole would be a place that belongs to nobody
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)])


def clean_coverage(shapes: Any, *, snapping_distance: float, gap_width: float) -> Any:
    """Return shapes whose borders lie a little apart, or over each other, so that neighbours meet; lengths in degrees."""
    # new in Shapely 2.2, which its stubs do not know yet
    return shapely.coverage_clean(shapes, snapping_distance=snapping_distance, gap_width=gap_width)  # type: ignore[attr-defined]
