"""Questions to the tree that become conditions on tables."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q

from danvan.core.dates import valid_on
from danvan.units.atlas import atlas
from danvan.units.models import Level, Node, Unit
from danvan.units.nodes import ensure_nodes


def units_under(unit: Unit, on: dt.date, column: str) -> Q:
    """Return the condition "``column`` stands at ``unit`` or below it in the tree of ``on``".

    The tree of the day is read from its snapshot, which also says where units that ended meanwhile stand.
    """
    if unit.level == Level.COUNTRY:
        return Q()
    nodes = Node.objects.filter(on=ensure_nodes(on))
    match unit.level:
        case Level.PROVINCE:
            nodes = nodes.filter(province=unit)
        case Level.DISTRICT:
            nodes = nodes.filter(district=unit)
        case Level.COMMUNE:
            nodes = nodes.filter(commune=unit)
        case _:
            return Q(**{column: unit})
    return Q(**{f"{column}__in": nodes.values("unit")})


def units_under_any(units: Iterable[uuid.UUID], on: dt.date, column: str) -> Q:
    """Return the condition "``column`` stands at one of ``units`` – provinces, districts, communes – or below it"."""
    wanted = list(units)
    above = Q(province__in=wanted) | Q(district__in=wanted) | Q(commune__in=wanted)
    return Q(**{f"{column}__in": Node.objects.filter(above, on=ensure_nodes(on)).values("unit")})


def unit_by_code(code: str, on: dt.date) -> Unit | None:
    """Return the unit that has ``code`` on a day; ``VN`` is the country. Villages are found too."""
    span = atlas().unit_by_code(code, on)
    if span:
        return Unit(id=span.unit, level=span.level)
    return Unit.objects.filter(valid_on(on, "periods__"), level=Level.VILLAGE, periods__code=code).first()
