"""What one does with a report: edit its sections, sign it, withdraw or replace it, have its files made."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from danvan.core.numbers import whole
from danvan.reporting import actions
from danvan.reporting.content import Content, Section
from danvan.reporting.models import Report
from danvan.reporting.queries import content_of, suggested_signing
from danvan.reporting.texts import tokens
from danvan.reporting.workflow import ReportStatus
from danvan.web.asking import Plain, Question, ask, carried_out
from danvan.web.reports.report_forms import ReasonForm, SectionForm, SignForm
from danvan.web.reports.report_links import page_of
from danvan.web.reports.report_views import crumbs, find, named
from danvan.web.request import Request

LIKELY = 6  # tokens that a mistake is answered with


def draft_for(request: Request, province: uuid.UUID, pk: uuid.UUID, verb: str, refusal: str) -> Report:
    """Return a draft for somebody who may do ``verb`` with it."""
    report = named(find(request, province, pk))
    if not request.user.has_perm(verb, report):
        raise PermissionDenied(refusal)
    return report


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: Request, province: uuid.UUID, pk: uuid.UUID, key: str) -> HttpResponse:
    """Edit one section; what somebody else has saved meanwhile is shown beside it, not overwritten."""
    report = draft_for(request, province, pk, "reporting.edit", _("Bạn xem được báo cáo này nhưng không sửa được."))
    if report.status != ReportStatus.DRAFT:
        messages.error(request, _("Báo cáo đã ký, không sửa được nữa. Muốn sửa, lập báo cáo thay thế."))
        return redirect(page_of(report))
    content = content_of(report)
    section = _section(content, key)
    form = SectionForm(request.POST or None, initial={"text": section.text, "opened": section.version})
    theirs = ""
    if form.is_valid():
        try:
            return _saved(request, report, key, form)
        except ValidationError as refusal:
            theirs = _refused(form, refusal)
    context = {
        "report": report, "section": section, "form": form, "theirs": theirs, "legend": _legend(content, section),
        "crumbs": crumbs(report, (section.heading, "")), "back": f"{page_of(report)}#{key}",
    }  # fmt: skip
    return render(request, "reports/report_section.html", context, status=422 if form.is_bound else 200)


def _section(content: Content, key: str) -> Section:
    try:
        return content.section(key)
    except KeyError:
        raise Http404(_("Báo cáo không có mục này.")) from None


def _saved(request: Request, report: Report, key: str, form: SectionForm) -> HttpResponse:
    data = form.cleaned_data
    done = actions.edit_section(report, key, data["text"], opened=data["opened"], actor=request.user)
    messages.success(request, _("Đã lưu mục."))
    if done.lost:
        names = ", ".join(f"{{{token}}}" for token in done.lost)
        messages.warning(
            request,
            _("Mục này không còn các từ khóa: %(names)s. Số liệu ấy không còn liên kết tới bản ghi ở mục này.") % {"names": names},
        )  # fmt: skip
    return redirect(f"{page_of(report)}#{key}")


def _refused(form: SectionForm, refusal: ValidationError) -> str:
    """Show why; after a conflict the next save is meant to win, so the form takes the version that is there now."""
    first = refusal.error_list[0]
    if first.code == "token" and first.params:  # the legend beside the form has them all: the likeliest are enough
        known = str(first.params["known"]).split(", ")
        first.params["known"] = ", ".join(known[:LIKELY]) + (", …" if len(known) > LIKELY else "")
    form.add_error(None if first.code in {"conflict", "gone", "stale"} else "text", refusal)
    if first.code != "conflict" or not first.params:
        return ""
    form.data = {**form.data.dict(), "opened": str(first.params["version"])}  # type: ignore[attr-defined]
    return str(first.params["theirs"])


def _legend(content: Content, section: Section) -> dict[str, list[Any]]:
    """Return the tokens with their values: those of the section first, then the other figures, then single records."""
    here = [content.figures[t] for t in tokens(section.computed or section.text) if t in content.figures]
    known = {figure.id for figure in here}
    rest = [figure for figure in content.figures.values() if figure.id not in known]
    single = ("mo-hinh-", "ket-qua-")
    return {
        "here": here,
        "figures": [f for f in rest if not f.id.startswith(single)],
        "records": [f for f in rest if f.id.startswith(single)],
    }


@login_required
@require_POST
def report_section_reset(request: Request, province: uuid.UUID, pk: uuid.UUID, key: str) -> HttpResponse:
    """Give a section back its computed text."""
    report = find(request, province, pk)
    opened = whole(request.POST.get("opened", "")) or 0
    done = _tried(request, lambda: actions.reset_section(report, key, opened=opened, actor=request.user))
    if done:
        messages.success(request, _("Mục đã trở về nội dung tính từ sổ; nội dung đã sửa còn trong nhật ký."))
    return redirect(f"{page_of(report)}#{key}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_sign(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Sign: what will be frozen is said before it is."""
    report = draft_for(request, province, pk, "reporting.sign", _("Bạn không có quyền ký báo cáo này."))
    if report.status != ReportStatus.DRAFT:
        messages.error(request, _("Báo cáo này không còn là dự thảo; đây là trạng thái hiện tại."))
        return redirect(page_of(report))
    form = SignForm(request.POST or None, initial=suggested_signing(report, request.user))
    if form.is_bound and carried_out(form, lambda data: _sign(request, report, data)):
        messages.success(request, _("Đã ký. Nội dung, số liệu và bản ghi đã chốt; các tệp đang được lập."))
        return redirect(page_of(report))
    try:
        content = content_of(report)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(page_of(report))
    context = {
        "report": report, "form": form, "content": content, "crumbs": crumbs(report, (_("Ký báo cáo"), "")),
        "figures": sum(bool(f.counts) for f in content.figures.values()), "back": page_of(report),
        "edited": [s for s in content.sections if s.edited],
        "wrong": [check for check in content.checks if not check.holds],
    }  # fmt: skip
    return render(request, "reports/report_sign.html", context, status=422 if form.is_bound else 200)


def _sign(request: Request, report: Report, data: dict[str, Any]) -> Report:
    words = {name: data[name] for name in ("number", "symbol", "date", "place", "post", "name")}
    return actions.sign(report, actions.Signing(**words), actor=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_withdraw(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a signed report, with the reason."""
    report = draft_for(request, province, pk, "reporting.withdraw", _("Bạn không có quyền thu hồi báo cáo này."))
    form = ReasonForm(request.POST or None)
    if form.is_bound and carried_out(form, lambda data: actions.withdraw(report, **data, actor=request.user)):
        messages.success(request, _("Đã thu hồi. Báo cáo vẫn đọc được, kèm lý do."))
        return redirect(page_of(report))
    title = _("Thu hồi báo cáo")
    lead = _("Báo cáo không bị xóa: ai mở cũng thấy dấu thu hồi và lý do.")
    return ask(request, form, Question(title, title, page_of(report), lead, crumbs(report, (title, "")), danger=True))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_drop(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Drop a draft."""
    report = draft_for(request, province, pk, "reporting.drop", _("Bạn không có quyền bỏ dự thảo này."))
    form = Plain(request.POST if request.method == "POST" else None)
    if form.is_bound and carried_out(form, lambda _data: actions.drop(report, actor=request.user)):
        messages.success(request, _("Đã bỏ dự thảo; nhật ký giữ lại những gì đã viết."))
        return redirect("web:reports")
    title = _("Bỏ dự thảo báo cáo")
    lead = _("Những mục đã sửa không còn ở đây nữa. Sổ mô hình không thay đổi.")
    return ask(request, form, Question(title, title, page_of(report), lead, crumbs(report, (title, "")), danger=True))


@login_required
@require_POST
def report_replace(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Open a draft that replaces a signed report when it is signed."""
    report = find(request, province, pk)
    made = _tried(
        request,
        lambda: actions.prepare(
            report.unit, report.span, issuer=report.issuer, line=report.line, actor=request.user, replaces=report
        ),
    )
    return redirect(page_of(made or report))


@login_required
@require_POST
def report_files(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Have the files made in the background."""
    report = find(request, province, pk)
    _tried(request, lambda: actions.request_files(report, actor=request.user))
    return redirect(f"{page_of(report)}#tep")


def _tried(request: Request, run: Callable[[], Any]) -> Any:
    """Run an action; what it refuses is said on top of the page, and nothing else happens."""
    try:
        return run()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return None
