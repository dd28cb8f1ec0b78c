"""The person behind the token, and their tokens."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.accounts.models import ApiToken, User
from danvan.accounts.queries import people_in_reach
from danvan.accounts.scope import RULES, permitted, roles_on
from danvan.accounts.tokens import revoke_token
from danvan.api.bearer import Asked, need
from danvan.api.imports import ImportOut, import_out
from danvan.api.reading import Out, found
from danvan.api.report_shapes import ReportOut, report_values
from danvan.api.routes import Routes
from danvan.imports.queries import UNFINISHED, visible_imports
from danvan.initiatives.models import Registration
from danvan.initiatives.waiting import waits_for
from danvan.reporting.queries import may_issue, visible_reports
from danvan.reporting.workflow import ReportStatus
from danvan.units.atlas import atlas

routes = Routes(_("Khóa API"))
MOST = 50  # of each kind of work


class RoleOut(Out):
    """One role held today."""

    role: str
    body: uuid.UUID
    body_name: str
    unit: str
    line: str


class TokenOut(Out):
    """A token; never its secret."""

    id: uuid.UUID
    name: str
    hint: str
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class TokensOut(Out):
    """Tokens, the newest first."""

    items: list[TokenOut]


class MeOut(Out):
    """Who is asking and what they may do."""

    id: uuid.UUID
    username: str
    display_name: str
    roles: list[RoleOut]
    token: TokenOut
    verbs: list[str]


class WaitingOut(Out):
    """How many registrations of a year wait."""

    year: int
    count: int


class WorkOut(Out):
    """What waits for the person: unfinished imports, registrations to approve, drafts to sign."""

    imports: list[ImportOut]
    to_approve: list[WaitingOut]
    to_sign: list[ReportOut]


def token_out(token: ApiToken) -> TokenOut:
    """Return a token as the API shows it."""
    use: Any = getattr(token, "use", None)
    return TokenOut(
        id=token.pk, name=token.name, hint=token.hint, scopes=token.scopes, created_at=token.created_at,
        expires_at=token.expires_at, revoked_at=token.revoked_at, last_used_at=use.last_used_at if use else None,
    )  # fmt: skip


def tokens_of(person: User) -> TokensOut:
    """Return a person's tokens."""
    return TokensOut(items=[token_out(token) for token in person.api_tokens.select_related("use")])


@routes.get(
    "/me", MeOut, _("Người giữ khóa"), _("Chức vụ, vai trò hôm nay, khóa đang dùng và các việc khóa này làm được.")
)
def me(request: Asked) -> MeOut:
    """Answer who is asking."""
    person, today = request.auth, timezone.localdate()
    held = [
        RoleOut(
            role=a.role, body=a.body_id, body_name=a.body.name, line=a.body.line,
            unit=span.code if (span := atlas().nearest(a.body.unit_id, today)) else "",
        )
        for a in roles_on(person, today)
    ]  # fmt: skip
    token = ApiToken.objects.select_related("use").get(pk=found(person.token).pk)
    return MeOut(
        id=person.pk, username=person.username, display_name=person.display_name, roles=held, token=token_out(token),
        verbs=sorted(verb for verb in RULES if permitted(person, verb, None)),
    )  # fmt: skip


@routes.get(
    "/me/work", WorkOut, _("Việc của tôi"),
    _("Như trang Việc của tôi: các lần nhập sổ đang dở, số mô hình chờ chính bạn duyệt theo năm, các dự thảo báo cáo chờ cơ quan bạn ký."),
)  # fmt: skip
def work(request: Asked) -> WorkOut:
    """Answer what waits for the person."""
    person = request.auth
    begun = visible_imports(person).filter(state__in=UNFINISHED).select_related("attachment", "unit")
    waiting = Registration.objects.filter(waits_for(person)).order_by("-year").values_list("year")
    drafts = visible_reports(person).filter(status=ReportStatus.DRAFT).prefetch_related("files")
    mine = [one for one in drafts if may_issue(one.issuer, person, "reporting.sign")]
    return WorkOut(
        imports=[import_out(one, whole=False) for one in begun[:MOST]],
        to_approve=[WaitingOut(year=year, count=n) for year, n in waiting.annotate(n=Count("pk"))],
        to_sign=[ReportOut(**report_values(one)) for one in mine[:MOST]] if person.has_perm("reporting.sign") else [],
    )


@routes.get("/tokens", TokensOut, _("Các khóa API của tôi"), _("Khóa mới chỉ tạo được trên trang, sau khi đăng nhập."))
def tokens(request: Asked) -> TokensOut:
    """List one's own tokens."""
    return tokens_of(request.auth)


@routes.get("/people/{uuid:pk}/tokens", TokensOut, _("Các khóa API của một người"), _("Cho người quản trị."))
def tokens_of_person(request: Asked, pk: uuid.UUID) -> TokensOut:
    """List somebody's tokens."""
    need(request.auth, "accounts.revoke_token")
    return tokens_of(found(people_in_reach(request.auth).filter(pk=pk).first()))


@routes.post(
    "/tokens/{uuid:pk}/revoke", TokenOut, _("Thu hồi một khóa API"),
    _("Chính khóa này; có phạm vi quản trị thì cả khóa khác của mình và của người trong phạm vi. Có hiệu lực ngay."),
)  # fmt: skip
def revoke(request: Asked, pk: uuid.UUID) -> TokenOut:
    """Take a token back."""
    token = found(ApiToken.objects.select_related("user", "use").filter(pk=pk).first())
    if token.user_id != request.auth.pk:
        found(people_in_reach(request.auth).filter(pk=token.user_id).first())
    revoke_token(token, actor=request.auth)
    return token_out(token)
