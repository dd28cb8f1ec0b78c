"""Reports with their files, the goals that they measure against, and totals that a source has printed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.bodies.models import Body, Line
from danvan.core.models import Tenant
from danvan.core.numbers import count
from danvan.documents.layouts import layout_of, system_of
from danvan.documents.models import Attachment
from danvan.reporting.periods import Period, parse_period
from danvan.reporting.workflow import ReportStatus
from danvan.units.models import Unit

# The indicators (reports/indicators.py) that a goal or a printed total may name.
COUNTED = (
    ("registered", _("Mô hình, điển hình trong sổ")),
    ("new", _("Đăng ký mới")),
    ("maintained", _("Duy trì")),
    ("collective", _("Tập thể")),
    ("individual", _("Cá nhân")),
    ("recognised", _("Được công nhận")),
    ("outstanding", _("Tiêu biểu")),
)
RATE = ("recognition_rate", _("Tỷ lệ được công nhận"))


class FilesState(models.TextChoices):
    """How far the files of a report are."""

    NONE = "", _("Chưa lập tệp")
    QUEUED = "queued", _("Chờ lập tệp")
    MAKING = "making", _("Đang lập tệp")
    READY = "ready", _("Đã có tệp")
    FAILED = "failed", _("Lập tệp không thành")


class Report(Tenant):
    """One report of a unit and period, by one issuer. A draft says what the register is when it is looked at; what was
    signed is read from its frozen content.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    period = models.CharField(_("Kỳ báo cáo"), max_length=12)
    last_day = models.DateField(_("Ngày cuối kỳ"))
    line = models.CharField(_("Hệ thống"), max_length=20, choices=Line, blank=True)  # blank: all lines
    issuer = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("Cơ quan ban hành"))
    status = models.CharField(_("Trạng thái"), max_length=12, choices=ReportStatus, default=ReportStatus.DRAFT.value)
    # Sections as people have written them: key → {"text", "version", "by", "at"}; others stand as computed.
    edits = models.JSONField(_("Nội dung đã sửa"), default=dict, blank=True)
    prepared_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Người lập")
    )
    prepared_at = models.DateTimeField(_("Ngày lập"), auto_now_add=True)

    number = models.CharField(_("Số"), max_length=20, blank=True)
    symbol = models.CharField(_("Ký hiệu"), max_length=60, blank=True)
    place = models.CharField(_("Địa danh"), max_length=120, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True, blank=True)
    number_year = models.PositiveSmallIntegerField(_("Năm của số"), null=True, blank=True, editable=False)
    authority = models.CharField(_("Quyền hạn ký"), max_length=120, blank=True)
    signer_post = models.CharField(_("Chức vụ người ký"), max_length=200, blank=True)
    signer_name = models.CharField(_("Tên người ký"), max_length=120, blank=True)
    signed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Tài khoản ký")
    )
    signed_at = models.DateTimeField(_("Thời điểm ký"), null=True, blank=True)
    # The frozen content: canonical JSON kept as a file; its SHA-256 is the digest of the report.
    frozen = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Nội dung đã chốt")
    )
    digest = models.CharField(_("Mã băm nội dung"), max_length=64, blank=True)

    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Thay thế cho")
    )
    reason = models.CharField(_("Lý do thu hồi"), max_length=500, blank=True)
    files_state = models.CharField(
        _("Tình trạng tệp"), max_length=10, choices=FilesState, blank=True, default=FilesState.NONE.value
    )
    problem = models.CharField(_("Vấn đề"), max_length=500, blank=True)

    objects: "models.Manager[Report]"

    audit_hidden = ("prepared_at", "files_state", "problem")

    class Meta:
        verbose_name = _("Báo cáo")
        verbose_name_plural = _("Báo cáo")
        ordering = ("-last_day", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("province", "unit", "period", "line", "issuer"), condition=Q(status="draft"),
                name="reporting_one_draft",
                violation_error_message=_("Kỳ này đã có một dự thảo báo cáo của cơ quan này."),
            ),
            models.UniqueConstraint(
                fields=("province", "issuer", "number_year", "number"), condition=~Q(number=""),
                name="reporting_number_once",
                violation_error_message=_("Số này đã dùng cho một báo cáo khác của cơ quan trong năm."),
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(reason=""), name="reporting_withdrawn_with_reason",
                violation_error_message=_("Cần ghi lý do thu hồi báo cáo."),
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("province", "unit", "last_day"), name="reporting_report_by_unit"),)

    def __str__(self) -> str:
        return f"{self.issuer} {self.period}"

    @property
    def printed_number(self) -> str:
        """The number and symbol as the paper of the issuer's system writes them: ``12-BC/BDVTU``, ``12/BC-UBND``."""
        if not self.number:
            return ""
        pattern = layout_of(system_of(self.issuer.line)).number_pattern
        return pattern.format(word="", number=self.number, symbol=self.symbol).lstrip(": ")

    @property
    def span(self) -> Period:
        """The period as a value."""
        return parse_period(self.period)

    @property
    def lines(self) -> list[str] | None:
        """The lines that it counts: None for all."""
        return [self.line] if self.line else None

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {"unit": self.unit_id, "line": self.line or None, "body": None}


class ReportFile(Tenant):
    """One of the three files of a report."""

    class Form(models.TextChoices):
        """The form of a file."""

        DOCX = "docx", _("Word")
        PDF = "pdf", _("PDF")
        XLSX = "xlsx", _("Biểu tổng hợp (Excel)")

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    form = models.CharField(_("Dạng tệp"), max_length=4, choices=Form)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("Tệp"))
    made_at = models.DateTimeField(_("Lập lúc"), auto_now_add=True)

    audit_hidden = ("made_at",)

    class Meta:
        verbose_name = _("Tệp của báo cáo")
        verbose_name_plural = _("Tệp của báo cáo")
        ordering = ("form",)
        constraints = (
            models.UniqueConstraint(fields=("province", "report", "form"), name="reporting_one_file_a_form"),
        )

    def __str__(self) -> str:
        return str(self.attachment)


class Goal(Tenant):
    """What a unit has set itself for a year: an indicator is to reach at least a value (per cent for a rate)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    year = models.PositiveSmallIntegerField(_("Năm"))
    indicator = models.CharField(_("Chỉ tiêu"), max_length=30, choices=(*COUNTED, RATE))
    at_least = models.PositiveIntegerField(_("Ít nhất"))
    basis = models.CharField(_("Văn bản giao chỉ tiêu"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Chỉ tiêu của đơn vị")
        verbose_name_plural = _("Chỉ tiêu của đơn vị")
        ordering = ("indicator",)
        constraints = (
            models.UniqueConstraint(
                fields=("province", "unit", "year", "indicator"), name="reporting_goal_once",
                violation_error_message=_("Chỉ tiêu này của đơn vị trong năm đã có; hãy sửa chỉ tiêu đó."),
            ),
            models.CheckConstraint(
                condition=Q(at_least__gte=1) & (~Q(indicator="recognition_rate") | Q(at_least__lte=100)),
                name="reporting_goal_value",
                violation_error_message=_("Chỉ tiêu phải từ 1 trở lên; tỷ lệ không quá 100%%."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.year}: {self.at_least}"

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {"unit": self.unit_id}


class LegacyTotal(Tenant):
    """A figure that a source has printed and that has no records of its own: shown beside ours, never mixed in."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    period = models.CharField(_("Kỳ"), max_length=12)
    indicator = models.CharField(_("Số liệu"), max_length=30, choices=COUNTED)
    value = models.PositiveIntegerField(_("Giá trị"))
    words = models.CharField(_("Ghi đúng như nguồn"), max_length=120, blank=True)
    source = models.CharField(_("Nguồn"), max_length=500)
    note = models.CharField(_("Ghi chú"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Người nhập")
    )
    withdrawn_on = models.DateField(_("Ngày hủy"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("Lý do hủy"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Số công bố")
        verbose_name_plural = _("Số công bố")
        ordering = ("indicator", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("province", "unit", "period", "indicator", "source"), condition=Q(withdrawn_on__isnull=True),
                name="reporting_total_once",
                violation_error_message=_("Số công bố này của cùng nguồn đã được nhập; hãy sửa số đó."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="reporting_total_has_source",
                violation_error_message=_("Cần ghi nguồn của số công bố."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="reporting_total_withdrawn_with_reason",
                violation_error_message=_("Cần ghi lý do hủy số công bố."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.printed

    @property
    def printed(self) -> str:
        """The figure as the source has it: ``hơn 700``."""
        return self.words or count(self.value)

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {"unit": self.unit_id}
