"""An office's own boundaries: read as they come, matched without guessing, written whole or not at all, taken back."""

import datetime as dt
import json
from itertools import pairwise

import pytest
import shapely
from django.core.management import CommandError, call_command

from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from danvan.units.atlas import atlas
from danvan.units.models import Boundary, BoundarySet
from danvan.units.outlines import sheet_of
from danvan.units.outlines_load import content_of

pytestmark = pytest.mark.usefixtures("country")
DAY = dt.date(2022, 12, 31)
ON = ("--on", "2022-12-31")


def districts():
    return atlas().children(atlas().unit_by_code("24", DAY).unit, DAY)


def outlines(day=DAY, units=None):
    """Outlines as an office might have them: the drawn cells, a little larger than life."""
    sheet = sheet_of([span.unit for span in units or districts()], day)
    return {atlas().span(unit, day): shape for unit, shape in sheet.areas.items()}


def feature(shape, **properties):
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def whole():
    return collection(
        *(feature(shape, MaHuyen=int(span.code), TenHuyen=span.label) for span, shape in outlines().items())
    )


def codes(lines):
    return {line["code"] for line in lines}


def refused(path, *args):
    with pytest.raises(CommandError) as raised:
        call_command("units", "boundaries", str(path), *args)
    assert not BoundarySet.objects.exists()
    assert not Boundary.objects.exists()
    return str(raised.value)


# ── in and out ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_map_switches_to_the_boundaries_and_back(run, file):
    units = [span.unit for span in districts()]
    schematic = sheet_of(units, DAY)

    found = run(file(whole()), *ON, "--source", "Sở Nội vụ")

    assert codes(found["matched"]) == {span.code for span in districts()}
    assert [found[key] for key in ("unmatched", "doubled", "outside", "mended", "missing")] == [[], [], [], [], []]
    sheet = sheet_of(units, DAY)
    assert [one.source for one in sheet.sources] == ["Sở Nội vụ"]
    assert set(sheet.areas) == set(units)
    for unit in units:
        assert sheet.areas[unit].symmetric_difference(schematic.areas[unit]).area < 0.1 * schematic.areas[unit].area
    assert run("--list")[0]["id"] == found["set_id"]

    assert run("--remove", found["set_id"]) == {"removed": found["set_id"]}
    assert not Boundary.objects.exists()
    assert sheet_of(units, DAY).is_schematic
    assert [e.verb for e in Entry.objects.order_by("seq")] == ["units.load_boundaries", "units.remove_boundaries"]
    assert list(broken_links()) == []


def test_the_record_says_where_the_boundaries_come_from(run, file):
    import hashlib

    path = file(whole())
    found = run(path, *ON)

    made = BoundarySet.objects.get()
    assert (made.digest, made.file_name, made.on, made.count) == (
        hashlib.sha256(path.read_bytes()).hexdigest(), "ranh-gioi.geojson", DAY, 10,
    )  # fmt: skip
    assert made.digest == found["digest"]
    assert made.content == content_of(made)
    Boundary.objects.filter(pk=Boundary.objects.first().pk).update(shape=shapely.to_wkb(shapely.box(106, 21, 107, 22)))
    assert made.content != content_of(made)


def test_a_dry_run_says_the_same_and_writes_nothing(run, file):
    found = run(file(whole()), *ON, "--dry-run")

    assert len(found["matched"]) == 10
    assert not BoundarySet.objects.exists()
    assert not Entry.objects.exists()


def test_boundaries_hold_only_while_nothing_came_to_the_unit_or_left_it(run, file):
    run(file(whole()), *ON)

    rows = {atlas().span(b.unit_id, DAY).code: (b.valid_from, b.valid_to) for b in Boundary.objects.all()}
    assert rows["215"][1] == dt.date(2025, 7, 1)  # Yên Thế: until the districts ended
    assert rows["213"][1] == dt.date(2025, 1, 1)  # the city of Bắc Giang took in Yên Dũng
    later = dt.date(2025, 3, 1)
    below = [span.unit for span in atlas().children(atlas().unit_by_code("24", later).unit, later)]
    sheet = sheet_of(below, later)
    assert sheet.is_schematic
    assert sheet.lacking


def test_a_map_with_boundaries_of_some_units_stays_a_scheme_and_names_the_rest(run, file):
    features = whole()["features"]
    found = run(file(collection(*features[:-1])), *ON)

    sheet = sheet_of([span.unit for span in districts()], DAY)
    assert sheet.is_schematic
    assert [atlas().span(unit, DAY).code for unit in sheet.lacking] == [features[-1]["properties"]["MaHuyen"].__str__()]
    assert len(found["missing"]) == 1


def test_boundaries_of_all_communes_draw_their_districts_and_hoang_sa_stays(run, file):
    day = dt.date(2026, 11, 1)
    city = atlas().unit_by_code("48", day)
    parts = {s: g for s, g in outlines(day, atlas().children(city.unit, day)).items() if s.name != "Hoàng Sa"}
    run(file(collection(*(feature(g, code=s.code, name=s.label) for s, g in parts.items()))), "--on", day)

    sheet = sheet_of([span.unit for span in atlas().children(city.unit, day)], day)
    assert not sheet.is_schematic
    assert atlas().unit_by_code("20333", day).unit in sheet.areas
    assert [one.name for one in sheet.archipelagos] == ["Hoàng Sa"]
    whole_city = sheet_of([city.unit], day)
    assert not whole_city.is_schematic
    assert whole_city.areas[city.unit].contains(shapely.Point(112.338, 16.834))


def test_a_province_outline_without_the_islands_gets_them(run, file):
    day = dt.date(2026, 11, 1)
    khanh_hoa = atlas().unit_by_code("56", day)
    run(
        file(collection(feature(shapely.box(108.6, 11.3, 109.4, 12.8), ma_tinh="56", ten_tinh="Khánh Hòa"))),
        "--on",
        day,
    )

    sheet = sheet_of([khanh_hoa.unit], day)
    assert not sheet.is_schematic
    assert sheet.areas[khanh_hoa.unit].contains(shapely.Point(111.919, 8.645))


# ── which unit ───────────────────────────────────────────────────────────────────────────────────────────────────

SQUARE = shapely.box(106.1, 21.3, 106.2, 21.4)


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"code": "07282"}, "07282"), ({"code": 7282}, "07282"), ({"MA_XA": 7282.0, "TEN_XA": "Đồng Kỳ"}, "07282"),
        ({"adm3_pcode": "VN07282"}, "07282"), ({"MaTinh": "24", "MaHuyen": "215", "MaXa": "07282"}, "07282"),
        ({"MaTinh": 24, "MaHuyen": 215}, "215"), ({"matinh": "24", "ten_tinh": "Tỉnh Bắc Giang"}, "24"),
        ({"Tên xã": "Xã Đồng Kỳ", "Tên huyện": "Yên Thế", "Tên tỉnh": "Bắc Giang"}, "07282"),
        ({"NAME_1": "Bắc Giang", "NAME_2": "Yên Thế"}, "215"), ({"NAME_1": "Bac Giang"}, "24"),
        ({"ten": "xã Phúc Sơn, huyện Tân Yên, tỉnh Bắc Giang"}, "07318"), ({"id": 7282, "name": "Đồng Kỳ"}, "07282"),
    ],
)  # fmt: skip
def test_a_unit_is_known_by_code_or_by_name_within_those_above_it(run, file, properties, code):
    assert codes(run(file(collection(feature(SQUARE, **properties))), *ON, "--dry-run")["matched"]) == {code}


@pytest.mark.parametrize(
    ("properties", "word"),
    [
        ({"code": "99999"}, "không có đơn vị"), ({"ma_xa": "07282", "ten_xa": "Xuân Lương"}, "không phải"),
        ({"ten_xa": "Phúc Sơn", "ten_tinh": "Bắc Giang"}, ""), ({"objectid": 5}, "không có thuộc tính"),
        ({"code": 1}, "có thể là"), ({}, "không có thuộc tính"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_not_taken_and_the_reason_said(run, file, properties, word):
    found = run(file(collection(feature(SQUARE, **properties), *whole()["features"])), *ON, "--dry-run")

    assert len(found["matched"]) == 10
    (line,) = found["unmatched"]
    assert (line["number"], line["code"]) == (1, "")
    assert word in line["reason"]
    assert line["reason"]


def test_parts_of_one_unit_are_joined_and_a_second_outline_over_it_is_told(run, file):
    island = shapely.box(106.9, 21.3, 107.0, 21.4)
    moved = shapely.box(106.12, 21.3, 106.22, 21.4)
    found = run(
        file(collection(feature(SQUARE, code="07282"), feature(island, code="07282"), feature(moved, code="07282"))),
        *ON,
    )

    assert codes(found["matched"]) == {"07282"}
    assert [line["number"] for line in found["doubled"]] == [3]
    shape = shapely.from_wkb(bytes(Boundary.objects.get().shape))
    assert shape.area == pytest.approx(SQUARE.area + island.area, rel=0.01)


def test_an_outline_that_crosses_itself_is_mended_and_told(run, file):
    bow = {"type": "Polygon", "coordinates": [[[106, 21], [106.2, 21.2], [106.2, 21], [106, 21.2], [106, 21]]]}
    found = run(file(collection({"type": "Feature", "properties": {"code": "07282"}, "geometry": bow})), *ON)

    assert codes(found["mended"]) == {"07282"}
    shape = shapely.from_wkb(bytes(Boundary.objects.get().shape))
    assert shape.is_valid
    assert shape.area == pytest.approx(0.02, rel=0.01)


def test_what_lies_elsewhere_or_is_no_area_is_left_out_and_told(run, file):
    point = {"type": "Feature", "properties": {"code": "220"}, "geometry": {"type": "Point", "coordinates": [106, 21]}}
    wrong = {"type": "Feature", "properties": {"code": "219"}, "geometry": {"type": "Polygon", "coordinates": [["a"]]}}
    empty = {"type": "Feature", "properties": None, "geometry": None}
    found = run(
        file(
            collection(
                feature(shapely.box(2, 48, 3, 49), code="215"), point, wrong, empty, feature(SQUARE, code="07282")
            )
        ),
        *ON,
    )

    assert codes(found["outside"]) == {"215"}
    assert [line["number"] for line in found["unmatched"]] == [2, 3, 4]
    assert codes(found["matched"]) == {"07282"}


# ── TopoJSON ─────────────────────────────────────────────────────────────────────────────────────────────────────


def topology(*, quantised):
    """Two communes that share one border (the arc in the middle), one of them with it backwards."""
    arcs = [[[106.2, 21], [106.2, 21.2]], [[106.2, 21.2], [106, 21.2], [106, 21], [106.2, 21]], [[106.2, 21], [106.4, 21], [106.4, 21.2], [106.2, 21.2]]]  # fmt: skip
    made = {
        "type": "Topology",
        "objects": {"xa": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "07282"}},
            {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"code": "07255"}},
        ]}},
        "arcs": arcs,
    }  # fmt: skip
    if quantised:
        made["transform"] = {"scale": [0.001, 0.001], "translate": [106, 21]}
        whole = [[[round((x - 106) * 1000), round((y - 21) * 1000)] for x, y in arc] for arc in arcs]
        made["arcs"] = [[arc[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc))] for arc in whole]
    return made


@pytest.mark.parametrize("quantised", [False, True])
def test_a_topology_is_put_together_from_its_lines(run, file, quantised):
    found = run(file(topology(quantised=quantised), "xa.topojson"), *ON)

    assert codes(found["matched"]) == {"07282", "07255"}
    shapes = {atlas().span(b.unit_id, DAY).code: shapely.from_wkb(bytes(b.shape)) for b in Boundary.objects.all()}
    assert shapes["07282"].equals(shapely.box(106, 21, 106.2, 21.2))
    assert shapes["07255"].equals(shapely.box(106.2, 21, 106.4, 21.2))


def test_codes_of_another_day_are_refused_with_a_hint(file):
    assert "--on" in refused(file(whole()), "--on", "2026-11-01")


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--remove", "khong-co"),
        ("--list", "--remove", "x"),
        ("khong-co.geojson",),
        ("pyproject.toml", "--on", "31/31/2022"),
    ],
)
def test_a_wrong_call_is_refused_with_a_sentence(args):
    with pytest.raises(CommandError) as raised:
        call_command("units", "boundaries", *args, "--format", "json")

    assert len(str(raised.value)) > 20
