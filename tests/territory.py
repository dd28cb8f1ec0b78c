"""The whole country in the test database: loaded once per worker, so that every test sees the same territory.

``pytest_plugins = ["tests.territory"]`` in tests/conftest.py makes the fixtures known.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the country outside any test's transaction: with or without ``country``, a database is never without it.

    So are the snapshots of the trees that most tests ask for: each would write them anew, and roll them back.
    """
    from danvan.core.dates import year_end
    from danvan.units import atlas as module
    from danvan.units.loading import load_country
    from danvan.units.nodes import ensure_nodes

    with django_db_blocker.unblock():
        load_country()
        for day in (*map(year_end, range(2019, 2027)), timezone.localdate()):
            ensure_nodes(day)
        module.forget()
        check_what_grows()


def check_what_grows() -> None:
    """Have SQLite's look for broken references after each test leave out the country, which was whole when it was loaded.

    PostgreSQL checks only what a test wrote; SQLite would read some hundred thousand rows again after every test.
    """
    if connection.vendor != "sqlite":
        return
    whole = connection.check_constraints
    country = {model._meta.db_table for model in apps.get_app_config("units").get_models()}
    connection.check_constraints = lambda table_names=None: whole(
        table_names or [name for name in connection.introspection.table_names() if name not in country]
    )


@pytest.fixture(scope="session")
def _picture() -> dict[int, Any]:
    return {}


@pytest.fixture
def country(db: None, _picture: dict[int, Any]) -> Iterator[Any]:
    """The atlas of the whole country, 2019 until today, with its rows in the database.

    What a test changed was rolled back with it; its picture of the territory is thrown away too. A test that wants a
    real commit (``transactional_db``, ``live_server``) empties the tables: the next one loads them anew.
    """
    from danvan.units import atlas as module
    from danvan.units.loading import load_country
    from danvan.units.models import Edition

    number = Edition.objects.values_list("number", flat=True).first()
    if number is None:
        load_country()
        _picture.clear()
        module.forget()
    elif 1 in _picture and number == 1:
        module._atlas = _picture[1]
    _picture[1] = module.atlas()
    _picture[1].written.clear()
    yield _picture[1]
    module.forget()
