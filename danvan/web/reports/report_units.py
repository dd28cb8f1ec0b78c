"""The unit of a report as somebody types it: by code or name, read on the days of the period, asked for where it is not clear."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.scope import reach_of
from danvan.core.text import fold_i
from danvan.reporting.periods import Period
from danvan.units.atlas import Span, atlas
from danvan.units.codes import Meaning, meanings, units_of

DASH = " – "
OFFERED = 400  # units named in the list of suggestions; any other is found by typing its code or name
NEAR = dt.timedelta(days=366)  # a code that names another unit so close to the period is asked about
VERB = "reporting.prepare"


@dataclass(frozen=True)
class Asked:
    """What a typed unit may mean in a period.

    ``units`` are those that it names on some day of the period, within reach, the one of its last day first; ``others``
    what a typed code names at other times; ``unclear`` says that somebody must choose, even where only one is left.
    """

    period: Period
    text: str
    units: list[Meaning]
    others: list[Meaning]
    unclear: bool

    @property
    def unit(self) -> uuid.UUID | None:
        """The one unit that is meant, where it is clear."""
        return None if self.unclear or len(self.units) != 1 else self.units[0].unit

    @property
    def said(self) -> str:
        """What is meant, in a sentence, and what the code means at other times."""
        if len({one.code for one in self.units}) > 1:
            return self.question
        words = {"code": self.units[0].code, "unit": str(self.units[0]), "day": f"{self.period.last:%d/%m/%Y}"}
        text = _("Mã %(code)s, kỳ đến ngày %(day)s: %(unit)s.") % words
        return " ".join(filter(None, (text, self.elsewhere)))

    @property
    def elsewhere(self) -> str:
        """What the code means at other times; nothing where it means the same always."""
        known = "; ".join(map(str, [*self.units[1:], *self.others]))
        return _("Cùng mã này còn có: %(units)s.") % {"units": known} if known else ""

    @property
    def question(self) -> str:
        """Why somebody must choose."""
        if len(self.units) == 1:
            return _("%(said)s Hãy xác nhận đơn vị của báo cáo.") % {"said": self.said}
        if len({one.code for one in self.units}) == 1:
            code = {"code": self.units[0].code, "period": self.period.label}
            return _("Trong %(period)s, mã %(code)s là của nhiều đơn vị. Hãy chọn đơn vị của báo cáo.") % code
        names = "; ".join(f"{one.code}{DASH}{one.name}" for one in self.units)
        return _("Có nhiều đơn vị tên như vậy, hãy chọn hoặc ghi mã: %(names)s.") % {"names": names}


class UnitField(forms.CharField):
    """A unit of a period, by its code or name; ``user`` is set by the form."""

    user: Any = None

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.widget.attrs |= {"list": "unit-names", "autocomplete": "off"}

    def ask(self, text: str, period: Period) -> Asked:
        """Return what the text may mean in the period. Raises ``ValidationError`` where it means nothing within reach."""
        word, _dash, name = (part.strip() for part in text.partition(DASH))
        coded = meanings(word, period.last)
        named = [one for one in coded if name and fold_i(name) in {fold_i(s.label) for s in atlas().spans[one.unit]}]
        units = self._standing(named or coded, period) if coded else self._standing(_named(text, period.last), period)
        units = units or self._standing(coded, period)  # the name is that of another time
        if not units:
            raise ValidationError(_not_there(coded, period))
        here = {one.unit for one in units}
        mistaken = bool(coded and name and here.isdisjoint(one.unit for one in named))
        others = [one for one in coded if one.unit not in here] if mistaken or not name else []
        near = any(one.overlaps(period.first - NEAR, period.last + NEAR) for one in others)
        return Asked(period, text, units, others, len(units) > 1 or near or mistaken)

    def _standing(self, found: list[Meaning], period: Period) -> list[Meaning]:
        """Keep those of the period, or else of its years (whoever ended before it is told so later), within reach."""
        reach = reach_of(self.user, VERB)
        years = dt.date(period.years[0], 1, 1), dt.date(period.years[-1], 12, 31)
        for first, last in ((period.first, period.last), years):
            standing = [one for one in found if one.overlaps(first, last) and reach.covers(one.unit)]
            if standing:
                return sorted(standing, key=lambda one: (one.last < period.last, one.code))
        return []


def _named(text: str, on: dt.date) -> list[Meaning]:
    """Return the units of a typed name: with its unit word the one, without it all that are called so."""
    picture, folded = atlas(), fold_i(text)
    words = folded.split()
    names = [folded, *(" ".join(words[n:]) for n in range(1, min(4, len(words))))]
    spans = [span for name in names for span in picture.by_name.get(name, ())]
    exact = [span for span in spans if fold_i(span.label) == folded]
    return units_of(exact or spans, on)


def units_named(text: str) -> list[uuid.UUID]:
    """Return the units that a code or name has meant on any day; a code with its name only those of both."""
    word, _dash, name = (part.strip() for part in text.partition(DASH))
    today = timezone.localdate()
    coded = meanings(word, today)
    both = [one for one in coded if name and fold_i(name) in {fold_i(s.label) for s in atlas().spans[one.unit]}]
    return [one.unit for one in both or coded or _named(text, today)]


def _not_there(coded: list[Meaning], period: Period) -> str:
    text = _("Không thấy đơn vị này trong phạm vi của bạn %(period)s. Hãy chọn một tên trong danh sách gợi ý hoặc ghi mã đơn vị.") % {"period": period.label}  # fmt: skip
    known = "; ".join(map(str, coded))
    return " ".join([text, _("Mã này là: %(units)s.") % {"units": known}]) if known else text


def offered(user: Any, year: int) -> list[str]:
    """Return the units within reach on some day of a year, as suggestions: tops first, then what is below."""
    day = dt.date(year, 12, 31)
    picture, found = atlas(), list[Span]()
    level = [s for unit in reach_of(user, VERB).tops(day) if (s := picture.span(unit, day))]
    # Units that ended within the year (the districts of 2025) had reports of their own.
    ended = (
        [s for s in picture.by_parent.get(level[0].unit, ()) if s.valid_from < day and s.last_day.year == year]
        if level
        else []
    )
    while level and len(found) + len(level) <= OFFERED:
        found += sorted(level, key=lambda s: s.code)
        level = [child for span in level for child in picture.children(span.unit, day)]
    return [f"{s.code}{DASH}{s.label}" for s in (*found, *ended)]
