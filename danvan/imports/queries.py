"""What one may see of imports."""

from typing import Any

from django.db.models import Q, QuerySet

from danvan.accounts.scope import reach_of
from danvan.imports.models import Import


def visible_imports(actor: Any) -> QuerySet[Import]:
    """Return the imports that the actor started, or that were made for units within reach."""
    reach = reach_of(actor, "imports.view")
    if reach.everything:
        return Import.objects.all()
    if not reach.grants:
        return Import.objects.none()
    return Import.objects.filter(reach.whole_q(unit="unit", province="province") | Q(started_by=actor.audit_id))
