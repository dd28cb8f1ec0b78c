"""The figures of the map: one indicator for each unit that stands on it, as the page shows them."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import StringConstraints

from danvan.api.bearer import Asked
from danvan.api.figures import Look, names_on, routes, seen_at
from danvan.api.reading import Out, said
from danvan.reports.exports import unit_codes
from danvan.reports.indicators import INDICATORS
from danvan.reports.mapped import Figure, figures_of, has_districts
from danvan.reports.stats import Basis

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


class MapLook(Look):
    """What the map shows."""

    indicator: IndicatorName = said(_("Chỉ tiêu, xem /figures/indicators."), "registered")
    communes: Literal["true"] | None = said(_("Chia đến xã, ở tỉnh còn huyện trong năm đó."), None)


@routes.get(
    "/figures/map", MapOut, _("Số liệu của bản đồ"),
    _("Một chỉ tiêu cho từng đơn vị cấp dưới, theo cây đơn vị của ngày được hỏi; own: phần trực tiếp tại đơn vị."),
)  # fmt: skip
def on_map(request: Asked, asked: Query[MapLook]) -> MapOut:
    """Show one indicator on the map of a unit."""
    unit, basis, lines = seen_at(request.auth, asked)
    if asked.communes and not has_districts(unit, basis):
        text = gettext("Chỉ chia đến xã được với tỉnh còn huyện vào cuối năm đó, trên cây đơn vị của chính năm đó.")
        raise ValidationError({"communes": text})
    indicator = INDICATORS[asked.indicator]
    found = figures_of(unit, basis, indicator, lines, communes=bool(asked.communes))
    code, name = unit_codes({unit.pk}, asked.year).get(unit.pk, ("", ""))
    return MapOut(
        unit=unit.pk, code=code, name=name, year=asked.year, indicator=indicator.id, basis=basis.name, on=basis.on,
        lines=lines, value=found.whole.value, records=found.whole.records, text=found.whole.text,
        illustration=found.illustration, rows=_rows([*found.children, *found.own], basis),
    )  # fmt: skip


def _rows(figures: list[Figure], basis: Basis) -> list[AreaOut]:
    names = names_on({figure.unit for figure in figures}, basis)
    return [
        AreaOut(
            unit=f.unit, code=names[f.unit][0], name=names[f.unit][1], value=f.value, records=f.records, text=f.text,
            own=f.own,
        )
        for f in figures
    ]  # fmt: skip
