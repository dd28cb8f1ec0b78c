"""Goals of a unit and year, and totals that a source has printed: entered, corrected, withdrawn."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.accounts.scope import reach_of
from danvan.reporting import actions
from danvan.reporting.models import Goal, LegacyTotal
from danvan.reporting.periods import Period, periods_of
from danvan.reporting.queries import compared_totals, goals_for, reached_goals
from danvan.units.models import Unit
from danvan.web.asking import Question, ask, carried_out
from danvan.web.look import Look, look
from danvan.web.reports.report_forms import GoalForm, ReasonForm, TotalForm
from danvan.web.request import Request


def where(request: Request) -> tuple[Look, Unit]:
    """Return where the person looks, which must be a unit."""
    here = look(request, "reporting.view")
    if here.unit is None:
        raise PermissionDenied(_("Chỉ tiêu và số công bố đặt theo đơn vị; vai trò của bạn không gắn với đơn vị nào."))
    return here, here.unit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: Request) -> HttpResponse:
    """The goals of a unit and year, with the form that sets one."""
    here, unit = where(request)
    may = request.user.has_perm("reporting.goals", unit)
    form = GoalForm(request.POST or None)
    if form.is_bound and carried_out(form, lambda data: actions.set_goal(unit, here.year, **data, actor=request.user)):
        messages.success(request, _("Đã ghi chỉ tiêu."))
        return redirect(f"{request.path}?{here.query()}")
    results: dict[str, Any] = {}
    if rows := list(goals_for(unit, here.year)):
        results = {goal.indicator: goal for goal in reached_goals(unit, here.year)}
    context = {
        "look": here, "form": form, "may": may, "goals": [(row, results.get(row.indicator)) for row in rows],
        "crumbs": [(_("Báo cáo"), reverse("web:reports")), (pgettext("list", "Chỉ tiêu"), "")],
    }  # fmt: skip
    return render(request, "reports/report_goals.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def goal_remove(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Take a goal away."""
    goal = get_object_or_404(Goal.objects.filter(_reached(request)), province_id=province, pk=pk)
    actions.remove_goal(goal, actor=request.user)
    messages.success(request, _("Đã bỏ chỉ tiêu; nhật ký giữ lại giá trị cũ."))
    return redirect(f"{reverse('web:goals')}?nam={goal.year}")


def _reached(request: Request) -> Any:
    return reach_of(request.user, "reporting.view").q(unit="unit", province="province")


@login_required
@require_safe
def totals(request: Request) -> HttpResponse:
    """Printed totals of a unit and those below it, beside what the register counts."""
    here, unit = where(request)
    groups, problems = [], list[str]()
    for period in periods_of(here.year):
        try:
            groups += _compared(unit, period)
        except ValidationError as error:
            problems += error.messages if _entered(unit, period) else []
    gone = LegacyTotal.objects.filter(unit=unit, withdrawn_on__isnull=False, period__contains=str(here.year))
    context = {
        "look": here, "groups": groups, "gone": gone, "problems": problems,
        "may": request.user.has_perm("reporting.totals", unit),
        "crumbs": [(_("Báo cáo"), reverse("web:reports")), (_("Số công bố"), "")],
    }  # fmt: skip
    return render(request, "reports/report_totals.html", context)


def _entered(unit: Unit, period: Period) -> bool:
    return LegacyTotal.objects.filter(unit=unit, period=period.code, withdrawn_on__isnull=True).exists()


def _compared(unit: Unit, period: Period) -> list[dict[str, Any]]:
    """Return a group for a period that has printed totals: each row beside ours."""
    rows = compared_totals(unit, period)
    return [{"period": period, "rows": rows}] if rows else []


def _totals_page(here: Look) -> str:
    return f"{reverse('web:totals')}?{here.query()}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def total_new(request: Request) -> HttpResponse:
    """Enter a printed total."""
    here, unit = where(request)
    if not request.user.has_perm("reporting.totals", unit):
        raise PermissionDenied(_("Số công bố do cơ quan điều phối nhập."))
    form = TotalForm(request.POST or None, initial={"period": str(here.year), "indicator": "registered"})
    if form.is_bound and carried_out(form, lambda data: actions.enter_total(unit, **data, actor=request.user)):
        messages.success(request, _("Đã ghi số công bố. Số này chỉ để đối chiếu, không cộng vào số liệu."))
        return redirect(_totals_page(here))
    title = _("Nhập số công bố: %(unit)s") % {"unit": here.label}
    lead = _(
        "Một con số mà nguồn đã in ra nhưng không kèm danh sách bản ghi. Hệ thống đặt cạnh số trong sổ và nói rõ chênh lệch."
    )
    way = [(_("Báo cáo"), reverse("web:reports")), (_("Số công bố"), _totals_page(here)), (title, "")]
    return ask(request, form, Question(title, _("Ghi"), _totals_page(here), lead, way, keep=f"total-new-{here.code}"))


def _total(request: Request, province: uuid.UUID, pk: uuid.UUID) -> LegacyTotal:
    total = get_object_or_404(LegacyTotal.objects.filter(_reached(request)), province_id=province, pk=pk)
    if not request.user.has_perm("reporting.totals", total):
        raise PermissionDenied(_("Số công bố do cơ quan điều phối nhập và sửa."))
    return total


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def total_correct(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Correct a printed total."""
    total = _total(request, province, pk)
    initial = {name: getattr(total, name) for name in ("value", "words", "source", "note")}
    form = TotalForm(request.POST or None, total=total, initial=initial)
    back = f"{reverse('web:totals')}?nam={total.period[:4]}"
    if form.is_bound and carried_out(form, lambda data: actions.correct_total(total, actor=request.user, **data)):
        messages.success(request, _("Đã sửa số công bố."))
        return redirect(back)
    title = _("Sửa số công bố: %(label)s, kỳ %(period)s") % {
        "label": total.get_indicator_display(), "period": total.period,
    }  # fmt: skip
    way = [(_("Báo cáo"), reverse("web:reports")), (_("Số công bố"), back), (title, "")]
    return ask(request, form, Question(title, _("Lưu"), back, crumbs=way, keep=f"total-{total.pk}"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def total_withdraw(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a printed total, with the reason."""
    total = _total(request, province, pk)
    form = ReasonForm(request.POST or None)
    back = f"{reverse('web:totals')}?nam={total.period[:4]}"
    if form.is_bound and carried_out(form, lambda data: actions.withdraw_total(total, actor=request.user, **data)):
        messages.success(request, _("Đã hủy số công bố; số và lý do còn trong nhật ký."))
        return redirect(back)
    title = _("Hủy số công bố %(printed)s") % {"printed": total.printed}
    way = [(_("Báo cáo"), reverse("web:reports")), (_("Số công bố"), back), (title, "")]
    return ask(request, form, Question(title, _("Hủy số này"), back, total.source, way, danger=True))
