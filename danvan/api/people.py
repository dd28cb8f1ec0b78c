"""People by their post, their roles, and one-time sign-in links."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel

from danvan.accounts import actions
from danvan.accounts.models import Assignment, Role, User
from danvan.accounts.queries import bodies_in_reach, people_in_reach
from danvan.api.bearer import Asked, need
from danvan.api.bodies import EndIn, unit_name
from danvan.api.reading import (
    Body,
    Cursor,
    Day,
    Out,
    Page,
    Size,
    Title,
    Words,
    cursor_of,
    found,
    given,
    parts_of,
    said,
)
from danvan.api.routes import Routes
from danvan.api.shapes import HistoryOut, history_out
from danvan.audit.models import Entry
from danvan.bodies import models as roll

routes = Routes(_("Tài khoản"))
LINK_HOURS = 24


class AssignmentOut(Out):
    """A role at a body with its dates."""

    id: uuid.UUID
    role: str
    body: uuid.UUID
    body_name: str
    unit: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class PersonOut(Out):
    """A person, by post."""

    id: uuid.UUID
    username: str
    display_name: str
    email: str
    is_active: bool
    illustration: bool
    roles: list[AssignmentOut]


class OnePersonOut(PersonOut):
    """One person with the ways in: whether a password is set, and how many one-time links can still be used."""

    has_password: bool
    open_links: int


class PeopleOut(Page):
    """One page of people, by sign-in name, with the roles they hold today."""

    items: list[PersonOut]
    total: int


class LinkOut(Out):
    """A one-time sign-in link: shown here and never again."""

    path: str
    hours: int


class Asking(BaseModel):
    """What narrows the list of people."""

    q: Words = said(_("Tìm chức vụ, tên đăng nhập, cơ quan."), "")
    role: Role | None = said(_("Vai trò giữ hôm nay."), None)
    closed: bool = said(_("Các tài khoản đã đóng."), False)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)
    limit: Size = said(_("Số dòng mỗi trang, 1–200."), 50)


class RoleIn(Body):
    """A role at a body."""

    body: uuid.UUID = said(_("Cơ quan, tổ chức."))
    role: Role = said(_("Vai trò."))
    valid_from: Day | None = said(_("Từ ngày; để trống nếu từ hôm nay trở về trước."), None)
    last_day: Day | None = said(_("Đến hết ngày; để trống nếu chưa định."), None)


class PersonIn(RoleIn):
    """An account with its first role."""

    username: str = said(
        _("Chữ thường không dấu, số, dấu chấm, gạch; ít nhất ba ký tự."), max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]{2,}$",
        examples=["dongky.canbo1"],
    )  # fmt: skip
    display_name: Title = said(_("Chức vụ, không ghi họ tên."), min_length=1, max_length=200)
    email: str = said(_("Thư điện tử công vụ."), "", max_length=254)


class PersonPatch(Body):
    """How a person is named and reached."""

    display_name: Title = said(_("Chức vụ, không ghi họ tên."), "", min_length=1, max_length=200)
    email: str = said(_("Thư điện tử công vụ."), "", max_length=254)


def person_out(row: User, held: Any = None) -> PersonOut:
    """Return a person with roles: all of them, or those given."""
    roles = row.assignments.select_related("body").order_by("-valid_from", "pk") if held is None else held
    return PersonOut(
        id=row.pk, username=row.username, display_name=row.display_name, email=row.email, is_active=row.is_active,
        illustration=row.illustration,
        roles=[
            AssignmentOut(
                id=a.pk, role=a.role, body=a.body_id, body_name=a.body.name, unit=unit_name(a.body.unit_id)[0],
                valid_from=a.valid_from, valid_to=a.valid_to,
            )
            for a in roles
        ],
    )  # fmt: skip


def find(person: User, pk: uuid.UUID) -> User:
    """Return a person within reach, or 404."""
    need(person, "accounts.view")
    return found(people_in_reach(person).filter(pk=pk).first())


@routes.get("/people", PeopleOut, _("Danh sách tài khoản"), _("Trong phạm vi; vai trò là các vai trò giữ hôm nay."))
def people(request: Asked, asked: Query[Asking]) -> PeopleOut:
    """List one page of people."""
    need(request.auth, "accounts.view")
    rows = people_in_reach(request.auth).filter(is_active=not asked.closed)
    for word in asked.q.split():
        rows = rows.filter(
            Q(display_name__icontains=word) | Q(username__icontains=word) | Q(assignments__body__name__icontains=word)
        )
    today = timezone.localdate()
    if asked.role:
        rows = rows.filter(pk__in=Assignment.objects.on(today).filter(role=asked.role).values("user"))
    rows = rows.distinct()
    total = rows.count()
    if asked.after:
        rows = rows.filter(username__gt=parts_of("people", asked.after, 1)[0])
    held = Prefetch("assignments", Assignment.objects.on(today).select_related("body"), to_attr="held")
    page: list[Any] = list(rows.prefetch_related(held).order_by("username")[: asked.limit + 1])
    more = len(page) > asked.limit
    return PeopleOut(
        items=[person_out(row, row.held) for row in page[: asked.limit]], total=total,
        following=cursor_of("people", page[asked.limit - 1].username) if more else None,
    )  # fmt: skip


@routes.get("/people/{uuid:pk}", OnePersonOut, _("Một người với mọi vai trò"))
def person_one(request: Asked, pk: uuid.UUID) -> OnePersonOut:
    """Show one person."""
    row = find(request.auth, pk)
    links = row.sign_in_links.filter(used_at=None, expires_at__gt=timezone.now()).count()
    return OnePersonOut(**person_out(row).model_dump(), has_password=row.has_usable_password(), open_links=links)


@routes.get(
    "/people/{uuid:pk}/history", HistoryOut, _("Nhật ký của một tài khoản"),
    _("200 dòng mới nhất: tài khoản, vai trò, liên kết đăng nhập một lần."),
)  # fmt: skip
def history(request: Asked, pk: uuid.UUID) -> HistoryOut:
    """Tell what was done to an account."""
    row = find(request.auth, pk)
    parts = [found.values_list("pk", flat=True) for found in (row.assignments, row.sign_in_links)]
    entries = Entry.objects.filter(object_id__in=[row.pk, *parts[0], *parts[1]])
    return history_out(entries.order_by("-at", "-seq")[:200])


@routes.post("/people", PersonOut, _("Mở tài khoản với vai trò đầu tiên"), status=201)
def person_new(request: Asked, body: PersonIn) -> PersonOut:
    """Open an account."""
    need(request.auth, "accounts.manage")
    made = actions.open_account(
        actor=request.auth, username=body.username, display_name=body.display_name, email=body.email,
        body=_body(request.auth, body.body), role=body.role.value, valid_from=body.valid_from, valid_to=_until(body),
    )  # fmt: skip
    return person_out(made)


def _body(person: User, pk: uuid.UUID) -> roll.Body:
    row = bodies_in_reach(person, "accounts.manage").select_related("unit").filter(pk=pk).first()
    if row is None:
        raise ValidationError({"body": gettext("Không thấy cơ quan này trong phạm vi bạn quản trị.")})
    return row


def _until(body: RoleIn) -> dt.date | None:
    return body.last_day + dt.timedelta(days=1) if body.last_day else None


@routes.patch("/people/{uuid:pk}", PersonOut, _("Sửa tên hiển thị, thư điện tử"))
def person_edit(request: Asked, pk: uuid.UUID, body: PersonPatch) -> PersonOut:
    """Change how a person is named and reached."""
    row = find(request.auth, pk)
    need(request.auth, "accounts.manage")
    values = {"display_name": row.display_name, "email": row.email, **given(body)}
    actions.edit_account(row, actor=request.auth, **values)
    return person_out(row)


@routes.post("/people/{uuid:pk}/roles", PersonOut, _("Giao vai trò"), status=201)
def role_new(request: Asked, pk: uuid.UUID, body: RoleIn) -> PersonOut:
    """Give a person a role at a body."""
    row = find(request.auth, pk)
    need(request.auth, "accounts.manage")
    actions.give_role(
        row, actor=request.auth, body=_body(request.auth, body.body), role=body.role.value, valid_from=body.valid_from,
        valid_to=_until(body),
    )  # fmt: skip
    return person_out(row)


@routes.post("/roles/{uuid:pk}/end", PersonOut, _("Thôi giữ vai trò"))
def role_end(request: Asked, pk: uuid.UUID, body: EndIn) -> PersonOut:
    """Have a role end."""
    held = found(Assignment.objects.select_related("user", "body__unit").filter(pk=pk).first())
    row = find(request.auth, held.user_id)
    need(request.auth, "accounts.manage")
    actions.end_role(held, actor=request.auth, on=body.first_day_without)
    return person_out(row)


@routes.post(
    "/people/{uuid:pk}/close", PersonOut, _("Đóng tài khoản"), _("Mọi khóa API của người này hết tác dụng ngay.")
)
def close(request: Asked, pk: uuid.UUID) -> PersonOut:
    """Close an account."""
    row = find(request.auth, pk)
    need(request.auth, "accounts.manage")
    actions.close_account(row, actor=request.auth)
    return person_out(row)


@routes.post("/people/{uuid:pk}/reopen", PersonOut, _("Mở lại tài khoản"))
def reopen(request: Asked, pk: uuid.UUID) -> PersonOut:
    """Open a closed account again."""
    row = find(request.auth, pk)
    need(request.auth, "accounts.manage")
    actions.reopen_account(row, actor=request.auth)
    return person_out(row)


@routes.post(
    "/people/{uuid:pk}/link", LinkOut, _("Cấp liên kết đăng nhập một lần"),
    _("Chỉ hiện ở câu trả lời này; đưa cho đúng người. Không cấp được cho chính người giữ khóa API."), status=201,
    keyed=False,
)  # fmt: skip
def link(request: Asked, pk: uuid.UUID) -> LinkOut:
    """Make a one-time sign-in link."""
    row = find(request.auth, pk)
    need(request.auth, "accounts.manage")
    if row.pk == request.auth.pk:  # a lent key must not become the whole person
        raise PermissionDenied(gettext("Khóa API không cấp được liên kết đăng nhập cho chính người giữ khóa."))
    return LinkOut(path=actions.give_link(row, actor=request.auth, hours=LINK_HOURS), hours=LINK_HOURS)
