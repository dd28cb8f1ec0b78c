"""Dated rows: what was true from one day on, until the day before another (``[valid_from, valid_to)``)."""

import datetime as dt
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


def year_end(year: int) -> dt.date:
    """Return 31 December of ``year``, the day at which a year's tree is read."""
    return dt.date(year, 12, 31)


def valid_on(day: dt.date, prefix: str = "") -> Q:
    """Return the condition "in force on ``day``" for rows reached through ``prefix`` (with its ``__``)."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    not_over = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & not_over


class DatedQuerySet(models.QuerySet[M]):
    """Rows with dates of validity."""

    def on(self, day: dt.date) -> Self:
        """Keep the rows in force on ``day``."""
        return self.filter(valid_on(day))


class Dated(models.Model):
    """A row in force from ``valid_from`` (blank: since before the records) until the day before ``valid_to``."""

    valid_from = models.DateField(_("Từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
        )

    def is_on(self, day: dt.date) -> bool:
        """Tell whether the row is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def overlaps(a: Any, b: Any) -> bool:
    """Tell whether two dated rows share a day."""
    a_first = a.valid_to is not None and b.valid_from is not None and a.valid_to <= b.valid_from
    b_first = b.valid_to is not None and a.valid_from is not None and b.valid_to <= a.valid_from
    return not (a_first or b_first)
