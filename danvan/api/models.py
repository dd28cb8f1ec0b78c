"""Idempotency keys: what a program was answered, so that asking twice writes once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.accounts.models import User
from danvan.core.models import Tenant


class IdempotencyKey(Tenant):
    """One write that a program named. Without an answer it is still under way, held by ``claim``."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("Người dùng"))
    key = models.CharField(_("Khóa chống ghi hai lần"), max_length=200)
    # SHA-256 of the token, method, address and body: the same key must ask for the same thing.
    asked = models.CharField(max_length=64)
    claim = models.UUIDField()
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(_("Mã trả lời"), null=True)
    answer = models.TextField(_("Nội dung trả lời"), blank=True)

    class Meta:
        verbose_name = _("Khóa chống ghi hai lần")
        verbose_name_plural = _("Khóa chống ghi hai lần")
        constraints = (models.UniqueConstraint(fields=("province", "user", "key"), name="api_key_once_per_user"),)
        indexes = (models.Index(fields=("province", "claimed_at"), name="api_key_by_age"),)

    def __str__(self) -> str:
        return self.key
