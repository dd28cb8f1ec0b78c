"""What a person says of a file that was read: its encodings, whose list a sheet is, whether saved columns are used."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.core.dates import year_end
from danvan.imports import actions
from danvan.imports.models import Import
from danvan.imports.placing import within
from danvan.units.places import PlaceText, settle
from danvan.units.queries import unit_by_code
from danvan.web.imports.finding import attempt, find, mended, page_of
from danvan.web.request import Request


@login_required
@require_POST
def import_encodings(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Say in which encoding a sheet or its columns are, and read the file again."""
    batch = find(request, province, pk)
    sheet = str(request.POST.get("sheet", ""))
    there = {
        str(one["index"]): one["code"]
        for told in batch.understanding
        if told["name"] == sheet
        for one in told["decoded"]
    }
    said = {
        key.removeprefix("code-"): str(value) for key, value in request.POST.dict().items() if key.startswith("code-")
    }
    changed = {column: code for column, code in said.items() if code and there.get(column) != code}
    if "" in changed:
        changed = {"": changed[""], **dict.fromkeys(there, changed[""])}
    if not changed:
        messages.info(request, _("Chưa có bảng mã nào thay đổi."))
    else:
        mended(request, batch, encodings={sheet: changed})
    return redirect(page_of(batch))


@login_required
@require_POST
def import_unit(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Say whose list a sheet is, and read the file again."""
    batch = find(request, province, pk)
    sheet, text = str(request.POST.get("sheet", "")), str(request.POST.get("unit", "")).strip()

    def say() -> Import:
        unit = str(_unit(batch, text)) if text else ""
        return actions.correct(batch, actor=request.user, units={sheet: unit})

    attempt(request, say)
    return redirect(page_of(batch))


def _unit(batch: Import, text: str) -> uuid.UUID:
    """Return the one unit within the import that a text or code means."""
    scope, day = batch.unit, year_end(batch.year)
    known = unit_by_code(text.upper(), day)
    if known and within(known.pk, scope, day):
        return known.pk
    found = settle(PlaceText(text=text), batch.year, scope)
    if len(found) != 1:
        raise ValidationError(_("Ghi tên hoặc mã của một đơn vị, ví dụ: xã Đồng Kỳ, huyện Yên Thế."))
    if found[0].unit is None:
        raise ValidationError(found[0].problem)
    return found[0].unit


@login_required
@require_POST
def import_unsaved(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Read a sheet without the saved columns."""
    batch = find(request, province, pk)
    sheet = str(request.POST.get("sheet", ""))
    mended(request, batch, unsaved=[sheet])
    return redirect(page_of(batch))
