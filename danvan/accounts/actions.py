"""Writes to people and the roles they hold. Whoever gives may give only within reach, and never to themselves."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.links import make_link
from danvan.accounts.models import Assignment, User
from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.bodies.models import Body
from danvan.core.dates import overlaps
from danvan.core.text import clean


@dataclass(frozen=True)
class Seat:
    """Where a permission about a person or a body is asked: a unit, and the line and body within it."""

    unit: uuid.UUID
    line: str | None = None
    body: uuid.UUID | None = None

    @classmethod
    def of(cls, body: Body) -> "Seat":
        """Return the seat of a body."""
        return cls(body.unit_id, body.line, body.pk)

    def scope_key(self) -> dict[str, Any]:
        """Name the columns that scope asks for."""
        return {"unit": self.unit, "line": self.line, "body": self.body}


def seats_of(person: User) -> list[Seat]:
    """Return every place where a person holds a role now or later; without any, the province of the account."""
    held = person.assignments.exclude(valid_to__lte=timezone.localdate()).select_related("body")
    return list(dict.fromkeys(Seat.of(a.body) for a in held)) or [Seat(person.audit_province_id)]


def within_reach(person: User, actor: Any, verb: str = "accounts.manage") -> bool:
    """Tell whether the actor reaches the person: all their roles, so that nobody gets hold of a higher account."""
    return all(actor.has_perm(verb, seat) for seat in seats_of(person))


def _seat_to_manage(person: User, actor: Actor, *, own: bool = False) -> Seat:
    if not own and person.pk == actor.audit_id:
        raise PermissionDenied(
            _("Không ai tự đổi vai trò hay đóng tài khoản của chính mình; hãy nhờ người quản trị khác.")
        )
    if not within_reach(person, actor):
        raise PermissionDenied(_("Người này giữ vai trò ngoài phạm vi bạn quản trị; hãy nhờ người quản trị cấp trên."))
    return seats_of(person)[0]


def open_account(
    *, actor: Actor, username: str, display_name: str, body: Body, role: str, email: str = "",
    valid_from: dt.date | None = None, valid_to: dt.date | None = None, illustration: bool = False,
) -> User:  # fmt: skip
    """Open an account with its first role. It has no password: a one-time link lets its person in."""
    person = User(
        username=clean(username), display_name=clean(display_name), email=email.strip(), illustration=illustration,
        audit_province_id=body.audit_province_id,
    )  # fmt: skip
    person.set_unusable_password()
    if User.objects.filter(username__iexact=person.username).exists():
        raise ValidationError({"username": _("Tên đăng nhập này đã có người dùng.")})
    person.full_clean(exclude=("password",))
    with action("accounts.manage", Seat.of(body), actor) as act:
        person.save(force_insert=True)
        act.created(person)
        assignment = Assignment(user=person, body=body, role=role, valid_from=valid_from, valid_to=valid_to)
        assignment.full_clean()
        assignment.save(force_insert=True)
        act.created(assignment)
    return person


def edit_account(person: User, *, actor: Actor, display_name: str, email: str = "") -> None:
    """Change how a person is named and reached."""
    seat = _seat_to_manage(person, actor, own=True)
    before = snapshot(person)
    person.display_name, person.email = clean(display_name), email.strip()
    person.full_clean(exclude=("password",))
    with action("accounts.manage", seat, actor) as act:
        person.save(update_fields=("display_name", "email"))
        act.changed(person, before)


def give_role(
    person: User,
    *,
    actor: Actor,
    body: Body,
    role: str,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Assignment:
    """Give a person a role at a body within the actor's reach, from one day until another."""
    if person.pk == actor.audit_id:
        raise PermissionDenied(_("Không ai tự giao vai trò cho chính mình; hãy nhờ người quản trị khác."))
    assignment = Assignment(user=person, body=body, role=role, valid_from=valid_from, valid_to=valid_to)
    assignment.full_clean()
    for other in person.assignments.filter(body=body, role=role):
        if overlaps(assignment, other):
            raise ValidationError(_("Người này đã giữ vai trò này tại cơ quan này trong thời gian đó."))
    with action("accounts.manage", Seat.of(body), actor) as act:
        assignment.save(force_insert=True)
        act.created(assignment)
    return assignment


def end_role(assignment: Assignment, *, actor: Actor, on: dt.date) -> None:
    """Have a role end: ``on`` is the first day without it. The row stays, as a record of who held what."""
    if assignment.user_id == actor.audit_id:
        raise PermissionDenied(_("Không ai tự thôi vai trò của chính mình; hãy nhờ người quản trị khác."))
    if assignment.valid_to is not None and assignment.valid_to <= on:
        raise ValidationError({"on": _("Vai trò này đã kết thúc trước ngày đó.")})
    before = snapshot(assignment)
    assignment.valid_to = on
    assignment.full_clean()
    with action("accounts.manage", Seat.of(assignment.body), actor) as act:
        assignment.save(update_fields=("valid_to",))
        act.changed(assignment, before)


def close_account(person: User, *, actor: Actor) -> None:
    """Close an account: its person is signed out at the next click and cannot come in. Records keep their name."""
    _set_active(person, actor, active=False)


def reopen_account(person: User, *, actor: Actor) -> None:
    """Open a closed account again, with the roles it still has."""
    _set_active(person, actor, active=True)


def _set_active(person: User, actor: Actor, *, active: bool) -> None:
    seat = _seat_to_manage(person, actor)
    before = snapshot(person)
    person.is_active = active
    with action("accounts.manage", seat, actor) as act:
        person.save(update_fields=("is_active",))
        act.changed(person, before)


def give_link(person: User, *, actor: Actor, hours: int = 24) -> str:
    """Return the path of a new one-time sign-in link, to be handed to the person and to nobody else."""
    if not person.is_active:
        raise ValidationError(_("Tài khoản đã đóng; hãy mở lại trước khi cấp liên kết đăng nhập."))
    return make_link(person, hours=hours, actor=actor, within=_seat_to_manage(person, actor, own=True))
