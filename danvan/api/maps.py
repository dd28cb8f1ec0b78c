"""The map: the figures of one indicator for each unit that stands on it, as the page shows them, and the outlines."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import StringConstraints
from shapely.geometry.base import BaseGeometry

from danvan.accounts.models import User
from danvan.api.bearer import Asked
from danvan.api.figures import Look, names_on, routes, seen_at
from danvan.api.reading import Out, said
from danvan.reports.exports import unit_codes
from danvan.reports.indicators import INDICATORS
from danvan.reports.mapped import Figure, figures_of, has_districts
from danvan.reports.stats import Basis
from danvan.units.atlas import Key
from danvan.units.models import Level, Unit
from danvan.units.outlines import Sheet, sheet_of

IndicatorName = Annotated[str, StringConstraints(pattern="^(" + "|".join(INDICATORS) + ")$")]


class AreaOut(Out):
    """One unit: ``value`` of the indicator, ``records`` that it is taken from, ``own`` for what is the unit's itself."""

    unit: uuid.UUID
    code: str
    name: str
    value: int
    records: int
    text: str
    own: bool


class MapOut(Out):
    """The figures of one map; the rows add up to ``value`` and ``records``, of which ``illustration`` are marked so."""

    unit: uuid.UUID
    code: str
    name: str
    year: int
    indicator: str
    basis: str
    on: dt.date
    lines: list[str] | None
    value: int
    records: int
    text: str
    illustration: int
    rows: list[AreaOut]


class OutlineOut(Out):
    """One area (a GeoJSON feature); ``id`` is the unit's."""

    type: Literal["Feature"]
    id: uuid.UUID
    properties: dict[str, str]
    geometry: dict[str, Any]


class OutlinesOut(Out):
    """The areas of a map (a GeoJSON feature collection, CRS84). ``schematic``: cells around centres, no boundaries."""

    type: Literal["FeatureCollection"]
    schematic: bool
    sources: list[str]
    without_place: list[uuid.UUID]
    lacking: list[uuid.UUID]
    features: list[OutlineOut]


class OutlineLook(Look):
    """Which units stand on the map."""

    communes: Literal["true"] | None = said(_("Chia đến xã, ở tỉnh còn huyện trong năm đó."), None)


class MapLook(OutlineLook):
    """What the map shows."""

    indicator: IndicatorName = said(_("Chỉ số, xem /figures/indicators."), "registered")


@routes.get(
    "/figures/map", MapOut, _("Số liệu của bản đồ"),
    _("Một chỉ số cho từng đơn vị cấp dưới, theo cây đơn vị của ngày được hỏi; own: phần trực tiếp tại đơn vị."),
)  # fmt: skip
def on_map(request: Asked, asked: Query[MapLook]) -> MapOut:
    """Show one indicator on the map of a unit."""
    unit, basis, lines = _seen(request.auth, asked)
    indicator = INDICATORS[asked.indicator]
    found = figures_of(unit, basis, indicator, lines, communes=bool(asked.communes))
    code, name = unit_codes({unit.pk}, asked.year).get(unit.pk, ("", ""))
    return MapOut(
        unit=unit.pk, code=code, name=name, year=asked.year, indicator=indicator.id, basis=basis.name, on=basis.on,
        lines=lines, value=found.whole.value, records=found.whole.records, text=found.whole.text,
        illustration=found.illustration, rows=_rows([*found.children, *found.own], basis),
    )  # fmt: skip


def _seen(person: User, asked: OutlineLook) -> tuple[Unit, Basis, list[str] | None]:
    unit, basis, lines = seen_at(person, asked)
    if asked.communes and not has_districts(unit, basis):
        text = gettext("Chỉ chia đến xã được với tỉnh còn huyện vào cuối năm đó, trên cây đơn vị của chính năm đó.")
        raise ValidationError({"communes": text})
    return unit, basis, lines


@routes.get(
    "/figures/map/outlines", OutlinesOut, _("Đường bao để vẽ bản đồ"),
    _("GeoJSON của các đơn vị trên bản đồ, Hoàng Sa và Trường Sa. schematic: ô vẽ quanh vị trí trung tâm, không phải ranh giới."),
)  # fmt: skip
def outlines(request: Asked, asked: Query[OutlineLook]) -> OutlinesOut:
    """Hand out what the map is drawn from."""
    unit, basis, lines = _seen(request.auth, asked)
    shown = figures_of(unit, basis, INDICATORS["registered"], lines, communes=bool(asked.communes)).children
    units = [figure.unit for figure in shown]
    drawn = unit.level != Level.COMMUNE or basis.restated  # villages have no place
    sheet = sheet_of(units, basis.on) if drawn else Sheet(without_place=units)
    names = names_on(set(units), basis)
    return OutlinesOut(
        type="FeatureCollection", schematic=sheet.is_schematic, sources=[str(one) for one in sheet.sources],
        without_place=sheet.without_place, lacking=sheet.lacking,
        features=[
            *(_feature(key, names[key], shape) for key, shape in sheet.areas.items()),
            *(_feature(one.unit, names[one.unit], one.shape, archipelago=one.name) for one in sheet.archipelagos),
        ],
    )  # fmt: skip


def _feature(unit: Key, named: tuple[str, str], shape: BaseGeometry, **more: str) -> OutlineOut:
    properties = {"code": named[0], "name": named[1], **more}
    return OutlineOut(type="Feature", id=unit, properties=properties, geometry=shapely.geometry.mapping(shape))


def _rows(figures: list[Figure], basis: Basis) -> list[AreaOut]:
    names = names_on({figure.unit for figure in figures}, basis)
    return [
        AreaOut(
            unit=f.unit, code=names[f.unit][0], name=names[f.unit][1], value=f.value, records=f.records, text=f.text,
            own=f.own,
        )
        for f in figures
    ]  # fmt: skip
