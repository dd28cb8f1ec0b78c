"""A row changed behind the door's back is found: the register must be what its history says."""

import datetime as dt

import pytest

from danvan.appraisal.actions import recognise
from danvan.appraisal.models import Recognition
from danvan.audit.models import Chain
from danvan.initiatives import actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Place, Registration
from danvan.initiatives.verify import register_problems
from tests.factories import draft, operator, registered

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def rows(country):
    found = registered(draft("A", (("07282", "thôn Một"),)), draft("B"))
    actions.edit(found[0], actor=operator("24"), goal="Mới")
    actions.move(Registration.objects.get(pk=found[1].pk), "approve", actor=operator("24"))
    recognise(found[0], RecognitionDraft("district", "1", dt.date(2022, 5, 1)), actor=operator("24"))
    return found


def test_what_the_door_wrote_holds(rows):
    assert register_problems() == register_problems(Recognition) == []


@pytest.mark.parametrize(
    "column", [{"name": "Khác"}, {"owner_name": "Khác"}, {"goal": "Khác"}, {"level": "centre"}, {"year": 2021}]
)
def test_an_altered_registration_is_found(rows, column):
    Registration.objects.filter(pk=rows[0].pk).update(**column)

    assert [(f["problem"], f["columns"]) for f in register_problems()] == [("altered", next(iter(column)))]


def test_altered_places_and_recognitions_are_found(rows):
    Place.objects.filter(registration=rows[0]).update(village="thôn Khác")
    Recognition.objects.update(number="2")

    assert [f["columns"] for f in register_problems()] == ["places"]
    assert [f["columns"] for f in register_problems(Recognition)] == ["number"]


def test_a_removed_or_smuggled_record_is_found(rows):
    Registration.objects.filter(pk=rows[1].pk).delete()
    smuggled = Registration.objects.get(pk=rows[0].pk)
    smuggled.pk, smuggled.year = None, 2020
    from danvan.core.ids import new_id

    smuggled.pk = new_id()
    smuggled.save(force_insert=True)

    assert {f["problem"] for f in register_problems()} == {"removed", "never written by the door"}


def test_a_history_removed_whole_is_found(rows):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")
    Chain.objects.all().delete()

    assert [f["problem"] for f in register_problems()] == ["no history"]
