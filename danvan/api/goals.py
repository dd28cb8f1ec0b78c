"""What the figures are held against: a unit's goals, and totals that a source has printed."""

import datetime as dt
import uuid
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints

from danvan.accounts.models import User
from danvan.accounts.scope import reach_of
from danvan.api.bearer import Asked, need
from danvan.api.reading import Body, Code, Line, Out, Title, Year, given, must, said, unit_of_year
from danvan.api.report_shapes import CheckOut, GoalResultOut, check_out, goal_result
from danvan.api.reports import PeriodText, ReasonIn, period_of, placed
from danvan.api.routes import Routes
from danvan.reporting import actions
from danvan.reporting.comparing import Comparison
from danvan.reporting.models import COUNTED, RATE, Goal, LegacyTotal
from danvan.reporting.periods import parse_period, periods_of
from danvan.reporting.queries import compared_totals, reached_goals, totals_for
from danvan.units.models import Unit

routes = Routes(_("Báo cáo"))
Indicator = Annotated[str, StringConstraints(pattern="^(" + "|".join(name for name, _label in (*COUNTED, RATE)) + ")$")]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


class GoalOut(Out):
    """What a unit is to reach in a year."""

    id: uuid.UUID
    province: uuid.UUID
    year: int
    indicator: str
    at_least: int
    basis: str


class GoalsOut(Out):
    """The goals of a unit."""

    items: list[GoalOut]


class ReachedOut(Out):
    """The goals of a unit and year with what was reached by its end, or by today."""

    items: list[GoalResultOut]


class ComparedOut(CheckOut):
    """A printed total beside what the register counts: its record, period, and the comparison."""

    id: uuid.UUID
    province: uuid.UUID
    period: str


class ComparedTotalsOut(Out):
    """Printed totals of a unit and those below it, beside ours. ``problems``: periods that nothing can be counted for."""

    items: list[ComparedOut]
    problems: list[str]


class TotalOut(Out):
    """A figure as a source has printed it."""

    id: uuid.UUID
    province: uuid.UUID
    period: str
    indicator: str
    value: int
    words: str
    source: str
    note: str
    withdrawn_on: dt.date | None
    withdrawn_reason: str


class TotalsOut(Out):
    """Printed totals of a unit."""

    items: list[TotalOut]


class GoalIn(Body):
    """A goal."""

    unit: Code = said(_("Mã đơn vị, đọc tại 31/12 của năm."))
    year: Year = said(_("Năm."))
    indicator: Indicator = said(_("Chỉ tiêu."), examples=["registered"])
    at_least: Count = said(_("Ít nhất; với tỷ lệ là phần trăm."))
    basis: Line = said(_("Văn bản giao chỉ tiêu."), "", max_length=300)


class TotalIn(Body):
    """A printed total."""

    unit: Code = said(_("Mã đơn vị, đọc tại 31/12 của năm cuối kỳ."))
    period: PeriodText = said(_("Kỳ."), examples=["2022"])
    indicator: Indicator = said(_("Số liệu."))
    value: Count = said(_("Giá trị."))
    words: Line = said(_("Ghi đúng như nguồn, ví dụ: hơn 700."), "", max_length=120)
    source: Title = said(_("Nguồn."), max_length=500)
    note: Line = said(_("Ghi chú."), "", max_length=500)


class TotalPatch(Body):
    """What is corrected of a printed total; members that are left out stay as they are."""

    value: Count = said(_("Giá trị."), 0)
    words: Line = said(_("Ghi đúng như nguồn, ví dụ: hơn 700."), "", max_length=120)
    source: Title = said(_("Nguồn."), "", max_length=500)
    note: Line = said(_("Ghi chú."), "", max_length=500)


@routes.get("/goals", GoalsOut, _("Chỉ tiêu của đơn vị trong năm"))
def goals(request: Asked, year: Year, unit: Code) -> GoalsOut:
    """List a unit's goals."""
    here = must(unit_of_year(request.auth, "reporting.view", unit, year))
    return GoalsOut(items=[_goal(row) for row in Goal.objects.filter(unit=here.pk, year=year)])


def _goal(row: Goal) -> GoalOut:
    names = ("year", "indicator", "at_least", "basis")
    return GoalOut(id=row.pk, province=row.province_id, **{name: getattr(row, name) for name in names})


@routes.get(
    "/goals/reached", ReachedOut, _("Kết quả so với chỉ tiêu"), _("Từng chỉ tiêu của năm, đạt đến đâu tính theo sổ.")
)
def goals_reached(request: Asked, year: Year, unit: Code) -> ReachedOut:
    """Tell how far a unit's goals are reached."""
    here = must(unit_of_year(request.auth, "reporting.view", unit, year))
    whole = Unit.objects.get(pk=here.pk)
    return ReachedOut(items=[goal_result(goal) for goal in reached_goals(whole, year)])


@routes.post("/goals", GoalOut, _("Đặt hoặc sửa một chỉ tiêu"), status=201)
def goal_set(request: Asked, body: GoalIn) -> GoalOut:
    """Set a goal."""
    here = must(unit_of_year(request.auth, "reporting.goals", body.unit, body.year))
    need(request.auth, "reporting.goals", here)
    unit = Unit.objects.get(pk=here.pk)
    made = actions.set_goal(
        unit, body.year, body.indicator, at_least=body.at_least, basis=body.basis, actor=request.auth
    )
    return _goal(made)


@routes.delete("/goals/{uuid:province}/{uuid:pk}", GoalsOut, _("Bỏ một chỉ tiêu"), _("Nhật ký giữ lại nội dung cũ."))
def goal_remove(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> GoalsOut:
    """Take a goal away."""
    row = Goal.objects.select_related("unit").filter(province_id=province, pk=pk).first()
    if row is None or not reach_of(request.auth, "reporting.view").covers(row.unit_id):
        raise Http404
    need(request.auth, "reporting.goals", row)
    actions.remove_goal(row, actor=request.auth)
    return GoalsOut(items=[_goal(other) for other in Goal.objects.filter(unit=row.unit_id, year=row.year)])


def _total(row: LegacyTotal) -> TotalOut:
    names = ("period", "indicator", "value", "words", "source", "note", "withdrawn_on", "withdrawn_reason")
    return TotalOut(id=row.pk, province=row.province_id, **{name: getattr(row, name) for name in names})


@routes.get(
    "/published-totals", TotalsOut, _("Số đã công bố mà không có bản ghi"), _("Nêu cạnh số của sổ, không cộng vào.")
)
def totals(request: Asked, unit: Code, year: Year) -> TotalsOut:
    """List the printed totals of a unit, of the periods that end in a year."""
    here = must(unit_of_year(request.auth, "reporting.view", unit, year))
    rows = LegacyTotal.objects.filter(unit=here.pk)
    return TotalsOut(items=[_total(row) for row in rows if parse_period(row.period).years[-1] == year])


@routes.get(
    "/published-totals/compared", ComparedTotalsOut, _("Số đã công bố cạnh số trong sổ"),
    _("Của đơn vị và các đơn vị cấp dưới trực tiếp, mọi kỳ của năm: khớp hay lệch bao nhiêu."),
)  # fmt: skip
def totals_compared(request: Asked, unit: Code, year: Year) -> ComparedTotalsOut:
    """Hold the printed totals of a year against the register."""
    here = must(unit_of_year(request.auth, "reporting.view", unit, year))
    whole, items, problems = Unit.objects.get(pk=here.pk), list[ComparedOut](), list[str]()
    for period in periods_of(year):
        try:
            items += [_compared(row, one) for row, one in compared_totals(whole, period)]
        except ValidationError as error:
            problems += error.messages if totals_for(whole, period.code).exists() else []
    return ComparedTotalsOut(items=items, problems=problems)


def _compared(row: LegacyTotal, one: Comparison) -> ComparedOut:
    values = {**check_out(one).model_dump(), "label": str(row.get_indicator_display())}  # not the paper's Vietnamese
    return ComparedOut(**values, id=row.pk, province=row.province_id, period=row.period)


@routes.post("/published-totals", TotalOut, _("Nhập một số đã công bố"), status=201)
def total_new(request: Asked, body: TotalIn) -> TotalOut:
    """Enter a printed total."""
    period = period_of(body.period)
    unit = placed(request.auth, "reporting.totals", body.unit, period)
    need(request.auth, "reporting.totals", unit)
    values = body.model_dump(exclude={"unit", "period", "indicator"})
    return _total(actions.enter_total(unit, period, body.indicator, actor=request.auth, **values))


@routes.patch("/published-totals/{uuid:province}/{uuid:pk}", TotalOut, _("Sửa một số đã công bố"))
def total_correct(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: TotalPatch) -> TotalOut:
    """Correct a printed total."""
    return _total(actions.correct_total(_printed(request.auth, province, pk), actor=request.auth, **given(body)))


@routes.post("/published-totals/{uuid:province}/{uuid:pk}/withdraw", TotalOut, _("Hủy một số đã công bố"))
def total_withdraw(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: ReasonIn) -> TotalOut:
    """Withdraw a printed total."""
    row = _printed(request.auth, province, pk)
    return _total(actions.withdraw_total(row, reason=body.reason, actor=request.auth))


def _printed(person: User, province: uuid.UUID, pk: uuid.UUID) -> LegacyTotal:
    """Return a printed total that the person may change; 404 for what is out of reach."""
    row = LegacyTotal.objects.select_related("unit").filter(province_id=province, pk=pk).first()
    if row is None or not reach_of(person, "reporting.view").covers(row.unit_id):
        raise Http404
    need(person, "reporting.totals", row)
    return row
