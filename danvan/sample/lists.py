"""The province's lists: sub-fields of the four fields, key projects."""

import uuid
from collections import defaultdict

from danvan.accounts.scope import Operator
from danvan.audit.door import action
from danvan.initiatives.models import KeyProject, SubField
from danvan.sample.bodies import Bodies
from danvan.sample.files import read


def sub_fields(bodies: Bodies, operator: Operator) -> dict[str, uuid.UUID]:
    """Put the sub-fields on the province's list where they are missing, and return them by key."""
    province = bodies.provinces[-1].unit
    known = dict(SubField.objects.filter(province=province).values_list("name", "id"))
    found: dict[str, uuid.UUID] = {}
    with action("initiatives.manage_lists", operator.unit, operator) as act:
        new = []
        for key, words in read("lists")["sub_fields"].items():
            if words["name"] not in known:
                new.append(SubField(province=province, **words))
                known[words["name"]] = new[-1].pk
            found[key] = known[words["name"]]
        SubField.objects.bulk_create(new)
        act.created(*new)
    return found


def key_projects(bodies: Bodies, operator: Operator) -> dict[str, list[uuid.UUID]]:
    """Put the key projects on their units' lists where they are missing, and return them by the unit's code."""
    words = read("lists")["key_projects"]
    known = dict(KeyProject.objects.values_list("name", "id"))
    found: dict[str, list[uuid.UUID]] = defaultdict(list)
    with action("initiatives.manage_lists", operator.unit, operator) as act:
        new = []
        for code, name in words["list"]:
            if name not in known:
                new.append(
                    KeyProject(
                        unit=bodies.seats[code].unit, name=name, decision=words["decision"],
                        valid_from=words["valid_from"], valid_to=words["valid_to"],
                    )
                )  # fmt: skip
                known[name] = new[-1].pk
            found[code].append(known[name])
        KeyProject.objects.bulk_create(new)
        act.created(*new)
    return found
