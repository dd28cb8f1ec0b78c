"""Keys: who makes them, what they open, and every way in which one opens nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from danvan.accounts import actions
from danvan.accounts.models import ApiToken, Assignment, Role, User
from danvan.accounts.scope import RULES
from danvan.accounts.tokens import Bundle, bearer_of, bundle_of, make_token, revoke_token, verbs_of
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from tests.api.conftest import at, secret_of


def tomorrow(days=1):
    return timezone.now() + dt.timedelta(days=days)


# ── making and taking back ───────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_is_shown_once_and_only_its_hash_is_kept(office):
    token, secret = make_token(
        office.clerk, name=" Phần  mềm xã ", scopes=["read"], expires_at=tomorrow(), actor=office.clerk
    )
    assert secret.startswith("dv_")
    assert token.name == "Phần mềm xã"
    kept = [str(value) for row in (*ApiToken.objects.values(), *Entry.objects.values()) for value in row.values()]
    assert not any(secret in value for value in kept)
    assert not any(token.digest in str(e.after) for e in Entry.objects.all())
    assert [e.verb for e in Entry.objects.filter(object_id=token.pk)] == ["accounts.make_token"]
    assert list(broken_links()) == []


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_token_has_an_end_within_a_year(office, days):
    with pytest.raises(ValidationError) as refusal:
        make_token(office.clerk, name="a", scopes=["read"], expires_at=tomorrow(days), actor=office.clerk)
    assert set(refusal.value.message_dict) == {"expires_at"}


@pytest.mark.parametrize("scopes", [[], ["everything"], ["initiatives.fly"], ["accounts.make_token"]])
def test_a_token_names_what_it_lends(office, scopes):
    with pytest.raises(ValidationError) as refusal:
        make_token(office.clerk, name="a", scopes=scopes, expires_at=tomorrow(), actor=office.clerk)
    assert set(refusal.value.message_dict) == {"scopes"}


def test_nobody_makes_a_token_for_somebody_else_and_no_token_makes_a_token(office):
    with pytest.raises(PermissionDenied):
        make_token(office.clerk, name="a", scopes=["read"], expires_at=tomorrow(), actor=office.admin)
    bearer = bearer_of(secret_of(office.clerk))
    with pytest.raises(PermissionDenied):
        make_token(bearer, name="a", scopes=["read"], expires_at=tomorrow(), actor=bearer)


def test_a_token_is_taken_back_by_its_person_or_the_administrator_alone(office, program):
    asked = program(office.clerk)
    token = ApiToken.objects.get()
    for other in (office.viewer, office.elsewhere, office.coordinator):
        with pytest.raises(PermissionDenied):
            revoke_token(token, actor=other)
    assert asked.get("/me").status_code == 200
    revoke_token(token, actor=office.admin)
    assert asked.get("/me").json()["code"] == "token_revoked"
    with pytest.raises(ValidationError):
        revoke_token(token, actor=office.clerk)


def test_a_person_without_any_role_left_can_still_take_a_token_back(office):
    secret_of(office.clerk)
    Assignment.objects.filter(user=office.clerk).update(valid_to=timezone.localdate())
    revoke_token(ApiToken.objects.get(), actor=User.objects.get(pk=office.clerk.pk))
    assert ApiToken.objects.get().revoked_at is not None


def test_a_program_can_revoke_its_own_key_and_an_administrator_those_of_others(office, program):
    mine, admin = program(office.clerk, "read"), program(office.admin, "administer")
    key = mine.get("/tokens").json()["items"][0]["id"]
    assert admin.get(f"/people/{office.clerk.pk}/tokens").json()["items"][0]["id"] == key
    assert program(office.elsewhere).post(f"/tokens/{key}/revoke").status_code == 404
    assert mine.post(f"/tokens/{key}/revoke").status_code == 200
    assert mine.get("/me").status_code == 401


# ── what opens nothing ───────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_token_one_is_told_how_to_get_one(office, client):
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "no_token"
    assert "Khóa API" in answer.json()["detail"]


@pytest.mark.parametrize("scheme", ["Basic ZGFudmFuOng=", "Bearer", "Token dv_x"])
def test_another_scheme_is_no_token(office, client, scheme):
    assert client.get("/api/v1/me", headers={"Authorization": scheme}).json()["code"] == "no_token"


@pytest.mark.parametrize(
    ("secret", "code"),
    [("dv_", "token_malformed"), ("abc", "token_malformed"), ("dv_" + "é" * 43, "token_malformed"),
     ("dv_" + "x" * 43, "token_unknown"), ("dv_" + "x" * 5000, "token_unknown")],
)  # fmt: skip
def test_a_made_up_token_opens_nothing(office, client, secret, code):
    answer = client.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_an_expired_token_opens_nothing(office, program):
    asked = program(office.clerk)
    ApiToken.objects.update(expires_at=timezone.now())
    answer = asked.get("/registrations?year=2026")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


def test_the_token_of_a_closed_account_opens_nothing_at_once(office, program):
    asked = program(office.clerk)
    assert asked.get("/me").status_code == 200
    actions.close_account(office.clerk, actor=office.admin)
    assert asked.get("/me").json()["code"] == "token_closed"
    actions.reopen_account(User.objects.get(pk=office.clerk.pk), actor=office.admin)
    assert asked.get("/me").status_code == 200


def test_whoever_lost_the_role_loses_it_for_the_token_at_once(office, program, row):
    asked = program(office.clerk)
    assert asked.get(at(row)).status_code == 200
    Assignment.objects.filter(user=office.clerk).update(valid_to=timezone.localdate())
    answer = asked.get(at(row))
    assert (answer.status_code, answer.json()["code"]) == (403, "no_role")


def test_whoever_lost_one_of_two_roles_keeps_the_other(office, program, row):
    asked = program(office.clerk)
    held = Assignment.objects.get(user=office.clerk)
    Assignment.objects.create(user=office.clerk, body=held.body, role=Role.VIEWER)
    Assignment.objects.filter(pk=held.pk).update(valid_to=timezone.localdate())
    assert asked.get(at(row)).status_code == 200
    answer = asked.post(at(row, "moves"), {"verb": "approve"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("name", ["token", "access_token", "q"])
def test_a_token_in_the_address_is_refused_also_beside_a_good_header(office, program, name):
    asked = program(office.clerk)
    answer = asked.get(f"/me?{name}={asked.secret}")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_in_address")
    assert "thu hồi" in answer.json()["detail"]


def test_a_session_opens_nothing_here(office, client):
    client.force_login(office.coordinator, backend="danvan.accounts.backends.ScopeBackend")
    assert client.get("/api/v1/me").status_code == 401


# ── what is lent ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_verb_of_the_house_belongs_to_a_bundle():
    never = {verb for verb in RULES if verb.startswith("sample.")} | {"accounts.make_token"}
    assert set.union(*(set(verbs_of([b])) for b in Bundle.values)) == set(RULES) - never


def test_reading_lends_nothing_that_writes():
    assert {v.rpartition(".")[2] for v in verbs_of(["read"])} == {"view", "export"}
    assert bundle_of("accounts.view") == Bundle.ADMINISTER


def test_a_reading_token_reads_and_is_refused_by_name_when_it_writes(office, program, row):
    asked = program(office.coordinator, "read")
    assert asked.get(at(row)).status_code == 200
    answer = asked.post(at(row, "moves"), {"verb": "approve"})
    assert (answer.status_code, answer.json()["code"], answer.json()["verb"]) == (
        403, "token_scope", "initiatives.approve",
    )  # fmt: skip
    row.refresh_from_db()
    assert row.status == "registered"


def test_a_token_may_lend_one_verb_alone(office, program, row):
    asked = program(office.coordinator, "initiatives.approve")
    assert asked.post(at(row, "moves"), {"verb": "start"}).json()["code"] == "token_scope"
    assert asked.post(at(row, "moves"), {"verb": "approve"}).status_code == 200


def test_a_token_never_reaches_further_than_its_person(office, program, row):
    everything = program(office.elsewhere)
    assert everything.get(at(row)).status_code == 404
    assert program(office.viewer).post(at(row, "moves"), {"verb": "approve"}).status_code == 403
    assert program(office.admin).get(at(row)).status_code == 403


def test_the_record_names_the_token(office, program, row):
    asked = program(office.coordinator)
    asked.post(at(row, "moves"), {"verb": "approve"})
    entry = Entry.objects.get(verb="initiatives.approve")
    assert entry.actor_id == office.coordinator.pk
    assert "«Phần mềm thử»" in entry.actor_name
    assert asked.secret[:9] in entry.actor_name
    assert asked.secret not in entry.actor_name
    assert list(broken_links()) == []


# ── how often ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_is_used_so_often_a_minute_and_each_by_itself(office, program, settings):
    settings.API_CALLS_A_MINUTE = 12
    first, second = program(office.clerk, "read"), program(office.owner, "read")
    seen = [first.get("/me").status_code for _ in range(14)]
    assert seen == [200] * 12 + [429] * 2
    answer = first.get("/me")
    assert answer.json()["code"] == "rate_limited"
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert second.get("/me").status_code == 200


def test_processes_count_together(office, program, settings):
    from danvan.api import meter

    settings.API_CALLS_A_MINUTE = 40
    asked = program(office.clerk, "read")
    seen = []
    for _process in range(4):
        meter.forget()  # another process, which knows nothing of the calls before
        seen += [asked.get("/me").status_code for _ in range(22)]
    assert 40 <= seen.count(200) <= 40 + 4 * meter.STEP
    assert seen[-1] == 429


def test_the_last_use_is_known_and_written_apart_from_the_token(office, program):
    asked = program(office.clerk, "read")
    before = ApiToken.objects.values().get()
    asked.get("/me")
    assert asked.get("/tokens").json()["items"][0]["last_used_at"] is not None
    assert ApiToken.objects.values().get() == before


# ── what a program may learn and do about tokens ─────────────────────────────────────────────────────────────────────


def test_a_listing_never_shows_a_secret_or_its_hash(office, program):
    asked, admin = program(office.clerk, "read"), program(office.admin, "administer")
    digests = set(ApiToken.objects.values_list("digest", flat=True))
    for answer in (asked.get("/tokens"), asked.get("/me"), admin.get(f"/people/{office.clerk.pk}/tokens")):
        text = answer.content.decode()
        assert asked.secret not in text
        assert not [digest for digest in digests if digest in text]
        assert asked.secret[:9] in text


def test_the_tokens_of_others_are_shown_to_those_who_may_take_them_back(office, program):
    address = f"/people/{office.clerk.pk}/tokens"
    refused = program(office.coordinator).get(address)  # sees people, but does not look after their accounts
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    narrow = program(office.admin, "read").get(address)
    assert (narrow.status_code, narrow.json()["code"]) == (403, "token_scope")
    assert program(office.admin, "administer").get(address).status_code == 200


def test_a_narrow_token_takes_back_itself_alone(office, program):
    narrow, other = program(office.clerk, "read"), program(office.clerk, "write")
    keys = {token["hint"]: token["id"] for token in narrow.get("/tokens").json()["items"]}
    refused = narrow.post(f"/tokens/{keys[other.secret[:9]]}/revoke")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert other.get("/me").status_code == 200
    wide = program(office.clerk, "administer")
    assert wide.post(f"/tokens/{keys[other.secret[:9]]}/revoke").status_code == 200
    assert narrow.post(f"/tokens/{keys[narrow.secret[:9]]}/revoke").status_code == 200
    assert {asked.get("/me").status_code for asked in (narrow, other)} == {401}


@pytest.mark.parametrize("address", ["/me?token=dv%5F{}", "/me?q=%64v_{}", "/{secret}", "/registrations/{secret}/x"])
def test_a_token_in_the_address_is_told_however_it_is_spelled(office, program, address):
    asked = program(office.clerk)
    answer = asked.get(address.format(asked.secret.removeprefix("dv_"), secret=asked.secret))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_in_address")


def test_a_read_is_answered_while_its_count_cannot_be_written(office, program, monkeypatch):
    from django.db import OperationalError

    from danvan.api import meter

    def locked(*_args):
        raise OperationalError("database is locked")

    asked = program(office.clerk, "read")
    monkeypatch.setattr(meter, "_add", locked)
    assert {asked.get("/me").status_code for _ in range(25)} == {200}


def test_most_calls_write_nothing(office, program, django_assert_max_num_queries):
    asked = program(office.clerk, "read")
    asked.get("/me")
    with django_assert_max_num_queries(12) as seen:
        asked.get("/me")
    assert [q["sql"] for q in seen.captured_queries if not q["sql"].startswith("SELECT")] == []


def test_a_write_that_waited_too_long_for_the_tables_is_to_be_sent_again(office, program, row, monkeypatch):
    from django.db import OperationalError

    from danvan.api import registering

    def locked(*_args, **_more):
        raise OperationalError("database is locked")

    asked = program(office.clerk)
    monkeypatch.setattr(registering.actions, "add_part", locked)
    answer = asked.post(at(row, "targets"), {"indicator": "a"}, **{"Idempotency-Key": "mot"})
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "5")
    monkeypatch.undo()
    assert asked.post(at(row, "targets"), {"indicator": "a"}, **{"Idempotency-Key": "mot"}).status_code == 201
