"""The one scope rule: roles held today at bodies → the units and lines that they reach.

A queryset, a permission, a list of units to choose from: all start from ``reach_of``.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.models import Assignment, Role, User
from danvan.bodies.models import Coordination
from danvan.core.dates import valid_on
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit
from danvan.units.queries import units_under, units_under_any

RULES: dict[str, frozenset[Role]] = {}
CONTENT = frozenset(Role) - {Role.SYSADMIN}


def allow(verb: str, roles: Iterable[Role]) -> None:
    """Grant ``verb`` to people who hold one of ``roles``, within the reach of the body where they hold it."""
    RULES[verb] = frozenset(roles)


@dataclass(frozen=True)
class Grant:
    """One stretch of reach: a unit's subtree, on one line or (None) on all."""

    unit: Unit
    line: str | None


@dataclass(frozen=True)
class Reach:
    """What somebody reaches for a verb, on a day."""

    on: dt.date
    grants: tuple[Grant, ...] = ()
    bodies: tuple[uuid.UUID, ...] = ()
    everything: bool = False

    def q(self, *, unit: str, province: str, line: str | None = None, body: str | None = None) -> Q:
        """Return the condition on a table whose columns are named; nothing reached is nothing found."""
        found = Q(pk__in=())
        for grant in self.grants:
            condition = units_under(grant.unit, self.on, unit)
            if grant.line is not None:
                if line is None:
                    continue
                condition &= Q(**{line: grant.line})
            found |= condition
        if body and self.bodies:
            found |= Q(**{f"{body}__in": self.bodies})
        return Q() if self.everything else found

    def whole_q(self, *, unit: str, province: str) -> Q:
        """Return the condition for what is reached on all lines."""
        return Reach(self.on, tuple(g for g in self.grants if g.line is None), everything=self.everything).q(
            unit=unit, province=province
        )

    def holds(self, unit: uuid.UUID, *, line: str | None = None, body: uuid.UUID | None = None) -> bool:
        """Tell whether one record with these values is reached."""
        if self.everything or (body is not None and body in self.bodies):
            return True
        picture = atlas()
        home = _home(unit, self.on)
        above = {s.unit for s in picture.ancestors(home, self.on)} if home else set()
        return any((g.unit.pk in above or g.unit.pk == unit) and g.line in (None, line) for g in self.grants)

    def covers(self, unit: uuid.UUID) -> bool:
        """Tell whether some of what stands at a unit is reached: on all lines, or on one."""
        return self.everything or any(self.holds(unit, line=grant.line) for grant in self.grants)

    def tops(self, on: dt.date) -> list[uuid.UUID]:
        """Return the units of another day's tree that the reach covers at the top, for choosing where to look.

        A unit that did not stand then is covered by those that have gone into it, or that it went into.
        """
        picture = atlas()
        if self.everything and picture.country:
            return [picture.country]
        wanted = {g.unit.pk for g in self.grants}
        near = {kin for unit in wanted for kin in ({unit} if picture.span(unit, on) else picture.kin(unit))}
        covered = {
            unit for unit in near if picture.span(unit, on) and picture.home(unit, self.on)[0] in wanted | {unit}
        }
        return [u for u in covered if not any(s.unit in covered for s in list(picture.ancestors(u, on))[1:])]


def _home(unit: uuid.UUID, on: dt.date) -> uuid.UUID | None:
    picture = atlas()
    if unit in picture.spans:
        return picture.home(unit, on)[0]
    parent = Unit.objects.filter(pk=unit).values_list("periods__parent", flat=True).first()
    return picture.home(parent, on)[0] if parent else None


@dataclass(frozen=True)
class Operator:
    """Whoever runs a command on the server, within one unit; the audit records it as such."""

    unit: Unit
    name: str = "danvan"
    audit_id: uuid.UUID | None = None
    is_authenticated: bool = field(default=True, repr=False)

    @property
    def audit_name(self) -> str:
        """How the audit names it."""
        return _("Người vận hành (dòng lệnh %(name)s)") % {"name": self.name}

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the verb on the object lies within the unit."""
        return perm in RULES and (obj is None or _holds(reach_of(self, perm), obj))


def reach_of(actor: Any, verb: str, on: dt.date | None = None) -> Reach:
    """Return what ``actor`` reaches for ``verb`` today (or on a day)."""
    on = on or timezone.localdate()
    if isinstance(actor, Operator):
        if actor.unit.level == Level.COUNTRY:
            return Reach(on, (Grant(actor.unit, None),), everything=True)
        home = _home(actor.unit.pk, on)
        # An ended unit is reached as what it was: the operator names it by the year it stood in.
        return Reach(on if home == actor.unit.pk else _last_day(actor.unit, on), (Grant(actor.unit, None),))
    if not isinstance(actor, User) or not actor.is_active or verb not in RULES or not actor.lends(verb):
        return Reach(on)
    held = [(a.role, a.body) for a in roles_on(actor, on) if a.role in RULES[verb]]
    return _reach_of_bodies(held, on)


def _last_day(unit: Unit, on: dt.date) -> dt.date:
    spans = atlas().spans.get(unit.pk)
    return min(spans[-1].valid_to - dt.timedelta(days=1), on) if spans and spans[-1].valid_to <= on else on


def roles_on(user: User, on: dt.date) -> list[Assignment]:
    """Return the roles held on a day, read once per person object (a request holds one)."""
    cached: dict[dt.date, list[Assignment]] | None = getattr(user, "assignments_on", None)
    if cached is None:
        cached = {}
        user.assignments_on = cached  # type: ignore[attr-defined]
    if on not in cached:
        rows = user.assignments.on(on).filter(valid_on(on, "body__")).select_related("body__unit")
        cached[on] = list(rows.prefetch_related("body__coordinations__unit"))
    return cached[on]


def _reach_of_bodies(held: list[tuple[str, Any]], on: dt.date) -> Reach:
    grants: dict[tuple[uuid.UUID, str | None], Grant] = {}
    bodies = []
    for role, body in held:
        bodies.append(body.pk)
        if role == Role.OWNER:
            continue  # an owner reaches what her own bodies own or share, no more
        coordinated = [c.unit for c in body.coordinations.all() if c.is_on(on)]
        for unit in coordinated:
            grants[unit.pk, None] = Grant(unit, None)
        if role == Role.SYSADMIN:  # looks after accounts of every line; no content verb is open to the role
            grants[body.unit_id, None] = Grant(body.unit, None)
        elif not coordinated:
            grants[body.unit_id, body.line] = Grant(body.unit, body.line)
    everything = any(g.line is None and g.unit.level == Level.COUNTRY for g in grants.values())
    return Reach(on, tuple(grants.values()), tuple(dict.fromkeys(bodies)), everything)


def nearer_to(actor: User, verb: str) -> list[Grant]:
    """Return what others reach for a verb below the actor's own units: there they are nearer to what is to be done.

    Below the country nobody is asked for: a province's business is never the country's.
    """
    reach = reach_of(actor, verb)
    mine = {g.unit.pk for g in reach.grants}
    below = units_under_any((g.unit.pk for g in reach.grants if g.unit.level != Level.COUNTRY), reach.on, "pk")
    units = Unit.objects.filter(below).values("pk")
    held = Assignment.objects.on(reach.on).filter(
        valid_on(reach.on, "body__"), role__in=RULES[verb], user__is_active=True
    )
    held = held.filter(Q(body__unit__in=units) | Q(body__coordinations__unit__in=units)).exclude(user=actor).distinct()
    rows = held.select_related("body__unit").prefetch_related("body__coordinations__unit")
    found = _reach_of_bodies([(a.role, a.body) for a in rows], reach.on).grants
    return [g for g in found if g.unit.pk not in mine and any(s.unit in mine for s in _above(g.unit.pk, reach.on))]


def _above(unit: uuid.UUID, on: dt.date) -> Iterable[Any]:
    home = _home(unit, on)
    return atlas().ancestors(home, on) if home else ()


def _holds(reach: Reach, obj: Any) -> bool:
    """Tell whether an object of any kind is reached: it names its unit, line and body by ``scope_key``."""
    if isinstance(obj, Unit):
        return reach.holds(obj.pk)
    key = obj.scope_key()
    return reach.holds(key["unit"], line=key.get("line"), body=key.get("body"))


def permitted(user: User, verb: str, obj: Any) -> bool:
    """Answer ``user.has_perm(verb, obj)``; without an object: whether any reach exists at all."""
    reach = reach_of(user, verb)
    if obj is None:
        return bool(reach.grants or reach.bodies)
    return _holds(reach, obj)


def coordinators_of(unit: uuid.UUID, on: dt.date) -> Any:
    """Return the coordinations held for a unit on a day."""
    return Coordination.objects.on(on).filter(unit=unit)


def holds_whole(user: Any, verb: str) -> bool:
    """Tell whether somebody holds a verb for some unit on all its lines, not on one line or for own bodies alone."""
    reach = reach_of(user, verb)
    return reach.everything or any(grant.line is None for grant in reach.grants)
