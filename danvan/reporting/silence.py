"""Who is silent: child units, lines and bodies that ought to be in the register and are not."""

import uuid
from dataclasses import dataclass, field, replace

from django.db.models import Count

from danvan.bodies.models import Body, Line
from danvan.core.dates import year_end
from danvan.reporting.counting import Ref, Tally, records
from danvan.reporting.frames import Frame
from danvan.reports.stats import children_of
from danvan.units.atlas import KNOWN_FROM, atlas
from danvan.units.models import Level

# The lines of the movement that every unit has; the others (schools, enterprises, teams…) need not be everywhere.
EVERYWHERE = (
    Line.PARTY, Line.GOVERNMENT, Line.FRONT, Line.FARMERS, Line.WOMEN, Line.YOUTH, Line.VETERANS, Line.UNIONS,
    Line.POLICE, Line.MILITARY,
)  # fmt: skip


@dataclass(frozen=True)
class Silence:
    """Who has nothing on the list: names in their order, and last year's records of the bodies that stayed away."""

    children: int
    units: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    bodies_ref: Ref | None = None


def silence(counted: Tally, frame: Frame) -> Silence:
    """Return who is silent at the end of a frame."""
    children = [] if frame.unit.level == Level.COMMUNE else children_of(frame.unit, frame.on)
    heard = {row.child for row in counted.stock if row.count}
    quiet = [span for child in children if child not in heard and (span := atlas().span(child, frame.on))]
    lines = counted.by("line")
    asked = [] if frame.lines is not None or not counted.stock else [str(x.label) for x in EVERYWHERE if not lines[x]]
    bodies, ref = _bodies(frame)
    return Silence(len(children), [span.label for span in quiet], asked, bodies, ref)


def _bodies(frame: Frame) -> tuple[list[str], Ref | None]:
    """Return the bodies that registered in the year before and not in this one, those with most records first."""
    year = frame.year - 1
    span = atlas().span(frame.unit.pk, year_end(year)) if year >= KNOWN_FROM.year else None
    if span is None:
        return [], None
    before = replace(frame.of_year(year), span=span, begun=None)
    earlier = records(Ref((before,))).filter(owner__isnull=False).order_by()
    now: set[uuid.UUID] = set(
        records(Ref((frame,))).filter(owner__isnull=False).order_by().values_list("owner", flat=True)
    )
    numbers = {owner: n for owner, n in earlier.values_list("owner").annotate(n=Count("pk")) if owner not in now}
    alive = Body.objects.filter(pk__in=numbers).on(frame.on).values_list("pk", "name")
    rows = sorted(alive, key=lambda row: (-numbers[row[0]], row[1]))
    owners = tuple(pk for pk, _name in rows)
    return [name for _pk, name in rows], Ref((before,), (("owner", owners),)) if owners else None
