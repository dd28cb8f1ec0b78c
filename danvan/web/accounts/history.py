"""The audit of an account, told in sentences."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danvan.accounts.models import Assignment, Role
from danvan.audit.models import Entry


@dataclass(frozen=True)
class Told:
    """One line: when, who, what."""

    at: dt.datetime
    actor: str
    text: str


def told(entries: Iterable[Entry], held: Iterable[Assignment]) -> list[Told]:
    """Tell the entries of an account; ``held`` are its roles, by which the bodies are named."""
    roles = {a.pk: a for a in held}
    tellers = {"accounts.user": _account, "accounts.signinlink": _link}
    found = []
    for entry in entries:
        text = _role(entry, roles) if entry.kind == "accounts.assignment" else tellers[entry.kind](entry)
        found.append(Told(entry.at, entry.actor_name, text))
    return found


def _account(entry: Entry) -> str:
    if entry.before is None:
        return pgettext("history", "Mở tài khoản")
    active = (entry.after or {}).get("is_active")
    if active is not None:
        return pgettext("history", "Mở lại tài khoản") if active else pgettext("history", "Đóng tài khoản")
    return _("Sửa tên hiển thị hoặc thư điện tử")


def _link(entry: Entry) -> str:
    if entry.before is None:
        return pgettext("history", "Cấp liên kết đăng nhập một lần")
    return _("Đăng nhập bằng liên kết một lần")


def _role(entry: Entry, roles: dict[Any, Assignment]) -> str:
    held = roles.get(entry.object_id)
    names = {"role": Role(held.role).label, "body": held.body} if held else {"role": "–", "body": "–"}
    if entry.before is None:
        return _("Giao vai trò %(role)s tại %(body)s") % names
    return _("Ghi ngày thôi vai trò %(role)s tại %(body)s") % names
