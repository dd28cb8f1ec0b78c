"""API tokens: a person lends some of their verbs to a program, until a day, and can take them back at any time.

A token never reaches further than its person does at the moment of the call: the scope rule is asked of the person, and
``User.lends`` narrows it. The secret is shown once; only its SHA-256 is kept.
"""

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.actions import seats_of, within_reach
from danvan.accounts.links import digest_of
from danvan.accounts.models import ApiToken, User
from danvan.accounts.scope import RULES
from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.core.text import clean

PREFIX = "dv_"
# What a secret looks like, so that one can be told where it should not be: in an address, in a log.
SHAPE = re.compile(r"dv_[A-Za-z0-9_-]{20,}")
LONGEST_DAYS = 366
MOST_ALIVE = 20
HINT = 9


class Bundle(models.TextChoices):
    """Verbs that are lent together."""

    READ = "read", gettext_lazy("Đọc: tra cứu, xem sổ, số liệu, báo cáo, xuất danh sách")
    WRITE = "write", gettext_lazy("Ghi: đăng ký, sửa, minh chứng, chuyển bước, công nhận, danh mục, thôn")
    IMPORT = "import", gettext_lazy("Nhập sổ: tải tệp lên, sửa, ghi, hoàn tác")
    REPORT = "report", gettext_lazy("Báo cáo: lập, sửa, ký, số liệu đã công bố, chỉ tiêu")
    ADMINISTER = "administer", gettext_lazy("Quản trị: cơ quan, tài khoản, vai trò, liên kết đăng nhập")


# Which bundle the verbs of an app belong to; what only looks belongs to READ, and to every bundle that builds on it.
_OF_APP = {
    "initiatives": Bundle.WRITE, "appraisal": Bundle.WRITE, "units": Bundle.WRITE, "imports": Bundle.IMPORT,
    "reporting": Bundle.REPORT, "reports": Bundle.REPORT, "bodies": Bundle.ADMINISTER, "accounts": Bundle.ADMINISTER,
}  # fmt: skip
_LOOKS = frozenset({"view", "export"})
# A key must not make keys, whatever its person may do; the sample is the command line's business.
_NEVER = frozenset({"accounts.make_token"})
_NEVER_OF_APP = frozenset({"sample"})


class TokenRefused(PermissionDenied):
    """The token opens nothing; ``code`` says why: unknown, malformed, revoked, expired, closed or no_role."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Hand:
    """Whoever holds one token: its person who takes it back, or the operator at the server who makes it."""

    audit_name: str
    audit_id: uuid.UUID | None = None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether it is about a token, of their own where it is a person."""
        about = perm in {"accounts.make_token", "accounts.revoke_token"} and isinstance(obj, ApiToken)
        return about and self.audit_id in {None, obj.user_id}


def bundle_of(verb: str) -> Bundle | None:
    """Return the bundle that a verb belongs to; None for one that is never lent."""
    app, _dot, name = verb.partition(".")
    if verb in _NEVER or app in _NEVER_OF_APP:
        return None
    if name in _LOOKS and verb != "accounts.view":
        return Bundle.READ
    return _OF_APP[app]


def verbs_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return the verbs that bundles and single verbs lend; each bundle brings what one must see to use it."""
    wanted = set(scopes)
    if wanted:
        wanted.add(Bundle.READ)
    return frozenset(verb for verb in lendable_verbs() if verb in wanted or bundle_of(verb) in wanted)


def lendable_verbs() -> list[str]:
    """Return the verbs that a token may lend at all."""
    return sorted(verb for verb in RULES if bundle_of(verb))


def make_token(
    person: User, *, name: str, scopes: Iterable[str], expires_at: dt.datetime, actor: User | None = None
) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which can be read this once.

    People make their own; without an ``actor`` it is the operator at the server's command line.
    """
    if actor is not None and (actor.pk != person.pk or actor.token is not None):
        raise PermissionDenied(_("Khóa API do chính người dùng tạo trên trang của mình, không tạo bằng khóa khác."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user=person, name=clean(name), hint=secret[:HINT], digest=digest_of(secret),
        scopes=list(dict.fromkeys(scopes)), expires_at=expires_at,
    )  # fmt: skip
    _check(token)
    where: Any = _seat_today(person) if actor else token
    operator = Hand(_("Người vận hành (dòng lệnh)"))
    with action("accounts.make_token", where, actor or operator) as act:
        if alive(person).count() >= MOST_ALIVE:
            raise ValidationError(
                _("Đã có %(n)s khóa còn hiệu lực. Hãy thu hồi khóa không dùng nữa rồi tạo khóa mới."),
                params={"n": MOST_ALIVE},
            )
        token.save(force_insert=True)
        act.created(token)
    return token, secret


def _seat_today(person: User) -> Any:
    """Return a place where the person may lend verbs from; whoever holds no role today is refused there."""
    seats = seats_of(person)
    return next((seat for seat in seats if person.has_perm("accounts.make_token", seat)), seats[0])


def _check(token: ApiToken) -> None:
    now = timezone.now()
    if not token.user.is_active:
        raise ValidationError(_("Tài khoản đã đóng; không tạo được khóa API."))
    if not token.name:
        raise ValidationError({"name": _("Cần đặt tên cho khóa, ví dụ tên phần mềm sẽ dùng khóa.")})
    unknown = [scope for scope in token.scopes if scope not in {*Bundle.values, *lendable_verbs()}]
    if unknown or not token.scopes:
        allowed = ", ".join(Bundle.values)
        raise ValidationError({"scopes": _("Chọn ít nhất một phạm vi trong: %(allowed)s.") % {"allowed": allowed}})
    if not now < token.expires_at <= now + dt.timedelta(days=LONGEST_DAYS):
        raise ValidationError({"expires_at": _("Khóa phải có hạn, từ ngày mai và không quá một năm.")})
    token.full_clean(exclude=("digest", "scopes"))


def revoke_token(token: ApiToken, *, actor: Actor) -> None:
    """Take a token back, at once and for good: its person does, or whoever looks after that person's account.

    A program takes back its own token whatever that lends, others of its person only where it may administer.
    """
    own = token.user_id == actor.audit_id
    program = isinstance(actor, User) and actor.token not in (None, token)
    if own and program and not actor.lends("accounts.revoke_token"):  # type: ignore[attr-defined] # a User
        raise PermissionDenied(_("Khóa API này chỉ tự thu hồi được mình; thu hồi khóa khác cần phạm vi quản trị."))
    if not own and not within_reach(token.user, actor, "accounts.revoke_token"):
        raise PermissionDenied(_("Khóa này của người ngoài phạm vi bạn quản trị."))
    if token.revoked_at:
        raise ValidationError(_("Khóa này đã được thu hồi trước đó."))
    before = snapshot(token)
    hand: Actor = Hand(actor.audit_name, actor.audit_id) if own else actor
    where: Any = token if own else seats_of(token.user)[0]
    with action("accounts.revoke_token", where, hand) as act:
        token.revoked_at = timezone.now()
        ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=token.revoked_at)
        act.changed(token, before)


def alive(person: User) -> models.QuerySet[ApiToken]:
    """Return a person's tokens that are neither revoked nor expired."""
    return person.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now())


def bearer_of(secret: str) -> User:
    """Return the person of a secret, with no more than the token lends; raise ``TokenRefused`` with the reason."""
    if not SHAPE.fullmatch(secret):
        raise TokenRefused(_("Khóa API không đúng dạng: khóa bắt đầu bằng dv_, chép nguyên cả chuỗi."), "malformed")
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if token is None:
        raise TokenRefused(_("Không có khóa API này. Có thể đã chép thiếu ký tự."), "unknown")
    if token.revoked_at:
        raise TokenRefused(_("Khóa API này đã bị thu hồi. Hãy tạo khóa mới."), "revoked")
    if token.expires_at <= timezone.now():
        raise TokenRefused(_("Khóa API này đã hết hạn. Hãy tạo khóa mới."), "expired")
    if not token.user.is_active:
        raise TokenRefused(_("Tài khoản của khóa API này đã đóng."), "closed")
    person = token.user
    person.token, person.lent = token, verbs_of(token.scopes)
    return person
