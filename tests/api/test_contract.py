"""Schemathesis over every endpoint: whatever is sent, there is no server error, and each answer is as documented.

The requests name real records (``pool``), so that they come further than "not found". ``DANVAN_API_EXAMPLES`` raises
how many are made per endpoint; CI's are few.
"""

import contextlib
import os
import random
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from danvan.accounts.models import ApiToken, Assignment
from danvan.api.service import api
from danvan.bodies.models import Coordination
from danvan.imports.models import SavedColumns
from tests.api.conftest import NOW, Made, Office, at
from tests.factories import unit

EXAMPLES = int(os.environ.get("DANVAN_API_EXAMPLES", "10"))
SEED = os.environ.get("DANVAN_API_RANDOM", "")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

application = WSGIHandler()


def served(environ: Any, start_response: Any) -> list[bytes]:
    """The application, read to the end as a server does, which the client of schemathesis leaves undone.

    Its connection stays open at the end of a request, since the test's transaction is in it.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with contextlib.closing(application(environ, start_response)) as answer:
        return [b"".join(answer)]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served)
ASKED = {"year": NOW, "text": "a", "period": NOW, "unit": "24"}
KEYS, FORMS = ("tong-so", "ket-qua", "khong-co"), ("docx", "pdf", "xlsx")
Pool = dict[str, list[tuple[str, ...]]]
SHEET = "TT;Tên mô hình;Đơn vị thực hiện;Địa bàn;Lĩnh vực\n1;Vườn mẫu;Chi hội Nông dân;xã Đồng Kỳ;Kinh tế\n2;;Hội Phụ nữ;;\n"


@pytest.fixture
def pool(
    office: Office, program: Made, row: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Pool:
    """One record of every kind, by the address that names it."""
    settings.MEDIA_ROOT = tmp_path
    settings.API_CALLS_A_MINUTE = 1_000_000
    monkeypatch.setattr("danvan.imports.actions.on_commit", lambda run: run())
    asked, one = program(office.coordinator), (str(row.province_id), str(row.pk))
    item = asked.send(at(row, "evidence"), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")}).json()["id"]
    decided = asked.post(at(row, "recognitions"), {"level": "base", "number": "1-QĐ"}).json()["recognitions"][0]["id"]
    target = asked.post(at(row, "targets"), {"indicator": "Số hộ", "goal": "120"}).json()["targets"][0]["id"]
    file = SimpleUploadedFile("so.csv", SHEET.encode())
    batch = asked.send("/imports", {"file": file, "unit": "07282", "year": NOW}).json()
    paper = asked.post("/reports", {"unit": "24", "period": str(NOW)}).json()["id"]
    signed = asked.post("/reports", {"unit": "07282", "period": f"{NOW}-01"}).json()["id"]
    signing = {"number": "1", "date": f"{NOW}-02-01", "post": "Trưởng ban"}
    assert asked.post(f"/reports/{one[0]}/{signed}/sign", signing).status_code == 200
    saved = SavedColumns.objects.create(
        unit=unit("07282", NOW), name="Mẫu của xã", fingerprint="0" * 40, headers=["TT"], columns={"0": "no"}
    )
    aimed = asked.post("/goals", {"unit": "24", "year": NOW, "indicator": "registered", "at_least": 5}).json()["id"]
    printed = {"unit": "24", "period": str(NOW), "indicator": "registered", "value": 7, "source": "Báo Bắc Ninh"}
    total = asked.post("/published-totals", printed).json()["id"]
    return {
        "saved-columns": [(str(saved.pk),)], "reports": [(one[0], paper), (one[0], signed)], "goals": [(one[0], aimed)], "published-totals": [(one[0], total)],
        "secrets": [(asked.secret, program(office.admin).secret)], "registrations": [one], "evidence": [(one[0], item)], "recognitions": [(one[0], decided)], "part": [(target,)],
        "imports": [(batch["province"], batch["id"])],
        "units": [(str(unit(code, NOW).pk),) for code in ("24", "07282", "VN")],
        "bodies": [(str(office.clerk.assignments.get().body_id),)],
        "people": [(str(p.pk),) for p in (office.clerk, office.owner)],
        "roles": [(str(a.pk),) for a in Assignment.objects.filter(user=office.owner)],
        "coordinations": [(str(c.pk),) for c in Coordination.objects.all()],
        "tokens": [(str(t.pk),) for t in ApiToken.objects.filter(user=office.elsewhere)] or [(one[1],)],
    }  # fmt: skip


def aim(case: Any, pool: Pool) -> None:
    """Have a request name records that are there, most of the time."""
    chance = random.Random(case.id)
    names = pool.get(case.path.split("/")[3], [])
    if names and case.path_parameters and chance.random() < 0.9:
        keys = chance.choice(names)
        case.path_parameters |= dict(
            zip([k for k in ("province", "pk") if k in case.path_parameters], keys, strict=False)
        )
        known = {"part": [pool["part"][0][0]], "key": KEYS, "form": FORMS}
        for name, values in known.items():
            if name in case.path_parameters:
                case.path_parameters[name] = chance.choice(values)
    query = case.query if isinstance(case.query, dict) else {}
    if "year" in query and chance.random() < 0.8:
        query["year"] = NOW
    if "unit" in query and chance.random() < 0.8:
        query["unit"] = chance.choice(("24", "07282", "VN"))
    if "code" in query and chance.random() < 0.8:
        query["code"] = "24"
    if isinstance(case.body, dict) and chance.random() < 0.7:
        known = {"unit": "07282", "year": NOW, "opened": 10**6, "body": pool["bodies"][0][0], "verb": "approve"}
        case.body |= {name: value for name, value in known.items() if name in case.body}


def examine(operation: Any, pool: Pool) -> None:
    """Send requests to one endpoint; what they wrote is rolled back afterwards."""
    administers = operation.path.split("/")[3] in {"people", "roles"}

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=not SEED, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        aim(case, pool)
        response = case.call(headers={"Authorization": f"Bearer {pool['secrets'][0][administers]}"})
        case.validate_response(response, checks=CHECKS)

    with transaction.atomic():
        send()
        transaction.set_rollback(True)


def test_no_request_breaks_it(pool: Pool) -> None:
    """All endpoints in one test: the tree of a year, which is slow to write down, is written once."""
    found = [result.ok() for result in schema.get_all_operations()]
    chosen = [operation for operation in found if os.environ.get("DANVAN_API_PATH", "") in operation.path]
    wrong = []
    for operation in chosen:
        try:
            examine(operation, pool)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all of them in one reading
            wrong.append(
                f"{operation.method} {operation.path}: {error!r} {''.join(map(str, getattr(error, 'exceptions', ())))}"
            )
    assert len(chosen) > 60 or "DANVAN_API_PATH" in os.environ
    assert wrong == [], "\n\n".join(wrong)


@pytest.mark.parametrize("role", ["nobody", "owner", "viewer", "admin", "elsewhere"])
def test_every_address_answers_everybody_with_a_documented_refusal_or_an_answer(
    role: str, pool: Pool, office: Office, program: Made, client: Any
) -> None:
    """Each endpoint as each role: never a server error, never a page of HTML, never what is out of reach."""
    document = client.get("/api/v1/openapi.json").json()
    asked = program(getattr(office, role, office.viewer))
    if role == "nobody":
        asked.secret = "dv_" + "x" * 43
    seen = {}
    for path, operations in document["paths"].items():
        keys = pool.get(path.split("/")[3], [("", "")])[0]
        given = dict(zip(("province", "pk") if "{province}" in path else ("pk",), keys, strict=False))
        address = path.removeprefix("/api/v1").format(**given, part=pool["part"][0][0], key=KEYS[0], form=FORMS[0])
        for method, operation in operations.items():
            known = {p["name"] for p in operation["parameters"] if p["in"] == "query"}
            query = "?" + "&".join(f"{name}={value}" for name, value in ASKED.items() if name in known)
            answer = asked(method.upper(), address + query, {} if method in {"post", "patch"} else None)
            seen[method, path] = answer.status_code
            assert answer.status_code < 500, (method, path)
            if answer.status_code >= 400:
                assert answer["Content-Type"] == "application/problem+json", (method, path)
                assert answer.json()["detail"], (method, path)
            b"".join(answer)  # a file that was handed out is closed at its end
    if role == "nobody":
        assert set(seen.values()) == {401}
    if role == "elsewhere":
        reads = {p for p in document["paths"] if p.startswith("/api/v1/registrations/{") and ("get", p) in seen}
        assert {seen["get", p] for p in reads} == {404}


def test_the_document_is_openapi_3_1_and_names_everything_once(client: Any) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert len({op["operationId"] for ops in document["paths"].values() for op in ops.values()}) == sum(
        map(len, document["paths"].values())
    )
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], path
            assert operation["security"], path
            assert {"401", "403", "404", "422", "429"} <= set(operation["responses"]), path
            assert method in {"get", "post", "patch", "delete"}
            named = [p["name"] for p in operation["parameters"]]
            assert ("Idempotency-Key" in named) == (method != "get" and not path.endswith("/link")), path


def test_no_two_shapes_share_a_name() -> None:
    """The document keeps shapes by their class name: a second one of the same name would show as the first."""
    from pydantic import BaseModel

    def below(kind: type) -> list[type]:
        return [found for sub in kind.__subclasses__() for found in (sub, *below(sub))]

    ours = [kind for kind in below(BaseModel) if kind.__module__.startswith("danvan.api")]
    shown = [k for k in ours if k.__name__.endswith(("Out", "In", "Patch"))]
    assert len({k.__name__ for k in shown}) == len(set(shown))
    assert api.title == "Danvan"
