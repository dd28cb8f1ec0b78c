"""Where somebody is looking: a unit and a year within their reach, the same on every page and in every address."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.scope import Reach, reach_of
from danvan.core.dates import year_end
from danvan.core.numbers import whole
from danvan.initiatives.models import FIRST_YEAR, Registration
from danvan.reports.models import Cell, Margin
from danvan.reports.scope import lines_on
from danvan.units.atlas import KNOWN_FROM, Span, atlas
from danvan.units.models import Level, Unit
from danvan.units.queries import unit_by_code, units_under
from danvan.web.request import Request


@dataclass
class Look:
    """The unit and year of a page. ``unit`` is None for people who reach bodies but no territory."""

    user: Any
    year: int
    unit: Unit | None
    years: list[int] = field(default_factory=list)

    @cached_property
    def day(self) -> Any:
        """The day at which the year's tree is read."""
        return year_end(self.year)

    @cached_property
    def chain(self) -> list[Span]:
        """The unit and those above it, top first, as far as the person may look."""
        if self.unit is None or self.unit.pk not in atlas().spans:
            return []
        chain = list(atlas().ancestors(self.unit.pk, self.day))
        seen = [s for s in chain if lines_on(self.user, Unit(id=s.unit, level=s.level)) != []]
        return list(reversed(seen))

    @property
    def code(self) -> str:
        """The unit's code in that year."""
        return self.chain[-1].code if self.chain else ""

    @property
    def label(self) -> str:
        """The unit's name in that year."""
        return label_of(self.chain[-1]) if self.chain else ""

    @property
    def inside(self) -> str:
        """The unit's name in that year as it stands within a sentence: ``tỉnh Bắc Giang``."""
        return self.chain[-1].label if self.chain else ""

    @cached_property
    def lines(self) -> list[str] | None:
        """The lines that the person may see here: None for all."""
        return lines_on(self.user, self.unit) if self.unit else None

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        """The units at the top of the reach in that year, where there is more than one to choose from."""
        spans = [s for top in reach_of(self.user, "units.view").tops(self.day) if (s := atlas().span(top, self.day))]
        known = sorted((s.code, label_of(s)) for s in spans)
        return known if len(known) > 1 else []

    @property
    def now(self) -> str:
        """What the unit is today, when that is another."""
        if self.unit is None or self.unit.pk not in atlas().spans:
            return ""
        today = timezone.localdate()
        home = atlas().home(self.unit.pk, today)[0]
        span = atlas().span(home, today) if home else None
        return span.label if span and label_of(span) != self.label else ""

    def query(self, **changes: Any) -> str:
        """Return the query string of this look, with changes."""
        values = {"don-vi": self.code, "nam": self.year, **changes}
        return urlencode({k: v for k, v in values.items() if v not in (None, "")})


def label_of(span: Span) -> str:
    """Return the name of a unit for a heading: ``Tỉnh Bắc Giang``."""
    label = span.label
    return label[:1].upper() + label[1:]


def look(request: Request, verb: str = "initiatives.view") -> Look:
    """Read the unit and year that a page is asked for; what was looked at last is the default.

    Raises ``Http404`` for a unit that is not there or not within reach, and for a year that is none.
    """
    reach = reach_of(request.user, verb)
    years = _years(reach) or _own_years(reach)
    year = _year(request, years)
    unit = _unit(request, reach, year)
    if unit is not None and request.session.get("look") != [str(unit.pk), year]:
        request.session["look"] = [str(unit.pk), year]
    return Look(request.user, year, unit, _choice(years, year))


def _choice(years: list[int], year: int) -> list[int]:
    """Return the years to choose from, newest first: every one from the first with records to next year.

    A year without records is among them: that there are none is something to see, too.
    """
    after = timezone.localdate().year + 1
    first = min(years, default=KNOWN_FROM.year)
    return list(range(max(after, year), min(first, year) - 1, -1))


def _year(request: Request, years: list[int]) -> int:
    text = request.GET.get("nam", "")
    last = request.session.get("look", [None, None])[1]
    if not text:
        return int(last or (years[0] if years else timezone.localdate().year))
    year = whole(text)
    if year is None or not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise Http404(_("Không có năm này."))
    return year


def _unit(request: Request, reach: Reach, year: int) -> Unit | None:
    code = request.GET.get("don-vi", "")
    if code:
        found = unit_by_code(code, year_end(year)) or _last_one_in(request, code, year)
        if found is None or not reach.covers(found.pk):
            raise Http404(_("Không có đơn vị này trong phạm vi của bạn."))
        return found
    last = request.session.get("look", [None, None])[0]
    picture, day = atlas(), year_end(year)
    if last and (span := picture.span(uuid.UUID(last), day)):
        unit = Unit(id=span.unit, level=span.level)
        if reach.covers(unit.pk):
            return unit
    return _busiest(reach.tops(day), year)


def _last_one_in(request: Request, code: str, year: int) -> Unit | None:
    """Return where the unit looked at last stands in another year that no longer, or not yet, knows its code."""
    last = request.session.get("look", [None, None])[0]
    if not last or code not in {s.code for s in atlas().spans.get(uuid.UUID(last), ())}:
        return None
    home = atlas().home(uuid.UUID(last), year_end(year))[0]
    span = atlas().span(home, year_end(year)) if home else None
    return Unit(id=span.unit, level=span.level) if span else None


def _busiest(tops: Iterable[uuid.UUID], year: int) -> Unit | None:
    """Return the top unit with the most records of the year: a merged province begins with the part that has some."""
    spans = [s for top in tops if (s := atlas().span(top, year_end(year)))]
    counts = dict.fromkeys((s.unit for s in spans), 0)
    if len(spans) > 1:
        cells = Cell.objects.filter(unit__in=counts, year=year).order_by()
        counts |= dict(cells.values_list("unit").annotate(n=Sum("total")))
    best = max(spans, key=lambda s: (counts[s.unit], s.code), default=None)
    return Unit(id=best.unit, level=best.level) if best else None


def _years(reach: Reach) -> list[int]:
    """Return the years that have records within reach, newest first."""
    if reach.everything or any(grant.unit.level == Level.PROVINCE for grant in reach.grants):
        # A province's years stand in its margins, a few hundred rows where it has ten thousands of cells.
        rows: Any = Margin.objects.filter(line="", dimension="renewal", unit__in=_provinces(reach))
    else:
        rows = Cell.objects.filter(unit__in=_reached(reach))
    return sorted(set(rows.order_by().values_list("year", flat=True).distinct()), reverse=True)


def _provinces(reach: Reach) -> list[uuid.UUID]:
    """Return the country and the provinces of any day whose records are reached."""
    picture = atlas()
    spans = [s[0] for s in picture.spans.values() if s[0].level in {Level.PROVINCE, Level.COUNTRY}]
    if reach.everything:
        return [span.unit for span in spans]
    wanted = {grant.unit.pk for grant in reach.grants}
    return [span.unit for span in spans if picture.home(span.unit, reach.on)[0] in wanted or span.unit in wanted]


def _own_years(reach: Reach) -> list[int]:
    """Return the years of the bodies' own records, for people who reach no territory."""
    own = Registration.objects.filter(owner__in=reach.bodies).order_by()
    return sorted(set(own.values_list("year", flat=True).distinct()), reverse=True)


def _reached(reach: Reach) -> Any:
    condition = Q(pk__in=())
    for grant in reach.grants:
        condition |= units_under(grant.unit, reach.on, "pk")
    return Unit.objects.filter(condition).exclude(level=Level.VILLAGE).values("pk")
