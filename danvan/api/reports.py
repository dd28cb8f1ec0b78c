"""Periodic reports: drafted, edited, signed, held against the register since."""

import dataclasses
import datetime as dt
import uuid
from http import HTTPStatus
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, StringConstraints

from danvan.accounts.models import User
from danvan.accounts.scope import reach_of
from danvan.api.bearer import Asked, need
from danvan.api.problems import Problem
from danvan.api.reading import (
    Body,
    Code,
    Cursor,
    Day,
    Line,
    Lines,
    Size,
    Title,
    Version,
    Year,
    cursor_of,
    key_of,
    known_year,
    must,
    said,
    unit_of_year,
)
from danvan.api.registrations import XLSX
from danvan.api.report_shapes import (
    ChangesOut,
    IssuerOut,
    IssuersOut,
    ReportOut,
    ReportsOut,
    SectionSavedOut,
    SigningOut,
    WholeReportOut,
    cross_foot,
    report_values,
    section_out,
    whole_report,
)
from danvan.api.routes import Routes
from danvan.bodies.models import Line as BodyLine
from danvan.core.dates import year_end
from danvan.core.workflow import StaleState
from danvan.documents.storage import path_of
from danvan.reporting import actions
from danvan.reporting.frames import Frame, frame
from danvan.reporting.models import Report, ReportFile
from danvan.reporting.periods import Period, parse_period
from danvan.reporting.queries import (
    changed_since,
    content_of,
    default_issuer,
    issuers_for,
    suggested_signing,
    visible_reports,
)
from danvan.reporting.workflow import ReportStatus
from danvan.units.atlas import atlas
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code

routes = Routes(_("Báo cáo"))
ONE = "/reports/{uuid:province}/{uuid:pk}"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PeriodText = Annotated[str, StringConstraints(max_length=12, pattern=r"^[0-9A-Za-z-]{4,12}$")]


class ReportIn(Body):
    """A report to be prepared."""

    unit: Code = said(_("Mã đơn vị trong năm cuối của kỳ; đơn vị đã kết thúc trong năm cũng được."), examples=["24"])
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
    status: ReportStatus | None = said(_("Trạng thái."), None)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


def find(person: User, province: uuid.UUID, pk: uuid.UUID) -> Report:
    """Return a report that the person may see, or 404."""
    need(person, "reporting.view")
    row = visible_reports(person).filter(province_id=province, pk=pk).first()
    if row is None:
        raise Http404
    return row


def placed(person: User, verb: str, code: str, period: Period) -> Unit:
    """Return the unit that ``code`` names on some day of the period's last year, where the person may do the verb."""
    need(person, verb)
    year = known_year(period.years[-1])
    first, last = dt.date(year, 1, 1), year_end(year)
    reach = reach_of(person, verb)
    standing = {
        span.unit
        for span in atlas().by_code.get(code, ())
        if span.valid_from <= last and span.last_day >= first and reach.covers(span.unit)
    }
    now = unit_by_code(code, last)
    if now is not None and now.pk in standing:  # a code that passed on within the year: who has it at the end
        return now
    if len(standing) != 1:
        raise Http404
    return Unit.objects.get(pk=standing.pop())


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
    rows = visible_reports(request.auth).prefetch_related("files").order_by("-id")
    if asked.unit:
        if asked.year is None:
            raise ValidationError({"year": gettext("Mã đơn vị đọc theo năm: cần ghi năm.")})
        rows = rows.filter(unit=must(unit_of_year(request.auth, "reporting.view", asked.unit, asked.year)).pk)
    if asked.year:
        rows = rows.filter(last_day__year=asked.year)
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.after:
        rows = rows.filter(id__lt=key_of("reports", asked.after))
    page = list(rows[: asked.limit + 1])
    following = cursor_of("reports", page[asked.limit - 1].pk) if len(page) > asked.limit else None
    return ReportsOut(items=[ReportOut(**report_values(row)) for row in page[: asked.limit]], following=following)


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
    here = _frame(unit, period, line)
    known = {one.pk: one for one in issuers_for(here, person)}
    issuer = known.get(body.issuer) if body.issuer else default_issuer(here, person)
    if issuer is None:
        raise ValidationError({"issuer": gettext("Cơ quan này không ban hành được báo cáo của đơn vị.")})
    row = actions.prepare(unit, period, issuer=issuer, actor=person, line=line)
    return ReportOut(**report_values(row))


def _frame(unit: Unit, period: Period, line: str) -> Frame:
    return frame(unit, period, (line,) if line else None)


@routes.get("/reports/issuers", IssuersOut, _("Cơ quan ban hành được báo cáo của đơn vị"))
def issuers(request: Asked, unit: Code, period: PeriodText, line: BodyLine | None = None) -> IssuersOut:
    """List the bodies that may issue a report of a unit and period; the first is the usual one."""
    person, when = request.auth, period_of(period)
    here = _frame(placed(person, "reporting.prepare", unit, when), when, line.value if line else "")
    usual = default_issuer(here, person)
    rows = sorted(issuers_for(here, person), key=lambda one: (one != usual, one.folded))
    return IssuersOut(items=[IssuerOut(id=one.pk, name=one.name, line=one.line) for one in rows])


@routes.get(ONE, WholeReportOut, _("Một báo cáo với mọi mục và số liệu"))
def report(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> WholeReportOut:
    """Show what a report says."""
    return whole_report(find(request.auth, province, pk))


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
    return SectionSavedOut(section=section_out(content_of(saved).section(key)), lost=lost)


@routes.get(
    f"{ONE}/signing", SigningOut, _("Trước khi ký"),
    _("Số, ký hiệu, địa danh, chức vụ gợi ý như trên trang ký; mục đã sửa, phép đối chiếu còn lệch. Chỉ với dự thảo."),
)  # fmt: skip
def signing(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> SigningOut:
    """Tell what signing would freeze, and what is proposed for it."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.sign", row)
    if row.status != ReportStatus.DRAFT:
        raise StaleState
    content = content_of(row)
    return SigningOut(
        **suggested_signing(row, request.auth), figures=sum(bool(f.counts) for f in content.figures.values()),
        edited=[section.key for section in content.sections if section.edited],
        failing=[cross_foot(check) for check in content.checks if not check.holds],
    )  # fmt: skip


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
    return ReportOut(**report_values(signed))


@routes.post(f"{ONE}/withdraw", ReportOut, _("Thu hồi báo cáo đã ký"))
def withdraw(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: ReasonIn) -> ReportOut:
    """Withdraw a signed report."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.withdraw", row)
    return ReportOut(**report_values(actions.withdraw(row, reason=body.reason, actor=request.auth)))


@routes.post(
    f"{ONE}/replace", ReportOut, _("Lập dự thảo thay thế báo cáo đã ký"),
    _("Khi dự thảo được ký, báo cáo cũ mang dấu đã thay thế."), status=201,
)  # fmt: skip
def replace(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ReportOut:
    """Open a draft that replaces a signed report when it is signed."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.prepare", row)
    made = actions.prepare(row.unit, row.span, issuer=row.issuer, line=row.line, actor=request.auth, replaces=row)
    return ReportOut(**report_values(made))


@routes.post(f"{ONE}/drop", ReportOut, _("Bỏ dự thảo"))
def drop(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ReportOut:
    """Drop a draft."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.drop", row)
    return ReportOut(**report_values(actions.drop(row, actor=request.auth)))


@routes.post(f"{ONE}/files", ReportOut, _("Lập ba tệp ở nền"), _("Hỏi lại báo cáo cho đến khi files_state là ready."))
def files(request: Asked, province: uuid.UUID, pk: uuid.UUID) -> ReportOut:
    """Have the files made."""
    row = find(request.auth, province, pk)
    need(request.auth, "reporting.files", row)
    return ReportOut(**report_values(actions.request_files(row, actor=request.auth)))


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
