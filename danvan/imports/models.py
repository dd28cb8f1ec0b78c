"""One import and its rows, from the upload to the undo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Tenant
from danvan.documents.models import Attachment
from danvan.units.models import Unit


class ImportState(models.TextChoices):
    """Where an import stands."""

    QUEUED = "queued", _("Chờ đọc tệp")
    READING = "reading", _("Đang đọc tệp")
    PREVIEW = "preview", _("Chờ xác nhận")
    COMMITTING = "committing", _("Đang ghi vào sổ")
    COMMITTED = "committed", _("Đã ghi vào sổ")
    UNDONE = "undone", _("Đã hoàn tác")
    FAILED = "failed", _("Không đọc được")
    DROPPED = "dropped", _("Đã bỏ")


class Import(Tenant):
    """A register brought in."""

    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("Tệp"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    year = models.PositiveSmallIntegerField(_("Năm"))
    state = models.CharField(_("Trạng thái"), max_length=12, choices=ImportState, default=ImportState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    todo = models.PositiveIntegerField(default=0)
    # Sheets as understood: name, header rows, column index → role; and what the person changed of it.
    understanding = models.JSONField(default=list)
    corrections = models.JSONField(default=dict)
    problem = models.TextField(_("Vấn đề"), blank=True)
    rejected_file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("Tệp dòng bị trả lại")
    )
    act = models.UUIDField(null=True, help_text=_("Lượt ghi trong nhật ký."))
    started_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, db_constraint=False, related_name="+", verbose_name=_("Người nhập")
    )
    started_at = models.DateTimeField(_("Bắt đầu"), auto_now_add=True)
    finished_at = models.DateTimeField(_("Xong"), null=True)

    class Meta:
        verbose_name = _("Lần nhập sổ")
        verbose_name_plural = _("Lần nhập sổ")
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return str(self.attachment)


class Verdict(models.TextChoices):
    """What becomes of a row."""

    CREATE = "create", _("Thêm mới")
    UPDATE = "update", _("Cập nhật")
    UNCHANGED = "unchanged", _("Giữ nguyên")
    REJECT = "reject", _("Trả lại")


class ImportRow(Tenant):
    """One row of the register with what was made of it."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    raw = models.JSONField(default=dict)
    parsed = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict)
    messages = models.JSONField(default=list)
    # By both keys and without a foreign key: an import of the whole country writes into many provinces.
    registration_id = models.UUIDField(null=True)
    registration_province_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("Dòng của lần nhập")
        verbose_name_plural = _("Dòng của lần nhập")
        indexes = (models.Index(fields=("batch", "verdict", "row"), name="imports_row_by_verdict"),)

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}"
