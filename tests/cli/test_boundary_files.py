"""Files that somebody may take for boundaries: each is named for what it is, quickly and without filling the memory."""

import gzip
import json
import tracemalloc

import pytest
import shapely

from danvan.units import outlines_json
from danvan.units.atlas import atlas
from danvan.units.models import Boundary
from tests.cli.test_boundaries import DAY, ON, SQUARE, codes, collection, feature, refused, topology, whole

pytestmark = pytest.mark.usefixtures("country")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "trống"), (b"PK\x03\x04rest", "giải nén"), (b"\x00\x00\x27\x0a" + bytes(96), "shapefile"), (b"\x1f\x8b\x08rest", "gz"),
        (b"<!doctype html><p>404", "trang web"), (b"ma_xa;ten_xa\n1;2", "không phải JSON"), (b"[1, 2]", "GeoJSON"),
        (b'{"a": 1}', "FeatureCollection"), (b'{"type": "FeatureCollection", "features": []}', "không có vùng"),
        (b'{"type": "Polygon", "coordinates": [[[106, 21]]]}', "FeatureCollection"), (b'{"type": nonsense}', "JSON"),
    ],
)  # fmt: skip
def test_what_is_no_boundary_file_is_named_for_what_it_is(file, content, word):
    assert word in refused(file(content))


def test_a_file_cut_short_is_refused_whole(file):
    content = json.dumps(whole()).encode()

    assert "cắt cụt" in refused(file(content[: len(content) * 2 // 3]), *ON)
    assert "cắt cụt" in refused(file(content[:-1]), *ON)


def test_a_mark_of_byte_order_does_no_harm(run, file):
    """Editors on Windows write one."""
    for content in (whole(), topology(quantised=True)):
        found = run(file(b"\xef\xbb\xbf" + json.dumps(content).encode()), *ON, "--dry-run")
        assert found["matched"]
        assert not found["unmatched"]


AREA = json.dumps(collection(feature(SQUARE, code="07282", ten="Đồng Kỳ")), ensure_ascii=False)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (AREA + "x", "không phải JSON hợp lệ"), (AREA.replace("21", "NaN", 1), "NaN"), (AREA.replace("106", "-Infinity", 1), "NaN"),
        (AREA.replace("106.1", "1e999", 1), "số quá lớn"), (AREA.replace('"07282"', "7" * 30), "số quá lớn"),
        (AREA.replace("106.1", "1e300", 1), "quá lớn"), (AREA.encode("utf-16"), "UTF-8"), (AREA.encode("utf-16-be"), "UTF-8"),
        (AREA.replace("ồng Kỳ", "ong Ky").encode("cp1258"), "UTF-8"), (gzip.compress(AREA.encode()), ".gz"),
        (AREA.replace("106.1", "null", 1), "toạ độ không đọc được"), (f"[{AREA}]", "không phải GeoJSON"),
        (AREA[:-1] + ', "crs": {"properties": {"name": "EPSG:9210"}}}', "EPSG:9210"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_in_words(file, content, word):
    told = refused(file(content if isinstance(content, bytes) else content.encode()), *ON)

    assert word in told
    assert "cắt cụt" not in told
    assert len(told) < 500


DEEP = 100_000


@pytest.mark.parametrize(
    "content",
    [
        "[" * DEEP, '{"a":' * DEEP, '{"type":"FeatureCollection","features":' + "[" * DEEP + "]" * DEEP + "}",
        AREA.replace('"07282"', "[" * DEEP + "]" * DEEP), '{"objects":{},"arcs":' + "[" * DEEP + "]" * DEEP + "}",
        '{"type":"GeometryCollection","geometries":[' * DEEP, AREA[:-1] + ',"x":' + "[" * 70 + "]" * 70 + "}",
    ],
)  # fmt: skip
def test_brackets_within_brackets_without_end_are_refused_before_they_are_parsed(file, content):
    """A parser would take minutes, or all the memory there is."""
    assert "lớp ngoặc lồng nhau" in refused(file(content.encode()), *ON)


@pytest.mark.parametrize("length", [7, 64])
def test_only_brackets_outside_words_are_counted(run, file, monkeypatch, length):
    """Wherever the pieces of the file meet: between a backslash and its quote, too."""
    monkeypatch.setattr(outlines_json, "PIECE", length)
    words = ["[" * 200, '{"' * 200, '\\"[' * 100, "\\" * 99 + "[" * 99, "]" * 99, "\\u0022[" * 99, ","]
    found = run(file(collection(*(feature(SQUARE, code="07282", x=word) for word in words))), *ON, "--dry-run")

    assert found["read"] == len(words)
    assert codes(found["matched"]) == {"07282"}


def test_a_word_without_end_is_no_part_of_a_boundary_file(file):
    for endless in (AREA.replace("Đồng", "a" * 3_000_000), AREA.replace('"07282"', "7" * 3_000_000)):
        assert "dài hơn 256 KB" in refused(file(endless.encode()), *ON)


def test_holes_islands_and_open_rings_are_drawn_as_they_are(run, file):
    hole = shapely.Polygon(SQUARE.exterior.coords, [shapely.box(106.13, 21.33, 106.17, 21.37).exterior.coords])
    island = shapely.box(106.9, 21.3, 107.0, 21.4)
    several = feature(shapely.MultiPolygon([hole, island]), code="07282")
    open_ring = feature(shapely.box(106.3, 21.3, 106.4, 21.4), code="07255")
    open_ring["geometry"]["coordinates"][0].pop()
    run(file(collection(several, open_ring)), *ON)

    areas = {atlas().span(b.unit_id, DAY).code: shapely.from_wkb(bytes(b.shape)).area for b in Boundary.objects.all()}
    assert areas == {"07282": pytest.approx(hole.area + island.area, rel=0.01), "07255": pytest.approx(0.01, rel=0.01)}


@pytest.mark.parametrize(
    "broken",
    [{"arcs": [[1, 2], [3, 4], [5, 6]]}, {"arcs": [None, None, None]}, {"transform": {"scale": "x", "translate": [0, 0]}},
     {"transform": {}}, {"arcs": [[["a", "b"]]] * 3}, {"objects": {"xa": {"geometries": [1, None, "x"]}}}],
)  # fmt: skip
def test_a_broken_topology_is_refused_in_words(file, broken):
    assert "Không nhận ra đơn vị nào" in refused(file(topology(quantised=True) | broken), *ON)


def test_metres_and_other_systems_are_refused_with_the_way_out(file):
    vn2000 = shapely.box(600000, 2350000, 610000, 2360000)
    for told in (refused(file(collection(feature(vn2000, code="07282")))), refused(
        file(collection(feature(SQUARE, code="07282"), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}))
    )):  # fmt: skip
        assert "EPSG:4326" in told
        assert "ogr2ogr" in told
    swapped = shapely.box(21.3, 106.1, 21.4, 106.2)
    assert "kinh độ trước" in refused(file(collection(feature(swapped, code="07282"))))


@pytest.mark.parametrize("form", ["areas", "one area", "lines"])
def test_a_large_file_takes_no_more_memory_than_a_small_one(run, tmp_path, form):
    def written(copies):
        path = tmp_path / f"{copies}.geojson"
        if form == "lines":
            one = topology(quantised=False)
            one["arcs"][0] = shapely.segmentize(shapely.LineString(one["arcs"][0]), 1e-4 / copies).coords[:]
            path.write_text(json.dumps(one))
        elif form == "one area":
            path.write_text(
                json.dumps(collection(feature(shapely.segmentize(SQUARE, 0.4 / 2000 / copies), code="07282")))
            )
        else:
            one = json.dumps(feature(shapely.segmentize(SQUARE, 0.4 / 2000), code="07282"))
            path.write_text(f'{{"type":"FeatureCollection","features":[{",".join([one] * copies)}]}}')
        return path

    def peak(copies):
        path = written(copies)
        tracemalloc.start()
        run(path, *ON, "--dry-run")
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, path.stat().st_size

    peak(1)  # what is read once – indexes of names – is not the file's
    (small, _size), (large, size) = peak(2), peak(120)
    assert size > 5_000_000
    assert large - small < size / 8
