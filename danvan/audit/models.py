"""The record of every write: one chain of hashes per province."""

from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Tenant


class AppendOnly(models.QuerySet["Entry"]):
    """Entries are added and read, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: history is not rewritten."""
        raise PermissionDenied(_("Nhật ký không sửa được."))

    def delete(self) -> NoReturn:
        """Refuse: history is not removed."""
        raise PermissionDenied(_("Nhật ký không xóa được."))


class Entry(Tenant):
    """One write to one record: who, what, when, before and after."""

    seq = models.BigIntegerField(_("Số thứ tự"))
    act = models.UUIDField(_("Lượt ghi"), help_text=_("Các dòng của cùng một việc mang cùng mã này."))
    at = models.DateTimeField(_("Thời điểm"))
    verb = models.CharField(_("Việc"), max_length=60)
    actor_id = models.UUIDField(_("Người làm"), null=True)
    actor_name = models.CharField(_("Tên người làm"), max_length=200)
    kind = models.CharField(_("Loại bản ghi"), max_length=60)
    object_id = models.UUIDField(_("Bản ghi"))
    before = models.JSONField(_("Trước"), null=True)
    after = models.JSONField(_("Sau"), null=True)
    previous = models.CharField(_("Mã băm trước"), max_length=64)
    digest = models.CharField(_("Mã băm"), max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("Dòng nhật ký")
        verbose_name_plural = _("Nhật ký")
        ordering = ("province", "seq")
        constraints = (models.UniqueConstraint(fields=("province", "seq"), name="audit_entry_one_per_seq"),)
        indexes = (
            models.Index(fields=("object_id", "seq"), name="audit_entry_of_object"),
            models.Index(fields=("province", "act"), name="audit_entry_of_act"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.kind} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: only the door writes, and it writes in bulk."""
        raise PermissionDenied(_("Nhật ký chỉ được ghi qua cửa ghi."))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: history is not removed."""
        raise PermissionDenied(_("Nhật ký không xóa được."))


class Chain(Tenant):
    """The end of a province's chain: how many entries there are and the hash of the last."""

    length = models.BigIntegerField(_("Số dòng"), default=0)
    digest = models.CharField(_("Mã băm cuối"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("Chuỗi nhật ký")
        verbose_name_plural = _("Chuỗi nhật ký")
        constraints = (models.UniqueConstraint(fields=("province",), name="audit_chain_one_per_province"),)

    def __str__(self) -> str:
        return f"{self.province_id}: {self.length}"
