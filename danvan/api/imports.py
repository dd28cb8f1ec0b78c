"""A register brought in: handed over, looked at, mended, written, taken back."""

import datetime as dt
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query, UploadedFile
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, WithJsonSchema

from danvan.accounts.models import User
from danvan.api.bearer import Asked, need
from danvan.api.problems import Problem
from danvan.api.reading import (
    Body,
    Code,
    Cursor,
    Out,
    Page,
    Size,
    Year,
    attached,
    cursor_of,
    key_of,
    must,
    said,
    sent,
    unit_of_year,
)
from danvan.api.registrations import XLSX
from danvan.api.routes import Routes
from danvan.core.dates import year_end
from danvan.core.text import clean
from danvan.documents.storage import path_of
from danvan.imports import actions
from danvan.imports.decoding import LABELS
from danvan.imports.models import Import, ImportRow, ImportState, Verdict
from danvan.imports.placing import within
from danvan.imports.queries import counts, visible_imports
from danvan.imports.roles import Role
from danvan.imports.villages import add_chosen, proposed
from danvan.reports.exports import unit_codes
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code

routes = Routes(_("Nhập sổ"))
ONE = "/imports/{uuid:province}/{uuid:pk}"
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
Index = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$", max_length=4)]
RowNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,7}$", max_length=7)]
# Written out, since another enumeration is called Role too.
ColumnRole = Annotated[Role, WithJsonSchema({"type": "string", "enum": list(Role.values)})]
ColumnOrAll = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,4})?$", max_length=4)]
EncodingName = Annotated[str, StringConstraints(pattern="^(" + "|".join(LABELS) + ")$")]
CellText = Annotated[str, StringConstraints(max_length=5000), AfterValidator(lambda text: clean(text, lines=True))]


class ImportOut(Out):
    """Where an import stands. ``counts``: rows by verdict, once it is read; ``corrections``: what was said of the file."""

    id: uuid.UUID
    province: uuid.UUID
    unit: str
    year: int
    file_name: str
    state: str
    done: int
    todo: int
    problem: str
    counts: dict[str, int]
    understanding: list[dict[str, Any]]
    corrections: dict[str, Any]
    has_rejected: bool
    started_at: dt.datetime
    finished_at: dt.datetime | None


class ImportsOut(Page):
    """Imports, the newest first."""

    items: list[ImportOut]


class ImportRowOut(Out):
    """One row: the cells as they stood, what was understood, what becomes of it and why."""

    id: uuid.UUID
    sheet: str
    row: int
    verdict: str
    raw: dict[str, Any]
    understood: dict[str, Any]
    changes: dict[str, Any]
    messages: list[dict[str, Any]]
    registration: uuid.UUID | None
    registration_province: uuid.UUID | None


class ImportRowsOut(Page):
    """One page of rows."""

    items: list[ImportRowOut]


class ProposedVillageOut(Out):
    """A village that the register names and the territory does not have; send ``key`` to add it."""

    key: str
    name: str
    commune_name: str
    rows: int


class ProposedVillagesOut(Out):
    """Proposed villages, the most named first."""

    items: list[ProposedVillageOut]


class Corrections(Body):
    """What the file was misread in. What was said before stays unless it is said anew."""

    columns: dict[Name, dict[Index, ColumnRole]] = said(
        _("Trang tính → cột (đếm từ 0) → loại cột; các loại ở /vocabulary, column_role."), {}, max_length=100
    )
    cells: dict[Name, dict[RowNumber, dict[ColumnRole, CellText]]] = said(
        _("Trang tính → dòng → loại cột → chữ đúng."), {}, max_length=100
    )
    dropped: dict[Name, list[Annotated[int, Field(ge=1, le=2_000_000)]]] = said(
        _("Trang tính → mọi dòng bỏ qua."), {}, max_length=100
    )  # fmt: skip
    encodings: dict[Name, dict[ColumnOrAll, EncodingName]] = said(
        _("Trang tính → cột (đếm từ 0; để trống là mọi cột) → bảng mã; các bảng mã ở /vocabulary, encoding."),
        {},
        max_length=100,
    )
    units: dict[Name, Code | None] = said(
        _("Trang tính → mã đơn vị mà danh sách ấy thuộc về, đọc tại 31/12 của năm; null: theo địa bàn từng dòng."), {},
        max_length=100,
    )  # fmt: skip
    unsaved: list[Name] = said(_("Các trang tính không dùng mẫu cột đã lưu."), [], max_length=100)


class ChosenVillages(Body):
    """The villages to be added."""

    keys: list[Name] = said(_("Các key của danh sách đề nghị."), min_length=1, max_length=300)


class AskedImports(BaseModel):
    """What narrows the imports."""

    state: ImportState | None = said(_("Trạng thái."), None)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


class AskedRows(BaseModel):
    """What narrows the rows."""

    verdict: Verdict | None = said(_("Kết quả của dòng."), None)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


def find(person: User, province: uuid.UUID, pk: uuid.UUID) -> Import:
    """Return an import that the person may see, or 404."""
    need(person, "imports.view")
    rows = visible_imports(person).select_related("attachment", "unit", "rejected_file")
    row = rows.filter(province_id=province, pk=pk).first()
    if row is None:
        raise Http404
    return row


def import_out(batch: Import, *, whole: bool = True) -> ImportOut:
    """Return an import as the API shows it; ``whole`` with what was understood of the file."""
    code, _name = unit_codes({batch.unit_id}, batch.year).get(batch.unit_id, ("", ""))
    return ImportOut(
        id=batch.pk, province=batch.province_id, unit=code, year=batch.year, state=batch.state, done=batch.done,
        file_name=batch.attachment.original_name, todo=batch.todo, problem=batch.problem,
        counts=counts(batch) if whole else {}, understanding=batch.understanding if whole else [],
        corrections=batch.corrections if whole else {},
        has_rejected=batch.rejected_file_id is not None, started_at=batch.started_at, finished_at=batch.finished_at,
    )  # fmt: skip


@routes.get("/imports", ImportsOut, _("Các lần nhập sổ"), _("Trong phạm vi, mới nhất trước."))
def imports(request: Asked, wanted: Query[AskedImports]) -> ImportsOut:
    """List imports."""
    need(request.auth, "imports.view")
    rows = visible_imports(request.auth).select_related("attachment", "unit").order_by("-id")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.after:
        rows = rows.filter(id__lt=key_of("imports", wanted.after))
    page = list(rows[: wanted.limit + 1])
    following = cursor_of("imports", page[wanted.limit - 1].pk) if len(page) > wanted.limit else None
    return ImportsOut(items=[import_out(one, whole=False) for one in page[: wanted.limit]], following=following)


@routes.post(
    "/imports", ImportOut, _("Tải một sổ lên"),
    _("multipart/form-data: file, unit, year. Tệp được đọc ở nền: hỏi lại lần nhập này cho đến khi state là preview."),
    status=201,
)  # fmt: skip
def start(
    request: Asked,
    file: UploadedFile = attached(_("Tệp sổ, không quá 64 MB.")),
    unit: Code = sent(_("Mã đơn vị của sổ, đọc tại 31/12 của năm.")),
    year: Year = sent(_("Năm của những dòng không ghi năm.")),
) -> ImportOut:
    """Take a register in."""
    person = request.auth
    here = must(unit_of_year(person, "imports.start", unit, year))
    if not person.has_perm("imports.start", here):
        raise PermissionDenied(gettext("Việc nhập sổ do cơ quan điều phối làm."))
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        text = gettext("Tệp lớn hơn 64 MB. Hãy tách sổ thành nhiều tệp nhỏ hơn.")
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", text, errors={"file": [text]})
    if not file.size:
        raise ValidationError({"file": gettext("Tệp rỗng.")})
    name = clean(file.name or "") or "so"
    batch = actions.start(file.chunks(), name=name, unit=Unit.objects.get(pk=here.pk), year=year, actor=person)
    return import_out(find(person, batch.province_id, batch.pk))


@routes.get(
    ONE,
    ImportOut,
    _("Một lần nhập sổ"),
    _("state: queued, reading, preview, committing, committed, undone, failed, dropped."),
)
def import_one(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ImportOut:
    """Show where an import stands."""
    return import_out(find(request.auth, province, pk))


@routes.get(f"{ONE}/rows", ImportRowsOut, _("Từng dòng của một lần nhập"))
def rows(request: Asked, province: uuid.UUID, pk: uuid.UUID, wanted: Query[AskedRows]) -> ImportRowsOut:
    """List the rows of an import, with what becomes of each."""
    found = find(request.auth, province, pk).rows.order_by("id")
    if wanted.verdict:
        found = found.filter(verdict=wanted.verdict)
    if wanted.after:
        found = found.filter(id__gt=key_of(f"rows {pk}", wanted.after))
    page = list(found[: wanted.limit + 1])
    following = cursor_of(f"rows {pk}", page[wanted.limit - 1].pk) if len(page) > wanted.limit else None
    return ImportRowsOut(items=[_row(one) for one in page[: wanted.limit]], following=following)


def _row(one: ImportRow) -> ImportRowOut:
    return ImportRowOut(
        id=one.pk, sheet=one.sheet, row=one.row, verdict=one.verdict, raw=one.raw,
        understood=one.parsed.get("said", {}), changes=one.parsed.get("changes", {}), messages=one.messages,
        registration=one.registration_id, registration_province=one.registration_province_id,
    )  # fmt: skip


@routes.post(
    f"{ONE}/corrections",
    ImportOut,
    _("Sửa cách đọc: cột, ô, dòng bỏ, bảng mã, đơn vị"),
    _("Tệp được đọc lại theo các sửa đổi."),
)
def correct(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: Corrections) -> ImportOut:
    """Correct what was understood of the file, and have it read again."""
    batch = find(request.auth, province, pk)
    need(request.auth, "imports.start", batch.unit)
    sheets = {sheet["name"] for sheet in batch.understanding}
    for kind in ("columns", "cells", "dropped", "encodings", "units", "unsaved"):
        if unknown := sorted(set(getattr(body, kind)) - sheets):
            text = gettext("Tệp không có trang tính «%(name)s».") % {"name": unknown[0]}
            raise ValidationError({kind: text})
    said_of = body.model_dump(mode="json") | {"units": {sheet: _unit(batch, c) for sheet, c in body.units.items()}}
    return _after(request, batch, lambda: actions.correct(batch, actor=request.auth, **said_of))


def _unit(batch: Import, code: str | None) -> str:
    """Return the id of the unit within the import's that a code means; a blank for none."""
    if code is None:
        return ""
    day = year_end(batch.year)
    unit = unit_by_code(code, day)
    if unit is None or not within(unit.pk, batch.unit, day):
        text = gettext("«%(code)s» không phải mã của đơn vị nào trong phạm vi lần nhập này.") % {"code": code}
        raise ValidationError({"units": text})
    return str(unit.pk)


@routes.get(f"{ONE}/villages", ProposedVillagesOut, _("Thôn mà sổ nêu tên nhưng chưa có trong danh mục"))
def villages(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ProposedVillagesOut:
    """Propose villages."""
    found = proposed(find(request.auth, province, pk))
    return ProposedVillagesOut(
        items=[ProposedVillageOut(key=v["key"], name=v["name"], commune_name=v["where"], rows=v["rows"]) for v in found]
    )


@routes.post(f"{ONE}/villages", ImportOut, _("Thêm các thôn đã chọn"), _("Tệp được đọc lại với các thôn mới."))
def villages_add(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: ChosenVillages) -> ImportOut:
    """Make units of villages that the register names."""
    batch = find(request.auth, province, pk)
    need(request.auth, "units.add_village", batch.unit)
    return _after(request, batch, lambda: add_chosen(batch, body.keys, request.auth))


@routes.post(f"{ONE}/commit", ImportOut, _("Ghi vào sổ"), _("Xác nhận bản xem trước; việc ghi chạy ở nền."))
def commit(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ImportOut:
    """Confirm a preview."""
    batch = find(request.auth, province, pk)
    need(request.auth, "imports.commit", batch.unit)
    return _after(request, batch, lambda: actions.commit(batch, actor=request.auth))


@routes.post(f"{ONE}/undo", ImportOut, _("Hoàn tác cả lần nhập"))
def undo(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ImportOut:
    """Take an import back as a whole."""
    batch = find(request.auth, province, pk)
    need(request.auth, "imports.undo", batch.unit)
    return _after(request, batch, lambda: actions.undo(batch, actor=request.auth))


@routes.post(f"{ONE}/drop", ImportOut, _("Bỏ một bản xem trước"), _("Chưa có gì được ghi; tệp vẫn được giữ."))
def drop(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ImportOut:
    """Give up a preview."""
    batch = find(request.auth, province, pk)
    need(request.auth, "imports.start", batch.unit)
    return _after(request, batch, lambda: actions.drop(batch, actor=request.auth))


def _after(request: Asked, batch: Import, act: Callable[[], Any]) -> ImportOut:
    """Run an act and answer with where the import stands then."""
    act()
    return import_out(find(request.auth, batch.province_id, batch.pk))


@routes.file(f"{ONE}/rejected", (XLSX,), _("Tệp các dòng bị trả lại"), _("Để sửa rồi nhập lại; mỗi dòng kèm lý do."))
def rejected(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> FileResponse:
    """Hand out the workbook of the rows handed back."""
    file = find(request.auth, province, pk).rejected_file
    if file is None or not path_of(file.digest).exists():
        raise Http404
    path = path_of(file.digest)
    return FileResponse(path.open("rb"), as_attachment=True, filename=file.original_name, content_type=file.media_type)
