"""What tests are made of: units by code, people by post, drafts of registrations. Nothing random."""

import datetime as dt
from typing import Any

from danvan.accounts.models import Assignment, Role, User
from danvan.accounts.scope import Operator
from danvan.audit.door import action
from danvan.bodies.models import Body, Coordination, Line
from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.initiatives.accounting import accounting_unit, province_of
from danvan.initiatives.drafts import Draft, PlaceDraft
from danvan.initiatives.models import Registration
from danvan.initiatives.register import plan, write
from danvan.units.atlas import atlas
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code

TODAY = dt.date(2026, 11, 23)


def unit(code: str, year: int = 2022) -> Unit:
    """The unit with that code on 31 December of a year."""
    found = unit_by_code(code, year_end(year))
    assert found is not None, code
    return found


def operator(code: str = "VN", year: int = 2022) -> Operator:
    """Somebody who runs a command."""
    return Operator(unit(code, year), "test")


def body(name: str, at: Unit, line: str = Line.PARTY, **more: Any) -> Body:
    """A body."""
    return Body.objects.create(name=name, folded=fold(name), line=line, unit=at, **more)


def coordinating(name: str, at: Unit, **more: Any) -> Body:
    """A body that coordinates the movement at its seat."""
    made = body(name, at, **more)
    Coordination.objects.create(body=made, unit=at)
    return made


def person(username: str, at: Body, role: str = Role.COORDINATOR, **dates: Any) -> User:
    """Somebody with one role at a body."""
    made = User.objects.create(
        username=username, display_name=f"Cán bộ {username}", audit_province_id=at.unit.audit_province_id or at.unit_id
    )
    Assignment.objects.create(user=made, body=at, role=role, **dates)
    return made


def draft(name: str = "Đường hoa", places: tuple[Any, ...] = ("07282",), year: int = 2022, **more: Any) -> Draft:
    """A draft at communes named by code, or at (code, village)."""
    found = tuple(
        PlaceDraft(unit(p[0], year).pk, p[1]) if isinstance(p, tuple) else PlaceDraft(unit(p, year).pk) for p in places
    )
    seat = more.pop("seat", None)
    counted = accounting_unit(unit(seat, year).pk if seat else None, [p.unit for p in found], year, unit("24", year).pk)
    values: dict[str, Any] = {"field": "economy", "owner_name": "Hội Nông dân", "line": Line.FARMERS, **more}
    return Draft(
        year=year, name=name, accounting_unit=counted, province=province_of(counted, year), places=found, **values
    )


def registered(*drafts: Draft, actor: Any = None) -> list[Registration]:
    """Registrations, written through the door."""
    who = actor or operator()
    with action("imports.commit", unit("VN"), who) as act:
        plans = plan(drafts)
        write(act, plans)
    return [p.registration for p in plans]


def code_of(unit_id: Any, year: int = 2022) -> str:
    """The code that a unit had at the end of a year."""
    span = atlas().nearest(unit_id, year_end(year))
    assert span is not None
    return span.code
