"""The map as SVG: areas that are links, the figure written in each, islands far out in frames of their own.

Colours come from maps.css by class; a class is told by its pattern as well, and by the figure, so that the map reads in
black and white and without any colour sense. Lengths are in units of the drawing, 1,000 of which are its width.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from shapely.geometry.base import BaseGeometry

from danvan.units.atlas import Key
from danvan.units.outlines import Sheet
from danvan.units.outlines_net import islands

WIDTH = 1000
TALLEST = 1500
EDGE = 20
FRAME, FRAME_GAP, FRAME_TEXT = 210, 20, 34
# A part further from the rest than this much of the rest's length stands in a frame.
FAR = 0.45
# The width of a letter and the height of a line in the two sizes of figures: read on a desk, and on a phone.
DESK, PHONE = (14, 22), (29, 46)
NAME_LETTER = 10
SEA_TEXT = 160  # half of the longest name of an archipelago with its province
PATTERNS = {
    "1": "",
    "2": '<circle class="map__ink" cx="3" cy="3" r="1.3"/><circle class="map__ink" cx="10" cy="10" r="1.3"/>',
    "3": '<path class="map__line" d="M-2 2 2-2M0 14 14 0M12 16 16 12"/>',
    "4": '<path class="map__line" d="M0 3.5h14M0 10.5h14"/>',
    "5": '<path class="map__line" d="M-2 2 2-2M0 14 14 0M12 16 16 12M-2 12 2 16M0 0l14 14M12-2l4 4"/>',
    "zero": "",
    "none": '<path class="map__hatch" d="M-2 12 2 16M0 0l14 14M12-2l4 4"/>',
}


FRAMES = 4
ARCHIPELAGOS = frozenset(island.archipelago for island in islands())
AREA = '<a href="{}" aria-label="{}"><title>{}</title><path class="map__area" d="{}" fill="url(#map-{})"/></a>'
SEA = (
    '<a href="{}" tabindex="-1" aria-hidden="true"><title>{}</title><path class="map__around" d="{}"/>'
    '<text class="map__sea" x="{}" y="{}">{} <tspan class="map__of">({})</tspan></text></a>'
)
FRAME_BOX = (
    '<g aria-hidden="true"><rect class="map__frame" x="{}" y="{}" width="{}" height="{}" rx="6"/>'
    '<text class="map__sea" x="{}" y="{}">{}</text></g>'
)
NAME = '<text class="map__figure map__figure--{} map__on{}" x="{}" y="{}" aria-hidden="true">{}</text>'


@dataclass(frozen=True, slots=True)
class Area:
    """What is drawn of one unit: its class, the figure in it, its name, where it leads."""

    unit: Key
    kind: str
    figure: str
    name: str
    short: str
    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class View:
    """How degrees become lengths in a part of the drawing."""

    left: float
    top: float
    scale: float
    squeeze: float
    dx: float = 0
    dy: float = 0

    def place(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in lengths of the drawing."""
        factors = (self.scale * self.squeeze, -self.scale)
        return shapely.transform(shape, lambda c: (c - (self.left, self.top)) * factors + (self.dx, self.dy))


def draw(sheet: Sheet, areas: Mapping[Key, Area], *, title: str, text: str, framed: bool) -> SafeString:
    """Return the drawing; ``framed`` puts parts far out at sea into frames (maps of one province), else all is in place."""
    main, far = _parts(sheet, framed=framed)
    view, height = _fit(main)
    frames = [_Frame(name, parts, number, height) for number, (name, parts) in enumerate(sorted(far.items()))]
    placed = [(unit, view.place(shape)) for unit, shape in main]
    placed += [(unit, frame.view.place(shape)) for frame in frames for unit, shape in frame.parts]
    by_unit: dict[Key, list[BaseGeometry]] = {}
    for unit, shape in placed:
        by_unit.setdefault(unit, []).append(shape)
    at_sea = [] if framed else [(areas[one.unit], one.name, view.place(one.shape)) for one in sheet.archipelagos]
    return format_html(
        '<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="group" '
        'aria-labelledby="map-t map-d"><title id="map-t">{title}</title><desc id="map-d">{text}</desc>{defs}'
        "{frames}{drawn}{sea}{names}</svg>",
        w=WIDTH, h=round(max([height, *(frame.bottom for frame in frames)])), title=title, text=text, defs=_defs(),
        frames=format_html_join("", FRAME_BOX, (frame.box(areas) for frame in frames)),
        drawn=format_html_join("", AREA, (_area(areas[unit], shapes) for unit, shapes in by_unit.items())),
        sea=format_html_join("", SEA, (_sea(*one) for one in at_sea)),
        names=format_html_join("", NAME, _names(areas, by_unit)),
    )  # fmt: skip


def swatch(kind: str) -> SafeString:
    """Return a patch of a class, for the legend and the table."""
    return format_html(
        '<svg class="map map__swatch" aria-hidden="true" viewBox="0 0 28 18"><rect class="map__area" x="1" y="1" width="26" '
        'height="16" fill="url(#map-{})"/></svg>',
        kind,
    )


def _defs() -> SafeString:
    patterns = (
        (kind, kind, mark_safe(inner))  # own constants
        for kind, inner in PATTERNS.items()
    )
    body = '<pattern id="map-{}" width="14" height="14" patternUnits="userSpaceOnUse"><rect class="map__c{}" width="14" height="14"/>{}</pattern>'
    return format_html("<defs>{}</defs>", format_html_join("", body, patterns))


# ── where things stand ───────────────────────────────────────────────────────────────────────────────────────────

Part = tuple[Key, BaseGeometry]


def _parts(sheet: Sheet, *, framed: bool) -> tuple[list[Part], dict[str, list[Part]]]:
    """Return the parts of the areas that stand together, and by name those far from them."""
    parts = [(unit, part) for unit, shape in sheet.areas.items() for part in shapely.get_parts(shape)]
    if not framed or len(parts) < 2:  # noqa: PLR2004 - one part is no map of far and near
        return parts, {}
    shapes = np.array([part for _unit, part in parts])
    sea = {one.name: one.shape.envelope.buffer(0.3) for one in sheet.archipelagos}
    group = [next((name for name, around in sea.items() if around.contains(shape)), "") for shape in shapes]
    near = np.array([not name for name in group])
    if not near.any():
        return parts, {}
    clusters = shapely.get_parts(shapely.union_all(shapely.buffer(shapes[near], 0.05, quad_segs=2)))
    core = max(clusters, key=lambda cluster: cluster.area)
    left, low, right, high = core.bounds
    reach = max(right - left, high - low) * FAR
    main: list[Part] = []
    far: dict[str, list[Part]] = {}
    for part, name in zip(parts, group, strict=True):
        if name:
            far.setdefault(name, []).append(part)
        elif core.distance(part[1]) > reach:
            far.setdefault(str(part[0]), []).append(part)
        else:
            main.append(part)
    return main, far


def _fit(parts: Sequence[Part]) -> tuple[View, float]:
    """Return the view that fits parts into the width, and the height that it takes."""
    left, low, right, high = shapely.total_bounds(np.array([shape for _unit, shape in parts]))
    squeeze = math.cos(math.radians((low + high) / 2))
    wide, tall = max((right - left) * squeeze, 1e-3), max(high - low, 1e-3)
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / tall)
    height = tall * scale + 2 * EDGE
    return View(left, high, scale, squeeze, (WIDTH - wide * scale) / 2, EDGE), height


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame under the map: the parts in it, and its number in the row."""

    group: str
    parts: list[Part]
    number: int
    below: float

    @property
    def x(self) -> float:
        """Its left side."""
        return EDGE + (self.number % FRAMES) * (FRAME + FRAME_GAP)

    @property
    def y(self) -> float:
        """Its upper side."""
        return round(self.below) + (self.number // FRAMES) * (FRAME + FRAME_TEXT + FRAME_GAP)

    @property
    def bottom(self) -> float:
        """Where its name ends."""
        return self.y + FRAME + FRAME_TEXT + FRAME_GAP

    @property
    def view(self) -> View:
        """How its parts are placed in it."""
        left, low, right, high = shapely.total_bounds(np.array([shape for _unit, shape in self.parts]))
        squeeze = math.cos(math.radians((low + high) / 2))
        wide, tall = max((right - left) * squeeze, 1e-3), max(high - low, 1e-3)
        scale = (FRAME - 40) / max(wide, tall)
        dx, dy = self.x + (FRAME - wide * scale) / 2, self.y + (FRAME - tall * scale) / 2
        return View(left, high, scale, squeeze, dx, dy)

    def box(self, areas: Mapping[Key, Area]) -> tuple[object, ...]:
        """Return the numbers of the rectangle and of the name below it."""
        units = {unit for unit, _shape in self.parts}
        name = self.group if len(units) > 1 or self.group in ARCHIPELAGOS else areas[units.pop()].name
        return self.x, self.y, FRAME, FRAME, self.x + FRAME / 2, self.y + FRAME + 26, name


# ── what stands there ────────────────────────────────────────────────────────────────────────────────────────────


def _area(area: Area, shapes: Iterable[BaseGeometry]) -> tuple[object, ...]:
    return area.href, area.sentence, area.sentence, "".join(map(_path, shapes)), area.kind


def _path(shape: BaseGeometry) -> str:
    """Return polygons as a path, to a tenth of a length."""
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    return "".join("M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "z" for ring in rings)


def _sea(area: Area, name: str, islands: BaseGeometry) -> tuple[object, ...]:
    """Return a dashed line around an archipelago with its name: the islands alone would be overlooked."""
    around = shapely.convex_hull(islands).buffer(14, quad_segs=4)
    left, top, right, _bottom = around.bounds
    middle = min((left + right) / 2, WIDTH - SEA_TEXT)
    return area.href, area.sentence, _path(around), round(middle), round(top - 10), name, area.name


def _names(areas: Mapping[Key, Area], by_unit: Mapping[Key, list[BaseGeometry]]) -> Iterable[tuple[object, ...]]:
    """Yield size, class, place and text of each figure that finds room in its area; the table has all of them."""
    for unit, shapes in by_unit.items():
        largest = np.array([max(shapes, key=lambda shape: shape.area)])
        circle = shapely.maximum_inscribed_circle(largest, 3)[0]
        middle, room = circle.coords[0], 2 * circle.length
        text = areas[unit].figure
        fits = [
            size for size, (letter, line) in (("phone", PHONE), ("desk", DESK)) if room > max(letter * len(text), line)
        ]
        name = areas[unit].short
        # the name above the figure, where it finds room too (on paper and on a desk)
        named = bool(fits) and room > max(NAME_LETTER * len(name), 3 * DESK[1])
        x, y = round(middle[0], 1), round(middle[1], 1)
        if fits and areas[unit].kind != "none":
            yield fits[0], areas[unit].kind, x, y + (9 if named else 0), text
        if named:
            yield "name", areas[unit].kind, x, y - 13, name
