"""Territory, bodies, people, figures and imports through the API."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from danvan.accounts.models import Assignment, User
from danvan.bodies.models import Body
from danvan.imports.models import Import
from danvan.initiatives.models import Registration
from danvan.reports.indicators import INDICATORS
from danvan.reports.stats import basis_for, total
from tests.api.conftest import NOW
from tests.factories import draft, registered, unit

SHEET = """TT;Tên mô hình;Đơn vị thực hiện;Địa bàn;Lĩnh vực
1;Vườn mẫu;Hội Nông dân xã Đồng Kỳ;thôn Đồng Lân, xã Đồng Kỳ;Kinh tế
2;;Hội Phụ nữ xã Đồng Kỳ;xã Đồng Kỳ;Kinh tế
"""


# ── territory ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_read_on_its_day(office, program):
    asked = program(office.coordinator, "read")
    then, now = (asked.get(f"/units?code=24&on={day}").json()["items"] for day in ("2022-12-31", f"{NOW}-01-01"))
    assert (then, now[0]["name"]) == ([], "Bắc Ninh") or then[0]["id"] != now[0]["id"]
    assert asked.get(f"/units?on={NOW}-01-01").json()["items"][0]["code"] == "24"
    assert asked.get("/units?code=99999").status_code == 404


def test_a_unit_has_children_a_story_and_villages(office, program):
    asked, commune = program(office.coordinator), unit("07282", NOW)
    province = unit("24", NOW)
    below = asked.get(f"/units/{province.pk}/children?on={NOW}-01-01").json()["items"]
    assert str(commune.pk) in {u["id"] for u in below}
    story = asked.get(f"/units/{commune.pk}/history").json()
    assert story["periods"]
    assert story["lineage"]
    made = asked.post(f"/units/{commune.pk}/villages", {"name": "thôn Đồng Lân", "kind": "thôn"})
    assert (made.status_code, made.json()["name"]) == (201, "Đồng Lân")
    assert asked.post(f"/units/{commune.pk}/villages", {"name": "Đồng Lân"}).status_code == 422
    assert [v["name"] for v in asked.get(f"/units/{commune.pk}/villages").json()["items"]] == ["Đồng Lân"]
    assert program(office.viewer).post(f"/units/{commune.pk}/villages", {"name": "Mới"}).status_code == 403


def test_a_place_is_found_or_the_reason_why_not(office, program):
    asked = program(office.viewer, "read")
    sure = asked.get("/places?text=xã Đồng Kỳ, tỉnh Bắc Ninh").json()
    assert sure["code"] == "07282"
    unsure = asked.get("/places?text=xã Không Có Thật").json()
    assert (unsure["unit"], bool(unsure["reason"])) == (None, True)


# ── bodies and people ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_is_put_on_the_roll_coordinates_and_ends(office, program):
    asked = program(office.coordinator)
    made = asked.post("/bodies", {"name": "Hội Phụ nữ", "line": "women", "unit": "07282"})
    assert made.status_code == 201
    key = made.json()["id"]
    assert asked.post("/bodies", {"name": "Hội Phụ nữ", "line": "women", "unit": "07282"}).status_code == 422
    assert asked.post(f"/bodies/{key}/superior", {"superior": key}).status_code == 422
    assert asked.post(f"/bodies/{key}/coordinations", {"unit": "07282"}).json()["coordinations"][0]["unit"] == "07282"
    ended = asked.post(f"/bodies/{key}/end", {"last_day": f"{NOW}-06-30"}).json()
    assert (ended["valid_to"], ended["coordinations"][0]["valid_to"]) == (f"{NOW}-07-01", f"{NOW}-07-01")
    assert asked.post(f"/bodies/{key}/end", {"last_day": f"{NOW}-06-30"}).status_code == 422
    assert program(office.viewer).post(f"/bodies/{key}/end", {"last_day": f"{NOW}-06-30"}).status_code == 403


def test_bodies_are_listed_page_by_page(office, program):
    asked, seen, after = program(office.coordinator), [], ""
    while True:
        page = asked.get(f"/bodies?limit=2{after}").json()
        seen += [b["id"] for b in page["items"]]
        if not page["following"]:
            break
        after = f"&after={page['following']}"
    assert len(seen) == len(set(seen)) == page["total"] == Body.objects.count()


def test_an_account_is_opened_given_a_role_closed_and_its_link_is_no_way_up(office, program):
    asked, at_body = program(office.admin, "administer"), office.clerk.assignments.get().body_id
    new = {"username": "dongky.cb", "display_name": "Cán bộ Mặt trận", "body": str(at_body), "role": "viewer"}
    made = asked.post("/people", new)
    assert made.status_code == 201
    key = made.json()["id"]
    assert list(asked.post("/people", new).json()["errors"]) == ["username"]
    assert asked.patch(f"/people/{key}", {"email": "x"}).status_code == 422
    both = asked.post(f"/people/{key}/roles", {"body": str(at_body), "role": "owner"}).json()["roles"]
    assert {r["role"] for r in both} == {"viewer", "owner"}
    ended = asked.post(f"/roles/{both[0]['id']}/end", {"last_day": str(dt.date(NOW, 11, 30))})
    assert ended.status_code == 200
    link = asked.post(f"/people/{key}/link").json()["path"]
    assert link.startswith("/tai-khoan/lien-ket/")
    assert asked.post(f"/people/{office.admin.pk}/link").status_code == 403
    assert asked.post(f"/people/{key}/close").json()["is_active"] is False
    assert User.objects.get(pk=key).is_active is False
    assert Assignment.objects.filter(user=key).count() == 2


def test_people_are_seen_only_by_those_who_look_after_them(office, program):
    assert program(office.viewer).get("/people").status_code == 403
    names = {p["username"] for p in program(office.admin).get("/people").json()["items"]}
    assert {"canbo.xa", "hnd.xa"} <= names
    assert program(office.clerk).get(f"/people/{office.coordinator.pk}").status_code == 404


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_figures_are_those_of_the_pages_and_add_up(office, program):
    registered(*(draft(f"M{i}", (code,), year=NOW) for i, code in enumerate(("07282", "07282", "07246"))))
    asked, here = program(office.viewer, "read"), unit("24", NOW)
    seen = asked.get(f"/figures/overview?year={NOW}&unit=24").json()
    assert seen["total"] == total(here, basis_for(here, NOW)) == sum(c["total"] for c in seen["children"]) == 3
    assert [f["id"] for f in seen["figures"]] == list(INDICATORS)
    rolled = asked.get(f"/figures/roll-up?year={NOW}&unit=24&by=child&by=field").json()
    assert rolled["total"] == sum(r["count"] for r in rolled["rows"]) == 3
    assert {(r["child_code"], r["count"]) for r in rolled["rows"]} == {("07282", 2), ("07246", 1)}
    places = asked.get(f"/figures/places?year={NOW}&unit=24").json()
    assert (places["distinct"], len(places["rows"])) == (3, 2)
    assert len(asked.get("/figures/indicators").json()["items"]) == len(INDICATORS)


def test_a_past_year_is_restated_to_another_tree(office, program):
    registered(draft("M", ("07282",), year=2022))
    asked = program(office.coordinator)
    old = asked.get("/figures/roll-up?year=2022&by=child&unit=24&restated_to=2026-01-01")
    assert old.status_code in {200, 404}  # the province of 2022 with that code is another's


def test_an_officer_of_a_line_sees_the_figures_of_the_line(office, program, row):
    Assignment.objects.filter(user=office.owner).update(role="viewer")
    seen = program(User.objects.get(pk=office.owner.pk)).get(f"/figures/overview?year={NOW}&unit=07282").json()
    assert seen["lines"] == ["farmers"]


# ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bring(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # a test's transaction never commits: what waits for the commit is done at once
    monkeypatch.setattr("danvan.imports.actions.on_commit", lambda run: run())

    def send(asked, text=SHEET, **more):
        return asked.send(
            "/imports", {"file": SimpleUploadedFile("so.csv", text.encode()), "unit": "07282", "year": NOW, **more}
        )

    return send


def test_a_register_comes_in_is_mended_written_and_taken_back(office, program, bring):
    asked = program(office.clerk)
    made = bring(asked)
    assert made.status_code == 201
    batch = made.json()
    address = f"/imports/{batch['province']}/{batch['id']}"
    assert (batch["state"], batch["counts"]["create"], batch["counts"]["reject"]) == ("preview", 1, 1)
    wrong = asked.get(f"{address}/rows?verdict=reject").json()["items"][0]
    mended = asked.post(
        f"{address}/corrections", {"cells": {wrong["sheet"]: {str(wrong["row"]): {"name": "Tổ tự quản"}}}}
    )
    assert (mended.status_code, mended.json()["counts"]["create"]) == (200, 2)
    key = asked.get(f"{address}/villages").json()["items"][0]["key"]
    assert asked.post(f"{address}/villages", {"keys": [key]}).status_code == 200
    assert asked.post(f"{address}/commit").json()["state"] == "committed"
    assert Registration.objects.count() == 2
    assert asked.post(f"{address}/commit").status_code == 409
    assert asked.post(f"{address}/undo").status_code == 200
    assert Registration.objects.count() == 0


def test_an_import_is_the_coordinators_matter(office, program, bring):
    assert bring(program(office.viewer)).status_code == 403
    assert bring(program(office.clerk, "read")).json()["code"] == "token_scope"
    assert bring(program(office.elsewhere)).status_code == 404
    batch = bring(program(office.clerk)).json()
    assert program(office.elsewhere).get(f"/imports/{batch['province']}/{batch['id']}").status_code == 404
    assert bring(program(office.clerk), text="").status_code == 422
    assert bring(program(office.clerk), year="1999").status_code == 422


def test_a_file_is_told_its_letters_and_its_unit(office, program, bring):
    asked = program(office.coordinator)
    batch = bring(asked, unit="24").json()
    address, sheet = f"/imports/{batch['province']}/{batch['id']}", batch["understanding"][0]["name"]
    told = {"encodings": {sheet: {"": "unicode"}}, "units": {sheet: "07282"}, "unsaved": [sheet]}
    again = asked.post(f"{address}/corrections", told)
    assert (again.status_code, again.json()["state"]) == (200, "preview")
    kept = Import.objects.get(pk=batch["id"]).corrections
    assert kept["encodings"] == {sheet: {"": "unicode"}}
    assert kept["units"] == {sheet: str(unit("07282", NOW).pk)}
    assert kept["unsaved"] == [sheet]
    assert asked.post(f"{address}/corrections", {"units": {sheet: None}}).status_code == 200
    assert Import.objects.get(pk=batch["id"]).corrections["units"] == {}
    wrong = (
        ({"units": {sheet: "99999"}}, "units"),
        ({"units": {"Khác": "07282"}}, "units"),
        ({"unsaved": ["Khác"]}, "unsaved"),
    )
    for said, place in wrong:
        refused = asked.post(f"{address}/corrections", said)
        assert (refused.status_code, list(refused.json()["errors"])) == (422, [place])
    assert asked.post(f"{address}/corrections", {"encodings": {sheet: {"": "ebcdic"}}}).status_code == 422


def test_columns_that_were_corrected_are_saved_renamed_and_deleted(office, program, bring):
    asked = program(office.clerk)
    batch = bring(asked).json()
    address, sheet = f"/imports/{batch['province']}/{batch['id']}", batch["understanding"][0]["name"]
    asked.post(f"{address}/corrections", {"columns": {sheet: {"1": "name"}}})
    asked.post(f"{address}/commit")
    (saved,) = asked.get("/saved-columns").json()["items"]
    assert (saved["unit"], saved["columns"], saved["headers"][1]) == ("07282", {"1": "name"}, "Tên mô hình")
    one = f"/saved-columns/{saved['id']}"
    assert asked.patch(one, {"name": "Mẫu của xã"}).json()["name"] == "Mẫu của xã"
    assert asked.patch(one, {"name": "x" * 201}).status_code == 422
    assert program(office.elsewhere).delete(one).status_code == 404
    assert program(office.viewer).get("/saved-columns").status_code == 403
    assert asked.delete(one).json() == {"id": saved["id"], "name": "Mẫu của xã"}
    assert asked.delete(one).status_code == 404
    assert asked.get("/saved-columns").json()["items"] == []


def test_the_template_is_handed_out_to_those_who_import(office, program):
    answer = program(office.clerk).get(f"/imports/template?unit=07282&year={NOW}")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert f"07282-{NOW}.xlsx" in answer["Content-Disposition"]
    assert program(office.viewer).get(f"/imports/template?unit=07282&year={NOW}").status_code == 403
    assert program(office.clerk).get(f"/imports/template?unit=07246&year={NOW}").status_code == 404


# ── around ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_address_that_is_none_is_a_problem_too(office, program, client):
    for path in ("/", "/registration", "/registrations/1/2", "/units/x\x00y"):
        answer = program(office.viewer).get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    answer = program(office.viewer)("PUT", "/me")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1,2", b"nul", b'{"a":' * 5000])
def test_what_is_no_json_is_refused(office, program, content):
    asked = program(office.clerk)
    answer = asked.client.post(
        "/api/v1/registrations", content, content_type="application/json",
        headers={"Authorization": f"Bearer {asked.secret}"},
    )  # fmt: skip
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_too_much_at_once_is_refused(office, program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = program(office.clerk).post("/registrations", {"name": "x" * 2000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_documentation_is_served_to_everybody_from_here_alone(client, db):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "http://" not in page.content.decode().replace("http://www.w3.org", "")
    assert "<script>" not in page.content.decode()
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"


def test_the_document_is_written_by_a_command(tmp_path, capsys):
    call_command("api-schema", "--out", str(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text())["info"]["title"] == "Danvan"
    with pytest.raises(Exception, match="Không ghi được"):
        call_command("api-schema", "--out", str(tmp_path / "none" / "a.json"))
