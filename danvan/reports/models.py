"""Pre-aggregated cells: how many registrations of a year stand at a unit, for each combination of dimensions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.models import Tenant
from danvan.units.models import Unit

DIMENSIONS = ("field", "status", "line", "renewal", "kind", "owner_kind", "level", "outstanding", "illustration")
# What the annual table is split by: summed together, as one dimension of the margins, at every unit.
PAIR = ("field", "status")


class Cell(Tenant):
    """``own`` registrations accounted at the unit itself, ``total`` in its whole subtree on 31 December of the year."""

    # No index of its own: the unique one begins with the unit.
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    line = models.CharField(max_length=20)
    renewal = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    owner_kind = models.CharField(max_length=12)
    level = models.CharField(max_length=10, blank=True)
    outstanding = models.BooleanField(default=False)
    illustration = models.BooleanField(default=False)
    own = models.IntegerField(default=0)
    total = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("Ô số liệu")
        verbose_name_plural = _("Ô số liệu")
        constraints = (
            models.UniqueConstraint(fields=("unit", "year", "province", *DIMENSIONS), name="reports_cell_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}: {self.total}"


class Margin(Tenant):
    """Cells summed: of a province or the country for one dimension at a time, of every unit for ``PAIR`` together.

    A nation's figures need some hundred of these where they would need a hundred thousand cells. ``line`` blank: all
    lines together. ``value`` is the value of the dimension as text (a flag that is not set is blank), of ``PAIR`` both
    values with a blank between. ``own`` and ``total`` as in the cells.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=20, blank=True)
    dimension = models.CharField(max_length=12)
    value = models.CharField(max_length=41, blank=True)
    own = models.IntegerField(default=0)
    total = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("Tổng theo chiều")
        verbose_name_plural = _("Tổng theo chiều")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "line", "year", "dimension", "value", "province"), name="reports_margin_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.dimension}={self.value}: {self.total}"
