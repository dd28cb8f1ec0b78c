"""People for the pages: an administrator, two coordinators, an owner and somebody who has never been in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from danvan.accounts.models import Role, User
from danvan.bodies.models import Body
from danvan.core.text import fold_i
from tests.factories import body, coordinating, person, unit

PASSWORD = "Mat-khau-2026"
NOW = 2026


@dataclass
class Office:
    """Bắc Ninh of today: a province, one commune of it, and their people."""

    provincial: Body
    communal: Body
    farmers: Body
    admin: User
    local_admin: User
    coordinator: User
    clerk: User
    owner: User
    newcomer: User


@pytest.fixture
def land(request: Any, db: None) -> Iterator[None]:
    """The country; where a browser test has flushed it, a few units of it will do, made in no time."""
    from danvan.units import atlas
    from danvan.units.models import Edition, Unit, UnitPeriod

    if "live_server" not in request.fixturenames or Edition.objects.exists():
        request.getfixturevalue("country")
        yield
        return
    above, of_province = None, None
    for level, kind, name, code in (
        ("country", "", "Việt Nam", "VN"), ("province", "thành phố", "Bắc Ninh", "24"),
        ("commune", "xã", "Yên Thế", "07282"), ("commune", "xã", "Xuân Lương", "07246"),
        ("commune", "xã", "Tam Tiến", "07264"),
    ):  # fmt: skip
        made = Unit.objects.create(level=level, audit_province=of_province)
        of_province = made if level == "province" else of_province
        parent = of_province if level == "commune" else above
        UnitPeriod.objects.create(unit=made, code=code, name=name, folded=fold_i(name), kind=kind, parent=parent)
        above = made
    atlas.forget()
    yield
    atlas.forget()


@pytest.fixture
def office(land: None) -> Office:
    at_province, at_commune = unit("24", NOW), unit("07282", NOW)
    provincial = coordinating("Ban Tuyên giáo và Dân vận Tỉnh ủy", at_province)
    communal = coordinating("Ban Xây dựng Đảng", at_commune, superior=provincial)
    farmers = body("Hội Nông dân", at_commune, "farmers")
    made = Office(
        provincial, communal, farmers,
        admin=person("quantri", provincial, Role.SYSADMIN), local_admin=person("quantri.xa", communal, Role.SYSADMIN),
        coordinator=person("dieuphoi", provincial), clerk=person("canbo.xa", communal),
        owner=person("hnd.xa", farmers, Role.OWNER), newcomer=person("moi", communal, Role.VIEWER),
    )  # fmt: skip
    for who in (made.admin, made.local_admin, made.coordinator, made.clerk, made.owner):
        who.set_password(PASSWORD)
        who.save()
    made.newcomer.set_unusable_password()
    made.newcomer.save()
    return made
