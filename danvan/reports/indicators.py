"""The only definition of each figure: its name, its type, what it counts, and the records behind it (``domain.md`` §5.4)."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from danvan.bodies.models import Line
from danvan.initiatives.models import Field, Kind, OwnerKind, RecognitionLevel, Registration, Renewal
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.workflow import Status
from danvan.units.models import Unit


class Type(StrEnum):
    """How a figure adds up over time."""

    STOCK = "stock"  # the last value; distinct records
    FLOW = "flow"  # the sum
    RATIO = "ratio"  # numerator and denominator counted again


@dataclass(frozen=True)
class Indicator:
    """One figure. ``where`` names dimensions of the cells, which are columns of the registration too."""

    id: str
    label: Any
    type: Type
    definition: Any
    where: dict[str, Any] = field(default_factory=dict)
    of: str = ""

    def records(self, unit: Unit, year: int, on: dt.date) -> RegistrationQuerySet:
        """Return the registrations that the figure counts for ``unit`` in the tree of ``on``."""
        found: RegistrationQuerySet = Registration.objects.of_year(year).under(unit, on).filter(**self.lookups())
        return found

    def lookups(self) -> dict[str, Any]:
        """Return ``where`` as lookups for cells and registrations alike."""
        return {(f"{k}__in" if isinstance(v, tuple) else k): v for k, v in self.where.items()}


_RECOGNISED = tuple(value for value in RecognitionLevel.values if value)

INDICATORS: dict[str, Indicator] = {
    i.id: i
    for i in (
        Indicator(
            "registered", _("Mô hình, điển hình trong sổ"), Type.STOCK,
            _("Số đăng ký của năm, mỗi đăng ký tính một lần, cho một đơn vị."),
        ),
        Indicator(
            "new", _("Đăng ký mới"), Type.FLOW, _("Đăng ký lần đầu trong năm."), {"renewal": Renewal.NEW.value}
        ),
        Indicator(
            "maintained", _("Duy trì"), Type.STOCK, _("Đăng ký tiếp tục từ năm trước."),
            {"renewal": Renewal.MAINTAINED.value},
        ),
        Indicator(
            "collective", _("Tập thể"), Type.STOCK, _("Chủ thể là tập thể."), {"owner_kind": OwnerKind.COLLECTIVE.value}
        ),
        Indicator(
            "individual", _("Cá nhân"), Type.STOCK, _("Chủ thể là cá nhân."), {"owner_kind": OwnerKind.INDIVIDUAL.value}
        ),
        Indicator(
            "recognised", _("Được công nhận"), Type.STOCK,
            _("Có quyết định công nhận còn hiệu lực, ở bất kỳ cấp nào."), {"level": _RECOGNISED},
        ),
        Indicator(
            "outstanding", _("Tiêu biểu"), Type.STOCK, _("Được công nhận và xếp tiêu biểu."), {"outstanding": True}
        ),
        Indicator(
            "recognition_rate", _("Tỷ lệ được công nhận"), Type.RATIO,
            _("Số được công nhận chia cho số trong sổ, tính lại từ tử số và mẫu số."), {"level": _RECOGNISED}, "registered",
        ),
        Indicator(
            "illustration", _("Dữ liệu minh hoạ"), Type.STOCK, _("Bản ghi sinh ra để minh hoạ, không có thật."),
            {"illustration": True},
        ),
    )
}  # fmt: skip

# The dimensions that figures can be split by: label and the names of their values.
SPLITS: dict[str, tuple[Any, dict[Any, Any]]] = {
    "field": (_("Lĩnh vực"), dict(Field.choices)),
    "status": (_("Trạng thái"), dict(Status.choices)),
    "line": (_("Hệ thống"), dict(Line.choices)),
    "renewal": (_("Mới/Duy trì"), dict(Renewal.choices)),
    "owner_kind": (_("Tập thể/Cá nhân"), dict(OwnerKind.choices)),
    "kind": (_("Mô hình/Điển hình"), dict(Kind.choices)),
    "level": (_("Cấp công nhận"), dict(RecognitionLevel.choices)),
    "outstanding": (_("Tiêu biểu"), {True: _("Tiêu biểu"), False: _("Không tiêu biểu")}),
}
