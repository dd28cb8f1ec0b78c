"""What a map of some units is drawn from: an office's own boundaries where there are enough, else the schematic net."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from danvan.units.atlas import Atlas, Key, atlas
from danvan.units.models import Boundary, BoundarySet
from danvan.units.outlines_net import Net, clean_coverage, leaves_under, net_on

# The smallest step of a line, as a part of the longer side of the drawing: half a pixel on a wide screen.
STEP = 1 / 2000
COARSEST = 0.01  # degrees
SHEETS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Archipelago:
    """Hoàng Sa or Trường Sa, with the shown unit that it belongs to."""

    name: str
    unit: Key
    shape: BaseGeometry


@dataclass(slots=True)
class Sheet:
    """The areas of some units on a day, in degrees (CRS84), every unit once: drawn, or among those ``without_place``."""

    areas: dict[Key, BaseGeometry] = field(default_factory=dict)
    without_place: list[Key] = field(default_factory=list)
    archipelagos: list[Archipelago] = field(default_factory=list)
    # Who made the boundaries; empty when the sheet is schematic.
    sources: list[BoundarySet] = field(default_factory=list)
    # Units that lack a boundary while others have one: the reason why the sheet is schematic all the same.
    lacking: list[Key] = field(default_factory=list)

    @property
    def is_schematic(self) -> bool:
        """Tell whether the areas are cells, not boundaries."""
        return not self.sources


def sheet_of(units: Iterable[Key], on: dt.date) -> Sheet:
    """Return the sheet of some units of a day that do not overlap (the children of one unit).

    Boundaries are used only when every unit has one: cells beside boundaries would look like boundaries. Hoàng Sa and
    Trường Sa are drawn either way.
    """
    picture, wanted = atlas(), tuple(units)
    sheets = picture.derived.setdefault("sheets", {})
    key = (picture.era(on), wanted)
    if key not in sheets:
        made = _sheet(picture, wanted, picture.era(on))
        while len(sheets) >= SHEETS_KEPT:
            sheets.pop(next(iter(sheets)), None)
        sheets[key] = made
    found: Sheet = sheets[key]
    return found


def _sheet(picture: Atlas, units: Sequence[Key], era: dt.date) -> Sheet:
    net = net_on(picture, era)
    leaves = {unit: leaves_under(picture, unit, era) for unit in units}
    sheet = Sheet(archipelagos=_archipelagos(net, leaves))
    shapes = {unit: _cell(net, below) for unit, below in leaves.items()}
    chosen = _boundaries(picture, units, net, era)
    used = {row.of_id for rows in chosen.values() for row in rows or ()}
    sheet.lacking = [unit for unit, rows in chosen.items() if rows is None] if used else []
    if used and not sheet.lacking:
        sheet.sources = list(BoundarySet.objects.filter(pk__in=used).order_by("loaded_at"))
        shapes |= _read(chosen)
        _add_islands(sheet, shapes)
    drawn = {unit: shape for unit, shape in shapes.items() if not shape.is_empty}
    sheet.areas = dict(zip(drawn, _simplified(list(drawn.values()), schematic=sheet.is_schematic), strict=True))
    sheet.without_place = [unit for unit in units if unit not in drawn]
    return sheet


def _cell(net: Net, leaves: Iterable[Key]) -> BaseGeometry:
    return shapely.coverage_union_all([cell for leaf in leaves for cell in net.cells.get(leaf, ())])


def _archipelagos(net: Net, leaves: dict[Key, list[Key]]) -> list[Archipelago]:
    shown = {leaf: unit for unit, below in leaves.items() for leaf in below}
    found = []
    for name, shapes in net.islands.items():
        here: dict[Key, list[BaseGeometry]] = {}
        for owner, shape in shapes:
            if owner in shown:
                here.setdefault(shown[owner], []).append(shape)
        found += [Archipelago(name, unit, shapely.union_all(parts)) for unit, parts in here.items()]
    return found


def _add_islands(sheet: Sheet, shapes: dict[Key, BaseGeometry]) -> None:
    """Give each unit the islands that its boundary leaves out."""
    for one in sheet.archipelagos:
        if not shapes[one.unit].intersects(one.shape.envelope):
            shapes[one.unit] = shapely.union(shapes[one.unit], one.shape)


def _boundaries(picture: Atlas, units: Iterable[Key], net: Net, era: dt.date) -> dict[Key, list[Boundary] | None]:
    """Return the boundaries that make up each unit, the newest of each: its own, or those of all below it; else None."""
    rows = Boundary.objects.on(era).order_by("of__loaded_at", "of_id").defer("shape")
    newest = {row.unit_id: row for row in rows}
    islands = {owner for shapes in net.islands.values() for owner, _shape in shapes}

    def made_of(unit: Key) -> list[Boundary] | None:
        if unit in newest:
            return [newest[unit]]
        if unit in islands:
            return []  # the net draws them, whatever an office has
        parts = [made_of(child.unit) for child in picture.children(unit, era)]
        known = [part for part in parts if part is not None]
        return [row for part in known for row in part] if parts and len(known) == len(parts) else None

    return {unit: made_of(unit) for unit in units}


def _read(chosen: dict[Key, list[Boundary] | None]) -> dict[Key, BaseGeometry]:
    keys = [row.pk for rows in chosen.values() for row in rows or ()]
    shapes: dict[uuid.UUID, BaseGeometry] = {}
    for start in range(0, len(keys), 500):
        found = Boundary.objects.filter(pk__in=keys[start : start + 500]).values_list("pk", "shape")
        shapes |= {pk: shapely.from_wkb(bytes(shape)) for pk, shape in found}
    return {unit: _together([shapes[row.pk] for row in rows]) for unit, rows in chosen.items() if rows}


def _together(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Return neighbours as one: at once where their borders agree, as those of one file do."""
    return shapely.coverage_union_all(shapes) if shapely.coverage_is_valid(shapes) else shapely.union_all(shapes)


def _simplified(shapes: list[BaseGeometry], *, schematic: bool) -> list[BaseGeometry]:
    """Return the shapes with fewer corners; neighbours keep their common border.

    The borders of boundaries that did not come together may lie a little apart: they are brought together first.
    """
    if not shapes:
        return []
    found = np.array(shapes)
    left, low, right, high = shapely.total_bounds(found)
    step = min(max(right - left, high - low) * STEP, COARSEST)
    if not schematic:
        found = clean_coverage(found, snapping_distance=step / 10, gap_width=step / 2)
    return list(shapely.coverage_simplify(found, step))
