"""The register, read: lists with every filter of the pages, one registration, its history, exports, files."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from tempfile import TemporaryFile
from typing import Any, Literal

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from danvan.accounts.models import User
from danvan.api.bearer import Asked, need
from danvan.api.reading import Code, Cursor, Size, Words, Year, bad_cursor, cursor_of, key_of, said, unit_of_year
from danvan.api.routes import Routes
from danvan.api.shapes import HistoryOut, RegistrationOut, RowsOut, history_out, registration_out, rows_out
from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.bodies.models import Line
from danvan.core.dates import year_end
from danvan.documents.storage import path_of
from danvan.initiatives.listing import ANY_LEVEL, NO_LEVEL, Listing
from danvan.initiatives.models import PARTS, Evidence, Field, Kind, OwnerKind, Registration, Renewal
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.waiting import waits_for, waits_for_others
from danvan.initiatives.workflow import Status
from danvan.reports import exports
from danvan.reports.workbooks import write_xlsx
from danvan.units.models import Unit

routes = Routes(_("Sổ mô hình"))
ONE = "/registrations/{uuid:province}/{uuid:pk}"
ORDER = {"newest": "moi", "oldest": "cu", "name": "ten"}
LEVEL = {"none": NO_LEVEL, "any": ANY_LEVEL}
WAITING = {"me": waits_for, "others": waits_for_others}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Filters(BaseModel):
    """What narrows the register: the same as on the page."""

    year: Year = said(_("Năm của sổ."), examples=[2022])
    unit: Code | None = said(_("Mã đơn vị, đọc tại ngày 31/12 của năm; VN là cả nước."), None, examples=["24"])
    q: Words = said(_("Tìm trong tên, đơn vị, địa bàn, mã số; không cần dấu."), "")
    field: Field | None = said(_("Lĩnh vực."), None)
    status: Status | None = said(_("Trạng thái."), None)
    line: Line | None = said(_("Hệ thống."), None)
    renewal: Renewal | None = said(_("Mới/Duy trì."), None)
    owner_kind: OwnerKind | None = said(_("Tập thể/Cá nhân."), None)
    kind: Kind | None = said(_("Mô hình/Điển hình."), None)
    level: Literal["none", "any", "base", "district", "province", "centre"] | None = said(
        _("Cấp công nhận; none: chưa được công nhận, any: được công nhận ở bất kỳ cấp nào."), None
    )
    outstanding: Literal["true"] | None = said(_("Chỉ mô hình tiêu biểu."), None)
    illustration: Literal["true", "false"] | None = said(_("Chỉ (true) hoặc bỏ (false) dữ liệu minh hoạ."), None)
    counted: Literal["unit", "place"] = said(_("Tính theo đơn vị (unit) hay theo địa bàn thực hiện (place)."), "unit")
    waiting: Literal["me", "others"] | None = said(
        _("Chờ chính bạn duyệt (me), hoặc chờ cơ quan khác duyệt (others)."), None
    )
    own: Literal["true"] | None = said(_("Chỉ đơn vị này, không tính cấp dưới."), None)


class Paged(Filters):
    """The filters with the page."""

    order: Literal["newest", "oldest", "name"] = said(_("Thứ tự."), "newest")
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)
    total: Literal["true"] | None = said(_("Đếm cả tổng số dòng (chậm hơn khi sổ lớn)."), None)


class Exported(Filters):
    """The filters with the format."""

    format: Literal["csv", "xlsx", "json"] = said(_("Dạng tệp."), "csv")


@dataclass(kw_only=True)
class Wanted(Listing):
    """A list as the API was asked for it."""

    year: int
    unit: Unit | None

    @property
    def listed_year(self) -> int:
        """The year asked for."""
        return self.year

    @property
    def listed_unit(self) -> Unit | None:
        """The unit asked for."""
        return self.unit

    @property
    def listed_day(self) -> dt.date:
        """The day at which the year's tree is read."""
        return year_end(self.year)


def wanted(asked: Filters, person: User, verb: str) -> tuple[Wanted, RegistrationQuerySet]:
    """Return the list that is asked for and its rows, always by the scope rule."""
    unit = unit_of_year(person, verb, asked.unit, asked.year)
    choices = {
        name: value.value if isinstance(value, Enum) else str(value)
        for name in ("field", "status", "line", "renewal", "owner_kind", "kind")
        if (value := getattr(asked, name)) is not None
    }
    if asked.level:
        choices["level"] = LEVEL.get(asked.level, asked.level)
    chosen = Wanted(
        year=asked.year, unit=unit, words=asked.q, choices=choices, outstanding=bool(asked.outstanding),
        illustration={"true": "co", "false": "khong", None: ""}[asked.illustration],
        at_places=asked.counted == "place", own_row=bool(asked.own),
    )  # fmt: skip
    rows = chosen.apply(Registration.objects.visible_to(person))
    return chosen, rows.filter(WAITING[asked.waiting](person)) if asked.waiting else rows


def find(person: User, province: uuid.UUID, pk: uuid.UUID) -> Registration:
    """Return a registration that the person may see, or 404. The rule is asked in memory first, of the tables then."""
    need(person, "initiatives.view")
    rows = Registration.objects.select_related("initiative", "owner", "sub_field")
    row: Registration | None = rows.filter(province_id=province, pk=pk).first()
    if row is None:
        raise Http404
    if not person.has_perm("initiatives.view", row):
        visible = Registration.objects.visible_to(person)
        if not visible.filter(province_id=province, pk=pk).exists():
            raise Http404
    return row


@routes.get(
    "/registrations", RowsOut, _("Danh sách mô hình, điển hình"),
    _("Một năm, lọc như trên trang Sổ mô hình. Đọc tiếp bằng after=following cho đến khi following là null."),
)  # fmt: skip
def registrations(request: Asked, asked: Query[Paged]) -> RowsOut:
    """List one page of the register."""
    chosen, rows = wanted(asked, request.auth, "initiatives.view")
    chosen.order, chosen.size = ORDER[asked.order], asked.limit
    if asked.after:
        chosen.after = key_of(f"registrations {asked.order}", asked.after)
        if chosen.order == "ten" and not Registration.objects.filter(pk=chosen.after).exists():
            raise bad_cursor()
    found, following = chosen.page(rows)
    return RowsOut(
        items=rows_out(found, asked.year), following=cursor_of(f"registrations {asked.order}", following) if following else None,
        total=rows.count() if asked.total else None,
    )  # fmt: skip


@routes.file(
    "/registrations/export", ("text/csv", XLSX, "application/json"), _("Xuất danh sách ra tệp"),
    _("Cả danh sách theo bộ lọc, không phân trang: CSV, Excel (đúng các cột mà việc nhập sổ đọc lại được) hoặc JSON."),
)  # fmt: skip
def export(request: Asked, asked: Query[Exported]) -> HttpResponseBase:
    """Hand out a list in full, row by row."""
    chosen, rows = wanted(asked, request.auth, "initiatives.export")
    name = f"mo-hinh-dan-van-kheo-{asked.unit or 'cua-toi'}-{chosen.year}.{asked.format}"
    if asked.format == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 - the answer closes it
        write_xlsx(rows, file, gettext("Danh sách mô hình, điển hình Dân vận khéo"))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    lines = exports.csv_lines(rows) if asked.format == "csv" else _json_lines(rows)
    kind = "text/csv" if asked.format == "csv" else "application/json"
    answer = StreamingHttpResponse(_spoken(lines), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _json_lines(rows: RegistrationQuerySet) -> Iterator[str]:
    encoder = NinjaJSONEncoder(ensure_ascii=False)
    yield "["
    for number, document in enumerate(exports.documents(rows)):
        yield (",\n" if number else "\n") + encoder.encode(document)
    yield "\n]\n"


def _spoken(lines: Iterator[str]) -> Iterator[bytes]:
    """Yield lines in the language of the request, which is over when they are read."""
    language = translation.get_language() or "vi"
    return _encoded(lines, language)


def _encoded(lines: Iterator[str], language: str) -> Iterator[bytes]:
    with translation.override(language):
        for line in lines:
            yield line.encode()


@routes.get(ONE, RegistrationOut, _("Một mô hình với mọi phần"))
def registration(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> RegistrationOut:
    """Show one registration."""
    return registration_out(find(request.auth, province, pk), request.auth)


@routes.get(
    f"{ONE}/history", HistoryOut, _("Nhật ký của một mô hình"),
    _("Ai làm gì, lúc nào, trước và sau; dòng do khóa API ghi thì mang tên khóa."),
)  # fmt: skip
def history(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> HistoryOut:
    """Tell what was done to a registration."""
    row = find(request.auth, province, pk)
    need(request.auth, "audit.view", row)
    objects = [row.pk, *Recognition.objects.filter(registration=row).values_list("pk", flat=True)]
    for part in PARTS:
        parts: Any = part._default_manager
        objects += parts.filter(registration=row).values_list("pk", flat=True)
    return history_out(sorted(Entry.objects.filter(object_id__in=objects).order_by(), key=lambda e: -e.seq))


@routes.file("/evidence/{uuid:province}/{uuid:pk}", ("*/*",), _("Tải một tệp minh chứng"))
def evidence(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> FileResponse:
    """Hand out an evidence file to those who may see its registration."""
    item = Evidence.objects.select_related("attachment").filter(province_id=province, pk=pk).first()
    if item is None:
        raise Http404
    find(request.auth, province, item.registration_id)
    path = path_of(item.attachment.digest)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=item.attachment.original_name,
        content_type=item.attachment.media_type,
    )  # fmt: skip
