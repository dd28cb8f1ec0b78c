"""The import's own template, and the columns that an office has saved: seen, renamed, deleted."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel

from danvan.accounts.models import User
from danvan.api.bearer import Asked, need
from danvan.api.reading import Body, Code, Cursor, Out, Page, Size, Title, Year, cursor_of, found, key_of, must, said
from danvan.api.reading import unit_of_year as unit_named
from danvan.api.registrations import XLSX
from danvan.api.routes import Routes
from danvan.imports import actions
from danvan.imports.models import SavedColumns
from danvan.imports.saved import NAME, visible_columns
from danvan.imports.template import template
from danvan.units.atlas import atlas

routes = Routes(_("Nhập sổ"))
ONE = "/saved-columns/{uuid:pk}"


class SavedColumnsOut(Out):
    """What was said of the columns under some headers; used again where the same headers come."""

    id: uuid.UUID
    unit: str
    unit_name: str
    name: str
    headers: list[str]
    columns: dict[str, str]
    encodings: dict[str, str]
    saved_at: dt.datetime


class SavedColumnsPageOut(Page):
    """One page of saved columns."""

    items: list[SavedColumnsOut]


class ForgottenOut(Out):
    """What was deleted."""

    id: uuid.UUID
    name: str


class SavedColumnsPatch(Body):
    """Another name."""

    name: Title = said(_("Tên mẫu cột."), min_length=1, max_length=NAME)


class AskedColumns(BaseModel):
    """One page of them."""

    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


def columns_out(row: SavedColumns) -> SavedColumnsOut:
    """Return saved columns as the API shows them; their unit as it was when they were last saved."""
    span = atlas().nearest(row.unit_id, row.saved_at.date())
    values: dict[str, Any] = {
        name: getattr(row, name) for name in ("name", "headers", "columns", "encodings", "saved_at")
    }
    return SavedColumnsOut(id=row.pk, unit=span.code if span else "", unit_name=span.label if span else "", **values)


def find(person: User, pk: uuid.UUID) -> SavedColumns:
    """Return saved columns of a unit that the person brings registers into, or 404."""
    need(person, "imports.start")
    return found(visible_columns(person).filter(pk=pk).first())


@routes.file(
    "/imports/template", (XLSX,), _("Mẫu sổ để nhập"),
    _("Tệp Excel với các cột mà việc nhập sổ hiểu ngay, danh sách để chọn và hướng dẫn."),
)  # fmt: skip
def import_template(request: Asked, year: Year, unit: Code | None = None) -> HttpResponse:
    """Hand out the workbook to fill in."""
    here = must(unit_named(request.auth, "imports.start", unit, year))
    if not request.auth.has_perm("imports.start", here):
        raise PermissionDenied(gettext("Việc nhập sổ do cơ quan điều phối làm."))
    answer = HttpResponse(template(here, year), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="mau-dang-ky-{unit or "cua-toi"}-{year}.xlsx"'
    return answer


@routes.get(
    "/saved-columns",
    SavedColumnsPageOut,
    _("Các mẫu cột đã lưu"),
    _("Lưu khi một sổ được ghi sau khi sửa cách đọc cột."),
)
def saved_columns(request: Asked, asked: Query[AskedColumns]) -> SavedColumnsPageOut:
    """List saved columns, the newest first."""
    need(request.auth, "imports.start")
    rows = visible_columns(request.auth).order_by("-id")
    if asked.after:
        rows = rows.filter(id__lt=key_of("saved-columns", asked.after))
    page = list(rows[: asked.limit + 1])
    following = cursor_of("saved-columns", page[asked.limit - 1].pk) if len(page) > asked.limit else None
    return SavedColumnsPageOut(items=[columns_out(row) for row in page[: asked.limit]], following=following)


@routes.patch(ONE, SavedColumnsOut, _("Đổi tên mẫu cột"))
def saved_columns_rename(request: Asked, pk: uuid.UUID, body: SavedColumnsPatch) -> SavedColumnsOut:
    """Give saved columns another name."""
    return columns_out(actions.rename_columns(find(request.auth, pk), body.name, actor=request.auth))


@routes.delete(ONE, ForgottenOut, _("Xóa mẫu cột"), _("Sổ đã nhập không thay đổi."))
def saved_columns_forget(request: Asked, pk: uuid.UUID) -> ForgottenOut:
    """Delete saved columns."""
    row = find(request.auth, pk)
    gone = ForgottenOut(id=row.pk, name=row.name)
    actions.forget_columns(row, actor=request.auth)
    return gone
