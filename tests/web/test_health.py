"""What a service manager, a balancer and Prometheus are told; what the log tells, and what it never does."""

import json
import logging

import pytest
from django.test import Client

from danvan.core.logs import JsonLines, Lines, context, scrub
from danvan.jobs.installation import settle
from danvan.jobs.models import Installation
from danvan.web.counters import COUNTER, folder, totals
from danvan.web.watch import lookout
from tests.factories import body, person, unit

PROXIED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


@pytest.fixture
def outside(client):
    """Somebody behind a proxy on this machine."""
    return Client(**PROXIED)


@pytest.fixture
def closed(monkeypatch):
    monkeypatch.setattr(lookout, "closed", "being upgraded")


def lines_of(caplog):
    return [record.told for record in caplog.records if record.name == "danvan.request"]


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    answer = client.get("/suc-khoe/")  # no database is allowed in this test
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_it_is_ready_when_database_tables_and_files_are(client, country):
    answer = client.get("/suc-khoe/san-sang/")
    found = answer.json()
    assert answer.status_code == 200
    assert {name: check["ok"] for name, check in found["checks"].items()} == {
        "database": True,
        "tables": True,
        "files": True,
    }
    assert found["worker"] == {"ok": False, "workers": 0}


def test_it_is_not_ready_during_an_upgrade(client, country):
    settle()
    assert client.get("/suc-khoe/san-sang/").status_code == 200
    Installation.objects.update(upgrading_to="tomorrow")
    answer = client.get("/suc-khoe/san-sang/")
    assert answer.status_code == 503
    assert answer.json()["checks"]["tables"]["ok"] is False


def test_it_is_not_ready_where_files_cannot_be_written(client, country, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    assert client.get("/suc-khoe/san-sang/").status_code == 503


def test_others_learn_no_more_than_yes_or_no(outside, country):
    assert outside.get("/suc-khoe/san-sang/").json() == {"ok": True}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200), (PROXIED, 404), ({"REMOTE_ADDR": "203.0.113.9"}, 404),
        ({**PROXIED, "HTTP_AUTHORIZATION": "Bearer right"}, 200), ({**PROXIED, "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({**PROXIED, "HTTP_AUTHORIZATION": "Bearer "}, 404),
    ],
)  # fmt: skip
def test_metrics_are_for_this_machine_or_with_the_token(client, country, monkeypatch, headers, status):
    monkeypatch.setenv("DANVAN_METRICS_TOKEN", "right")
    assert client.get("/metrics", **headers).status_code == status


def test_no_token_is_set_so_none_opens(outside, country):
    assert outside.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_metrics_count_requests_jobs_and_records(client, country):
    before = totals()[0].get(302, 0)
    client.get("/")
    text = client.get("/metrics").content.decode()
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    assert int(values['danvan_http_requests_total{status="302"}']) == before + 1
    assert values['danvan_http_request_seconds_bucket{le="+Inf"}'] == values["danvan_http_request_seconds_count"]
    assert values['danvan_jobs{status="ready"}'] == values["danvan_workers"] == "0"
    assert {"danvan_registrations", "danvan_database_bytes", "danvan_disk_free_bytes"} <= set(values)
    # every figure says what it is
    assert {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")} >= {
        name.split("{")[0] for name in values if not name.startswith("danvan_http_request_seconds_")
    }


def test_counts_of_a_process_that_is_gone_are_kept(client):
    COUNTER.count(204, 0.2)
    before = totals()
    mine = next(folder().glob("requests-*"))
    (folder() / "requests-999999-1").write_bytes(mine.read_bytes())

    after = totals()

    assert after[0][204] == before[0][204] * 2
    assert not (folder() / "requests-999999-1").exists()
    assert totals() == after


def test_while_the_house_is_closed_nothing_is_taken_and_styles_still_come(client, closed):
    page = client.post("/tai-khoan/dang-nhap/", {"login": "x", "password": "y"})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert "đang được nâng cấp" in page.content.decode()
    assert client.get("/api/v1/units").headers["Content-Type"] == "application/problem+json"
    assert client.get("/static/danvan/base.css").status_code != 503
    assert client.get("/suc-khoe/").status_code == 200


def test_a_request_is_told_by_number_person_and_verb_and_by_no_name(client, country, caplog):
    caplog.set_level(logging.INFO, "danvan.request")
    who = person("can-bo", body("Ban Dân vận", unit("24")))
    client.force_login(who)
    answer = client.get("/mo-hinh/?q=Nguyễn+Văn+A")

    (told,) = lines_of(caplog)
    assert {k: told[k] for k in ("method", "path", "status", "person")} == {
        "method": "GET", "path": "/mo-hinh/", "status": 200, "person": str(who.pk),
    }  # fmt: skip
    assert told["verb"].startswith("web:")
    assert "can-bo" not in json.dumps(told)
    assert len(answer.headers["X-Request-ID"]) == 36


@pytest.mark.parametrize("path", ["/tai-khoan/lien-ket/{}/", "/tai-khoan/lien-ket/{}", "/khong-co/{}/", "/{}/x/"])
def test_no_secret_of_an_address_is_told(client, country, caplog, path):
    caplog.set_level(logging.INFO, "danvan.request")
    secret = "s3cret-" + "x1" * 18
    client.get(path.format(secret))
    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert '"path"' in written
    assert secret not in written


def test_lines_for_machines_are_json_and_carry_the_trace_without_values_of_rows():
    said = "duplicate key\nDETAIL:  Key (username)=(nguyen.van.a) already exists."
    with pytest.raises(ValueError, match="duplicate") as caught:
        raise ValueError(said)
    trace = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("danvan", logging.ERROR, __file__, 1, "wrong at /x/?token=abc", (), trace)
    with context(request="r-1"):
        told = json.loads(JsonLines().format(record))
        human = Lines().format(record)
    assert (told["level"], told["message"], told["request"]) == ("error", "wrong at /x/?…", "r-1")
    assert "ValueError: duplicate key" in told["trace"]
    assert "nguyen.van.a" not in told["trace"] + human
    assert "request=r-1" in human


def test_scrubbing_leaves_what_is_no_secret():
    text = "job 01a209c7-2ebc-779b-891d-442379919fc2 of danvan.imports.tasks.commit_import is taken up again"
    assert scrub(text) == text
    assert scrub("link /tai-khoan/lien-ket/" + "aB3_" * 11) == "link /tai-khoan/lien-ket/…"
