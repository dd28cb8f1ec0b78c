"""The figures: indicators, the picture of a unit and year, roll-ups on any basis, counts by place."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel

from danvan.accounts.models import User
from danvan.api.bearer import Asked
from danvan.api.reading import Code, Day, Out, Year, must, said, unit_of_year
from danvan.api.routes import Routes
from danvan.core.dates import year_end
from danvan.initiatives.models import Registration
from danvan.reports.exports import unit_codes
from danvan.reports.indicators import INDICATORS
from danvan.reports.picture import draw
from danvan.reports.scope import lines_on
from danvan.reports.stats import Basis, basis_for, in_places, roll_up
from danvan.units.atlas import atlas
from danvan.units.models import Unit

routes = Routes(_("Số liệu"))
By = Literal["field", "status", "line", "renewal", "owner_kind", "kind", "level", "outstanding", "child"]
VERB = "initiatives.view"


class IndicatorOut(Out):
    """What a figure means."""

    id: str
    label: str
    type: str
    definition: str
    of: str | None


class IndicatorsOut(Out):
    """The dictionary of figures."""

    items: list[IndicatorOut]


class FigureOut(Out):
    """An indicator with its value: ``of`` the whole of a rate, ``before`` last year's."""

    id: str
    value: int
    of: int | None
    before: int | None


class SplitOut(Out):
    """How many have a value of a dimension."""

    value: str
    label: str
    count: int


class ChildOut(Out):
    """The counts of one direct child; ``own``: those of the unit itself."""

    id: uuid.UUID
    code: str
    name: str
    own: bool
    total: int
    recognised: int
    by: dict[str, dict[str, int]]


class YearOut(Out):
    """One year of the unit."""

    year: int
    registered: int
    recognised: int


class OverviewOut(Out):
    """The movement of one unit in one year. The children's totals add up to the total."""

    unit: uuid.UUID
    code: str
    name: str
    year: int
    basis: str
    on: dt.date
    lines: list[str] | None
    total: int
    figures: list[FigureOut]
    splits: dict[str, list[SplitOut]]
    children: list[ChildOut]
    years: list[YearOut]


class CellOut(Out):
    """One line of a roll-up: its values, the child where asked for, the count."""

    values: dict[str, str]
    child: uuid.UUID | None
    child_code: str | None
    child_name: str | None
    count: int


class RollUpOut(Out):
    """A roll-up; its rows add up to the total."""

    unit: uuid.UUID
    year: int
    basis: str
    on: dt.date
    lines: list[str] | None
    total: int
    rows: list[CellOut]


class PlaceCountOut(Out):
    """How many are carried out in a child."""

    unit: uuid.UUID
    code: str
    name: str
    count: int


class PlaceCountsOut(Out):
    """Counts by place: one registration counts in each place, once in ``distinct``."""

    unit: uuid.UUID
    year: int
    distinct: int
    rows: list[PlaceCountOut]


class Look(BaseModel):
    """The unit and year looked at, and the tree that they are laid on."""

    year: Year = said(_("Năm của sổ."), examples=[2022])
    unit: Code | None = said(_("Mã đơn vị, đọc tại 31/12 của năm; VN là cả nước."), None, examples=["24"])
    as_of: Day | None = said(_("Cây đơn vị của ngày này (mặc định 31/12 của năm)."), None)
    restated_to: Day | None = said(_("Quy đổi về cây đơn vị của ngày này."), None, examples=["2026-01-01"])


class RollUp(Look):
    """What a roll-up is split by."""

    by: list[By] = said(_("Chia theo một hay nhiều chiều; child là đơn vị cấp dưới."), ["field"], max_length=9)


def seen_at(person: User, asked: Look) -> tuple[Unit, Basis, list[str] | None]:
    """Return the unit, the basis and the lines that the person may see there."""
    unit = must(unit_of_year(person, VERB, asked.unit, asked.year))
    lines = lines_on(person, unit)
    if lines == []:
        raise Http404
    return unit, basis_for(unit, asked.year, asked.as_of, asked.restated_to), lines


@routes.get("/figures/indicators", IndicatorsOut, _("Từ điển chỉ số"), _("Định nghĩa duy nhất của từng con số."))
def indicators(request: Asked) -> IndicatorsOut:
    """Name every figure."""
    return IndicatorsOut(
        items=[
            IndicatorOut(id=i.id, label=str(i.label), type=i.type.value, definition=str(i.definition), of=i.of or None)
            for i in INDICATORS.values()
        ]
    )


@routes.get(
    "/figures/overview", OverviewOut, _("Bức tranh của một đơn vị trong một năm"),
    _("Như trang Tổng quan: các chỉ số, so với năm trước, chia theo các chiều, đơn vị cấp dưới, các năm."),
)  # fmt: skip
def overview(request: Asked, asked: Query[Look]) -> OverviewOut:
    """Show the picture of a unit and year."""
    unit, basis, lines = seen_at(request.auth, asked)
    picture = draw(unit, basis, lines)
    code, name = unit_codes({unit.pk}, asked.year).get(unit.pk, ("", ""))
    return OverviewOut(
        unit=unit.pk, code=code, name=name, year=asked.year, basis=basis.name, on=basis.on, lines=lines,
        total=picture.total,
        figures=[FigureOut(id=f.indicator.id, value=f.value, of=f.of, before=f.before) for f in picture.figures],
        splits={
            split: [SplitOut(value=str(value), label=label, count=n) for value, label, n in rows]
            for split, rows in picture.splits.items()
        },
        children=[
            ChildOut(
                id=c.unit, code=c.code, name=c.name, own=c.own, total=c.total, recognised=c.recognised,
                by={split: {str(value): n for value, n in counts.items()} for split, counts in c.splits.items()},
            )
            for c in picture.children
        ],
        years=[YearOut(year=y, registered=n, recognised=r) for y, n, r in picture.years],
    )  # fmt: skip


@routes.get(
    "/figures/roll-up", RollUpOut, _("Tổng hợp theo các chiều"),
    _("Theo cây đơn vị như lúc đó (as_of) hoặc quy đổi về cây của một ngày khác (restated_to)."),
)  # fmt: skip
def rolled_up(request: Asked, asked: Query[RollUp]) -> RollUpOut:
    """Count a unit's registrations by dimensions."""
    unit, basis, lines = seen_at(request.auth, asked)
    where: dict[str, Any] = {} if lines is None else {"line__in": lines}
    by = list(dict.fromkeys(asked.by))
    rows = roll_up(unit, basis, by, **where)
    names = names_on({row.child for row in rows if row.child}, basis)
    found = [
        CellOut(
            values={k: str(v) for k, v in row.values.items()}, child=row.child, count=row.count,
            child_code=names[row.child][0] if row.child else None, child_name=names[row.child][1] if row.child else None,
        )
        for row in rows
    ]  # fmt: skip
    found.sort(key=lambda row: (row.child_code or "", sorted(row.values.items())))
    return RollUpOut(
        unit=unit.pk, year=asked.year, basis=basis.name, on=basis.on, lines=lines, rows=found,
        total=sum(row.count for row in rows),
    )  # fmt: skip


def names_on(units: set[uuid.UUID], basis: Basis) -> dict[uuid.UUID, tuple[str, str]]:
    """Return code and name of units on the day of a basis, villages included."""
    spans = {unit: span for unit in units if (span := atlas().nearest(unit, basis.on))}
    villages = unit_codes(units - spans.keys(), basis.on.year) if units - spans.keys() else {}
    return {**{unit: (s.code, s.label) for unit, s in spans.items()}, **villages}


@routes.get(
    "/figures/places", PlaceCountsOut, _("Đếm theo địa bàn thực hiện"),
    _("Một mô hình làm ở nhiều nơi thì tính ở mỗi nơi; distinct tính mỗi mô hình một lần."),
)  # fmt: skip
def by_place(request: Asked, year: Year, unit: Code | None = None) -> PlaceCountsOut:
    """Count registrations in each place."""
    here = must(unit_of_year(request.auth, VERB, unit, year))
    basis = basis_for(here, year)
    visible = Registration.objects.visible_to(request.auth).of_year(year).placed_under(here, year_end(year))
    counted = in_places(here, basis, visible)
    names = names_on(set(counted["rows"]), basis)
    rows = [PlaceCountOut(unit=u, code=names[u][0], name=names[u][1], count=n) for u, n in counted["rows"].items()]
    return PlaceCountsOut(
        unit=here.pk, year=year, distinct=counted["distinct"], rows=sorted(rows, key=lambda row: row.code)
    )
