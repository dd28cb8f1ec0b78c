"""What happens to a registration: moves, evidence, recognitions."""

import uuid
from http import HTTPStatus
from typing import Literal

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import UploadedFile

from danvan.accounts.models import User
from danvan.api.bearer import Asked, need
from danvan.api.problems import Problem
from danvan.api.reading import Body, Day, Flag, Line, Lines, Title, attached, said, sent
from danvan.api.registrations import ONE, find, routes
from danvan.api.shapes import EvidenceOut, RegistrationOut, evidence_out, registration_out
from danvan.appraisal.actions import recognise, withdraw_recognition
from danvan.appraisal.models import Recognition
from danvan.core.text import clean
from danvan.documents.intake import checked_type
from danvan.documents.storage import new_attachment
from danvan.initiatives import actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Evidence, Registration
from danvan.initiatives.workflow import FLOW, NEEDS_REASON

BY_DECISION = frozenset({"recognise", "withdraw_recognition"})  # moves that a decision makes


class MoveIn(Body):
    """A move with its reason."""

    verb: Line = said(
        _("Bước: approve, start, fall_short, pause, resume, end, reopen. Bản ghi cho biết các bước mở ở mục moves."),
        max_length=30, examples=["approve"],
    )  # fmt: skip
    reason: Lines = said(_("Lý do; bắt buộc với pause, end, fall_short, reopen."), "", max_length=1000)


class RecognitionIn(Body):
    """A recognition by a decision."""

    level: Literal["base", "district", "province", "centre"] = said(_("Cấp công nhận."))
    number: Line = said(_("Số quyết định."), "", max_length=60, examples=["123-QĐ/HU"])
    date: Day | None = said(_("Ngày quyết định."), None)
    issuer: Line = said(_("Cơ quan quyết định."), "", max_length=300)
    outstanding: Flag = said(_("Tiêu biểu."), False)


class WithdrawIn(Body):
    """Why a recognition is withdrawn, and from when."""

    on: Day = said(_("Ngày hủy."))
    reason: Title = said(_("Lý do."), min_length=1, max_length=300)


@routes.post(
    f"{ONE}/moves", RegistrationOut, _("Chuyển bước"),
    _("Hai người cùng chuyển thì một người được, người kia nhận 409 và cần đọc lại."),
)  # fmt: skip
def move(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: MoveIn) -> RegistrationOut:
    """Make one move of the workflow."""
    person = request.auth
    row = find(person, province, pk)
    if body.verb not in FLOW.moves.keys() - BY_DECISION:
        known = ", ".join(sorted(FLOW.moves.keys() - BY_DECISION))
        raise ValidationError({"verb": gettext("Không có bước này. Các bước: %(known)s.") % {"known": known}})
    need(person, f"initiatives.{body.verb}", row)
    if body.verb in NEEDS_REASON and not body.reason:
        raise ValidationError({"reason": gettext("Bước này cần ghi lý do.")})
    if body.verb not in {m.verb for m in FLOW.open_from(row.status)}:
        text = gettext("Mô hình đang ở trạng thái «%(state)s», không làm được bước này.")
        raise Problem(HTTPStatus.CONFLICT, "stale", text % {"state": row.get_status_display()}, current=row.status)
    actions.move(row, body.verb, actor=person, reason=body.reason)
    return registration_out(row, person)


@routes.post(
    f"{ONE}/evidence", EvidenceOut, _("Thêm một tệp minh chứng"),
    _("multipart/form-data: file (ảnh, PDF, .docx, .xlsx; không quá 25 MB) và caption. Chỉ nhận tài liệu không mật."),
    status=201,
)  # fmt: skip
def attach(
    request: Asked,
    province: uuid.UUID,
    pk: uuid.UUID,
    file: UploadedFile = attached(_("Tệp.")),
    caption: str = sent(_("Chú thích."), "", max_length=300),
) -> EvidenceOut:
    """Add a file as evidence."""
    row = find(request.auth, province, pk)
    need(request.auth, "initiatives.attach", row)
    return evidence_out(_attached(request.auth, row, file, caption))


def _attached(person: User, row: Registration, file: UploadedFile, caption: str) -> Evidence:
    name = clean(file.name or "") or "tep"
    try:
        media_type = checked_type(file, name, file.size or 0)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    attachment = new_attachment(
        file.chunks(), name=name, media_type=media_type, province=row.province_id, added_by=person.pk
    )
    return actions.attach(row, attachment, actor=person, caption=clean(caption))


@routes.post(f"{ONE}/recognitions", RegistrationOut, _("Ghi một quyết định công nhận"), status=201)
def recognition_new(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: RecognitionIn) -> RegistrationOut:
    """Record a recognition."""
    row = find(request.auth, province, pk)
    need(request.auth, "appraisal.recognise", row)
    draft = RecognitionDraft(body.level, body.number, body.date, body.outstanding, body.issuer)
    recognise(row, draft, actor=request.auth)
    return registration_out(find(request.auth, province, pk), request.auth)


@routes.post(
    "/recognitions/{uuid:province}/{uuid:pk}/withdraw", RegistrationOut, _("Hủy ghi nhận một quyết định công nhận"),
    _("Quyết định cũ vẫn còn trong nhật ký, kèm lý do hủy."),
)  # fmt: skip
def recognition_withdraw(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: WithdrawIn) -> RegistrationOut:
    """Withdraw a recognition."""
    item = Recognition.objects.select_related("registration").filter(province_id=province, pk=pk).first()
    if item is None:
        raise Http404
    row = find(request.auth, province, item.registration_id)
    need(request.auth, "appraisal.withdraw_recognition", row)
    withdraw_recognition(item, actor=request.auth, on=body.on, reason=body.reason)
    return registration_out(find(request.auth, province, row.pk), request.auth)
