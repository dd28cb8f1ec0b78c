"""Bodies and people within somebody's reach."""

from typing import Any

from django.db.models import Q, QuerySet

from danvan.accounts.models import Assignment, User
from danvan.accounts.scope import reach_of
from danvan.bodies.models import Body
from danvan.core.text import fold


def bodies_in_reach(user: Any, verb: str = "bodies.view") -> QuerySet[Body]:
    """Return the bodies that the person reaches for a verb."""
    reach = reach_of(user, verb)
    return Body.objects.filter(reach.q(unit="unit", province="", line="line", body="pk"))


def bodies_named(bodies: QuerySet[Body], words: str) -> QuerySet[Body]:
    """Keep the bodies whose name has every word, whatever its marks."""
    for word in fold(words).split():
        bodies = bodies.filter(folded__contains=word)
    return bodies


def people_in_reach(user: User) -> QuerySet[User]:
    """Return the people who hold or held a role within reach, and those without any in a province that is reached."""
    reach = reach_of(user, "accounts.view")
    held = Assignment.objects.filter(reach.q(unit="body__unit", province="", line="body__line", body="body"))
    alone = reach.whole_q(unit="audit_province", province="") & Q(assignments__isnull=True)
    return User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=User.objects.filter(alone).values("pk")))
