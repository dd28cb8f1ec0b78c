"""Recognition: a dated decision on a registration. Commendation is another record and comes with its own life."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Tenant
from danvan.initiatives.models import RecognitionLevel, Registration


class Recognition(Tenant):
    """A registration recognised at a level by a decision."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="recognitions", db_index=False)
    level = models.CharField(_("Cấp công nhận"), max_length=10, choices=[c for c in RecognitionLevel.choices if c[0]])
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    date = models.DateField(_("Ngày quyết định"), null=True, blank=True)
    issuer = models.CharField(_("Cơ quan quyết định"), max_length=300, blank=True)
    outstanding = models.BooleanField(_("Tiêu biểu"), default=False)
    withdrawn_on = models.DateField(_("Ngày hủy"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("Lý do hủy"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Công nhận")
        verbose_name_plural = _("Công nhận")
        ordering = ("date", "id")
        indexes = (models.Index(fields=("registration",), name="appraisal_recognition_of_reg"),)
        constraints = (
            models.UniqueConstraint(
                fields=("province", "registration", "level", "number"), condition=Q(withdrawn_on__isnull=True),
                name="appraisal_recognition_once",
                violation_error_message=_("Quyết định công nhận này đã được ghi."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="appraisal_withdrawn_with_reason",
                violation_error_message=_("Cần ghi lý do hủy công nhận."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.number}".strip()
