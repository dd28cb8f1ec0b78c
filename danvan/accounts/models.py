"""People appear by their post. What they may do follows from roles at bodies with dates, from nothing else."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danvan.bodies.models import Body
from danvan.core.dates import Dated, DatedQuerySet
from danvan.core.ids import new_id
from danvan.core.models import Reference, Sharding
from danvan.units.models import Unit


class UserManager(BaseUserManager["User"]):
    """Finds people by their sign-in name. There is no ``create_superuser``: nobody is one."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with that sign-in name, whatever its case."""
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """A person who signs in."""

    sharding: ClassVar[Sharding] = "reference"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("Tên đăng nhập"), max_length=60, unique=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    display_name = models.CharField(_("Tên hiển thị (chức vụ)"), max_length=200)
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)
    illustration = models.BooleanField(_("Tài khoản minh hoạ"), default=False)
    # The chain that the person's audit rows belong to: the province of the body that asked for the account.
    audit_province = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
    # Written on each sign-in, which a reference table must not be: sessions tell when somebody was here.
    last_login = None

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    audit_hidden = ("password",)

    # Set on a person who comes by a token: the verbs that it lends, at most those that its person holds anyway.
    lent: "frozenset[str] | None" = None
    token: "ApiToken | None" = None

    class Meta:
        verbose_name = _("Người dùng")
        verbose_name_plural = _("Người dùng")

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_staff(self) -> bool:
        """Nobody: there is no administration site behind the product's back."""
        return False

    @property
    def is_superuser(self) -> bool:
        """Nobody: a superuser would bypass every rule."""
        return False

    @property
    def audit_id(self) -> uuid.UUID | None:
        """The person, for the audit."""
        return self.pk

    @property
    def audit_name(self) -> str:
        """How the audit names the person, and the token where one was used."""
        if self.token is None:
            return f"{self} ({self.username})"
        return f"{str(self)[:60]} ({self.username}) – API «{self.token.name}» {self.token.hint}…"

    def lends(self, verb: str) -> bool:
        """Tell whether the way in that was taken (a session, a token) is open to a verb at all."""
        return self.lent is None or verb in self.lent

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Ask the one scope rule (``danvan.accounts.scope``); no other back end grants anything."""
        from danvan.accounts.backends import ScopeBackend  # noqa: PLC0415 - the scope rule stands above this model

        return self.is_active and ScopeBackend().has_perm(self, perm, obj)


class Role(models.TextChoices):
    """What a person does at a body (``domain.md`` §2.3)."""

    OWNER = "owner", _("Đơn vị thực hiện")
    COORDINATOR = "coordinator", _("Điều phối")
    APPRAISER = "appraiser", _("Thẩm định")
    DECIDER = "decider", _("Quyết định")
    VIEWER = "viewer", _("Xem")
    SYSADMIN = "sysadmin", _("Quản trị hệ thống")


class Assignment(Reference, Dated):
    """A role that a person holds at a body from one day until another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name=_("Người dùng"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="assignments", verbose_name=_("Cơ quan, tổ chức"))
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role)

    objects: DatedQuerySet["Assignment"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Vai trò")
        verbose_name_plural = _("Vai trò")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} – {self.body}"

    @property
    def audit_province_id(self) -> uuid.UUID:
        """The chain of the body's seat."""
        return self.body.audit_province_id


class SignInLink(Reference):
    """A link that signs its person in once; only the hash of its secret is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Liên kết đăng nhập một lần")
        verbose_name_plural = _("Liên kết đăng nhập một lần")

    def __str__(self) -> str:
        return f"{self.user} – {self.expires_at:%d/%m/%Y %H:%M}"


class ApiToken(Reference):
    """What a program shows instead of a person; only the hash of its secret is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("Người dùng"))
    name = models.CharField(pgettext_lazy("token", "Tên khóa"), max_length=60)
    # The first letters of the secret: enough to tell keys apart, far from enough to use one.
    hint = models.CharField(_("Nhận biết"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("Phạm vi"), default=list)
    created_at = models.DateTimeField(_("Ngày tạo"), auto_now_add=True)
    expires_at = models.DateTimeField(_("Hết hạn"))
    revoked_at = models.DateTimeField(_("Thu hồi lúc"), null=True, editable=False)

    audit_hidden = ("digest", "created_at")

    class Meta:
        verbose_name = _("Khóa API")
        verbose_name_plural = _("Khóa API")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def audit_province_id(self) -> uuid.UUID:
        """The chain of the person."""
        return self.user.audit_province_id


class TokenUse(models.Model):
    """How often a token was used in the present minute, and when last; apart, because tokens are a reference table."""

    sharding: ClassVar[Sharding] = "local"

    token = models.OneToOneField(ApiToken, models.CASCADE, primary_key=True, related_name="use", db_constraint=False)
    minute = models.BigIntegerField(_("Phút"), default=0, help_text=_("Số phút từ 1/1/1970."))
    calls = models.PositiveIntegerField(_("Số lượt gọi trong phút"), default=0)
    last_used_at = models.DateTimeField(_("Dùng lần cuối"))

    class Meta:
        verbose_name = _("Lượt dùng khóa API")
        verbose_name_plural = _("Lượt dùng khóa API")

    def __str__(self) -> str:
        return f"{self.token_id}: {self.last_used_at}"
