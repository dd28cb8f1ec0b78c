"""The sample people, known by post only, each with one role at a body of today."""

import uuid
from collections.abc import Mapping
from typing import NamedTuple

from danvan.accounts.actions import open_account
from danvan.accounts.models import Role, User
from danvan.accounts.scope import Operator
from danvan.bodies.models import Body
from danvan.sample.bodies import Bodies
from danvan.sample.files import read
from danvan.sample.seats import PROVINCE_CODE, REORGANISED
from danvan.units.atlas import atlas


class Person(NamedTuple):
    """Somebody to sign in as."""

    username: str
    post: str
    role: str


def people() -> list[Person]:
    """Return the sample people with the name of their role, for printing sign-in links."""
    return [Person(p["username"], p["post"], str(Role(p["role"]).label)) for p in read("today")["people"]]


def add_people(bodies: Bodies, today: Mapping[tuple[str, uuid.UUID], Body], operator: Operator) -> None:
    """Open the accounts that are missing; they are entered by one-time links."""
    known = set(User.objects.values_list("username", flat=True))
    for words in read("today")["people"]:
        if words["username"] in known:
            continue
        span = atlas().unit_by_code(words.get("unit", PROVINCE_CODE), REORGANISED)
        body = today.get((words["body"], span.unit)) if span else None
        open_account(
            actor=operator, username=words["username"], display_name=words["post"],
            body=body or bodies.named(words["body"]), role=words["role"], illustration=True,
        )  # fmt: skip


def are_there() -> bool:
    """Tell whether the people, who come last, have been made."""
    wanted = [p["username"] for p in read("today")["people"]]
    return User.objects.filter(username__in=wanted).count() == len(wanted)
