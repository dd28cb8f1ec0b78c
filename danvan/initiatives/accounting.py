"""Where a registration is counted: once, at its accounting unit."""

import datetime as dt
import uuid
from collections.abc import Iterable

from danvan.core.dates import year_end
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit


def accounting_unit(seat: uuid.UUID | None, places: Iterable[uuid.UUID], year: int, fallback: uuid.UUID) -> uuid.UUID:
    """Return the seat of the accountable owner or, where that is unknown, the lowest unit that holds all places.

    ``fallback`` (the unit of the register) serves when neither is known.
    """
    units = list(dict.fromkeys(places))
    if seat or len(units) <= 1:
        return seat or (units[0] if units else fallback)
    picture, day = atlas(), year_end(year)
    homes = [home for unit in units if (home := picture.home(_commune(unit), day)[0])]
    return picture.lowest_holding(homes, day) or fallback


def province_of(unit: uuid.UUID, year: int) -> uuid.UUID:
    """Return the unit at the top when the record is written: the province the unit stood in that year, or the country."""
    picture = atlas()
    known = _commune(unit)
    span = picture.nearest(known, year_end(year))
    if span is None:
        msg = f"unknown unit {unit}"
        raise LookupError(msg)
    day = max(min(year_end(year), span.valid_to - dt.timedelta(days=1)), span.valid_from)
    chain = list(picture.ancestors(known, day))
    return next((s.unit for s in chain if s.level == Level.PROVINCE), chain[-1].unit)


def _commune(unit: uuid.UUID) -> uuid.UUID:
    """Return the unit itself, or the commune of a village (villages are not in the atlas)."""
    if unit in atlas().spans:
        return unit
    parent = (
        Unit.objects.filter(pk=unit).order_by("-periods__valid_from").values_list("periods__parent", flat=True).first()
    )
    return parent or unit
