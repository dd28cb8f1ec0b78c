"""What a report looks at: a unit on its own days within a period, on some lines or all."""

import datetime as dt
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.core.dates import year_end
from danvan.reporting.periods import Period
from danvan.units.atlas import FAR_FUTURE, FAR_PAST, KNOWN_FROM, Span, atlas
from danvan.units.models import Level, Unit


@dataclass(frozen=True)
class Frame:
    """A unit and period, cut to the days on which the unit stood.

    ``on`` is the day at which the tree and the stocks are read; ``ended`` the unit's last day when it lies within the
    period, ``begun`` its first; ``lines`` None for all lines.
    """

    unit: Unit
    span: Span
    period: Period
    first: dt.date
    on: dt.date
    ended: dt.date | None = None
    begun: dt.date | None = None
    lines: tuple[str, ...] | None = None

    @property
    def label(self) -> str:
        """The unit's name on the day, ``tỉnh Bắc Giang``."""
        return _("cả nước") if self.unit.level == Level.COUNTRY else self.span.label

    @property
    def code(self) -> str:
        """The unit's code on the day."""
        return self.span.code

    @property
    def by_days(self) -> bool:
        """Tell whether records count by their days: a part of a year, or a unit that ended within it."""
        return self.period.within_year or self.ended is not None

    @property
    def gone(self) -> dt.date | None:
        """The unit's last day when it does not stand after the period any more."""
        last = atlas().spans[self.unit.pk][-1].last_day
        return last if last <= self.period.last else None

    @property
    def closing(self) -> bool:
        """Tell whether the unit is no more at the end of the frame's year."""
        return atlas().spans[self.unit.pk][-1].last_day < year_end(self.year)

    @property
    def year(self) -> int:
        """The year whose records stand at the end."""
        return self.on.year

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the period in which the unit's records are counted."""
        return tuple(year for year in self.period.years if year <= self.on.year)

    def of_year(self, year: int) -> "Frame":
        """Return the same look at one whole year of a stage."""
        day = self.on if year == self.on.year else year_end(year)
        return replace(self, first=dt.date(year, 1, 1), on=day, ended=self.ended if year == self.on.year else None)

    @property
    def before(self) -> "Frame | None":
        """The frame to compare with; None where the very same unit did not stand then."""
        earlier = self.period.before
        on = earlier.last
        if self.ended:  # as many days of the year before
            on = min(on, _same_day(self.on, self.on.year - 1)) if not self.period.within_year else on
        if earlier.year < KNOWN_FROM.year:
            return None
        span = atlas().span(self.unit.pk, on)
        if span is None:
            return None
        ended = on if self.ended and on < earlier.last else None
        return Frame(self.unit, span, earlier, earlier.first, on, ended, None, self.lines)


def _same_day(day: dt.date, year: int) -> dt.date:
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def frame(unit: Unit, period: Period, lines: tuple[str, ...] | None = None) -> Frame:
    """Return what a report of a unit and period looks at.

    Raises ``ValidationError`` with a sentence for people when there is nothing to report on: a village, a period that
    has not begun, a unit that did not stand on any of its days.
    """
    picture, today = atlas(), timezone.localdate()
    spans = picture.spans.get(unit.pk)
    if not spans:
        raise ValidationError(
            _("Báo cáo lập cho cấp xã trở lên; số liệu của thôn, tổ dân phố nằm trong báo cáo của xã.")
        )
    if period.first > today:
        raise ValidationError(
            _("Chưa lập được báo cáo %(period)s: kỳ này bắt đầu từ ngày %(day)s."),
            params={"period": period.label, "day": f"{period.first:%d/%m/%Y}"},
        )
    standing = [s for s in spans if s.valid_from <= period.last and s.last_day >= period.first]
    if not standing:
        raise ValidationError(_not_there(unit, spans, period))
    last = standing[-1]
    gone = last.last_day < period.last
    on = last.last_day if gone else period.last
    first = max(period.first, spans[0].valid_from)
    begun = spans[0].valid_from if spans[0].valid_from > FAR_PAST and spans[0].valid_from > period.first else None
    return Frame(unit, last, period, first, on, on if gone else None, begun, lines)


def _not_there(unit: Unit, spans: list[Span], period: Period) -> str:
    first, last = spans[0], spans[-1]
    words = {"unit": last.label, "period": period.label}
    if last.valid_to < FAR_FUTURE and last.last_day < period.first:
        into = ", ".join(name for name, _day in successors(unit, last.valid_to))
        words |= {"day": f"{last.last_day:%d/%m/%Y}", "into": into}
        if into:
            return _("Không lập được báo cáo %(period)s của %(unit)s: đơn vị này kết thúc hoạt động ngày %(day)s, nay thuộc %(into)s. Hãy chọn đơn vị đó hoặc chọn kỳ trước ngày này.") % words  # fmt: skip
        return _("Không lập được báo cáo %(period)s của %(unit)s: đơn vị này kết thúc hoạt động ngày %(day)s. Hãy chọn kỳ trước ngày này.") % words  # fmt: skip
    words["day"] = f"{first.valid_from:%d/%m/%Y}"
    return _("Không lập được báo cáo %(period)s của %(unit)s: đơn vị này chỉ có từ ngày %(day)s. Hãy chọn đơn vị cũ hoặc chọn kỳ sau ngày này.") % words  # fmt: skip


def successors(unit: Unit, on: dt.date) -> list[tuple[str, dt.date]]:
    """Return the names of the units that a unit went into, as they were on a day, with the day."""
    picture = atlas()
    found = {home for home in picture.homes(unit.pk, on) if home != unit.pk}
    spans = sorted((s for home in found if (s := picture.span(home, on))), key=lambda s: s.code)
    return [(span.label, on) for span in spans]


def predecessors(unit: Unit, on: dt.date) -> list[str]:
    """Return the names of the units that a unit was made from, as they were the day before ``on``."""
    picture, day = atlas(), on - dt.timedelta(days=1)
    found = {edge.predecessor for edge in picture.backward.get(unit.pk, ()) if edge.on == on}
    spans = sorted((s for old in found if (s := picture.span(old, day))), key=lambda s: s.code)
    return [span.label for span in spans]
