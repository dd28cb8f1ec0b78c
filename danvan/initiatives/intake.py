"""From what somebody typed to a draft: places settled, the owner's seat and line found, the accounting unit named."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.bodies.lines import line_of
from danvan.bodies.models import Body
from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.initiatives.accounting import accounting_unit, province_of
from danvan.initiatives.drafts import Located, PlaceDraft
from danvan.units.models import Unit
from danvan.units.places import PlaceText, settle
from danvan.units.seats import owner_seat


def locate(
    owner_name: str, places_text: str, year: int, scope: Unit, *, cache: dict[Any, Any] | None = None
) -> Located:
    """Settle the places of a registration of ``year`` within ``scope`` and find where it is counted."""
    settled = (
        settle(PlaceText(text=places_text), year, scope, {} if cache is None else cache) if places_text.strip() else []
    )
    problems = [one.problem for one in settled if one.unit is None]
    places = tuple(PlaceDraft(one.unit, one.village) for one in settled if one.unit is not None)
    seat = owner_seat(owner_name, [one for one in settled if one.unit], year_end(year), scope)
    unit = accounting_unit(seat, [p.unit for p in places], year, scope.pk)
    owner = Body.objects.on(year_end(year)).filter(unit=unit, folded=fold(owner_name)).first() if owner_name else None
    warnings = [one.warning for one in settled if one.warning]
    return Located(
        places, unit, province_of(unit, year), owner.line if owner else line_of(owner_name), owner, problems, warnings
    )


def check_day(day: dt.date | None, year: int) -> None:
    """Refuse a day that a registration of ``year`` cannot have; it may be made late in the year before."""
    if day and day > timezone.localdate():
        raise ValidationError({"registered_on": _("Ngày đăng ký không thể sau hôm nay.")})
    if day and day.year not in {year - 1, year}:
        text = _("Ngày đăng ký phải trong năm %(year)s hoặc cuối năm trước.") % {"year": year}
        raise ValidationError({"registered_on": text})
