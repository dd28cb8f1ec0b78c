"""Bodies on their lines: the roll, one body, and what is changed about it."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel

from danvan.accounts.models import User
from danvan.accounts.queries import bodies_in_reach, bodies_named
from danvan.accounts.scope import reach_of
from danvan.api.bearer import Asked, need
from danvan.api.reading import (
    Body,
    Code,
    Cursor,
    Day,
    Out,
    Page,
    Size,
    Title,
    Words,
    cursor_of,
    found,
    key_in,
    parts_of,
    said,
    unit_within,
)
from danvan.api.routes import Routes
from danvan.bodies import actions
from danvan.bodies import models as roll
from danvan.units.atlas import atlas
from danvan.units.models import Unit

routes = Routes(_("Cơ quan, tổ chức"))


class BodyOut(Out):
    """A body."""

    id: uuid.UUID
    name: str
    line: str
    unit: str
    unit_name: str
    superior: uuid.UUID | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    illustration: bool


class BodiesOut(Page):
    """One page of the roll, by name."""

    items: list[BodyOut]
    total: int


class CoordinationOut(Out):
    """A unit for which the body coordinates."""

    id: uuid.UUID
    unit: str
    unit_name: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class HolderOut(Out):
    """Somebody who holds a role at the body."""

    assignment: uuid.UUID
    person: uuid.UUID
    display_name: str
    role: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class OneBodyOut(BodyOut):
    """One body: what it coordinates, what stands under it and, for those who may see it, who holds a role there."""

    coordinations: list[CoordinationOut]
    subordinates: list[BodyOut]
    people: list[HolderOut] | None


class Asking(BaseModel):
    """What narrows the roll."""

    q: Words = said(_("Tìm trong tên; không cần dấu."), "")
    line: roll.Line | None = said(_("Hệ thống."), None)
    ended: bool = said(_("Cả cơ quan đã kết thúc."), False)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


class BodyIn(Body):
    """A body as it is put on the roll."""

    name: Title = said(_("Tên đầy đủ, như trên con dấu."), min_length=1, max_length=300)
    line: roll.Line = said(_("Hệ thống."))
    unit: Code = said(_("Mã đơn vị đặt trụ sở, hôm nay."))
    superior: uuid.UUID | None = said(_("Cấp trên trực tiếp."), None)
    valid_from: Day | None = said(_("Thành lập từ ngày."), None)


class SuperiorIn(Body):
    """The body above."""

    superior: uuid.UUID | None = said(_("Cấp trên trực tiếp; null nếu không có."))


class CoordinationIn(Body):
    """The unit for which a body is to coordinate."""

    unit: Code = said(_("Mã đơn vị, hôm nay."))
    valid_from: Day | None = said(_("Từ ngày."), None)


class EndIn(Body):
    """The last day of something."""

    last_day: Day = said(_("Ngày cuối cùng còn hiệu lực."))

    @property
    def first_day_without(self) -> dt.date:
        """The day after."""
        return self.last_day + dt.timedelta(days=1)


def unit_name(unit: uuid.UUID) -> tuple[str, str]:
    """Return the code and name of a unit as it is today or was last."""
    span = atlas().nearest(unit, timezone.localdate())
    return (span.code, span.label) if span else ("", "")


def body_values(row: roll.Body) -> dict[str, Any]:
    """Return what a list shows of a body."""
    code, name = unit_name(row.unit_id)
    return {
        "id": row.pk, "name": row.name, "line": row.line, "unit": code, "unit_name": name, "superior": row.superior_id,
        "valid_from": row.valid_from, "valid_to": row.valid_to, "illustration": row.illustration,
    }  # fmt: skip


def find(person: User, pk: uuid.UUID, verb: str = "bodies.view") -> roll.Body:
    """Return a body within reach for a verb, or 404."""
    need(person, "bodies.view")
    return found(bodies_in_reach(person, verb).select_related("unit", "superior").filter(pk=pk).first())


def one_body(row: roll.Body, person: User) -> OneBodyOut:
    """Return one body as far as the person may see it."""
    seen = person.has_perm("accounts.view", actions.SeatOf(row))
    held = row.assignments.select_related("user").order_by("user__display_name", "pk") if seen else None
    return OneBodyOut(
        **body_values(row),
        coordinations=[
            CoordinationOut(
                id=c.pk, unit=unit_name(c.unit_id)[0], unit_name=unit_name(c.unit_id)[1], valid_from=c.valid_from,
                valid_to=c.valid_to,
            )
            for c in row.coordinations.order_by("valid_from", "pk")
        ],
        subordinates=[
            BodyOut(**body_values(b)) for b in bodies_in_reach(person).filter(superior=row).order_by("folded", "pk")[:200]
        ],
        people=None if held is None else [
            HolderOut(
                assignment=a.pk, person=a.user_id, display_name=str(a.user), role=a.role, valid_from=a.valid_from,
                valid_to=a.valid_to,
            )
            for a in held
        ],
    )  # fmt: skip


@routes.get("/bodies", BodiesOut, _("Danh sách cơ quan, tổ chức"))
def bodies(request: Asked, asked: Query[Asking]) -> BodiesOut:
    """List one page of the roll."""
    need(request.auth, "bodies.view")
    rows: Any = bodies_named(bodies_in_reach(request.auth), asked.q)
    if not asked.ended:
        rows = rows.on(timezone.localdate())
    if asked.line:
        rows = rows.filter(line=asked.line)
    total = rows.count()
    if asked.after:
        name, last = parts_of("bodies", asked.after, 2)
        key = key_in(last)
        name = roll.Body.objects.filter(pk=key).values_list("folded", flat=True).first() or name
        rows = rows.filter(Q(folded__gt=name) | Q(folded=name, pk__gt=key))
    page = list(rows.order_by("folded", "pk")[: asked.limit + 1])
    last_one = page[asked.limit - 1] if len(page) > asked.limit else None
    return BodiesOut(
        items=[BodyOut(**body_values(b)) for b in page[: asked.limit]], total=total,
        following=cursor_of("bodies", last_one.folded[:20], last_one.pk) if last_one else None,
    )  # fmt: skip


@routes.get("/bodies/{uuid:pk}", OneBodyOut, _("Một cơ quan"))
def body_one(request: Asked, pk: uuid.UUID) -> OneBodyOut:
    """Show one body."""
    return one_body(find(request.auth, pk), request.auth)


@routes.post("/bodies", OneBodyOut, _("Ghi một cơ quan vào danh sách"), status=201)
def body_new(request: Asked, body: BodyIn) -> OneBodyOut:
    """Put a body on the roll."""
    person = request.auth
    unit = _unit(person, body.unit)
    superior = _superior(person, body.superior)
    made = actions.create_body(
        actor=person, name=body.name, line=body.line.value, unit=unit, superior=superior, valid_from=body.valid_from
    )
    return one_body(made, person)


def _unit(person: User, code: str) -> Unit:
    need(person, "bodies.manage")
    reach = reach_of(person, "bodies.manage")
    near = unit_within(person, "units.view", code, timezone.localdate())
    if near is None or not reach.covers(near.pk):
        raise ValidationError({"unit": gettext("Đơn vị này ngoài phạm vi bạn quản lý cơ quan.")})
    return Unit.objects.get(pk=near.pk)


def _superior(person: User, pk: uuid.UUID | None) -> roll.Body | None:
    if pk is None:
        return None
    row = bodies_in_reach(person).filter(pk=pk).first()
    if row is None:
        raise ValidationError({"superior": gettext("Không thấy cơ quan này trong phạm vi của bạn.")})
    return row


@routes.post("/bodies/{uuid:pk}/superior", OneBodyOut, _("Đặt cấp trên trực tiếp"))
def superior(request: Asked, pk: uuid.UUID, body: SuperiorIn) -> OneBodyOut:
    """Put a body under another."""
    row = find(request.auth, pk)
    need(request.auth, "bodies.manage", actions.SeatOf(row))
    actions.set_superior(row, actor=request.auth, superior=_superior(request.auth, body.superior))
    return one_body(row, request.auth)


@routes.post(
    "/bodies/{uuid:pk}/end", OneBodyOut, _("Kết thúc một cơ quan"),
    _("Việc điều phối của cơ quan kết thúc cùng ngày; mô hình và vai trò đã ghi vẫn còn."),
)  # fmt: skip
def end(request: Asked, pk: uuid.UUID, body: EndIn) -> OneBodyOut:
    """Have a body end."""
    row = find(request.auth, pk)
    need(request.auth, "bodies.manage", actions.SeatOf(row))
    actions.end_body(row, actor=request.auth, on=body.first_day_without)
    return one_body(row, request.auth)


@routes.post("/bodies/{uuid:pk}/coordinations", OneBodyOut, _("Giao điều phối phong trào"), status=201)
def coordination_new(request: Asked, pk: uuid.UUID, body: CoordinationIn) -> OneBodyOut:
    """Make a body the coordinator of a unit."""
    row = find(request.auth, pk)
    need(request.auth, "bodies.manage", actions.SeatOf(row))
    unit = _unit(request.auth, body.unit)
    actions.give_coordination(row, actor=request.auth, unit=unit, valid_from=body.valid_from)
    return one_body(row, request.auth)


@routes.post("/coordinations/{uuid:pk}/end", OneBodyOut, _("Thôi điều phối"))
def coordination_end(request: Asked, pk: uuid.UUID, body: EndIn) -> OneBodyOut:
    """Have a coordination end."""
    held = found(roll.Coordination.objects.select_related("body", "unit").filter(pk=pk).first())
    row = find(request.auth, held.body_id)
    need(request.auth, "bodies.manage", held.unit)
    actions.end_coordination(held, actor=request.auth, on=body.first_day_without)
    return one_body(row, request.auth)
