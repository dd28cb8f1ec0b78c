"""Indexes left for the end: dropped while a table is filled, there again whatever happened."""

import pytest
from django.db import connection

from danvan.core.indexes import _editor, left_for_the_end, put_back
from danvan.initiatives.models import Place, Registration

pytestmark = pytest.mark.django_db
NAMES = {index.name for index in (*Registration._meta.indexes, *Place._meta.indexes)}


def standing(*tables):
    with connection.cursor() as cursor:
        found = {table: connection.introspection.get_constraints(cursor, table._meta.db_table) for table in tables}
    return {
        table: {name: (one["columns"], one["unique"]) for name, one in all_.items()} for table, all_ in found.items()
    }


def named(*tables):
    return {name for all_ in standing(*tables).values() for name in all_} & NAMES


def test_only_plain_indexes_go_and_all_of_them_come_back():
    before = standing(Registration, Place)

    with left_for_the_end([Registration, Place]):
        assert named(Registration, Place) == set()
        within = standing(Registration, Place)
        assert {
            table: {name: one for name, one in all_.items() if name not in NAMES} for table, all_ in before.items()
        } == within

    assert standing(Registration, Place) == before


def test_they_come_back_after_a_fault():
    with pytest.raises(RuntimeError), left_for_the_end([Place]):
        raise RuntimeError
    assert named(Registration, Place) == NAMES


def test_what_a_killed_process_left_out_is_made_again():
    place = Place._meta.indexes[0]
    with connection.cursor() as cursor:
        cursor.execute(str(place.remove_sql(Place, _editor())))

    assert put_back() == [place.name]
    assert put_back() == []
