"""People appear by their post. What they may do follows from roles at bodies with dates, from nothing else."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

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
        """How the audit names the person."""
        return f"{self} ({self.username})"

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
