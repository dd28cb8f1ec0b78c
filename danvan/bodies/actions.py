"""Writes to bodies and to the role of coordinator that they hold for units."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.bodies.models import Body, Coordination
from danvan.core.dates import overlaps
from danvan.core.text import clean, fold
from danvan.units.models import Unit


class SeatOf:
    """Where the permission about a body is asked."""

    def __init__(self, body: Body) -> None:
        self.body = body

    def scope_key(self) -> dict[str, Any]:
        """Name the columns that scope asks for."""
        return {"unit": self.body.unit_id, "line": self.body.line, "body": self.body.pk}


def create_body(
    *, actor: Actor, name: str, line: str, unit: Unit, superior: Body | None = None,
    valid_from: dt.date | None = None, valid_to: dt.date | None = None, illustration: bool = False,
) -> Body:  # fmt: skip
    """Put a body on the roll of a unit."""
    name = clean(name)
    body = Body(
        name=name, folded=fold(name)[:300], line=line, unit=unit, superior=superior,
        valid_from=valid_from, valid_to=valid_to, illustration=illustration,
    )  # fmt: skip
    body.full_clean()
    for other in Body.objects.filter(unit=unit, folded=body.folded):
        if overlaps(body, other):
            raise ValidationError({"name": _("Đơn vị này đã có cơ quan mang tên này trong thời gian đó.")})
    with action("bodies.manage", SeatOf(body), actor) as act:
        body.save(force_insert=True)
        act.created(body)
    return body


def set_superior(body: Body, *, actor: Actor, superior: Body | None) -> None:
    """Put a body under another; a chain never comes back to where it started."""
    seen = {body.pk}
    above = superior
    while above is not None:
        if above.pk in seen:
            raise ValidationError({"superior": _("Chọn cơ quan này thì cấp trên đi thành vòng tròn.")})
        seen.add(above.pk)
        above = above.superior
    before = snapshot(body)
    body.superior = superior
    body.full_clean()
    with action("bodies.manage", SeatOf(body), actor) as act:
        body.save(update_fields=("superior",))
        act.changed(body, before)


def end_body(body: Body, *, actor: Actor, on: dt.date) -> None:
    """Have a body end: ``on`` is the first day without it. Its records stay its own, its coordinations end with it."""
    if body.valid_to is not None and body.valid_to <= on:
        raise ValidationError({"on": _("Cơ quan này đã kết thúc trước ngày đó.")})
    before = snapshot(body)
    body.valid_to = on
    body.full_clean()
    with action("bodies.manage", SeatOf(body), actor) as act:
        body.save(update_fields=("valid_to",))
        act.changed(body, before)
        for held in body.coordinations.exclude(valid_to__lte=on):
            if held.valid_from is not None and held.valid_from >= on:
                act.removed(held)  # it was to begin when the body is no more
                held.delete()
            else:
                _end(held, on, act)


def give_coordination(
    body: Body, *, actor: Actor, unit: Unit, valid_from: dt.date | None = None, valid_to: dt.date | None = None
) -> Coordination:
    """Make a body the coordinator of the movement in a unit. The actor must reach both."""
    held = Coordination(body=body, unit=unit, valid_from=valid_from, valid_to=valid_to)
    held.full_clean()
    for other in body.coordinations.filter(unit=unit):
        if overlaps(held, other):
            raise ValidationError(_("Cơ quan này đã điều phối đơn vị này trong thời gian đó."))
    with action("bodies.manage", unit, actor), action("bodies.manage", SeatOf(body), actor) as act:
        held.save(force_insert=True)
        act.created(held)
    return held


def end_coordination(held: Coordination, *, actor: Actor, on: dt.date) -> None:
    """Have a coordination end: ``on`` is the first day without it."""
    if held.valid_to is not None and held.valid_to <= on:
        raise ValidationError({"on": _("Việc điều phối này đã kết thúc trước ngày đó.")})
    with action("bodies.manage", held.unit, actor) as act:
        _end(held, on, act)


def _end(held: Coordination, on: dt.date, act: Any) -> None:
    before = snapshot(held)
    held.valid_to = on
    held.full_clean()
    held.save(update_fields=("valid_to",))
    act.changed(held, before)
