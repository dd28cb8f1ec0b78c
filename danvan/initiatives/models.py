"""The register: what was registered each year, by whom, where, in which field, towards which targets."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.bodies.models import Body, Line
from danvan.core.dates import Dated, DatedQuerySet, year_end
from danvan.core.models import Reference, Tenant
from danvan.core.numbers import decimal
from danvan.documents.models import Attachment
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.workflow import Status
from danvan.units.atlas import atlas
from danvan.units.models import Unit

FIRST_YEAR = 2000
EDITABLE = frozenset({
    "name", "kind", "field", "sub_field", "owner_name", "owner_kind", "places_text", "renewal", "duration", "contact",
    "problem", "goal", "method", "result", "note", "source", "registered_on",
})  # fmt: skip


class Kind(models.TextChoices):
    """Model or exemplar (``domain.md`` §3.4); sources usually print the fused phrase."""

    MODEL = "model", _("Mô hình")
    EXEMPLAR = "exemplar", _("Điển hình")


class OwnerKind(models.TextChoices):
    """Counts are always split this way."""

    COLLECTIVE = "collective", _("Tập thể")
    INDIVIDUAL = "individual", _("Cá nhân")


class Field(models.TextChoices):
    """The four canonical fields (``domain.md`` §3.5)."""

    ECONOMY = "economy", _("Kinh tế")
    CULTURE_SOCIETY = "culture_society", _("Văn hóa - xã hội")
    DEFENCE_SECURITY = "defence_security", _("Quốc phòng - an ninh")
    POLITICAL_SYSTEM = "political_system", _("Xây dựng hệ thống chính trị")


class Renewal(models.TextChoices):
    """New this year, or carried on from the year before."""

    NEW = "new", _("Đăng ký mới")
    MAINTAINED = "maintained", _("Duy trì")


class RecognitionLevel(models.TextChoices):
    """Levels of recognition, low to high; a district recognised until 30 June 2025."""

    NONE = "", _("Chưa được công nhận")
    BASE = "base", _("Cấp cơ sở")
    DISTRICT = "district", _("Cấp huyện")
    PROVINCE = "province", _("Cấp tỉnh")
    CENTRE = "centre", _("Cấp Trung ương")


class SubField(Reference, Dated):
    """A sub-field or a local class, under one of the four; province blank: for the whole country. Data, not code."""

    province = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Tỉnh, thành phố")
    )
    field = models.CharField(_("Lĩnh vực"), max_length=20, choices=Field)
    name = models.CharField(_("Tên phân nhóm"), max_length=200)
    synonyms = models.JSONField(_("Cách viết khác"), default=list, blank=True)

    objects: DatedQuerySet["SubField"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Phân nhóm lĩnh vực")
        verbose_name_plural = _("Phân nhóm lĩnh vực")

    def __str__(self) -> str:
        return self.name

    @property
    def audit_province_id(self) -> object:
        """The chain of the province."""
        return self.province_id


class KeyProject(Reference, Dated):
    """A key project or task of a unit, which models are asked to serve."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    name = models.CharField(_("Tên công trình, nhiệm vụ trọng tâm"), max_length=300)
    decision = models.CharField(_("Văn bản"), max_length=120, blank=True)

    objects: DatedQuerySet["KeyProject"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Công trình, nhiệm vụ trọng tâm")
        verbose_name_plural = _("Công trình, nhiệm vụ trọng tâm")

    def __str__(self) -> str:
        return self.name

    @property
    def audit_province_id(self) -> object:
        """The chain of the unit."""
        return self.unit.audit_province_id or self.unit_id


class CodeCounter(Tenant):
    """The last number given in a province and year; numbers are never reused."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Bộ đếm mã số")
        verbose_name_plural = _("Bộ đếm mã số")
        constraints = (models.UniqueConstraint(fields=("province", "year"), name="initiatives_counter_one_per_year"),)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Initiative(Tenant):
    """A model or exemplar as one thing over the years; what it was in a year stands on its registration."""

    code = models.CharField(_("Mã số"), max_length=24)
    illustration = models.BooleanField(_("Dữ liệu minh hoạ"), default=False)

    class Meta:
        verbose_name = _("Mô hình, điển hình")
        verbose_name_plural = _("Mô hình, điển hình")
        constraints = (models.UniqueConstraint(fields=("province", "code"), name="initiatives_one_per_code"),)

    def __str__(self) -> str:
        return self.code


class Registration(Tenant):
    """One year of an initiative: the row of the register. It is counted once, at its accounting unit."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="registrations", db_index=False)
    year = models.PositiveSmallIntegerField(_("Năm"))
    renewal = models.CharField(_("Mới/Duy trì"), max_length=12, choices=Renewal, default=Renewal.NEW)
    status = models.CharField(_("Trạng thái"), max_length=20, choices=Status, default=Status.REGISTERED)
    kind = models.CharField(_("Mô hình/Điển hình"), max_length=10, choices=Kind, default=Kind.MODEL)
    name = models.CharField(_("Tên mô hình, điển hình"), max_length=500)
    field = models.CharField(_("Lĩnh vực"), max_length=20, choices=Field)
    sub_field = models.ForeignKey(
        SubField, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Phân nhóm"), db_index=False
    )

    owner_kind = models.CharField(_("Tập thể/Cá nhân"), max_length=12, choices=OwnerKind, default=OwnerKind.COLLECTIVE)
    owner_name = models.CharField(_("Đơn vị/cá nhân thực hiện"), max_length=500, blank=True)
    owner = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("Đơn vị chịu trách nhiệm"),
        db_index=False,
    )
    line = models.CharField(_("Hệ thống"), max_length=20, choices=Line, default=Line.OTHER)
    accounting_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="registrations", verbose_name=_("Tính cho đơn vị"), db_index=False
    )
    places_text = models.CharField(_("Địa bàn"), max_length=1000, blank=True)

    problem = models.TextField(_("Thực trạng, lý do"), blank=True)
    goal = models.TextField(_("Mục tiêu, chỉ tiêu"), blank=True)
    method = models.TextField(_("Nội dung, cách làm"), blank=True)
    result = models.TextField(_("Kết quả"), blank=True)
    # Blank in old registers: such a registration counts from the first day of its year.
    registered_on = models.DateField(_("Ngày đăng ký"), null=True, blank=True)
    duration = models.CharField(_("Thời gian thực hiện"), max_length=300, blank=True)
    contact = models.CharField(_("Người phụ trách (chức vụ)"), max_length=300, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    source = models.CharField(_("Nguồn"), max_length=500, blank=True)

    # The best recognition that stands, kept by appraisal, so that lists and counts need no second table.
    level = models.CharField(_("Cấp công nhận"), max_length=10, choices=RecognitionLevel, blank=True, default="")
    outstanding = models.BooleanField(_("Tiêu biểu"), default=False)

    illustration = models.BooleanField(_("Dữ liệu minh hoạ"), default=False)
    # Folded name and owner, hashed: the same model in another year or another file.
    match_key = models.CharField(max_length=40, editable=False, blank=True)
    folded = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("Ngày nhập"), auto_now_add=True)
    changed_at = models.DateTimeField(_("Sửa lần cuối"), auto_now=True)

    objects = RegistrationQuerySet.as_manager()

    # What the audit row says of the parts that are written together with the registration.
    audit_parts: dict[str, Any]

    # Derived from other columns: they would only make the history harder to read.
    audit_hidden = ("folded", "match_key", "created_at", "changed_at")

    class Meta:
        verbose_name = _("Đăng ký mô hình")
        verbose_name_plural = _("Đăng ký mô hình")
        constraints = (
            models.UniqueConstraint(
                fields=("province", "initiative", "year"), name="initiatives_one_registration_a_year",
                violation_error_message=_("Mô hình này đã được đăng ký trong năm."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=2100), name="initiatives_registration_year",
                violation_error_message=_("Năm phải từ 2000 trở đi."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="initiatives_registration_has_name",
                violation_error_message=_("Cần ghi tên mô hình, điển hình."),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("province", "year", "id"), name="initiatives_reg_by_year"),
            # The country's list of a year, newest first, however deep (province is a column of the key on a shard).
            models.Index(fields=("year", "id"), name="initiatives_reg_of_year"),
            models.Index(fields=("accounting_unit", "year", "id"), name="initiatives_reg_by_unit"),
            models.Index(fields=("province", "match_key"), name="initiatives_reg_by_key"),
            # Named, so that a generator can leave them for the end (core.indexes).
            models.Index(fields=("initiative",), name="initiatives_reg_of_model"),
            models.Index(fields=("owner",), name="initiatives_reg_of_owner"),
            models.Index(fields=("sub_field",), name="initiatives_reg_of_sub_field"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def year_end(self) -> dt.date:
        """The day at which the registration's places are read."""
        return year_end(self.year)

    @staticmethod
    def editable_columns() -> frozenset[str]:
        """The columns that a form may change; status and level move by their own acts."""
        return EDITABLE

    def holders(self) -> list[uuid.UUID]:
        """The accounting unit and all above it in the tree of the year."""
        unit = self.accounting_unit_id
        home = atlas().home(unit, self.year_end)[0] if unit in atlas().spans else None
        return [unit, *(s.unit for s in atlas().ancestors(home, self.year_end))] if home else [unit]

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {"unit": self.accounting_unit_id, "line": self.line, "body": self.owner_id}


class Place(Tenant):
    """Where a registration is carried out. A village not yet known as a unit stays text under its commune."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="places", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places", verbose_name=_("Đơn vị"), db_index=False)
    village = models.CharField(_("Thôn, tổ dân phố (chữ)"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Địa bàn")
        verbose_name_plural = _("Địa bàn")
        ordering = ("position",)
        indexes = (
            models.Index(fields=("unit",), name="initiatives_place_by_unit"),
            models.Index(fields=("registration",), name="initiatives_place_of_reg"),
        )

    def __str__(self) -> str:
        return self.village or str(self.unit)


class Participation(Tenant):
    """A body's part in a registration it does not own."""

    class Part(models.TextChoices):
        """How a body takes part."""

        COORDINATES = "coordinates", _("Phối hợp")
        JOINS = "joins", _("Tham gia")
        SUPPORTS = "supports", _("Hỗ trợ nguồn lực")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="participations")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("Cơ quan, tổ chức")
    )
    name = models.CharField(_("Tên đơn vị (chữ)"), max_length=300, blank=True)
    part = models.CharField(_("Vai trò"), max_length=12, choices=Part, default=Part.COORDINATES)

    class Meta:
        verbose_name = _("Đơn vị phối hợp")
        verbose_name_plural = _("Đơn vị phối hợp")

    def __str__(self) -> str:
        return self.name or str(self.body)


class Target(Tenant):
    """A measurable target: from ``baseline`` to ``goal`` in ``measure``."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="targets", db_index=False)
    indicator = models.CharField(_("Chỉ tiêu"), max_length=300)
    measure = models.CharField(_("Đơn vị tính"), max_length=60, blank=True)
    baseline = models.DecimalField(_("Hiện trạng"), max_digits=18, decimal_places=3, null=True, blank=True)
    goal = models.DecimalField(_("Mục tiêu"), max_digits=18, decimal_places=3, null=True, blank=True)
    due_on = models.DateField(_("Hạn"), null=True, blank=True)

    class Meta:
        verbose_name = _("Chỉ tiêu")
        verbose_name_plural = _("Chỉ tiêu")
        indexes = (models.Index(fields=("registration",), name="initiatives_target_of_reg"),)

    def __str__(self) -> str:
        return self.indicator


class Resource(Tenant):
    """What is put in: money in whole đồng, workdays, goods."""

    class ResourceKind(models.TextChoices):
        """What kind of resource."""

        MONEY = "money", _("Kinh phí (đồng)")
        LABOUR = "labour", _("Ngày công")
        LAND = "land", _("Đất (m²)")
        GOODS = "goods", _("Hiện vật")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="resources")
    kind = models.CharField(_("Loại nguồn lực"), max_length=10, choices=ResourceKind)
    amount = models.DecimalField(_("Số lượng"), max_digits=18, decimal_places=2, null=True, blank=True)
    origin = models.CharField(_("Nguồn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Nguồn lực")
        verbose_name_plural = _("Nguồn lực")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="initiatives_resource_not_negative",
                violation_error_message=_("Số lượng không được âm."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {decimal(self.amount)}"

    def clean(self) -> None:
        """Refuse a part of a đồng: there is none."""
        if self.kind == self.ResourceKind.MONEY and self.amount is not None and self.amount % 1:
            raise ValidationError({"amount": _("Kinh phí ghi bằng đồng, số nguyên; không có phần lẻ.")})


class KeyProjectLink(Tenant):
    """The tie between a registration and a key project."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="key_project_links")
    key_project = models.ForeignKey(
        KeyProject, models.PROTECT, related_name="links", verbose_name=_("Công trình, nhiệm vụ trọng tâm")
    )

    class Meta:
        verbose_name = _("Gắn với công trình trọng tâm")
        verbose_name_plural = _("Gắn với công trình trọng tâm")
        constraints = (
            models.UniqueConstraint(
                fields=("province", "registration", "key_project"),
                name="initiatives_key_project_once",
                violation_error_message=_("Mô hình đã gắn với công trình này."),
            ),
        )

    def __str__(self) -> str:
        return str(self.key_project)


class Evidence(Tenant):
    """A file that shows what was done."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="evidence")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("Tệp"))
    caption = models.CharField(_("Chú thích"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Minh chứng")
        verbose_name_plural = _("Minh chứng")

    def __str__(self) -> str:
        return self.caption or str(self.attachment)


PARTS: tuple[type[Tenant], ...] = (Place, Participation, Target, Resource, KeyProjectLink, Evidence)
