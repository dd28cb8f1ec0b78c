"""Reports: a new one, one of them with every figure open, what has changed since it was signed."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from danvan.core.models import label_of
from danvan.core.numbers import whole
from danvan.core.retelling import retold
from danvan.documents.storage import path_of
from danvan.documents.wording import draft_line
from danvan.initiatives.models import Registration
from danvan.reporting import actions
from danvan.reporting.behind import Narrow, NotInReport, behind, chosen
from danvan.reporting.content import Content
from danvan.reporting.freezing import Changes
from danvan.reporting.models import FilesState, Report
from danvan.reporting.papers import drafted
from danvan.reporting.queries import changed_since, content_of, head_of_report, is_frozen, visible_reports
from danvan.reporting.workflow import ReportStatus
from danvan.reports.indicators import SPLITS
from danvan.web.asking import carried_out
from danvan.web.look import look
from danvan.web.reports import report_links
from danvan.web.reports.report_forms import PrepareForm
from danvan.web.reports.report_links import page_of
from danvan.web.reports.report_units import offered
from danvan.web.request import Request

PAGE = 50
MAKING = (FilesState.QUEUED, FilesState.MAKING)


def find(request: Request, province: uuid.UUID, pk: uuid.UUID) -> Report:
    """Return a report that the person may see, or 404."""
    return get_object_or_404(visible_reports(request.user), province_id=province, pk=pk)


def crumbs(report: Report, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of a report."""
    name = f"{report.unit_label} – {report.span.label}"  # type: ignore[attr-defined]
    return [(_("Báo cáo"), reverse("web:reports")), (name, page_of(report) if more else ""), *more]


def named(report: Report) -> Report:
    """Give a report the name of its unit on its last day."""
    from danvan.web.templatetags.danvan import unit_label  # noqa: PLC0415 - a filter is a function too

    report.unit_label = unit_label(report.unit, report.last_day)  # type: ignore[attr-defined]
    return report


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: Request) -> HttpResponse:
    """Open a draft: unit, period, issuer."""
    if not request.user.has_perm("reporting.prepare"):
        raise PermissionDenied(_("Vai trò của bạn không lập báo cáo; việc này của cán bộ điều phối."))
    here = look(request, "reporting.prepare")
    initial = {
        "unit": f"{here.code} – {here.label}" if here.code else "", "year": here.year, "part": "year-1",
    }  # fmt: skip
    form = PrepareForm(request.user, request.POST or None, unit=here.unit, initial=initial)
    done = carried_out(form, lambda data: _prepare(request, data)) if form.is_bound else None
    if done:
        messages.success(request, _("Đã mở dự thảo báo cáo. Sổ thay đổi thì số liệu của dự thảo thay đổi theo."))
        if form.asked and form.asked.elsewhere:
            messages.info(request, form.asked.said)
        return redirect(page_of(done[0]))
    year = whole(str(form["year"].value())) or here.year
    context = {
        "form": form, "units": offered(request.user, year) if 1 < year < 9999 else [],  # noqa: PLR2004 - a year of the calendar
        "crumbs": [(_("Báo cáo"), reverse("web:reports")), (_("Lập báo cáo"), "")],
    }  # fmt: skip
    return render(request, "reports/report_new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def report_unit(request: Request) -> HttpResponse:
    """Say which unit a typed code or name means in the chosen period, while the form is being filled in."""
    form = PrepareForm(request.user, request.GET)
    return render(request, "reports/report_new.html#meaning", {"form": form})


def _prepare(request: Request, data: dict[str, Any]) -> Report:
    return actions.prepare(data["unit"], data["period"], issuer=data["issuer"], line=data["line"], actor=request.user)


@login_required
@require_safe
def report(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One report as a page: text with links, comparison, tables, its files and what may be done with it."""
    row = named(find(request, province, pk))
    if getattr(request, "htmx", False):
        return render(request, "reports/report.html#files", {"report": row, **_files(request, row)})
    context: dict[str, Any] = {"report": row, "crumbs": crumbs(row), "frozen": is_frozen(row), **_files(request, row)}
    context |= {"may": _may(request, row), "replaced_by": row.replaced_by.exclude(status=ReportStatus.DROPPED).first()}
    try:
        content = content_of(row)
    except ValidationError as error:
        return render(request, "reports/report.html", context | {"problems": error.messages})
    return render(request, "reports/report.html", context | _said(row, content))


def _may(request: Request, row: Report) -> dict[str, bool]:
    draft, signed = row.status == ReportStatus.DRAFT, row.status == ReportStatus.SIGNED
    user = request.user
    return {
        "edit": draft and user.has_perm("reporting.edit", row), "sign": draft and user.has_perm("reporting.sign", row),
        "drop": draft and user.has_perm("reporting.drop", row), "files": user.has_perm("reporting.files", row),
        "withdraw": signed and user.has_perm("reporting.withdraw", row),
        "replace": signed and user.has_perm("reporting.prepare", row),
    }  # fmt: skip


def _files(request: Request, row: Report) -> dict[str, Any]:
    return {
        "files": list(row.files.select_related("attachment")), "making": row.files_state in MAKING,
        "may_make": request.user.has_perm("reporting.files", row),
    }  # fmt: skip


def _said(row: Report, content: Content) -> dict[str, Any]:
    head = head_of_report(row)
    return {
        "content": content, "head": head, "draft": draft_line(drafted(content, head)),
        "sections": [
            {"section": section, "sentences": report_links.sentences(row, content, section)}
            for section in content.sections
        ],
        "comparison": report_links.comparison(row, content), "tables": report_links.tables(row, content),
        "checks_wrong": [check for check in content.checks if not check.holds],
    }  # fmt: skip


@login_required
@require_safe
def report_records(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """The records behind one figure, a sentence's figures, or a cell of a table."""
    row = named(find(request, province, pk))
    try:
        content = content_of(row)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(page_of(row))
    names, narrow = request.GET.getlist("so"), Narrow.read(request.GET.dict())
    try:
        figures = chosen(content, names)
        found = behind(row, content, figures, narrow, request.GET.get("sau", ""), request.user)
    except NotInReport as error:
        raise Http404(str(error)) from error
    title = retold(figures[0].label) if len(figures) == 1 else _("Bản ghi của câu")
    context = {
        "report": row, "crumbs": crumbs(row, (title, "")), "title": title, "narrow": _narrow_words(content, narrow),
        "figures": [(f, report_links.records_href(row, [f.id])) for f in figures], "found": found,
        "count": found.count, "initiatives": found.initiatives, "frozen": is_frozen(row),
        "statuses": {value: str(text) for value, text in SPLITS["status"][1].items()},
        "fields": {value: str(text) for value, text in SPLITS["field"][1].items()},
    }  # fmt: skip
    return render(request, "reports/report_records.html", context)


def _narrow_words(content: Content, narrow: Narrow) -> list[str]:
    names = {row.key: row.name for table in content.tables for row in table.rows}
    return [retold(names[key]) for key in (narrow.unit, narrow.line, narrow.year) if key in names]


@login_required
@require_safe
def report_changes(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """What has changed in the register since the report was signed."""
    row = named(find(request, province, pk))
    if not is_frozen(row):
        raise Http404(_("Báo cáo chưa ký nên chưa có gì để so."))
    context: dict[str, Any] = {"report": row, "crumbs": crumbs(row, (_("Đã thay đổi từ khi ký"), ""))}
    try:
        changes = changed_since(row)
    except ValidationError as error:
        return render(request, "reports/report_changes.html", context | {"problems": error.messages})
    tabs = _change_tabs(changes)
    tab = (
        request.GET.get("muc", "")
        if request.GET.get("muc", "") in tabs
        else next((k for k in tabs if tabs[k][1]), "doi")
    )
    start = whole(request.GET.get("tu", "")) or 0
    every = tabs[tab][1]
    shown = [_change_row(request, tab, one) for one in every[start : start + PAGE]]
    context |= {
        "changes": changes, "tab": tab, "tabs": [(key, label, len(rows), key == tab) for key, (label, rows) in tabs.items()],
        "rows": shown, "following": f"?muc={tab}&tu={start + PAGE}#ban-ghi" if len(every) > start + PAGE else "",
        "figures": [
            {"change": f, "then_href": report_links.records_href(row, [f.id])} for f in changes.figures
        ],
    }  # fmt: skip
    return render(request, "reports/report_changes.html", context)


def _change_tabs(changes: Changes) -> dict[str, tuple[str, list[Any]]]:
    return {
        "doi": (_("Đã đổi"), list(changes.changed)), "them": (_("Thêm vào"), list(changes.added)),
        "bot": (_("Bớt đi"), list(changes.removed)),
    }  # fmt: skip


def _change_row(request: Request, tab: str, one: Any) -> dict[str, Any]:
    record = one.now if tab == "doi" else one
    now = Registration.objects.visible_to(request.user).filter(pk=record["id"]).first()
    columns = one.changed.items() if tab == "doi" else ()
    return {
        "record": record, "now": now,
        "columns": [(_column(name), _worded(name, then), _worded(name, after)) for name, (then, after) in columns],
    }  # fmt: skip


def _column(name: str) -> str:
    known = {"fresh": _("Đăng ký trong kỳ"), "lately": _("Công nhận trong kỳ"), "code": _("Mã số"), "unit": _("Đơn vị tính"),
             "owner": label_of(Registration, "owner_name")}  # fmt: skip
    if name in known:
        return known[name]
    return str(SPLITS[name][0]) if name in SPLITS else label_of(Registration, name)


def _worded(name: str, value: Any) -> str:
    if name in SPLITS and value in SPLITS[name][1]:
        return str(SPLITS[name][1][value])
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value) if value not in (None, "") else "–"


@login_required
@require_safe
def report_file(request: Request, province: uuid.UUID, pk: uuid.UUID, form: str) -> FileResponse:
    """Hand out one of the files."""
    row = named(find(request, province, pk))
    file = get_object_or_404(row.files.select_related("attachment"), form=form).attachment
    path = path_of(file.digest)
    if not path.exists():
        raise Http404(_("Tệp không còn trong kho. Hãy báo người quản trị chạy danvan verify."))
    name = _("Báo cáo Dân vận khéo %(period)s - %(unit)s.%(form)s") % {
        "period": row.span.label, "unit": row.unit_label, "form": form,  # type: ignore[attr-defined]
    }  # fmt: skip
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=file.media_type)
