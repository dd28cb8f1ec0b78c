"""One-time sign-in links: for a first sign-in, and for somebody who cannot get in any more.

The secret is in the address, once; only its hash is kept. Looking at the link does not use it up, its button does.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.models import SignInLink, User
from danvan.audit.door import Actor, Change, action


class LinkGone(ValidationError):
    """The link cannot be used; the code says why: ``unknown``, ``used``, ``expired`` or ``closed``."""


@dataclass(frozen=True)
class Keyholder:
    """Somebody trusted with one link alone: the operator at the server who makes it, or whoever opens it."""

    audit_name: str
    audit_id: uuid.UUID | None = None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether it is about a link."""
        return perm == "accounts.manage" and isinstance(obj, SignInLink)


def digest_of(secret: str) -> str:
    """Return the hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_link(user: User, *, hours: int = 24, actor: Actor | None = None, within: Any = None) -> str:
    """Make a link and return its path, the only time that it can be read.

    Without an ``actor`` it is the operator at the server's command line. A person asks through
    ``accounts.actions.give_link``, which knows what the person must reach (``within``).
    """
    secret = secrets.token_urlsafe(32)
    link = SignInLink(user=user, digest=digest_of(secret), expires_at=timezone.now() + dt.timedelta(hours=hours))
    operator = Keyholder(_("Người vận hành (dòng lệnh)"))
    with action("accounts.manage", within or link, actor or operator) as act:
        link.save(force_insert=True)
        act.changes.append(_change(link, before=None))
    return reverse("web:sign_in_link", args=[secret])


def find_link(secret: str) -> SignInLink:
    """Return the link of a secret if it can still be used; raise ``LinkGone`` with the reason otherwise."""
    link = SignInLink.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if link is None:
        raise LinkGone(_("Liên kết này không có trong hệ thống."), code="unknown")
    if link.used_at:
        raise LinkGone(_("Liên kết này đã được dùng một lần rồi."), code="used")
    if link.expires_at <= timezone.now():
        raise LinkGone(_("Liên kết này đã hết hạn."), code="expired")
    if not link.user.is_active:
        raise LinkGone(_("Tài khoản của liên kết này đã đóng."), code="closed")
    return link


def use_link(secret: str) -> User:
    """Use a link up and return its person; of two clicks at once only one wins."""
    link = find_link(secret)
    before = _columns(link)
    with action("accounts.manage", link, Keyholder(link.user.audit_name, link.user.pk)) as act:
        link.used_at = timezone.now()
        if not SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=link.used_at):
            raise LinkGone(_("Liên kết này đã được dùng một lần rồi."), code="used")
        act.changes.append(_change(link, before=before))
    return link.user


def _columns(link: SignInLink) -> dict[str, Any]:
    """Return what the audit keeps of a link: never its hash."""
    used = link.used_at.isoformat() if link.used_at else None
    return {"user_id": str(link.user_id), "expires_at": link.expires_at.isoformat(), "used_at": used}


def _change(link: SignInLink, *, before: dict[str, Any] | None) -> Change:
    return Change(SignInLink, link.user.audit_province_id, link.pk, before, _columns(link))
