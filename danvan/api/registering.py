"""The register, written: a new registration, its columns and its parts."""

import uuid
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import Field as Limits

from danvan.accounts.models import User
from danvan.accounts.scope import roles_on
from danvan.api.bearer import Asked, need
from danvan.api.problems import Problem
from danvan.api.reading import Amount, Body, Code, Day, Line, Lines, Title, Version, Year, given, said, unit_of_year
from danvan.api.registrations import ONE, find, routes
from danvan.api.shapes import RegistrationOut, registration_out
from danvan.core.models import label_of
from danvan.initiatives import actions
from danvan.initiatives.accounting import province_of
from danvan.initiatives.drafts import TEXTS, Draft, Located
from danvan.initiatives.intake import check_day, locate
from danvan.initiatives.models import (
    Field,
    KeyProject,
    KeyProjectLink,
    Kind,
    OwnerKind,
    Participation,
    Registration,
    Renewal,
    Resource,
    SubField,
    Target,
)
from danvan.units.models import Unit

LONGEST = 20_000
Measured = Annotated[Decimal, Limits(max_digits=18, decimal_places=3, ge=-(10**14), le=10**14)]


class Texts(Body):
    """The free texts of a registration."""

    duration: Line = said(_("Thời gian thực hiện."), "", max_length=300)
    contact: Line = said(_("Chức vụ người phụ trách, không ghi họ tên."), "", max_length=300)
    problem: Lines = said(_("Thực trạng, lý do."), "", max_length=LONGEST)
    goal: Lines = said(_("Mục tiêu, chỉ tiêu."), "", max_length=LONGEST)
    method: Lines = said(_("Nội dung, cách làm."), "", max_length=LONGEST)
    result: Lines = said(_("Kết quả."), "", max_length=LONGEST)
    note: Lines = said(_("Ghi chú."), "", max_length=LONGEST)
    source: Line = said(_("Nguồn."), "", max_length=500)


class RegistrationIn(Texts):
    """A registration as it is handed in."""

    year: Year = said(_("Năm của sổ."), examples=[2026])
    unit: Code | None = said(_("Mã đơn vị mà sổ thuộc về, đọc tại 31/12 của năm."), None, examples=["07282"])
    name: Title = said(_("Tên mô hình, điển hình."), min_length=1, max_length=500, examples=["Đường hoa tự quản"])
    field: Field = said(_("Lĩnh vực."))
    sub_field: uuid.UUID | None = said(_("Phân nhóm, thuộc đúng lĩnh vực."), None)
    kind: Kind = said(_("Mô hình/Điển hình."), Kind.MODEL)
    renewal: Renewal | None = said(_("Mới/Duy trì; để trống thì hệ thống tự xét theo năm trước."), None)
    owner_name: Title = said(_("Đơn vị chịu trách nhiệm; cá nhân ghi chức vụ."), min_length=1, max_length=500)
    owner_kind: OwnerKind = said(_("Tập thể/Cá nhân."), OwnerKind.COLLECTIVE)
    places_text: Line = said(
        _("Địa bàn, từ thôn đến huyện; nhiều nơi cách nhau bằng dấu chấm phẩy."), "", max_length=1000,
        examples=["thôn Đồng Lân, xã Yên Thế"],
    )  # fmt: skip
    registered_on: Day | None = said(
        _("Ngày đăng ký; để trống nếu sổ không ghi: khi làm báo cáo sẽ tính từ đầu năm."), None, examples=["2026-03-15"]
    )


class RegisteredOut(RegistrationOut):
    """A registration as it was handed in; ``warnings``: what was read in another way than it was written."""

    warnings: list[str]


class RegistrationPatch(Body):
    """What is to be changed; members that are left out stay as they are."""

    opened: Version = said(_("version của bản đã đọc: người khác sửa cùng mục sau bản đó thì trả lời 409."))
    name: Title = said(_("Tên mô hình, điển hình."), "", min_length=1, max_length=500)
    field: Field = said(_("Lĩnh vực."), Field.ECONOMY)
    sub_field: uuid.UUID | None = said(_("Phân nhóm; null để bỏ."), None)
    kind: Kind = said(_("Mô hình/Điển hình."), Kind.MODEL)
    renewal: Renewal = said(_("Mới/Duy trì."), Renewal.NEW)
    owner_name: Title = said(_("Đơn vị chịu trách nhiệm."), "", min_length=1, max_length=500)
    owner_kind: OwnerKind = said(_("Tập thể/Cá nhân."), OwnerKind.COLLECTIVE)
    places_text: Line = said(_("Địa bàn."), "", max_length=1000)
    registered_on: Day | None = said(_("Ngày đăng ký."), None)
    duration: Line = said(_("Thời gian thực hiện."), "", max_length=300)
    contact: Line = said(_("Chức vụ người phụ trách."), "", max_length=300)
    problem: Lines = said(_("Thực trạng, lý do."), "", max_length=LONGEST)
    goal: Lines = said(_("Mục tiêu, chỉ tiêu."), "", max_length=LONGEST)
    method: Lines = said(_("Nội dung, cách làm."), "", max_length=LONGEST)
    result: Lines = said(_("Kết quả."), "", max_length=LONGEST)
    note: Lines = said(_("Ghi chú."), "", max_length=LONGEST)
    source: Line = said(_("Nguồn."), "", max_length=500)


class TargetIn(Body):
    """One target."""

    indicator: Title = said(_("Chỉ tiêu."), min_length=1, max_length=300)
    measure: Line = said(_("Đơn vị tính."), "", max_length=60)
    baseline: Measured | None = said(_("Hiện trạng."), None)
    goal: Measured | None = said(_("Mục tiêu."), None)
    due_on: Day | None = said(_("Hạn."), None)


class ResourceIn(Body):
    """One resource."""

    kind: Resource.ResourceKind = said(_("Loại nguồn lực."))
    amount: Amount | None = said(_("Số lượng; tiền tính bằng đồng."), None)
    origin: Line = said(_("Nguồn."), "", max_length=300)


class ParticipationIn(Body):
    """One body's part."""

    name: Title = said(_("Tên đơn vị phối hợp."), min_length=1, max_length=300)
    part: Participation.Part = said(_("Vai trò."), Participation.Part.COORDINATES)


class KeyProjectLinkIn(Body):
    """The tie to a key project."""

    key_project: uuid.UUID = said(_("Công trình, nhiệm vụ trọng tâm của một đơn vị phía trên mô hình."))


@routes.post(
    "/registrations", RegisteredOut, _("Đăng ký một mô hình, điển hình"),
    _("Địa bàn được đọc như trên trang: không rõ thì không ghi, trả lời nói chỗ nào chưa rõ và có thể là đơn vị nào."),
    status=201,
)  # fmt: skip
def register(request: Asked, body: RegistrationIn) -> RegisteredOut:
    """Register one model or exemplar."""
    person = request.auth
    scope = unit_of_year(person, "initiatives.register", body.unit, body.year) or _own_unit(person)
    _check_sub_field(body.sub_field, body.field, province_of(scope.pk, body.year))
    check_day(body.registered_on, body.year)
    located = _located(body.owner_name, body.places_text, body.year, scope)
    draft = Draft(
        year=body.year, name=body.name, field=body.field.value, accounting_unit=located.accounting_unit,
        province=located.province, places=located.places, places_text=body.places_text, owner_name=body.owner_name,
        owner_kind=body.owner_kind.value, owner=located.owner, line=located.line, kind=body.kind.value,
        renewal=body.renewal.value if body.renewal else None, sub_field=body.sub_field,
        registered_on=body.registered_on, texts={name: getattr(body, name) for name in TEXTS},
    )  # fmt: skip
    row = actions.register(draft, actor=person)
    made = registration_out(find(person, row.province_id, row.pk), person)
    return RegisteredOut(**made.model_dump(), warnings=located.warnings)


def _own_unit(person: User) -> Unit:
    held = roles_on(person, timezone.localdate())
    if not held:
        raise PermissionDenied(gettext("Bạn chưa được giao vai trò ở cơ quan nào."))
    return held[0].body.unit


def _located(owner_name: str, places_text: str, year: int, scope: Unit) -> Located:
    located = locate(owner_name, places_text, year, scope)
    if located.problems:
        raise ValidationError({"places_text": located.problems})
    return located


def _check_sub_field(key: uuid.UUID | None, field: str, province: uuid.UUID) -> None:
    if key is None:
        return
    known = SubField.objects.filter(pk=key).first()
    if known is None or known.province_id not in {None, province}:
        raise ValidationError({"sub_field": gettext("Không có phân nhóm này trong danh mục của tỉnh.")})
    if known.field != field:
        text = gettext("Phân nhóm này thuộc lĩnh vực %(field)s.") % {"field": known.get_field_display()}
        raise ValidationError({"sub_field": text})


@routes.patch(
    ONE, RegistrationOut, _("Sửa một mô hình"),
    _("Chỉ gửi các mục cần sửa. 409 (conflict) khi người khác đã lưu cùng mục: conflicts cho thấy cả hai bản."),
)  # fmt: skip
def edit(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: RegistrationPatch) -> RegistrationOut:
    """Change columns of a registration."""
    person = request.auth
    row = find(person, province, pk)
    need(person, "initiatives.edit", row)
    changes = {k: getattr(v, "value", v) for k, v in given(body).items() if k != "opened"}
    check_day(changes.get("registered_on"), row.year)
    if "sub_field" in changes or "field" in changes:
        _check_sub_field(changes.get("sub_field", row.sub_field_id), changes.get("field", row.field), province)
    if "sub_field" in changes:
        changes["sub_field_id"] = changes.pop("sub_field")
    located = None
    if {"places_text", "owner_name"} & changes.keys():
        owner, places = (changes.get(name, getattr(row, name)) for name in ("owner_name", "places_text"))
        if (owner, places) != (row.owner_name, row.places_text):
            located = _located(owner, places, row.year, Unit.objects.get(pk=province))
    try:
        actions.edit(row, actor=person, opened=body.opened, located=located, **changes)
    except ValidationError as error:
        if getattr(error, "code", None) != "conflict":
            raise
        raise _conflict(row, body.opened, changes, error) from error
    return registration_out(find(person, province, pk), person)


def _conflict(row: Registration, opened: int, changes: dict[str, Any], error: ValidationError) -> Problem:
    """Return the refusal of an edit that would overwrite somebody's: both versions side by side."""
    now = Registration.objects.get(pk=row.pk, province_id=row.province_id)
    both = [
        {
            "field": name, "label": label_of(now, name.removesuffix("_id")), "yours": _plain(changes[name]),
            "current": _plain(getattr(now, name)),
        }
        for name in actions.conflicts(now, opened, changes)
    ]  # fmt: skip
    return Problem(409, "conflict", " ".join(error.messages), version=actions.version(now), conflicts=both)


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)


def _add(request: Asked, province: uuid.UUID, pk: uuid.UUID, part: actions.Part) -> RegistrationOut:
    row = find(request.auth, province, pk)
    need(request.auth, "initiatives.edit", row)
    actions.add_part(row, part, actor=request.auth)
    return registration_out(row, request.auth)


@routes.post(f"{ONE}/targets", RegistrationOut, _("Thêm chỉ tiêu"), status=201)
def target_new(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: TargetIn) -> RegistrationOut:
    """Add a target."""
    return _add(request, province, pk, Target(**body.model_dump()))


@routes.post(f"{ONE}/resources", RegistrationOut, _("Thêm nguồn lực"), status=201)
def resource_new(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: ResourceIn) -> RegistrationOut:
    """Add a resource."""
    return _add(request, province, pk, Resource(**body.model_dump()))


@routes.post(f"{ONE}/participations", RegistrationOut, _("Thêm đơn vị phối hợp"), status=201)
def participation_new(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: ParticipationIn) -> RegistrationOut:
    """Add a body's part."""
    return _add(request, province, pk, Participation(**body.model_dump()))


@routes.post(f"{ONE}/key-projects", RegistrationOut, _("Gắn với công trình trọng tâm"), status=201)
def key_project_link(request: Asked, province: uuid.UUID, pk: uuid.UUID, body: KeyProjectLinkIn) -> RegistrationOut:
    """Tie a registration to a key project of a unit above it."""
    row = find(request.auth, province, pk)
    need(request.auth, "initiatives.edit", row)
    near = KeyProject.objects.on(row.year_end).filter(unit__in=row.holders(), pk=body.key_project)
    if not near.exists():
        text = gettext("Không có công trình này trong danh mục của các đơn vị phía trên mô hình.")
        raise ValidationError({"key_project": text})
    return _add(request, province, pk, KeyProjectLink(key_project=near.get()))


PARTS = {
    "targets": (Target, gettext_lazy("Bỏ một chỉ tiêu")),
    "resources": (Resource, gettext_lazy("Bỏ một nguồn lực")),
    "participations": (Participation, gettext_lazy("Bỏ một đơn vị phối hợp")),
    "key-projects": (KeyProjectLink, gettext_lazy("Bỏ gắn công trình trọng tâm")),
}


def _removal(model: Any) -> Any:
    def remove(request: Asked, province: uuid.UUID, pk: uuid.UUID, part: uuid.UUID) -> RegistrationOut:
        row = find(request.auth, province, pk)
        need(request.auth, "initiatives.edit", row)
        found = model.objects.filter(registration=row, pk=part, province_id=province).first()
        if found is None:
            raise Http404
        actions.remove_part(row, found, actor=request.auth)
        return registration_out(row, request.auth)

    remove.__name__ = f"remove_{model._meta.model_name}"
    return remove


for _kind, (_model, _summary) in PARTS.items():
    _route = f"{ONE}/{_kind}/{{uuid:part}}"
    routes.delete(_route, RegistrationOut, _summary, gettext_lazy("Nhật ký giữ lại nội dung cũ."))(_removal(_model))
