"""Whose word a registration waits for: that of the nearest who may give it."""

import uuid
from collections import defaultdict
from typing import Any

from django.db.models import Q

from danvan.accounts.scope import nearer_to, reach_of
from danvan.initiatives.workflow import Status
from danvan.units.models import Level
from danvan.units.queries import units_under, units_under_any

VERB = "initiatives.approve"


def waits_for(actor: Any) -> Q:
    """Return the condition on registrations that wait for somebody's approval, and not for that of somebody nearer.

    Who may approve for a whole province may do so in its communes, but where a commune has a coordinator of its own it
    is her work. The country's officers see to what stands at the country itself; a province's list is the province's.
    """
    reach = reach_of(actor, VERB)
    mine = Q(pk__in=())
    for grant in reach.grants:
        at_country = grant.unit.level == Level.COUNTRY
        place = Q(accounting_unit=grant.unit) if at_country else units_under(grant.unit, reach.on, "accounting_unit")
        mine |= place & (Q() if grant.line is None else Q(line=grant.line))
    near: dict[str | None, list[uuid.UUID]] = defaultdict(list)
    for grant in nearer_to(actor, VERB):
        near[grant.line].append(grant.unit.pk)
    for line, units in near.items():
        theirs = units_under_any(units, reach.on, "accounting_unit")
        mine &= ~(theirs if line is None else theirs & Q(line=line))
    return Q(status=Status.REGISTERED) & mine


def waits_for_others(actor: Any) -> Q:
    """Return the condition on registrations that wait for somebody else's approval."""
    return Q(status=Status.REGISTERED) & ~waits_for(actor)
