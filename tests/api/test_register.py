"""The register through the API: the same rows, the same acts, the same refusals as on the pages."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.audit.models import Entry
from danvan.initiatives.models import KeyProject, Registration, SubField
from danvan.web.initiatives.filters import CHOICES
from tests.api.conftest import NOW, at
from tests.factories import draft, registered, unit

NEW = {
    "year": NOW, "unit": "07282", "name": "Vườn mẫu", "field": "economy", "owner_name": "Hội Nông dân xã",
    "places_text": "xã Đồng Kỳ",
}  # fmt: skip


@pytest.fixture
def many(office):
    fields = ("economy", "culture_society", "defence_security")
    return registered(*(draft(f"Mô hình {i:03}", year=NOW, field=fields[i % 3]) for i in range(25)))


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("order", ["newest", "oldest", "name"])
def test_pages_follow_each_other_without_gap_or_repetition(office, program, many, order):
    asked, seen, after = program(office.viewer, "read"), [], ""
    while True:
        page = asked.get(f"/registrations?year={NOW}&unit=24&limit=7&order={order}{after}").json()
        seen += [item["id"] for item in page["items"]]
        if page["following"] is None:
            break
        after = f"&after={page['following']}"
    rows = Registration.objects.order_by(*{"newest": ("-id",), "oldest": ("id",), "name": ("folded", "id")}[order])
    assert seen == [str(row.pk) for row in rows]


def test_a_page_goes_on_although_its_last_row_has_left_the_list(office, program, many):
    asked = program(office.coordinator)
    page = asked.get(f"/registrations?year={NOW}&status=registered&order=name&limit=5").json()
    last = page["items"][-1]
    asked.post(f"/registrations/{last['province']}/{last['id']}/moves", {"verb": "approve"})
    rest = asked.get(
        f"/registrations?year={NOW}&status=registered&order=name&limit=50&after={page['following']}"
    ).json()
    assert len(rest["items"]) == 20


@pytest.mark.parametrize("cursor", ["x", "AAAA", "===", "MDE5OGM5YTI", "%00", "é"])
def test_a_made_up_cursor_is_refused(office, program, cursor):
    answer = program(office.viewer).get(f"/registrations?year={NOW}&after={cursor}")
    assert answer.status_code == 422
    assert "after" in answer.json()["errors"]


def test_each_filter_of_the_page_is_one_here(office, program, many):
    document = program(office.viewer).get("/openapi.json").json()
    named = {p["name"] for p in document["paths"]["/api/v1/registrations"]["get"]["parameters"]}
    assert set(CHOICES.values()) <= named
    asked = program(office.viewer)
    for query, n in (("field=economy", 9), ("q=mo+hinh", 25), ("q=hinh+khac", 0), ("level=any", 0), ("level=none", 25), ("own=true", 0),
                     ("counted=place", 25), ("illustration=true", 0), ("status=approved", 0)):  # fmt: skip
        found = asked.get(f"/registrations?year={NOW}&unit=24&total=true&{query}").json()
        assert (found["total"], len(found["items"])) == (n, n), query


def test_a_misspelt_parameter_is_refused_not_left_aside(office, program):
    answer = program(office.viewer).get(f"/registrations?year={NOW}&stauts=approved")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["stauts"])


def test_whoever_reaches_another_commune_sees_nothing_of_this_one(office, program, row):
    asked = program(office.elsewhere)
    assert asked.get(f"/registrations?year={NOW}").json()["items"] == []
    assert asked.get(f"/registrations?year={NOW}&unit=07282").status_code == 404
    assert asked.get(at(row)).status_code == 404
    assert asked.get(at(row, "history")).status_code == 404
    assert asked.post(at(row, "targets"), {"indicator": "a"}).status_code == 404


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_an_export_holds_the_whole_list(office, program, many, form):
    answer = program(office.viewer).get(f"/registrations/export?year={NOW}&unit=24&format={form}&field=economy")
    assert answer.status_code == 200
    assert f"24-{NOW}.{form}" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) == 10
    elif form == "json":
        assert {d["field"] for d in json.loads(content)} == {"economy"}
    else:
        assert content.startswith(b"PK")


# ── one registration ─────────────────────────────────────────────────────────────────────────────────────────────


def test_one_is_registered_read_edited_and_told(office, program):
    asked = program(office.clerk)
    made = asked.post("/registrations", {**NEW, "goal": "Dòng một\nDòng hai"})
    assert made.status_code == 201
    one = made.json()
    assert (one["accounting_unit"], one["status"], one["goal"]) == ("07282", "registered", "Dòng một\nDòng hai")
    address = f"/registrations/{one['province']}/{one['id']}"
    changed = asked.patch(address, {"opened": one["version"], "name": "Vườn mẫu kiểu mới", "note": "đã xem"})
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["goal"]) == ("Vườn mẫu kiểu mới", "Dòng một\nDòng hai")
    told = asked.get(f"{address}/history").json()["items"]
    assert next((e["verb"], set(e["after"])) for e in told) == ("initiatives.edit", {"name", "note"})


def test_an_unclear_place_is_said_at_its_place_and_nothing_is_written(office, program):
    answer = program(office.clerk).post("/registrations", {**NEW, "places_text": "xã Không Có Thật"})
    assert answer.status_code == 422
    assert "Không Có Thật" in answer.json()["errors"]["places_text"][0]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 501}, "name"), ({"field": "kinh te"}, "field"), ({"year": 1999}, "year"),
     ({"year": True}, "year"), ({"year": 2099}, "year"), ({"owner_name": None}, "owner_name"), ({"khác": 1}, "khác"),
     ({"sub_field": "019a0000-0000-7000-8000-000000000000"}, "sub_field"), ({"name": "\ud800"}, "name")],
)  # fmt: skip
def test_bad_values_are_said_at_their_field(office, program, change, field):
    answer = program(office.clerk).post("/registrations", {**NEW, **change})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert Registration.objects.count() == 0


def test_the_words_are_english_where_english_is_asked_for(office, program):
    for language, words in (("en", "en"), ("en-GB,vi;q=0.5", "en"), ("fr", "vi"), ("vi-VN", "vi"), ("", "vi")):
        answer = program(office.clerk, language=language).get("/registrations")
        assert answer["Content-Language"] == words


def test_edits_at_the_same_time_are_shown_side_by_side(office, program, row):
    first, second = program(office.clerk), program(office.coordinator)
    opened = first.get(at(row)).json()["version"]
    assert first.patch(at(row), {"opened": opened, "name": "Bản một"}).status_code == 200
    refusal = second.patch(at(row), {"opened": opened, "name": "Bản hai"})
    assert (refusal.status_code, refusal.json()["code"]) == (409, "conflict")
    assert [(c["field"], c["yours"], c["current"]) for c in refusal.json()["conflicts"]] == [
        ("name", "Bản hai", "Bản một")
    ]
    assert second.patch(at(row), {"opened": opened, "note": "mục khác"}).status_code == 200
    assert second.patch(at(row), {"opened": refusal.json()["version"], "name": "Bản hai"}).status_code == 200


def test_an_edit_needs_the_version_that_was_read(office, program, row):
    assert list(program(office.clerk).patch(at(row), {"name": "a"}).json()["errors"]) == ["opened"]
    assert program(office.clerk).patch(at(row), [None, None]).status_code == 422


def test_moves_go_once_and_by_the_rules(office, program, row):
    asked = program(office.coordinator)
    assert program(office.owner).post(at(row, "moves"), {"verb": "approve"}).status_code in {403, 404}
    assert asked.post(at(row, "moves"), {"verb": "approve"}).json()["status"] == "approved"
    again = asked.post(at(row, "moves"), {"verb": "approve"})
    assert (again.status_code, again.json()["current"]) == (409, "approved")
    assert list(asked.post(at(row, "moves"), {"verb": "pause"}).json()["errors"]) == ["reason"]
    assert asked.post(at(row, "moves"), {"verb": "pause", "reason": "Mưa lũ"}).json()["status"] == "paused"
    assert asked.post(at(row, "moves"), {"verb": "fly"}).status_code == 422
    assert Entry.objects.filter(verb="initiatives.approve").count() == 1


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [("targets", "targets", {"indicator": "Số hộ", "baseline": 10, "goal": "120.5", "due_on": f"{NOW}-12-31"}),
     ("resources", "resources", {"kind": "money", "amount": 12_000_000}),
     ("participations", "participations", {"name": "Hội Phụ nữ"})],
)  # fmt: skip
def test_parts_come_and_go(office, program, row, kind, name, value):
    asked = program(office.clerk)
    made = asked.post(at(row, kind), value)
    assert made.status_code == 201
    part = made.json()[name][0]
    gone = asked.delete(at(row, kind, part["id"]))
    assert (gone.status_code, gone.json()[name]) == (200, [])
    assert asked.delete(at(row, kind, part["id"])).status_code == 404


def test_a_key_project_must_be_of_a_unit_above(office, program, row):
    near = KeyProject.objects.create(unit=unit("07282", NOW), name="Đường vành đai")
    far = KeyProject.objects.create(unit=unit("07246", NOW), name="Hồ chứa")
    asked = program(office.clerk)
    assert asked.post(at(row, "key-projects"), {"key_project": str(near.pk)}).status_code == 201
    assert asked.post(at(row, "key-projects"), {"key_project": str(far.pk)}).status_code == 422
    assert [p["name"] for p in asked.get(f"/key-projects?year={NOW}&unit=07282").json()["items"]] == ["Đường vành đai"]


def test_evidence_is_checked_kept_and_handed_out_to_those_who_may_see_it(office, program, row, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asked = program(office.clerk)
    made = asked.send(at(row, "evidence"), {"file": SimpleUploadedFile("ảnh.pdf", b"%PDF-1.7 x"), "caption": "Bìa"})
    assert made.status_code == 201
    address = f"/evidence/{row.province_id}/{made.json()['id']}"
    assert b"".join(asked.get(address).streaming_content) == b"%PDF-1.7 x"
    assert program(office.elsewhere).get(address).status_code == 404
    bad = asked.send(at(row, "evidence"), {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["file"])
    assert asked.post(at(row, "evidence"), {}).status_code == 422


def test_a_recognition_is_recorded_and_withdrawn(office, program, row):
    asked = program(office.coordinator)
    made = asked.post(
        at(row, "recognitions"), {"level": "province", "number": "12-QĐ/TU", "date": f"{NOW}-01-05"}
    ).json()
    assert (made["status"], made["level"]) == ("recognised", "province")
    decided = f"/recognitions/{row.province_id}/{made['recognitions'][0]['id']}/withdraw"
    assert list(asked.post(decided, {"on": f"{NOW}-02-01", "reason": " "}).json()["errors"]) == ["reason"]
    back = asked.post(decided, {"on": f"{NOW}-02-01", "reason": "Ghi nhầm"}).json()
    assert (back["status"], back["level"], back["recognitions"][0]["withdrawn_reason"]) == ("under_way", "", "Ghi nhầm")
    assert asked.post(decided, {"on": f"{NOW}-02-01", "reason": "Lần nữa"}).status_code == 422


def test_lists_are_kept_by_the_coordinator(office, program):
    value = {"unit": "24", "year": NOW, "field": "economy", "name": "OCOP", "synonyms": ["mỗi xã một sản phẩm"]}
    assert program(office.viewer).post("/sub-fields", value).status_code == 403
    assert program(office.coordinator).post("/sub-fields", value).status_code == 201
    assert [s["name"] for s in program(office.viewer).get(f"/sub-fields?year={NOW}&unit=24").json()["items"]] == [
        "OCOP"
    ]
    made = SubField.objects.get()
    answer = program(office.clerk).post(
        "/registrations", {**NEW, "field": "culture_society", "sub_field": str(made.pk)}
    )
    assert list(answer.json()["errors"]) == ["sub_field"]
