"""Two small tables of the machine room: the workers that are alive, and the code that the tables belong to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Sharding


class Worker(models.Model):
    """One process that does background work; its row goes when it ends, or when it is found dead."""

    sharding: ClassVar[Sharding] = "local"

    id = models.CharField(primary_key=True, max_length=64)
    # Machine, its boot and the space of its process numbers: within it, ``pid`` and ``born`` name one process for ever.
    place = models.CharField(_("Máy"), max_length=150)
    pid = models.PositiveIntegerField(_("Số tiến trình"))
    born = models.CharField(_("Lúc sinh"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("Bắt đầu"))
    seen_at = models.DateTimeField(_("Thấy lần cuối"))

    class Meta:
        verbose_name = _("Tiến trình việc nền")
        verbose_name_plural = _("Tiến trình việc nền")

    def __str__(self) -> str:
        return f"{self.id} ({self.place} {self.pid})"


class Installation(models.Model):
    """What code the tables belong to, and how far an upgrade has come. One row; none before the first ``init``."""

    sharding: ClassVar[Sharding] = "local"
    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    code = models.CharField(_("Bản mã"), max_length=100, blank=True)
    # An upgrade begun and not finished: to what code, since when, and the backup taken before it.
    upgrading_to = models.CharField(_("Đang nâng cấp lên"), max_length=100, blank=True)
    since = models.DateTimeField(_("Bắt đầu nâng cấp"), null=True)
    backup = models.TextField(_("Bản sao lưu trước nâng cấp"), blank=True)

    class Meta:
        verbose_name = _("Bản cài đặt")
        verbose_name_plural = _("Bản cài đặt")
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="jobs_one_installation"),)

    def __str__(self) -> str:
        return self.code
