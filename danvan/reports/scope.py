"""Figures within somebody's reach: whole units from the cells, a single line from the cells too, own bodies from records."""

from typing import Any

from danvan.accounts.scope import Reach, reach_of
from danvan.units.atlas import atlas
from danvan.units.models import Unit


def lines_on(actor: Any, unit: Unit) -> list[str] | None:
    """Return the lines whose figures the actor may see for ``unit``: None for all, an empty list for none."""
    reach: Reach = reach_of(actor, "initiatives.view")
    if reach.everything:
        return None
    lines: list[str] = []
    picture = atlas()
    home = picture.home(unit.pk, reach.on)[0] if unit.pk in picture.spans else unit.pk
    above = {s.unit for s in picture.ancestors(home, reach.on)} | {unit.pk} if home else {unit.pk}
    for grant in reach.grants:
        if grant.unit.pk in above:
            if grant.line is None:
                return None
            lines.append(grant.line)
    return lines
