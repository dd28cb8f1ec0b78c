"""Bodies: who registers, coordinates, appraises and decides."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.core.dates import Dated, DatedQuerySet
from danvan.core.models import Reference
from danvan.units.models import Unit


class Line(models.TextChoices):
    """The lines (hệ thống, ngành dọc) that a body reports along; ``domain.md`` §1.2."""

    PARTY = "party", _("Cấp ủy, cơ quan Đảng")
    GOVERNMENT = "government", _("Chính quyền")
    FRONT = "front", _("Mặt trận Tổ quốc")
    FARMERS = "farmers", _("Hội Nông dân")
    WOMEN = "women", _("Hội Liên hiệp Phụ nữ")
    YOUTH = "youth", _("Đoàn Thanh niên")
    VETERANS = "veterans", _("Hội Cựu chiến binh")
    UNIONS = "unions", _("Công đoàn")
    POLICE = "police", _("Công an")
    MILITARY = "military", _("Quân sự")
    BORDER_GUARD = "border_guard", _("Biên phòng")
    SCHOOL = "school", _("Trường học")
    ENTERPRISE = "enterprise", _("Doanh nghiệp, hợp tác xã")
    TEAM = "team", _("Tổ dân vận, tổ tự quản")
    ASSOCIATION = "association", _("Hội quần chúng khác")
    PEOPLE = "people", _("Nhân dân, hộ gia đình")
    OTHER = "other", _("Chưa rõ hệ thống")


class Body(Reference, Dated):
    """An organisation, for as long as it exists under one name."""

    name = models.CharField(_("Tên cơ quan, tổ chức"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    line = models.CharField(_("Hệ thống"), max_length=20, choices=Line)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies", verbose_name=_("Đơn vị đặt trụ sở"))
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("Cấp trên trực tiếp")
    )
    illustration = models.BooleanField(_("Dữ liệu minh hoạ"), default=False)

    objects: DatedQuerySet["Body"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Cơ quan, tổ chức")
        verbose_name_plural = _("Cơ quan, tổ chức")
        indexes = (models.Index(fields=("unit", "folded"), name="bodies_body_by_seat_and_name"),)
        constraints = (  # type: ignore[assignment]
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(superior__isnull=True) | ~Q(superior=F("id")),
                name="bodies_body_not_its_own_superior",
                violation_error_message=_("Một cơ quan không thể là cấp trên của chính nó."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_province_id(self) -> uuid.UUID:
        """The chain of the seat."""
        return self.unit.audit_province_id or self.unit_id


class Coordination(Reference, Dated):
    """The role of coordinator, which a body holds for a unit and a period; it is no kind of body."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="coordinations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="coordinations")

    objects: DatedQuerySet["Coordination"] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Dated.Meta):
        verbose_name = _("Cơ quan điều phối phong trào")
        verbose_name_plural = _("Cơ quan điều phối phong trào")

    def __str__(self) -> str:
        return f"{self.body} – {self.unit}"

    @property
    def audit_province_id(self) -> uuid.UUID:
        """The chain of the unit."""
        return self.unit.audit_province_id or self.unit_id
