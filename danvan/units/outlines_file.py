"""Reading an office's own boundaries: GeoJSON and TopoJSON, piece by piece, so that 200 MB take no more memory than 2."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ijson
import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from danvan.units.outlines_json import (
    MARK,
    Counted,
    Events,
    Unusable,
    elements,
    feature,
    keys,
    lines,
    members,
    plain,
    refuse_utf16,
    skip,
    survey,
)

# Corners are put on this grid (degrees, about 11 m) one by one, so that neighbours still meet and repeated ones go.
GRID = 1e-4
# What can be Viet Nam with its sea, in degrees: west, south, east, north.
AROUND = (102.0, 6.0, 118.0, 24.0)
EARTH = 1e8  # metres: further than any point of it in any projection
CRS84 = ("crs84", "epsg::4326", "epsg:4326", "epsg::4756", "epsg:4756")
AREAL = {"Polygon", "MultiPolygon", "GeometryCollection"}
CONVERT = "ogr2ogr -f GeoJSON -t_srs EPSG:4326 moi.geojson cu.geojson"
Progress = Callable[[int, int], object]


@dataclass(slots=True)
class Feature:
    """One outline of a file: where it stands (from 1), its properties, its shape (None: ``trouble`` says why)."""

    number: int
    properties: dict[str, Any]
    shape: BaseGeometry | None = None
    trouble: str = ""
    mended: bool = False


@dataclass(slots=True)
class Source:
    """The file on its way: its digest is known once it has been read to the end."""

    path: Path
    progress: Progress | None = None
    size: int = 0
    digest: str = field(default="", init=False)

    def features(self) -> Iterator[Feature]:
        """Yield the features one by one. Raises ``Unusable``; what was yielded before must be dropped then."""
        try:
            self.size = self.path.stat().st_size
            with self.path.open("rb") as file:
                _refuse_other_formats(file.read(512), self.size)
            self.digest = survey(self.path)
            kind = self._kind()
            yield from self._topology() if kind == "Topology" else self._collection()
        except (ijson.JSONError, UnicodeDecodeError, OverflowError) as trouble:
            raise Unusable(self._broken(trouble)) from trouble
        except OSError as trouble:
            raise Unusable(_("Không đọc được tệp: %(reason)s.") % {"reason": trouble.strerror or trouble}) from trouble

    def _broken(self, trouble: Exception) -> str:
        # ijson raises IncompleteJSONError for every mistake of writing; only its words tell which
        said = str(trouble).lower()
        if "overflow" in said:
            return _("Tệp có một số quá lớn: số nguyên quá 18 chữ số, hoặc số thực quá 10 mũ 308. Chưa ghi gì.")
        if "lexical" in said and any(word in said for word in ("nan", "infinity")):
            return _(
                "Tệp có giá trị NaN hoặc Infinity, JSON không cho phép. Hãy xuất lại, để trống (null) chỗ đó. Chưa ghi gì."
            )
        if any(word in said for word in ("premature", "incomplete")):
            return _("Tệp bị cắt cụt hoặc hỏng: nội dung JSON dừng giữa chừng. Hãy chép hoặc tải lại tệp. Chưa ghi gì.")
        return _("Tệp không phải JSON hợp lệ. Cần tệp GeoJSON hoặc TopoJSON. Chưa ghi gì.")

    def _kind(self) -> str:
        """Return what the file is at the top, reading no further than needed; refuse another coordinate system."""
        kind = ""
        with self.path.open("rb") as file:
            for prefix, event, value in ijson.parse(Counted(file), use_float=True):
                if prefix == "" and event not in {"start_map", "map_key", "end_map"}:
                    raise Unusable(_("Tệp là JSON nhưng không phải GeoJSON hay TopoJSON. Chưa ghi gì."))
                if prefix == "type":
                    kind = str(value)
                elif prefix == "crs.properties.name":
                    _refuse_other_crs(str(value))
                elif prefix in {"arcs", "objects"}:
                    return "Topology"
                elif prefix == "features" and event == "start_array":
                    return "FeatureCollection"
        raise Unusable(
            _(
                "Tệp không có danh sách vùng (FeatureCollection hay Topology)%(what)s, nên không có mã hay tên để nhận ra đơn vị. Hãy xuất lại cả thuộc tính. Chưa ghi gì."
            )
            % {"what": f" – {kind[:60]}" if kind else ""}
        )

    def _collection(self) -> Iterator[Feature]:
        number = 0
        with self.path.open("rb") as file:
            for key, events in members(Counted(file, self._tell)):
                if key == "features":
                    for item in elements(events, feature(_Line)):
                        number += 1
                        yield _feature(number, item if isinstance(item, dict) else {}, _geometry)
                elif key == "crs":  # it may stand behind the features
                    _refuse_other_crs(_crs_name(plain(events, *next(events))))
                else:
                    skip(events)

    def _topology(self) -> Iterator[Feature]:
        """Read the lines first, thinned, then the objects that are made of them."""
        with self.path.open("rb") as file:
            transform = next(ijson.items(Counted(file), "transform", use_float=True), None)
        with self.path.open("rb") as file:
            arcs: list[Any] = []
            for key, events in members(Counted(file, self._tell)):
                if key == "arcs":
                    arcs += elements(events, lines(lambda: _Line(transform)))
                else:
                    skip(events)
        arcs = [arc if isinstance(arc, np.ndarray) else None for arc in arcs]
        with self.path.open("rb") as file:
            for number, item in enumerate(_objects(Counted(file)), start=1):
                yield _feature(number, {**item, "geometry": item}, lambda shape: _from_arcs(shape, arcs))

    def _tell(self, done: int) -> None:
        if self.progress:
            self.progress(min(done, self.size), self.size)


def _crs_name(crs: Any) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name) if name else CRS84[0]  # said of none: the format's own


def _refuse_other_formats(head: bytes, size: int) -> None:
    text = head.removeprefix(MARK).lstrip()
    if not size or not text:
        raise Unusable(_("Tệp trống."))
    if head.startswith(b"PK"):
        raise Unusable(_("Đây là tệp nén .zip, không phải GeoJSON. Hãy giải nén; nếu bên trong là shapefile (.shp), đổi sang GeoJSON, ví dụ bằng QGIS hoặc: %(command)s") % {"command": CONVERT.replace("cu.geojson", "cu.shp")})  # fmt: skip
    if head.startswith(b"\x00\x00\x27\x0a"):
        raise Unusable(_("Đây là shapefile (.shp). Hãy đổi sang GeoJSON, ví dụ bằng QGIS hoặc: %(command)s") % {"command": CONVERT.replace("cu.geojson", "cu.shp")})  # fmt: skip
    if head.startswith(b"\x1f\x8b"):
        raise Unusable(_("Đây là tệp nén .gz. Hãy giải nén rồi nạp lại."))
    refuse_utf16(head)
    if text.startswith(b"<"):
        raise Unusable(
            _("Đây là trang web hoặc tệp XML (KML, GML), không phải GeoJSON. Hãy tải đúng tệp, hoặc đổi sang GeoJSON.")
        )
    if not text.startswith((b"{", b"[")):
        raise Unusable(_("Tệp không phải JSON. Cần tệp GeoJSON hoặc TopoJSON."))


def _refuse_other_crs(name: str) -> None:
    if not name.lower().endswith(CRS84) and "crs84" not in name.lower():
        raise Unusable(
            _("Tệp dùng hệ toạ độ %(name)s. Cần kinh độ, vĩ độ (CRS84, EPSG:4326); hãy đổi bằng QGIS hoặc: %(command)s")
            % {"name": name, "command": CONVERT}
        )


# ── one feature ──────────────────────────────────────────────────────────────────────────────────────────────────


def _feature(number: int, item: dict[str, Any], read: Callable[[Any], list[BaseGeometry]]) -> Feature:
    properties = item.get("properties")
    found = Feature(number, dict(properties) if isinstance(properties, dict) else {})
    if item.get("id") is not None:
        found.properties.setdefault("id", item["id"])
    geometry = item.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in AREAL:
        found.trouble = _("không có vùng (chỉ có điểm, đường hoặc để trống)")
        return found
    try:
        shapes = read(geometry)
    except (ValueError, TypeError, IndexError, KeyError, RecursionError, shapely.errors.GEOSException):
        found.trouble = _("toạ độ không đọc được")
        return found
    _refuse_other_coordinates(shapes)
    found.shape, found.mended = _sound(shapes)
    if found.shape is None:
        found.trouble = _("vùng không có diện tích")
    elif not _around(found.shape):
        found.trouble = _("nằm ngoài Việt Nam")
        found.shape = None
    return found


def _geometry(geometry: dict[str, Any]) -> list[BaseGeometry]:
    """Return the polygons of a GeoJSON geometry."""
    match geometry.get("type"):
        case "Polygon":
            return _polygon(_rings(geometry["coordinates"]))
        case "MultiPolygon":
            return [shape for rings in geometry["coordinates"] for shape in _polygon(_rings(rings))]
        case "GeometryCollection":
            return [shape for part in geometry["geometries"] for shape in _geometry(part)]
    return []


def _rings(rings: Any) -> list[Any]:
    if not isinstance(rings, list) or any(not isinstance(ring, np.ndarray) and ring != [] for ring in rings):
        raise ValueError("no rings")
    return rings


def _polygon(rings: list[Any]) -> list[BaseGeometry]:
    rings = [ring for ring in rings if len(ring) > 3]  # noqa: PLR2004 - a triangle, closed
    return [shapely.Polygon(rings[0], rings[1:])] if rings else []


class _Line:
    """A line in degrees, its corners put on the grid as they come; those of a quantised topology are differences.

    ``close`` returns None for one that cannot be read, so that the outlines made of it cannot be either.
    """

    def __init__(self, transform: Any = None) -> None:
        self.transform, self.at = transform, np.zeros(2)
        self.parts: list[Any] = []
        self.ends: list[Any] = []
        self.sound = True

    def add(self, corners: list[Any]) -> None:
        """Take in some corners."""
        try:
            points = (
                np.array([point[:2] for point in corners], dtype=float).reshape(-1, 2) if corners else np.empty((0, 2))
            )
            if isinstance(self.transform, dict) and len(points):
                points = self.at + np.cumsum(points, axis=0)
                self.at = points[-1]
                points = points * self.transform["scale"] + self.transform["translate"]
            self.parts.append(_thinned(points))
            self.ends = [*self.ends[:1], *points[[0, -1]]] if len(points) else self.ends
        except (ValueError, TypeError, IndexError, KeyError):
            self.sound = False

    def close(self) -> Any:
        """Return the line."""
        if not self.sound:
            return None
        thin = _thinned(np.concatenate(self.parts))
        # a line of a topology has two ends, also where the grid sees one
        return thin if len(thin) > 1 or not self.ends else np.array([self.ends[0], self.ends[-1]])


def _thinned(points: Any) -> Any:
    """Put the corners on the grid and drop those that fall together."""
    if not np.isfinite(points).all():
        raise ValueError("not a number")
    if np.abs(points).max(initial=0) > 180:  # noqa: PLR2004 - refused as a whole, as it stands
        return points
    points = np.round(points / GRID) * GRID
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    return points[keep]


def _objects(file: Counted) -> Iterator[dict[str, Any]]:
    """Yield the objects of a topology: those of its collections one by one."""
    for key, events in members(file):
        if key != "objects":
            skip(events)
            continue
        for _name in keys(events):
            yield from _named(events)


def _named(events: Events) -> Iterator[dict[str, Any]]:
    """Yield what stands below one name of a topology: the members of a collection, or the one object."""
    alone: dict[str, Any] = {}
    collected = False
    for key in keys(events):
        if key == "geometries":
            collected = True
            yield from (item if isinstance(item, dict) else {} for item in elements(events, plain))
        else:
            alone[key] = plain(events, *next(events))
    if alone and not collected:
        yield alone


def _from_arcs(shape: dict[str, Any], arcs: list[Any]) -> list[BaseGeometry]:
    """Return the polygons of an object of a topology."""
    match shape.get("type"):
        case "Polygon":
            return _polygon([_joined(ring, arcs) for ring in shape["arcs"]])
        case "MultiPolygon":
            return [one for rings in shape["arcs"] for one in _polygon([_joined(ring, arcs) for ring in rings])]
        case "GeometryCollection":
            return [one for part in shape["geometries"] for one in _from_arcs(part, arcs)]
    return []


def _joined(ring: list[int], arcs: list[Any]) -> Any:
    """Join lines end to end; ``~i`` is line ``i`` backwards."""
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _refuse_other_coordinates(shapes: list[BaseGeometry]) -> None:
    if not shapes:
        return
    left, low, right, high = (float(bound) for bound in shapely.total_bounds(np.array(shapes)))
    farthest = max((left, low, right, high), key=abs)
    if abs(farthest) > EARTH:
        raise Unusable(
            _("Toạ độ trong tệp (ví dụ %(x)s) quá lớn, không phải kinh độ, vĩ độ. Hãy kiểm tra lại tệp.")
            % {"x": f"{farthest:.6g}"}
        )
    if abs(farthest) > 180:  # noqa: PLR2004 - degrees
        raise Unusable(
            _(
                "Toạ độ trong tệp (ví dụ %(x)s; %(y)s) không phải kinh độ, vĩ độ mà là mét, như hệ VN-2000. Hãy đổi sang EPSG:4326 bằng QGIS (Xuất → Lưu đối tượng thành…) hoặc: %(command)s"
            )
            % {"x": f"{left:.0f}", "y": f"{low:.0f}", "command": CONVERT}
        )
    west, south, east, north = AROUND
    if south <= left and right <= north and west <= low and high <= east:
        raise Unusable(
            _(
                "Toạ độ trong tệp để vĩ độ trước kinh độ. GeoJSON cần kinh độ trước, ví dụ [105.85, 21.03]. Hãy đổi thứ tự rồi nạp lại."
            )
        )
    if max(abs(low), abs(high)) > 90:  # noqa: PLR2004 - degrees of latitude
        raise Unusable(_("Tệp có vĩ độ lớn hơn 90; toạ độ không phải kinh độ, vĩ độ (CRS84). Hãy kiểm tra hệ toạ độ."))


def _around(shape: BaseGeometry) -> bool:
    left, low, right, high = shape.bounds
    west, south, east, north = AROUND
    return bool(west <= left and right <= east and south <= low and high <= north)


def _sound(shapes: list[BaseGeometry]) -> tuple[BaseGeometry | None, bool]:
    """Return the polygons as one valid shape, and whether an outline that crosses itself had to be mended."""
    crossing = [shape for shape in shapes if not shape.is_valid]
    whole = shapely.union_all([shape if shape.is_valid else polygons(shapely.make_valid(shape)) for shape in shapes])
    whole = polygons(whole)
    return (None if whole.is_empty or math.isclose(whole.area, 0) else whole), bool(crossing)


def polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return what has an area in a shape: lines and points that mending leaves over are dropped."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def describe(properties: dict[str, Any]) -> str:
    """Return the properties as a short text for a report."""
    return json.dumps({k: v for k, v in properties.items() if isinstance(v, str | int | float)}, ensure_ascii=False)[
        :160
    ]
