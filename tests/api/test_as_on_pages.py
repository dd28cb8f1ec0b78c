"""What the pages show beside the records themselves: waiting work, what signing proposes, comparisons, outlines, histories."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from danvan.accounts import actions
from danvan.reporting.models import Report
from tests.api.conftest import NOW, at
from tests.factories import draft, registered

SHEET = (
    "TT;Tên mô hình;Đơn vị thực hiện;Địa bàn;Lĩnh vực\n1;Vườn mẫu;Hội Nông dân;xã Đồng Kỳ;Kinh tế\n2;;Hội Phụ nữ;;\n"
)
SIGNED = {"number": "12", "date": f"{NOW}-02-05", "post": "Trưởng ban"}


@pytest.fixture
def bring(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("danvan.imports.actions.on_commit", lambda run: run())
    file = lambda: SimpleUploadedFile("so.csv", SHEET.encode())  # noqa: E731 - one expression, named for the reader
    return lambda asked: asked.send("/imports", {"file": file(), "unit": "07282", "year": NOW}).json()


# ── my work ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_my_work_is_that_of_the_page(office, program, bring, row):
    registered(draft("Ở nơi không có điều phối", ("07573",), year=NOW), draft("Năm trước", ("07573",), year=NOW - 1))
    asked, clerk = program(office.coordinator), program(office.clerk)
    batch = bring(asked)
    paper = asked.post("/reports", {"unit": "24", "period": f"{NOW}-01"}).json()["id"]
    found = asked.get("/me/work").json()
    assert [one["id"] for one in found["imports"]] == [batch["id"]]
    assert [one["id"] for one in found["to_sign"]] == [paper]
    # what stands in a commune that has its own coordinator waits for her
    assert found["to_approve"] == [{"year": NOW, "count": 1}, {"year": NOW - 1, "count": 1}]
    assert clerk.get("/me/work").json()["to_approve"] == [{"year": NOW, "count": 1}]
    listed = f"/registrations?year={NOW}&unit=24&waiting="
    assert [one["name"] for one in asked.get(f"{listed}me").json()["items"]] == ["Ở nơi không có điều phối"]
    assert [one["id"] for one in asked.get(f"{listed}others").json()["items"]] == [str(row.pk)]
    clerk.post(at(row, "moves"), {"verb": "approve"})
    asked.post(f"/imports/{batch['province']}/{batch['id']}/drop")
    assert clerk.get("/me/work").json() == {"imports": [], "to_approve": [], "to_sign": []}
    assert asked.get("/me/work").json()["imports"] == []


@pytest.mark.parametrize(("who", "scope"), [("viewer", "write"), ("coordinator", "read"), ("admin", "administer")])
def test_nothing_waits_for_who_may_do_nothing_about_it(office, program, row, who, scope):
    asked = program(getattr(office, who), scope)
    assert asked.get("/me/work").json() == {"imports": [], "to_approve": [], "to_sign": []}


# ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_of_a_file_is_shown_so_that_more_can_be_added(office, program, bring):
    asked = program(office.clerk)
    batch = bring(asked)
    address, sheet = f"/imports/{batch['province']}/{batch['id']}", batch["understanding"][0]["name"]
    assert batch["corrections"] == {}
    said = asked.post(f"{address}/corrections", {"dropped": {sheet: [3]}}).json()["corrections"]
    assert said["dropped"] == {sheet: [3]}
    assert [one["id"] for one in asked.get("/imports?state=preview").json()["items"]] == [batch["id"]]
    assert asked.get("/imports?state=failed").json()["items"] == []


def test_what_was_read_otherwise_than_written_is_told(office, program):
    new = {
        "year": NOW, "unit": "07282", "name": "Vườn mẫu", "field": "economy", "owner_name": "Hội Nông dân xã",
    }  # fmt: skip
    assert program(office.clerk).post("/registrations", {**new, "places_text": "xã Đồng Kỳ"}).json()["warnings"] == []
    misspelt = program(office.clerk).post("/registrations", {**new, "name": "Khác", "places_text": "phường Đồng Kỳ"})
    assert misspelt.status_code == 201
    assert "Đồng Kỳ" in misspelt.json()["warnings"][0]


# ── reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def report(office, program, settings, tmp_path, row):
    settings.MEDIA_ROOT = tmp_path
    asked = program(office.coordinator)
    made = asked.post("/reports", {"unit": "24", "period": f"{NOW}-01"}).json()
    return asked, f"/reports/{made['province']}/{made['id']}"


def test_before_signing_one_is_told_what_is_proposed_and_frozen(report, office, program):
    asked, address = report
    proposed = asked.get(f"{address}/signing").json()
    assert (proposed["number"], proposed["date"]) == ("1", str(timezone.localdate()))
    assert (proposed["post"], proposed["failing"], proposed["edited"]) == (office.coordinator.display_name, [], [])
    part = next(s for s in asked.get(address).json()["sections"] if s["text"])
    asked.post(f"{address}/sections/{part['key']}", {"opened": part["version"], "text": "Có {tong-so}."})
    assert asked.get(f"{address}/signing").json()["edited"] == [part["key"]]
    assert program(office.viewer).get(f"{address}/signing").status_code == 403
    asked.post(f"{address}/sign", SIGNED)
    gone = asked.get(f"{address}/signing")
    assert (gone.status_code, gone.json()["code"]) == (409, "stale")


def test_a_report_says_what_its_page_says(report):
    asked, address = report
    asked.post("/goals", {"unit": "24", "year": NOW, "indicator": "registered", "at_least": 4})
    drafted = asked.get(address).json()
    assert drafted["head"]["issuer"]
    assert drafted["title"]
    assert [(g["indicator"], g["value"], g["short"]) for g in drafted["goals"]] == [("registered", 1, 3)]
    signed = asked.post(f"{address}/sign", {**SIGNED, "name": "Nguyễn Văn A"}).json()
    assert (signed["signer_name"], signed["signed_at"][:4], signed["replaces"]) == ("Nguyễn Văn A", str(NOW), None)
    anew = asked.post(f"{address}/replace").json()
    assert anew["replaces"] == signed["id"]
    assert asked.get(address).json()["replaced_by"] == anew["id"]
    asked.post(f"/reports/{anew['province']}/{anew['id']}/drop")
    assert asked.get(address).json()["replaced_by"] is None
    assert asked.post(f"{address}/withdraw", {"reason": "Ghi nhầm"}).json()["reason"] == "Ghi nhầm"


def test_why_files_could_not_be_made_is_told(report):
    asked, address = report
    Report.objects.update(files_state="failed", problem="Chưa lập xong tệp.")
    assert asked.get(address).json()["problem"] == "Chưa lập xong tệp."
    assert asked.get("/reports").json()["items"][0]["problem"] == "Chưa lập xong tệp."


def test_the_records_of_a_sentence_are_those_of_its_figures_each_once(report):
    asked, address = report
    one = asked.get(f"{address}/records?figure=tong-so").json()
    both = asked.get(f"{address}/records?figure=tong-so&figure=tap-the").json()
    assert (one["total"], both["total"], len(both["items"])) == (1, 1, 1)
    assert asked.get(f"{address}/records?figure=tong-so&figure=khong-co").status_code == 404
    assert asked.get(f"{address}/records").status_code == 422
    assert asked.get(f"{address}/records?figure=a b").status_code == 422


def test_goals_and_printed_totals_are_held_against_the_register(report, office, program):
    asked, _address = report
    asked.post("/goals", {"unit": "24", "year": NOW, "indicator": "registered", "at_least": 4})
    assert [g["value"] for g in asked.get(f"/goals/reached?unit=24&year={NOW}").json()["items"]] == [1]
    assert asked.get(f"/goals/reached?unit=24&year={NOW + 1}").json()["items"] == []
    printed = {"unit": "07282", "period": str(NOW), "indicator": "registered", "value": 7, "source": "Báo Bắc Ninh"}
    asked.post("/published-totals", printed)
    found = asked.get(f"/published-totals/compared?unit=24&year={NOW}").json()
    seen = [(t["period"], t["value"], t["ours"], t["difference"], t["agrees"]) for t in found["items"]]
    assert (seen, found["problems"]) == ([(str(NOW), 7, 1, -6, False)], [])
    assert program(office.elsewhere).get(f"/goals/reached?unit=07282&year={NOW}").status_code == 404


# ── the map, an account ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_map_is_drawn_from_outlines(office, program, row):
    asked = program(office.viewer, "read")
    found = asked.get(f"/figures/map/outlines?unit=24&year={NOW}").json()
    shown = asked.get(f"/figures/map?unit=24&year={NOW}").json()["rows"]
    drawn = {one["id"] for one in found["features"]} | set(found["without_place"])
    assert drawn == {one["unit"] for one in shown if not one["own"]}
    assert (found["type"], found["schematic"], found["sources"]) == ("FeatureCollection", True, [])
    assert {one["geometry"]["type"] for one in found["features"]} <= {"Polygon", "MultiPolygon"}
    assert {one["properties"]["code"] for one in found["features"]} >= {"07282"}
    village = asked.get(f"/figures/map/outlines?unit=07282&year={NOW}").json()
    assert village["features"] == []
    assert asked.get(f"/figures/map/outlines?unit=07282&year={NOW}&communes=true").status_code == 422


def test_the_history_of_an_account_is_told_without_secrets(office, program):
    office.clerk.set_unusable_password()
    office.clerk.save()
    actions.give_link(office.clerk, actor=office.admin)
    actions.edit_account(office.clerk, actor=office.admin, display_name="Cán bộ mới")
    asked = program(office.admin, "administer")
    one = asked.get(f"/people/{office.clerk.pk}").json()
    assert (one["open_links"], one["has_password"]) == (1, False)
    entries = asked.get(f"/people/{office.clerk.pk}/history").json()["items"]
    assert [entry["kind"] for entry in entries] == ["accounts.user", "accounts.signinlink"]
    assert entries[0]["after"] == {"display_name": "Cán bộ mới"}
    assert "digest" not in entries[1]["after"]
    assert program(office.elsewhere).get(f"/people/{office.clerk.pk}/history").status_code in {403, 404}
    assert program(office.viewer).get(f"/people/{office.clerk.pk}/history").status_code == 403
