"""An office of Bắc Ninh with its people, and a program that comes with their tokens."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from danvan.accounts.models import Role, User
from danvan.accounts.tokens import Bundle, make_token
from danvan.api import meter
from tests.factories import body, coordinating, draft, person, registered, unit

ALL = tuple(Bundle.values)
NOW = 2026
Made = Callable[..., "Program"]


@dataclass
class Program:
    """A program with a token: asks in JSON, answers what came."""

    client: Client
    secret: str
    language: str = ""

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        named = {"Authorization": f"Bearer {self.secret}", **headers}
        if self.language:
            named["Accept-Language"] = self.language
        content = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", headers=named, **content)

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self("POST", path, data, **headers)

    def patch(self, path: str, data: Any, **headers: str) -> Any:
        return self("PATCH", path, data, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self("DELETE", path, **headers)

    def send(self, path: str, form: dict[str, Any], **headers: str) -> Any:
        named = {"Authorization": f"Bearer {self.secret}", **headers}
        return self.client.post(f"/api/v1{path}", form, headers=named)


@dataclass
class Office:
    """A province of today, a commune of it, and who works there."""

    coordinator: User
    clerk: User
    owner: User
    viewer: User
    admin: User
    elsewhere: User


@pytest.fixture(autouse=True)
def _fresh_meter() -> Iterator[None]:
    meter.forget()
    yield
    meter.forget()


@pytest.fixture
def office(country: Any) -> Office:
    at_province, at_commune = unit("24", NOW), unit("07282", NOW)
    provincial = coordinating("Ban Tuyên giáo và Dân vận Tỉnh ủy", at_province)
    communal = coordinating("Ban Xây dựng Đảng", at_commune, superior=provincial)
    farmers = body("Hội Nông dân", at_commune, "farmers")
    far = coordinating("Ban Xây dựng Đảng", unit("07246", NOW))
    return Office(
        coordinator=person("dieuphoi", provincial), clerk=person("canbo.xa", communal),
        owner=person("hnd.xa", farmers, Role.OWNER), viewer=person("xem", provincial, Role.VIEWER),
        admin=person("quantri", provincial, Role.SYSADMIN), elsewhere=person("xa.khac", far),
    )  # fmt: skip


def secret_of(who: User, *scopes: str, days: int = 30, name: str = "Phần mềm thử") -> str:
    until = timezone.now() + dt.timedelta(days=days)
    return make_token(who, name=name, scopes=scopes or ALL, expires_at=until)[1]


@pytest.fixture
def program() -> Made:
    def made(who: User, *scopes: str, language: str = "") -> Program:
        return Program(Client(raise_request_exception=False), secret_of(who, *scopes), language)

    return made


@pytest.fixture
def row(office: Office) -> Any:
    """One registration of the commune, in this year's register."""
    return registered(draft("Đường hoa", (("07282", "Đồng Lân"),), year=NOW))[0]


def at(row: Any, *more: str) -> str:
    """The address of a registration."""
    return "/".join((f"/registrations/{row.province_id}/{row.pk}", *more))
