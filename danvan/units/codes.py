"""Which units a code has named: codes pass on, and the same number means another unit on another day."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.units.atlas import FAR_FUTURE, FAR_PAST, Span, atlas
from danvan.units.models import Level


@dataclass(frozen=True)
class Meaning:
    """A unit that has had a code or name, from its first day with it until its last; ``name`` is that of one day."""

    code: str
    unit: uuid.UUID
    label: str  # xã Đồng Kỳ
    name: str  # with all that it lies in: xã Đồng Kỳ, huyện Yên Thế, tỉnh Bắc Giang
    first: dt.date
    last: dt.date

    def overlaps(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether it has had the code on some day from ``first`` to ``last``."""
        return self.first <= last and self.last >= first

    @property
    def dates(self) -> str:
        """When: ``đến hết 30/06/2025``; nothing for always."""
        words = {"first": f"{self.first:%d/%m/%Y}", "last": f"{self.last:%d/%m/%Y}"}
        if self.first > FAR_PAST and self.last < FAR_FUTURE:
            return _("từ %(first)s đến hết %(last)s") % words
        if self.first > FAR_PAST:
            return _("từ %(first)s") % words
        return _("đến hết %(last)s") % words if self.last < FAR_FUTURE else ""

    def __str__(self) -> str:
        return f"{self.name} ({self.dates})" if self.dates else self.name


def meanings(code: str, on: dt.date) -> list[Meaning]:
    """Return the units that have had a code, the earliest first, named as on a day or on the nearest that they had."""
    return units_of(atlas().by_code.get(code, ()), on)


def units_of(spans: Iterable[Span], on: dt.date) -> list[Meaning]:
    """Return the units of some periods, the earliest first, named as ``meanings`` names them."""
    groups: dict[uuid.UUID, list[Span]] = {}
    for span in sorted(spans, key=lambda one: one.valid_from):
        groups.setdefault(span.unit, []).append(span)
    return [_meaning(group, on) for group in groups.values()]


def _meaning(spans: list[Span], on: dt.date) -> Meaning:
    near = next((s for s in spans if s.last_day >= on), spans[-1])
    day = min(max(on, near.valid_from), near.last_day)
    name = _("cả nước") if near.level == Level.COUNTRY else atlas().path(near.unit, day)
    return Meaning(near.code, near.unit, near.label, name, spans[0].valid_from, spans[-1].last_day)
