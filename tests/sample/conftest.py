"""The sample province, loaded once for all tests of this folder: each would else wait for it."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="package")
def bac_giang(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[int, int]]]:
    """The sample in the database until the folder is done; yields what its progress bar was told.

    Each test has its own transaction within this one.
    """
    from django.db import transaction
    from django.utils import timezone

    from danvan.sample import bac_giang as sample
    from danvan.units import atlas
    from danvan.units.loading import load_country
    from danvan.units.nodes import ensure_nodes

    with django_db_blocker.unblock(), transaction.atomic():
        atlas.forget()
        load_country()
        told: list[tuple[int, int]] = []
        sample.load(lambda done, todo: told.append((done, todo)))
        ensure_nodes(timezone.localdate())  # here, where no test rolls it back
        yield told
        transaction.set_rollback(True)
    atlas.forget()
