"""What one asks of registrations; scope first."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from danvan.accounts.scope import reach_of
from danvan.core.text import fold
from danvan.units.models import Node, Unit
from danvan.units.nodes import ensure_nodes
from danvan.units.queries import units_under

if TYPE_CHECKING:
    from danvan.audit.door import Actor


class RegistrationQuerySet(models.QuerySet[Any]):
    """Registrations, narrowed step by step."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what the actor may see: accounted in reach, owned by or shared with their bodies, or placed in reach."""
        return self.in_reach(actor, "initiatives.view", shared=True)

    def in_reach(self, actor: "Actor", verb: str, *, shared: bool = False) -> Self:
        """Keep what the actor may do ``verb`` to; ``shared`` adds places and parts in reach."""
        reach = reach_of(actor, verb)
        if reach.everything:
            return self
        condition: Any = reach.q(unit="accounting_unit", province="province", line="line", body="owner")
        if shared:
            places = self.model.places.rel.related_model.objects.filter(registration=OuterRef("pk"))
            parts = self.model.participations.rel.related_model.objects.filter(registration=OuterRef("pk"))
            condition |= Exists(places.filter(reach.whole_q(unit="unit", province="province")))
            if reach.bodies:
                condition |= Exists(parts.filter(body__in=reach.bodies))
        return self.filter(condition)

    def of_year(self, year: int) -> Self:
        """Keep one year."""
        return self.filter(year=year)

    def under(self, unit: Unit, on: dt.date) -> Self:
        """Keep what is accounted at ``unit`` or below it, by the tree of ``on``."""
        return self.filter(units_under(unit, on, "accounting_unit"))

    def at(self, unit: Unit, on: dt.date) -> Self:
        """Keep what stands at ``unit`` itself, not below it, by the tree of ``on``."""
        nodes = Node.objects.filter(on=ensure_nodes(on), home=unit)
        return self.filter(accounting_unit__in=nodes.values("unit"))

    def placed_under(self, unit: Unit, on: dt.date) -> Self:
        """Keep what is carried out at ``unit`` or below it, wherever it is accounted."""
        places = self.model.places.rel.related_model.objects.filter(registration=OuterRef("pk"))
        return self.filter(Exists(places.filter(units_under(unit, on, "unit"))))

    def placed_at(self, unit: Unit, on: dt.date) -> Self:
        """Keep what is carried out at ``unit`` itself: named as a whole, not by a unit below it."""
        places = self.model.places.rel.related_model.objects.filter(registration=OuterRef("pk"))
        nodes = Node.objects.filter(on=ensure_nodes(on), home=unit)
        return self.filter(Exists(places.filter(unit__in=nodes.values("unit"))))

    def matching(self, words: str) -> Self:
        """Keep those whose name, owner, place or code hold every word, accent-blind."""
        found = self if fold(words) else self.none()  # signs alone are in no name
        for word in fold(words).split():
            found = found.filter(Q(folded__contains=word))
        return found
