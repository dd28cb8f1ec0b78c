"""Periodic reports: drafted, edited, signed, held against the register since; goals and printed totals beside them."""

import dataclasses
import datetime as dt
import uuid
from http import HTTPStatus
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, StringConstraints

from danvan.accounts.models import User
from danvan.api.bearer import Asked, need
from danvan.api.problems import Problem
from danvan.api.reading import (
    Body,
    Code,
    Cursor,
    Day,
    Line,
    Lines,
    Out,
    Page,
    Size,
    Title,
    Version,
    Year,
    cursor_of,
    key_of,
    must,
    said,
    unit_of_year,
)
from danvan.api.registrations import XLSX
from danvan.api.routes import Routes
from danvan.bodies.models import Line as BodyLine
from danvan.documents.storage import path_of
from danvan.reporting import actions
from danvan.reporting.frames import frame
from danvan.reporting.models import Report, ReportFile
from danvan.reporting.periods import Period, parse_period
from danvan.reporting.queries import changed_since, content_of, default_issuer, issuers_for, visible_reports
from danvan.reports.exports import unit_codes
from danvan.units.models import Unit

routes = Routes(_("Báo cáo"))
ONE = "/reports/{uuid:province}/{uuid:pk}"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PeriodText = Annotated[str, StringConstraints(max_length=12, pattern=r"^[0-9A-Za-z-]{4,12}$")]


class ReportOut(Out):
    """A report: a draft counts anew each time, a signed one stands as it was signed."""

    id: uuid.UUID
    province: uuid.UUID
    unit: str
    period: str
    line: str
    issuer: uuid.UUID
    issuer_name: str
    status: str
    number: str
    symbol: str
    signed_on: dt.date | None
    signer_post: str
    digest: str
    files_state: str
    files: list[str]


class ReportsOut(Page):
    """Reports, the newest first."""

    items: list[ReportOut]


class SectionOut(Out):
    """A section; ``text`` holds its figures as tokens ``{…}``, so that their links stay."""

    key: str
    heading: str
    level: int
    text: str
    computed: str
    version: int
    edited: bool


class ReportFigureOut(Out):
    """A figure of the report."""

    id: str
    label: str
    value: int | None
    text: str
    before: int | None
    of: int | None


class CheckOut(Out):
    """A printed total beside ours."""

    label: str
    printed: str
    value: int
    ours: int
    source: str
    verdict: str


class WholeReportOut(ReportOut):
    """A report with all that it says."""

    sections: list[SectionOut]
    figures: list[ReportFigureOut]
    comparisons: list[CheckOut]


class SectionSavedOut(Out):
    """A section as saved; ``lost`` are tokens that the text no longer has."""

    section: SectionOut
    lost: list[str]


class ChangesOut(Out):
    """What has changed in the register since a report was signed."""

    figures: list[dict[str, Any]]
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    changed: list[dict[str, Any]]


class ReportIn(Body):
    """A report to be prepared."""

    unit: Code = said(_("Mã đơn vị, đọc tại 31/12 của năm cuối kỳ."), examples=["24"])
    period: PeriodText = said(_("Kỳ: 2022, 2022-Q3, 2022-H1, 2022-9M, 2022-03, 2021-2025."), examples=["2022"])
    issuer: uuid.UUID | None = said(_("Cơ quan ban hành; để trống thì là cơ quan điều phối đơn vị."), None)
    line: BodyLine | None = said(_("Chỉ một hệ thống; để trống thì mọi hệ thống."), None)


class SectionIn(Body):
    """A section as a person writes it."""

    opened: Version = said(_("version của mục đã đọc."))
    text: Lines | None = said(
        _("Nội dung, giữ các ô {…} để giữ liên kết; null: lấy lại nội dung tính từ sổ."), max_length=20_000
    )


class SignIn(Body):
    """What the signer says."""

    number: Title = said(_("Số."), max_length=20)
    date: Day = said(_("Ngày ký."))
    post: Title = said(_("Chức vụ người ký."), max_length=200)
    name: Line = said(_("Tên người ký, in trên văn bản."), "", max_length=120)
    symbol: Line = said(_("Ký hiệu; để trống thì theo cơ quan ban hành."), "", max_length=60)
    place: Line = said(_("Địa danh; để trống thì theo cơ quan ban hành."), "", max_length=120)


class ReasonIn(Body):
    """Why something is withdrawn."""

    reason: Title = said(_("Lý do."), max_length=300)


class Asking(BaseModel):
    """What narrows the list of reports."""

    unit: Code | None = said(_("Mã đơn vị, đọc tại 31/12 của năm."), None)
    year: Year | None = said(_("Năm; cần khi có unit."), None)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


def find(person: User, province: uuid.UUID, pk: uuid.UUID) -> Report:
    """Return a report that the person may see, or 404."""
    need(person, "reporting.view")
    row = visible_reports(person).filter(province_id=province, pk=pk).first()
    if row is None:
        raise Http404
    return row


def _values(row: Report) -> dict[str, Any]:
    code, _name = unit_codes({row.unit_id}, row.last_day.year).get(row.unit_id, ("", ""))
    return {
        "id": row.pk, "province": row.province_id, "unit": code, "period": row.period, "line": row.line,
        "issuer": row.issuer_id, "issuer_name": row.issuer.name, "status": row.status, "number": row.number,
        "symbol": row.symbol, "signed_on": row.signed_on, "signer_post": row.signer_post, "digest": row.digest,
        "files_state": row.files_state, "files": list(row.files.values_list("form", flat=True)),
    }  # fmt: skip


def _section(section: Any) -> SectionOut:
    names = ("key", "heading", "level", "text", "computed", "version", "edited")
    return SectionOut(**{name: getattr(section, name) for name in names})


def _whole(row: Report) -> WholeReportOut:
    content = content_of(row)
    return WholeReportOut(
        **_values(row), sections=[_section(section) for section in content.sections],
        figures=[
            ReportFigureOut(id=f.id, label=str(f.label), value=f.value, text=f.text, before=f.before, of=f.of)
            for f in content.figures.values()
        ],
        comparisons=[
            CheckOut(label=str(c.label), printed=c.printed, value=c.value, ours=c.ours, source=c.source, verdict=c.verdict)
            for c in content.comparisons
        ],
    )  # fmt: skip


def placed(person: User, verb: str, code: str, period: Period) -> Unit:
    """Return the unit of a period, where the person may do the verb."""
    near = must(unit_of_year(person, verb, code, period.years[-1]))
    return Unit.objects.get(pk=near.pk)


def period_of(text: str) -> Period:
    """Read a period; a wrong one is said at its place."""
    try:
        return parse_period(text)
    except ValidationError as error:
        raise ValidationError({"period": error.messages}) from error


@routes.get("/reports", ReportsOut, _("Danh sách báo cáo"), _("Trong phạm vi, mới lập trước."))
def reports(request: Asked, asked: Query[Asking]) -> ReportsOut:
    """List reports."""
    need(request.auth, "reporting.view")
    rows = visible_reports(request.auth).order_by("-id")
    if asked.unit:
        if asked.year is None:
            raise ValidationError({"year": gettext("Mã đơn vị đọc theo năm: cần ghi năm.")})
        rows = rows.filter(unit=must(unit_of_year(request.auth, "reporting.view", asked.unit, asked.year)).pk)
    if asked.year:
        rows = rows.filter(last_day__year=asked.year)
    if asked.after:
        rows = rows.filter(id__lt=key_of(asked.after))
    page = list(rows[: asked.limit + 1])
    following = cursor_of(page[asked.limit - 1].pk) if len(page) > asked.limit else None
    return ReportsOut(items=[ReportOut(**_values(row)) for row in page[: asked.limit]], following=following)


@routes.post(
    "/reports",
    ReportOut,
    _("Lập dự thảo báo cáo"),
    _("Đã có dự thảo cùng kỳ, cùng cơ quan thì trả về dự thảo đó."),
    status=201,
)
def prepare(request: Asked, body: ReportIn) -> ReportOut:
    """Open a draft."""
    person, period = request.auth, period_of(body.period)
    unit = placed(person, "reporting.prepare", body.unit, period)
    line = body.line.value if body.line else ""
    here = frame(unit, period, (line,) if line else None)
    known = {one.pk: one for one in issuers_for(here, person)}
    issuer = known.get(body.issuer) if body.issuer else default_issuer(here, person)
    if issuer is None:
        raise ValidationError({"issuer": gettext("Cơ quan này không ban hành được báo cáo của đơn vị.")})
    row = actions.prepare(unit, period, issuer=issuer, actor=person, line=line)
    return ReportOut(**_values(row))


@routes.get(ONE, WholeReportOut, _("Một báo cáo với mọi mục và số liệu"))
def report(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> WholeReportOut:
    """Show what a report says."""
    return _whole(find(request.auth, province, pk))


@routes.post(
    f"{ONE}/sections/{{slug:key}}", SectionSavedOut, _("Sửa một mục của dự thảo"),
    _("Ô {…} lạ bị từ chối; ô bị bỏ thì lost nêu tên. 409 khi người khác đã lưu mục này."),
)  # fmt: skip
def section(request: Asked, province: uuid.UUID, pk: uuid.UUID, key: str, body: SectionIn) -> SectionSavedOut:
    """Write a section, or give it back its computed text."""
    person = request.auth
    row = find(person, province, pk)
    need(person, "reporting.edit", row)
    try:
        if body.text is None:
            saved, lost = actions.reset_section(row, key, opened=body.opened, actor=person), []
        else:
            edited = actions.edit_section(row, key, body.text, opened=body.opened, actor=person)
            saved, lost = edited.report, edited.lost
    except ValidationError as error:
        if getattr(error, "code", None) != "conflict":
            raise
        params = error.params or {}
        raise Problem(
            HTTPStatus.CONFLICT, "conflict", " ".join(error.messages), version=params.get("version"),
            current=params.get("theirs"), yours=body.text,
        ) from error  # fmt: skip
    return SectionSavedOut(section=_section(content_of(saved).section(key)), lost=lost)


@routes.post(
    f"{ONE}/sign",
    ReportOut,
    _("Ký báo cáo"),
    _("Chốt nội dung, số liệu và các bản ghi phía sau; ba tệp được lập ở nền."),
)
def sign(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: SignIn) -> ReportOut:
    """Sign a draft."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.sign", row)
    signed = actions.sign(row, actions.Signing(**body.model_dump()), actor=request.auth)
    return ReportOut(**_values(signed))


@routes.post(f"{ONE}/withdraw", ReportOut, _("Thu hồi báo cáo đã ký"))
def withdraw(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: ReasonIn) -> ReportOut:
    """Withdraw a signed report."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.withdraw", row)
    return ReportOut(**_values(actions.withdraw(row, reason=body.reason, actor=request.auth)))


@routes.post(f"{ONE}/drop", ReportOut, _("Bỏ dự thảo"))
def drop(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ReportOut:
    """Drop a draft."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.drop", row)
    return ReportOut(**_values(actions.drop(row, actor=request.auth)))


@routes.post(f"{ONE}/files", ReportOut, _("Lập ba tệp ở nền"), _("Hỏi lại báo cáo cho đến khi files_state là ready."))
def files(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ReportOut:
    """Have the files made."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.files", row)
    return ReportOut(**_values(actions.request_files(row, actor=request.auth)))


@routes.file(f"{ONE}/files/{{slug:form}}", (DOCX, "application/pdf", XLSX), _("Tải tệp báo cáo: docx, pdf, xlsx"))
def file(request: Asked, province: uuid.UUID, pk: uuid.UUID, form: str) -> FileResponse:
    """Hand out a file."""
    row = find(request.auth, province, pk)
    made = (
        ReportFile.objects.select_related("attachment").filter(report=row, province_id=province, form=form[:4]).first()
    )
    if made is None or not path_of(made.attachment.digest).exists():
        raise Http404
    kept = made.attachment
    path = path_of(kept.digest)
    return FileResponse(path.open("rb"), as_attachment=True, filename=kept.original_name, content_type=kept.media_type)


@routes.get(f"{ONE}/changes", ChangesOut, _("Đã thay đổi gì từ khi ký"))
def changes(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ChangesOut:
    """Tell what has changed since a report was signed."""
    row = find(request.auth, province, pk)
    if not row.digest:
        text = gettext("Báo cáo chưa ký nên chưa có gì để so.")
        raise Problem(HTTPStatus.CONFLICT, "stale", text, current=row.status)
    found = dataclasses.asdict(changed_since(row))
    return ChangesOut(**{name: found[name] for name in ("figures", "added", "removed", "changed")})
