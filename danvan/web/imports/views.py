"""A register from the upload to its records: read, looked at, mended, written, taken back."""

import uuid
from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.core.dates import year_end
from danvan.core.models import label_of
from danvan.documents.storage import path_of
from danvan.imports import actions
from danvan.imports.decoding import LABELS
from danvan.imports.models import Import, ImportRow, ImportState, Verdict
from danvan.imports.queries import visible_imports
from danvan.imports.roles import Role
from danvan.imports.villages import add_chosen, proposed
from danvan.initiatives.models import Field, Registration
from danvan.reports.exports import unit_codes
from danvan.units.atlas import atlas
from danvan.units.models import Unit
from danvan.web.imports.finding import attempt, find, mended, page_of
from danvan.web.imports.forms import RowForm, UploadForm
from danvan.web.imports.stating import stated
from danvan.web.look import Look, look
from danvan.web.request import Request

PAGE = 50
WORKING = (ImportState.QUEUED, ImportState.READING, ImportState.COMMITTING, ImportState.UNDOING)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """Hand a register in, and see those handed in before."""
    here = look(request, "imports.start")
    if here.unit is None or not request.user.has_perm("imports.start", here.unit):
        raise PermissionDenied(_("Việc nhập sổ do cơ quan điều phối làm."))
    form = UploadForm(request.POST or None, request.FILES or None, initial={"year": here.year})
    if form.is_valid():
        file, year = form.cleaned_data["file"], form.cleaned_data["year"]
        unit = _unit_in(here, year)
        if unit is not None:
            batch = actions.start(file.chunks(), name=file.name, unit=unit, year=year, actor=request.user)
            return redirect(page_of(batch))
        form.add_error("year", _other_year(here, year))
    rows = visible_imports(request.user).select_related("attachment", "unit").order_by("-started_at")[:30]
    context = {"look": here, "form": form, "imports": rows, "limit": settings.UPLOAD_LIMIT}
    return render(request, "imports/imports.html", context, status=422 if form.is_bound else 200)


def _other_year(here: Look, year: int) -> str:
    names = {"unit": here.label, "year": year}
    return _("%(unit)s không có trong năm %(year)s. Chọn năm và đơn vị ở trang Tổng quan rồi nhập lại.") % names


def _unit_in(here: Look, year: int) -> Unit | None:
    """Return the unit of the look as it stands in another year: itself, or the one that it went into or came from."""
    if here.unit is None:
        return None
    home, exact = atlas().home(here.unit.pk, year_end(year))
    return Unit.objects.filter(pk=home).first() if home and exact else None


@login_required
@require_safe
def import_page(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One import where it stands; while it works, the page asks again by itself."""
    batch = find(request, province, pk)
    template = "imports/import.html"
    if getattr(request, "htmx", False):
        if batch.state in WORKING:
            template += "#state"
        else:  # done: the whole page is another, so it is fetched whole
            answer = HttpResponse()
            answer["HX-Refresh"] = "true"
            return answer
    return render(request, template, _context(request, batch))


def _context(request: Request, batch: Import) -> dict[str, Any]:
    crumbs = [(_("Nhập sổ"), reverse("web:imports")), (batch.attachment.original_name, "")]
    context: dict[str, Any] = {"batch": batch, "working": batch.state in WORKING, "crumbs": crumbs}
    if batch.state in (*WORKING, ImportState.FAILED):
        return context
    counts = Counter(dict(batch.rows.values_list("verdict").annotate(n=Count("pk"))))
    tabs, verdict = _tabs(request, batch, counts)
    rows, following = _rows(request, batch, verdict)
    names = unit_codes({batch.unit_id}, batch.year)
    return context | {
        "counts": {**{v: counts[v] for v in Verdict.values}, "read": sum(counts.values()), "write": counts["create"] + counts["update"]},
        "links": {v: f"?dong={v}#dong" if counts[v] else "" for v in Verdict.values}, "tabs": tabs, "rows": rows, "following": following,
        "rows_title": _("Từng dòng"), "sheets": _sheets(batch), "roles": list(Role.choices), "encodings": list(LABELS.items()),
        "villages": proposed(batch) if batch.state == ImportState.PREVIEW and request.user.has_perm("units.add_village", batch.unit) else [],
        "unit_code": names.get(batch.unit_id, ("VN", ""))[0],
    }  # fmt: skip


def _tabs(request: Request, batch: Import, counts: Counter[str]) -> tuple[list[tuple[str, str, int, str, bool]], str]:
    first = next((v for v in ("reject", "update", "create", "unchanged") if counts[v]), "create")
    chosen = request.GET.get("dong", first)
    if chosen not in Verdict.values:
        chosen = first
    return [
        (v, str(label), counts[v], f"?dong={v}#dong", v == chosen) for v, label in Verdict.choices if counts[v]
    ], chosen


def _rows(request: Request, batch: Import, verdict: str) -> tuple[list[ImportRow], str]:
    rows = batch.rows.filter(verdict=verdict).order_by("id")
    try:
        rows = rows.filter(id__gt=uuid.UUID(request.GET["sau"])) if request.GET.get("sau") else rows
    except ValueError:
        rows = rows.all()
    found: list[Any] = list(rows[: PAGE + 1])
    for row in found:
        said = row.parsed.get("said", {})
        row.title = said.get("name") or _("(không có tên)")
        row.field_name = dict(Field.choices).get(said.get("field", ""), said.get("field", ""))
        row.stated = stated(said)
        row.change_list = [
            (label_of(Registration, name.removesuffix("_id")), _word(name, before), _word(name, after))
            for name, (before, after) in row.parsed.get("changes", {}).items()
        ]
    following = f"?dong={verdict}&sau={found[PAGE - 1].pk}#dong" if len(found) > PAGE else ""
    return found[:PAGE], following


def _word(name: str, value: str) -> str:
    if name == "accounting_unit_id" and value:
        spans = atlas().spans.get(uuid.UUID(value))
        return spans[-1].label if spans else value
    field: Any = Registration._meta.get_field(name.removesuffix("_id"))
    return str(dict(getattr(field, "flatchoices", ())).get(value, value)) or "–"


def _sheets(batch: Import) -> list[dict[str, Any]]:
    found = []
    for number, sheet in enumerate(batch.understanding):
        saved = sheet.get("saved")
        said = batch.corrections.get("columns", {}).get(sheet["name"], {})
        by_saved = set(saved["columns"]) - set(said) if saved else set()
        tables = [
            {**t, "number": i, "columns": [{**c, "by_saved": str(c["index"]) in by_saved} for c in t["columns"]]}
            for i, t in enumerate(sheet["tables"])
        ]
        codes = sorted({one["label"] for one in sheet.get("decoded", ())})
        issuer = sheet.get("issuer")
        if issuer:
            chosen = uuid.UUID(issuer["chosen"]) if issuer["chosen"] else None
            issuer = {**issuer, "label": atlas().path(chosen, year_end(batch.year)) if chosen else ""}
        found.append({**sheet, "number": number, "tables": tables, "codes": codes, "issuer": issuer})
    return found


@login_required
@require_POST
def import_commit(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Confirm the preview."""
    batch = find(request, province, pk)
    attempt(request, lambda: actions.commit(batch, actor=request.user))
    return redirect(page_of(batch))


@login_required
@require_POST
def import_undo(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Take the import back as a whole."""
    batch = find(request, province, pk)
    attempt(request, lambda: actions.undo(batch, actor=request.user))
    return redirect(page_of(batch))


@login_required
@require_POST
def import_drop(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Give up a preview; nothing of it was written."""
    batch = find(request, province, pk)
    if attempt(request, lambda: actions.drop(batch, actor=request.user)):
        messages.success(request, _("Đã bỏ lần nhập; chưa có gì được ghi vào sổ."))
        return redirect("web:imports")
    return redirect(page_of(batch))


@login_required
@require_POST
def import_villages(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Make units of the villages that were ticked, and read the file again with them."""
    batch = find(request, province, pk)
    made = attempt(request, lambda: add_chosen(batch, request.POST.getlist("village"), request.user))
    if made == 0:
        messages.warning(
            request,
            _("Chưa thêm được thôn nào: hãy đánh dấu thôn cần thêm; thôn đã có trong danh mục thì không thêm nữa."),
        )
    if made:
        messages.success(request, _("Đã thêm %(n)s thôn, tổ dân phố vào danh mục; tệp được đọc lại.") % {"n": made})
    return redirect(page_of(batch))


@login_required
@require_POST
def import_columns(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Correct what the columns hold, and read the file again."""
    batch = find(request, province, pk)
    sheet = str(request.POST.get("sheet", ""))
    roles = {
        str(c["index"]): c["role"]
        for s in batch.understanding
        if s["name"] == sheet
        for t in s["tables"]
        for c in t["columns"]
    }
    chosen = {
        key.removeprefix("column-"): str(value)
        for key, value in request.POST.dict().items()
        if key.startswith("column-")
    }
    changed = {index: role for index, role in chosen.items() if index in roles and roles[index] != role}
    if not changed:
        messages.info(request, _("Chưa có cột nào thay đổi."))
    else:
        mended(request, batch, columns={sheet: changed})
    return redirect(page_of(batch))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_row(request: Request, province: uuid.UUID, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Mend one row, or leave it out."""
    batch = find(request, province, pk)
    if batch.state != ImportState.PREVIEW:
        raise Http404
    one = get_object_or_404(batch.rows, pk=row)
    form = RowForm(request.POST or None, batch=batch, row=one)
    if request.method == "POST" and "drop" in request.POST:
        gone = [*batch.corrections.get("dropped", {}).get(one.sheet, []), one.row]
        if mended(request, batch, dropped={one.sheet: gone}):
            messages.success(request, _("Đã bỏ dòng %(n)s; tệp được đọc lại.") % {"n": one.row})
        return redirect(page_of(batch))
    if form.is_valid():
        cells = {one.sheet: {str(one.row): form.changed_cells()}}
        changed = bool(form.changed_cells())
        if not changed or mended(request, batch, cells=cells):
            return redirect(page_of(batch))
    crumbs = [
        (_("Nhập sổ"), reverse("web:imports")),
        (batch.attachment.original_name, page_of(batch)),
        (_("Sửa dòng %(n)s") % {"n": one.row}, ""),
    ]
    return render(
        request,
        "imports/row.html",
        {"batch": batch, "row": one, "form": form, "crumbs": crumbs, "back": page_of(batch)},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_safe
def import_rejected(request: Request, province: uuid.UUID, pk: uuid.UUID) -> FileResponse:
    """Hand out the workbook of the rows handed back."""
    batch = find(request, province, pk)
    if batch.rejected_file is None or not path_of(batch.rejected_file.digest).exists():
        raise Http404
    file = batch.rejected_file
    return FileResponse(
        path_of(file.digest).open("rb"), as_attachment=True, filename=file.original_name, content_type=file.media_type
    )
