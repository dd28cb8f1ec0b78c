"""Who is asking: the token in the ``Authorization`` header, and nothing else – no cookie, no address."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from danvan.accounts.models import User
from danvan.accounts.scope import RULES, permitted, roles_on
from danvan.accounts.tokens import TokenRefused, bearer_of
from danvan.api.meter import seconds_to_wait
from danvan.api.problems import Problem


class Asked(HttpRequest):
    """A request behind the bearer: its user is one of ours, with what their token lends."""

    auth: User


class Bearer(HttpBearer):
    """``Authorization: Bearer dv_…``."""

    openapi_bearerFormat = "dv_…"  # noqa: N815 - the specification's spelling

    def __call__(self, request: HttpRequest) -> Any:
        """Return the person; raise a ``Problem`` that says how to get a token otherwise."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            raise Problem(HTTPStatus.UNAUTHORIZED, "no_token", how_to_get_one())
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Return the person of a secret that opens something."""
        try:
            person = bearer_of(token)
        except TokenRefused as refusal:
            raise Problem(HTTPStatus.UNAUTHORIZED, f"token_{refusal.code}", str(refusal)) from refusal
        assert person.token is not None  # noqa: S101 - bearer_of sets it
        wait = seconds_to_wait(person.token)
        if wait:
            text = _("Khóa API này đã gọi quá số lượt cho phép trong một phút. Hãy đợi %(n)s giây.") % {"n": wait}
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", text, retry_after=wait)
        if not roles_on(person, timezone.localdate()):
            text = _("Người giữ khóa API này hiện không giữ vai trò nào, nên khóa không mở được gì.")
            raise Problem(HTTPStatus.FORBIDDEN, "no_role", text)
        request.user = person
        return person


def how_to_get_one() -> str:
    """Say how to get a token and how to send it."""
    return _(
        "Cần khóa API. Đăng nhập, mở trình đơn tài khoản → «Khóa API» để tạo khóa, rồi gửi trong tiêu đề: Authorization: Bearer dv_…"
    )


def need(person: User, verb: str, obj: Any = None) -> None:
    """Refuse what the person may not do, telling a token that is too narrow from a person who may not."""
    if person.has_perm(verb, obj):
        return
    if verb in RULES and not person.lends(verb):
        text = _("Khóa API này không mang quyền «%(verb)s». Hãy tạo khóa có phạm vi phù hợp.") % {"verb": verb}
        raise Problem(HTTPStatus.FORBIDDEN, "token_scope", text, verb=verb)
    if obj is not None and permitted(person, verb, None):
        raise PermissionDenied(_("Bạn không có quyền làm việc này trong phạm vi được giao."))
    raise PermissionDenied(_("Vai trò của bạn không làm việc này."))
