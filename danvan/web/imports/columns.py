"""The template to download, and the columns that an office has saved: seen, renamed, deleted."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import CharField, Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from danvan.core.sheets import letter
from danvan.imports import actions
from danvan.imports.decoding import LABELS
from danvan.imports.models import SavedColumns
from danvan.imports.roles import Role
from danvan.imports.saved import NAME, visible_columns
from danvan.imports.template import XLSX, template
from danvan.web.asking import Plain, Question, ask, carried_out
from danvan.web.look import look
from danvan.web.request import Request

PAGE = 200


class NameForm(Form):
    """Another name for saved columns."""

    name = CharField(label=gettext_lazy("Tên mẫu cột"), max_length=NAME)


@login_required
@require_safe
def import_template(request: Request) -> HttpResponse:
    """Hand out the workbook to fill in, for the unit and year of the look."""
    here = look(request, "imports.start")
    if here.unit is None or not request.user.has_perm("imports.start", here.unit):
        raise PermissionDenied(_("Việc nhập sổ do cơ quan điều phối làm."))
    answer = HttpResponse(template(here.unit, here.year), content_type=XLSX)
    name = f"mau-dang-ky-{here.code or 'VN'}-{here.year}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_safe
def saved_columns(request: Request) -> HttpResponse:
    """List what was saved for the units that the person brings registers into."""
    rows = list(visible_columns(request.user).order_by("name", "id")[:PAGE])
    shown = [{"row": row, "columns": _columns(row), "codes": _codes(row)} for row in rows]
    crumbs = [(_("Nhập sổ"), reverse("web:imports")), (_("Mẫu cột đã lưu"), "")]
    return render(request, "imports/saved.html", {"saved": shown, "crumbs": crumbs})


def _columns(row: SavedColumns) -> list[tuple[str, str]]:
    """Return the columns that were said, in their order, with what they hold."""
    found = []
    for index, role in sorted(row.columns.items(), key=lambda item: int(item[0])):
        header = row.headers[int(index)] if int(index) < len(row.headers) else ""
        label = Role(role).label if role in Role.values else role
        found.append((f"{letter(int(index))}: {header}" if header else letter(int(index)), str(label)))
    return found


def _codes(row: SavedColumns) -> list[str]:
    return sorted({str(LABELS[code]) for code in row.encodings.values() if code in LABELS})


def _found(request: Request, pk: uuid.UUID) -> SavedColumns:
    return get_object_or_404(visible_columns(request.user), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_columns_rename(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give saved columns another name."""
    row = _found(request, pk)
    form = NameForm(request.POST or None, initial={"name": row.name})
    if carried_out(form, lambda data: actions.rename_columns(row, data["name"], actor=request.user)):
        messages.success(request, _("Đã đổi tên mẫu cột."))
        return redirect("web:saved_columns")
    return ask(request, form, _question(_("Đổi tên mẫu cột"), _("Lưu tên"), row.name))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_columns_forget(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Delete saved columns."""
    row = _found(request, pk)
    form = Plain(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.forget_columns(row, actor=request.user)
        messages.success(request, _("Đã xóa mẫu cột «%(name)s».") % {"name": row.name})
        return redirect("web:saved_columns")
    lead = _("Lần sau gặp tiêu đề này, các cột được hiểu theo tên của chúng. Sổ đã nhập không thay đổi.")
    return ask(request, form, _question(_("Xóa mẫu cột"), _("Xóa mẫu cột"), row.name, lead, danger=True))


def _question(title: str, submit: str, name: str, lead: str = "", *, danger: bool = False) -> Question:
    back = reverse("web:saved_columns")
    crumbs = [(_("Nhập sổ"), reverse("web:imports")), (_("Mẫu cột đã lưu"), back), (name, "")]
    return Question(title, submit, back, lead, crumbs, danger=danger)
