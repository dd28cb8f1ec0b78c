"""Territory in time. A code is no identity: 3,316 of the communes of 1 July 2025 took the code of a predecessor."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.core.dates import Dated, DatedQuerySet
from danvan.core.models import Reference


class Level(models.TextChoices):
    """The levels of the tree; the district level ended on 30 June 2025 (Nghị quyết 203/2025/QH15)."""

    COUNTRY = "country", _("Cả nước")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")
    VILLAGE = "village", _("Thôn, tổ dân phố")


class Unit(Reference):
    """One unit for as long as it is the same unit: renaming keeps it, merging and splitting end it."""

    level = models.CharField(_("Cấp"), max_length=10, choices=Level)
    # The chain that its audit rows belong to; a province's own, and the country for the country.
    audit_province = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("Đơn vị")
        verbose_name_plural = _("Đơn vị")

    def __str__(self) -> str:
        last = self.periods.order_by("valid_from").last()
        return str(last) if last else str(self.pk)


class UnitPeriod(Reference, Dated):
    """What a unit was called, its code, kind and parent, from one day until another."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="periods")
    code = models.CharField(_("Mã"), max_length=16, db_index=True)
    name = models.CharField(_("Tên"), max_length=120)
    folded = models.CharField(max_length=120, db_index=True, editable=False)
    kind = models.CharField(_("Loại"), max_length=20, help_text=_("tỉnh, thành phố, huyện, xã, phường, thôn…"))
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="child_periods")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    area_km2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    population = models.PositiveIntegerField(null=True)

    objects: DatedQuerySet["UnitPeriod"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Giai đoạn của đơn vị")
        verbose_name_plural = _("Giai đoạn của đơn vị")
        constraints = (  # type: ignore[assignment] # more kinds than the base has
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=("code", "valid_from"), name="units_period_one_code_per_day"),
            models.UniqueConstraint(fields=("unit", "valid_from"), name="units_period_one_per_unit_and_day"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(valid_from__isnull=True), name="units_period_one_first_code"
            ),
            models.UniqueConstraint(
                fields=("unit",), condition=Q(valid_from__isnull=True), name="units_period_one_first_of_unit"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.kind else self.name

    @property
    def audit_province_id(self) -> Any:
        """The chain of the unit."""
        return self.unit.audit_province_id or self.unit_id


class Lineage(Reference):
    """How one unit goes into another on a day."""

    class Kind(models.TextChoices):
        """What happens to the predecessor."""

        MERGE = "merge", _("Nhập toàn bộ")
        SPLIT = "split", _("Nhập một phần")
        RENAME = "rename", _("Đổi tên, đổi loại")
        TRANSFER = "transfer", _("Chuyển")
        DISSOLVE = "dissolve", _("Giải thể")

    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="origins")
    effective_on = models.DateField(_("Ngày có hiệu lực"), db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    share = models.DecimalField(
        max_digits=6, decimal_places=5, null=True, help_text=_("Phần dân số đi theo; để trống khi chưa biết.")
    )
    resolution = models.CharField(_("Nghị quyết"), max_length=60, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Liên hệ trước sau")
        verbose_name_plural = _("Liên hệ trước sau")
        constraints = (
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=1), name="units_lineage_share_is_a_part"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="units_lineage_joins_two_units"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.effective_on})"


class Node(models.Model):
    """The tree of one day, flat: where each unit that ever was stands on that day (derived; ``danvan verify``).

    A unit alive on the day is its own ``home``; one that ended is carried forward along lineage, one not yet born is
    carried back. ``exact`` is false where more than one successor shares it, and the home is the lowest unit that
    holds them all.
    """

    sharding = "reference"

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="nodes")
    home = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    province = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    commune = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    exact = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("Nút của cây")
        verbose_name_plural = _("Nút của cây")
        constraints = (models.UniqueConstraint(fields=("on", "unit"), name="units_node_one_per_day_and_unit"),)
        indexes = (
            models.Index(fields=("on", "province"), name="units_node_by_province"),
            models.Index(fields=("on", "district"), name="units_node_by_district"),
            models.Index(fields=("on", "commune"), name="units_node_by_commune"),
            models.Index(fields=("on", "home"), name="units_node_by_home"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.unit_id}"


class Edition(models.Model):
    """Counts the changes of the territory, so that each process knows when its picture of it is old."""

    sharding = "reference"

    id = models.SmallAutoField(primary_key=True)
    number = models.BigIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(default=dt.date(2026, 9, 30))

    class Meta:
        verbose_name = _("Lần cập nhật địa giới")
        verbose_name_plural = _("Lần cập nhật địa giới")

    def __str__(self) -> str:
        return str(self.number)


class BoundarySet(Reference):
    """One file of an office's own boundaries, as it was brought in; removing it brings back what was drawn before."""

    source = models.CharField(_("Nguồn ranh giới"), max_length=200)
    file_name = models.CharField(_("Tên tệp"), max_length=255)
    digest = models.CharField(_("Mã băm của tệp"), max_length=64, help_text=_("SHA-256 của tệp gốc."))
    content = models.CharField(max_length=64, editable=False, help_text=_("SHA-256 của các đường ranh giới đã ghi."))
    on = models.DateField(_("Theo địa giới ngày"), help_text=_("Ngày mà mã và tên trong tệp được hiểu theo."))
    loaded_at = models.DateTimeField(_("Thời điểm nạp"), auto_now_add=True)
    count = models.PositiveIntegerField(_("Số đơn vị có ranh giới"))

    class Meta:
        verbose_name = _("Bộ ranh giới")
        verbose_name_plural = _("Bộ ranh giới")

    def __str__(self) -> str:
        return self.source

    @property
    def audit_province_id(self) -> Any:
        """The chain of the country: a file may hold units of many provinces."""
        return Unit.objects.values_list("pk", flat=True).get(level=Level.COUNTRY)


class Boundary(Reference, Dated):
    """The outline of a unit as an office has it, for as long as nothing went into the unit or out of it."""

    of = models.ForeignKey(BoundarySet, models.CASCADE, related_name="boundaries")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="boundaries")
    shape = models.BinaryField(help_text=_("Đường ranh giới đã giản lược, WKB, CRS84 (kinh độ, vĩ độ)."))

    objects: DatedQuerySet["Boundary"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Ranh giới của đơn vị")
        verbose_name_plural = _("Ranh giới của đơn vị")
        constraints = (  # type: ignore[assignment] # more kinds than the base has
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=("of", "unit"), name="units_boundary_one_per_set_and_unit"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.of_id}: {self.unit_id}"
