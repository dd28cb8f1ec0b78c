"""Sent twice, written once: also at the same moment, and after a crash."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connections
from django.utils import timezone

from danvan.api import once
from danvan.api.models import IdempotencyKey
from danvan.audit.models import Entry
from danvan.initiatives.models import Registration, Target
from tests.api.conftest import NOW, at

NEW = {"year": NOW, "unit": "07282", "name": "Tổ tự quản", "field": "economy", "owner_name": "Hội Nông dân xã"}
KEY = {"Idempotency-Key": "0198c9a2-7d1e-7c3b-9c55-2f6d6a1b0e11"}


def test_the_same_again_is_answered_the_same_and_written_once(office, program):
    asked = program(office.clerk)
    first, again = (asked.post("/registrations", NEW, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (first.get("Idempotent-Replayed"), again.get("Idempotent-Replayed")) == (None, "true")
    assert Registration.objects.count() == 1
    assert Entry.objects.filter(verb="initiatives.register").count() == 1


def test_without_a_key_it_is_another_request(office, program):
    asked = program(office.clerk)
    assert asked.post("/registrations", NEW).status_code == 201
    refusal = asked.post("/registrations", NEW)
    assert (refusal.status_code, refusal.json()["code"]) == (422, "invalid")
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize("change", ["body", "path", "token"])
def test_a_key_belongs_to_one_thing(office, program, row, change):
    asked = program(office.clerk)
    target = {"indicator": "Số hộ tham gia", "goal": "120"}
    assert asked.post(at(row, "targets"), target, **KEY).status_code == 201
    if change == "body":
        refusal = asked.post(at(row, "targets"), {**target, "goal": "121"}, **KEY)
    elif change == "path":
        refusal = asked.post(at(row, "resources"), target, **KEY)
        assert refusal.json()["code"] in {"key_reused", "invalid"}
        refusal = asked.post(at(row, "moves"), {"verb": "approve"}, **KEY)
    else:
        refusal = program(office.clerk).post(at(row, "targets"), target, **KEY)
    assert (refusal.status_code, refusal.json()["code"]) == (422, "key_reused")
    assert Target.objects.count() == 1


def test_two_people_may_use_the_same_key(office, program, row):
    for who in (office.clerk, office.coordinator):
        assert program(who).post(at(row, "targets"), {"indicator": "Số hộ"}, **KEY).status_code == 201
    assert Target.objects.count() == 2


def test_what_was_refused_wrote_nothing_and_leaves_the_key_free(office, program):
    asked = program(office.clerk)
    refusal = asked.post("/registrations", {**NEW, "places_text": "xã Không Có Thật"}, **KEY)
    assert (refusal.status_code, list(refusal.json()["errors"])) == (422, ["places_text"])
    assert IdempotencyKey.objects.count() == 0
    assert asked.post("/registrations", NEW, **KEY).status_code == 201


def test_one_that_is_under_way_is_said_to_be(office, program, row, monkeypatch):
    asked = program(office.clerk)
    target = {"indicator": "Số hộ"}
    seen = []
    act = once._keep

    def keep(*args):  # the second comes while the first is still at it
        if not seen:
            seen.append(None)
            seen.append(asked.post(at(row, "targets"), target, **KEY))
        act(*args)

    monkeypatch.setattr(once, "_keep", keep)
    assert asked.post(at(row, "targets"), target, **KEY).status_code == 201
    second = seen[1]
    assert (second.status_code, second.json()["code"], second["Retry-After"]) == (409, "in_progress", "1")
    assert Target.objects.count() == 1


def test_after_a_crash_before_the_end_there_is_neither_write_nor_answer_and_it_runs_again(
    office, program, row, monkeypatch
):
    asked = program(office.clerk)

    class Killed(BaseException):
        """What kill -9 would do: nothing after it runs."""

    def killed(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(once, "_keep", killed)
        patch.setattr(IdempotencyKey.objects, "filter", IdempotencyKey.objects.filter)
        with pytest.raises(Killed):
            asked.post(at(row, "targets"), {"indicator": "Số hộ"}, **KEY)
    assert Target.objects.count() == 0
    # a process that was killed could not take its claim away either
    held = IdempotencyKey(
        province_id=office.clerk.audit_province_id, user=office.clerk, key=KEY["Idempotency-Key"], asked="",
        claim=uuid.uuid4(), claimed_at=timezone.now(),
    )  # fmt: skip
    monkeypatch.setattr(once, "_fingerprint", lambda _request: "")
    held.save()
    assert asked.post(at(row, "targets"), {"indicator": "Số hộ"}, **KEY).json()["code"] == "in_progress"
    IdempotencyKey.objects.update(claimed_at=timezone.now() - once.LEASE)
    assert asked.post(at(row, "targets"), {"indicator": "Số hộ"}, **KEY).status_code == 201
    assert Target.objects.count() == 1


def test_whoever_lost_the_claim_writes_nothing(office, program, row, monkeypatch):
    asked, act = program(office.clerk), once._keep

    def keep(held, answer):
        IdempotencyKey.objects.update(claim=uuid.uuid4())  # somebody took it over meanwhile
        act(held, answer)

    monkeypatch.setattr(once, "_keep", keep)
    assert asked.post(at(row, "targets"), {"indicator": "Số hộ"}, **KEY).json()["code"] == "in_progress"
    assert Target.objects.count() == 0


def test_a_claim_that_vanishes_meanwhile_is_answered_by_try_again(office, program, row, monkeypatch):
    """Another call held the key when ours looked, failed, and took its claim away before ours looked again."""
    asked = program(office.clerk)
    monkeypatch.setattr(type(IdempotencyKey.objects), "bulk_create", lambda *_args, **_more: [])
    answer = asked.post(at(row, "targets"), {"indicator": "a"}, **KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_progress")
    monkeypatch.undo()
    assert asked.post(at(row, "targets"), {"indicator": "a"}, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201, "a\x00"])
def test_an_odd_key_is_refused(office, program, row, key):
    answer = program(office.clerk).post(at(row, "targets"), {"indicator": "a"}, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_key")
    assert Target.objects.count() == 0


def test_keys_go_after_their_time(office, program, row):
    asked = program(office.clerk)
    asked.post(at(row, "targets"), {"indicator": "a"}, **KEY)
    IdempotencyKey.objects.update(claimed_at=timezone.now() - once.KEPT - dt.timedelta(seconds=1))
    asked.post(at(row, "targets"), {"indicator": "b"}, **{"Idempotency-Key": "khac"})
    assert [k.key for k in IdempotencyKey.objects.all()] == ["khac"]


def test_a_file_sent_again_is_known_by_its_content(office, program, row):
    from django.core.files.uploadedfile import SimpleUploadedFile

    asked = program(office.clerk)

    def file(content):
        return {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + content), "caption": "Ảnh"}

    first, again = (asked.send(at(row, "evidence"), file(b"x"), **KEY) for _ in range(2))
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert asked.send(at(row, "evidence"), file(b"y"), **KEY).json()["code"] == "key_reused"
    assert row.evidence.count() == 1


def test_a_secret_is_not_kept_under_a_key(office, program):
    asked = program(office.admin, "administer")
    refusal = asked.post(f"/people/{office.clerk.pk}/link", **KEY)
    assert (refusal.status_code, refusal.json()["code"]) == (400, "bad_key")
    assert asked.post(f"/people/{office.clerk.pk}/link").status_code == 201


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["the same", "others"])
def test_of_many_at_the_same_moment_one_writes(request, what):
    """Real threads and real commits, on both engines: the same sent six times, or six things under one key."""
    request.getfixturevalue("country")
    office, program = request.getfixturevalue("office"), request.getfixturevalue("program")
    row = request.getfixturevalue("row")
    asked = program(office.clerk)
    start, answers = threading.Barrier(6), []

    def send(number):
        body = {"indicator": "Số hộ" if what == "the same" else f"Số hộ {number}"}
        try:
            start.wait()
            for _ in range(200):
                answer = asked.post(at(row, "targets"), body, **KEY)
                if answer.status_code != 409:
                    break
            answers.append(answer)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Target.objects.count() == 1
    if what == "others":
        assert sorted(a.status_code for a in answers) == [201, *[422] * 5]
        assert {a.json()["code"] for a in answers if a.status_code == 422} == {"key_reused"}
        return
    assert [a.status_code for a in answers] == [201] * 6
    assert len({a.content for a in answers}) == 1
    assert [a.get("Idempotent-Replayed") for a in answers].count(None) == 1
