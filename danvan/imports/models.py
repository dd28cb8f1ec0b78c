"""One import and its rows, from the upload to the undo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Reference, Tenant
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
    UNDOING = "undoing", _("Đang hoàn tác")
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


class SavedColumns(Reference):
    """What somebody of an office has said of the columns of its register; used again where the same headers come."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    name = models.CharField(_("Tên mẫu cột"), max_length=200)
    # Of the headers as they are read without anybody's help.
    fingerprint = models.CharField(max_length=40, editable=False)
    headers = models.JSONField(_("Tiêu đề các cột"), default=list)
    columns = models.JSONField(_("Cột hiểu là"), default=dict)
    encodings = models.JSONField(_("Bảng mã chữ"), default=dict)
    saved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, db_constraint=False, related_name="+", verbose_name=_("Người lưu")
    )
    saved_at = models.DateTimeField(_("Lưu lúc"), auto_now=True)

    class Meta:
        verbose_name = _("Mẫu cột")
        verbose_name_plural = _("Mẫu cột")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("unit", "fingerprint"), name="imports_columns_once_a_unit"),)

    def __str__(self) -> str:
        return self.name

    @property
    def audit_province_id(self) -> object:
        """The chain of the unit."""
        return self.unit.audit_province_id or self.unit_id

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {"unit": self.unit_id}
