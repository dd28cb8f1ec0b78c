"""Attachments: evidence, registers brought for import, workbooks handed back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Tenant


class Attachment(Tenant):
    """One file, stored once under its SHA-256; ``original_name`` is what the person called it."""

    digest = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField(_("Dung lượng (byte)"))
    media_type = models.CharField(_("Loại tệp"), max_length=100)
    original_name = models.CharField(_("Tên tệp"), max_length=255)
    added_at = models.DateTimeField(_("Ngày tải lên"), auto_now_add=True)
    added_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("Người tải lên"),
    )

    class Meta:
        verbose_name = _("Tệp đính kèm")
        verbose_name_plural = _("Tệp đính kèm")
        indexes = (models.Index(fields=("province", "digest"), name="documents_by_digest"),)

    def __str__(self) -> str:
        return self.original_name
