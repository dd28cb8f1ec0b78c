"""Reports, goals and printed totals through the API: the same acts, figures and refusals as on the pages."""

import pytest
from django.utils import timezone

from danvan.accounts.models import Role
from danvan.initiatives import actions as register_actions
from danvan.initiatives.models import Registration
from danvan.reporting.models import Goal, LegacyTotal, Report
from danvan.reporting.tasks import make_report_files
from tests.api.conftest import NOW, at
from tests.factories import body, coordinating, draft, operator, person, registered, unit

YEAR = 2022
SIGNED = {"number": "12", "date": "2023-01-05", "post": "Trưởng ban"}


@pytest.fixture
def board(country):
    committee = body("Tỉnh ủy", unit("24", NOW))
    return coordinating("Ban Tuyên giáo và Dân vận Tỉnh ủy", unit("24", NOW), superior=committee)


@pytest.fixture
def asked(program, board, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return program(person("tinh", board))


@pytest.fixture
def rows(country):
    return registered(
        draft("Tổ “3 & 4” <b>Đường hoa</b> 🌸", ("07282",), line="women"),
        draft("Camera an ninh", ("07651",), field="defence_security", line="police"),
        draft("Ngày thứ bảy", (), seat="24", illustration=True),
        draft("Năm trước", ("07282",), year=2021),
    )


@pytest.fixture
def drafted(asked, rows):
    made = asked.post("/reports", {"unit": "24", "period": str(YEAR)})
    assert made.status_code == 201
    return made.json()


def one(report, *more):
    return "/".join((f"/reports/{report['province']}/{report['id']}", *more))


def figure(whole, name):
    return next(f for f in whole["figures"] if f["id"] == name)


# ── reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_counts_its_records_and_each_figure_names_them(asked, drafted):
    whole = asked.get(one(drafted)).json()
    assert (whole["status"], figure(whole, "tong-so")["value"], figure(whole, "tong-so")["before"]) == ("draft", 3, 1)
    behind = asked.get(one(drafted, "figures/tong-so/records")).json()
    assert (behind["total"], len(behind["items"]), behind["frozen"], behind["following"]) == (3, 3, False, None)
    assert {r["code"] for r in behind["items"]} == {r.initiative.code for r in Registration.objects.filter(year=YEAR)}
    police = asked.get(one(drafted, "figures/tong-so/records?line=police")).json()
    assert [r["name"] for r in police["items"]] == ["Camera an ninh"]
    assert asked.get(one(drafted, "figures/khong-co/records")).status_code == 404
    assert asked.get(one(drafted, "figures/tong-so/records?unit=99999")).status_code == 404
    by_unit = next(t for t in whole["tables"] if t["key"] == "don-vi")
    assert [sum(column) for column in zip(*(r["values"] for r in by_unit["rows"]), strict=True)] == by_unit["total"]
    assert whole["checks"]
    assert all(check["holds"] for check in whole["checks"])


def test_the_same_draft_is_opened_twice_and_listed_once(asked, drafted):
    again = asked.post("/reports", {"unit": "24", "period": str(YEAR)}).json()
    assert again["id"] == drafted["id"]
    assert [r["id"] for r in asked.get("/reports?status=draft").json()["items"]] == [drafted["id"]]
    assert asked.get("/reports?status=signed").json()["items"] == []
    assert [r["id"] for r in asked.get(f"/reports?unit=24&year={YEAR}").json()["items"]] == [drafted["id"]]
    assert asked.get("/reports?unit=24").status_code == 422
    assert asked.get("/reports?status=gone").status_code == 422


def test_a_section_is_written_keeps_its_links_and_can_be_given_back(asked, drafted):
    part = next(s for s in asked.get(one(drafted)).json()["sections"] if "{tong-so}" in s["text"])
    address = one(drafted, "sections", part["key"])
    wrong = asked.post(address, {"opened": part["version"], "text": "Có {tong-so-sai} mô hình."})
    assert wrong.status_code == 422
    saved = asked.post(address, {"opened": part["version"], "text": "Toàn tỉnh có {tong-so} mô hình & <hết>."})
    assert saved.status_code == 200
    assert saved.json()["section"]["edited"]
    assert "tong-so" not in saved.json()["lost"]
    late = asked.post(address, {"opened": part["version"], "text": "Bản khác: {tong-so}."})
    assert (late.status_code, late.json()["code"], late.json()["yours"]) == (409, "conflict", "Bản khác: {tong-so}.")
    back = asked.post(address, {"opened": saved.json()["section"]["version"], "text": None})
    assert (back.json()["section"]["edited"], back.json()["section"]["text"]) == (False, part["text"])
    assert asked.post(one(drafted, "sections/khong-co"), {"opened": 0, "text": "a"}).status_code == 422


def test_signing_freezes_and_changes_are_told_since(asked, drafted, rows):
    refused = asked.post(one(drafted, "sign"), {**SIGNED, "number": "??"})
    assert list(refused.json()["errors"]) == ["number"]
    assert asked.get(one(drafted, "changes")).status_code == 409
    signed = asked.post(one(drafted, "sign"), SIGNED).json()
    assert (signed["status"], len(signed["digest"]), signed["files_state"]) == ("signed", 64, "queued")
    assert asked.post(one(drafted, "sign"), SIGNED).status_code == 409
    registered(draft("Đăng ký muộn", ("07282",)))
    changes = asked.get(one(drafted, "changes")).json()
    assert [r["name"] for r in changes["added"]] == ["Đăng ký muộn"]
    assert figure(asked.get(one(drafted)).json(), "tong-so")["value"] == 3
    frozen = asked.get(one(drafted, "figures/tong-so/records")).json()
    assert (frozen["frozen"], frozen["total"], {r["readable"] for r in frozen["items"]}) == (True, 3, {True})
    register_actions.move(rows[0], "approve", actor=operator())
    states = {r["status"] for r in asked.get(one(drafted, "figures/tong-so/records")).json()["items"]}
    assert states == {"registered"}


def test_a_signed_report_is_replaced_or_withdrawn_and_stays(asked, drafted):
    assert asked.post(one(drafted, "replace")).status_code == 422
    asked.post(one(drafted, "sign"), SIGNED)
    anew = asked.post(one(drafted, "replace"))
    assert (anew.status_code, anew.json()["status"]) == (201, "draft")
    asked.post(one(anew.json(), "sign"), {**SIGNED, "number": "13"})
    assert asked.get(one(drafted)).json()["status"] == "replaced"
    gone = asked.post(one(anew.json(), "withdraw"), {"reason": "Ghi nhầm số"}).json()
    assert gone["status"] == "withdrawn"
    assert asked.get(one(anew.json())).status_code == 200


def test_a_draft_is_dropped(asked, drafted):
    assert asked.post(one(drafted, "drop")).json()["status"] == "dropped"
    assert asked.post(one(drafted, "drop")).status_code == 404


def test_the_three_files_are_made_and_handed_out(asked, drafted):
    assert asked.get(one(drafted, "files/docx")).status_code == 404
    assert asked.post(one(drafted, "files")).json()["files_state"] == "queued"
    report = Report.objects.get()
    make_report_files.func(str(report.pk), str(report.prepared_by_id))
    state = asked.get(one(drafted)).json()
    assert (state["files_state"], sorted(state["files"])) == ("ready", ["docx", "pdf", "xlsx"])
    heads = {"docx": b"PK", "pdf": b"%PDF", "xlsx": b"PK"}
    for form, head in heads.items():
        answer = asked.get(one(drafted, "files", form))
        assert b"".join(answer.streaming_content).startswith(head)


def test_a_report_over_a_unit_that_ended_in_the_year_is_prepared(asked, rows):
    registered(draft("Mô hình huyện", ("07282",), year=2025))
    made = asked.post("/reports", {"unit": "215", "period": "2025-H1"})
    assert (made.status_code, made.json().get("unit")) == (201, "215"), made.content
    assert asked.post("/reports", {"unit": "215", "period": "2026"}).status_code == 404


def test_issuers_and_wrong_questions_are_told(asked, board, rows):
    found = asked.get(f"/reports/issuers?unit=24&period={YEAR}").json()["items"]
    assert found[0]["id"] == str(board.pk)
    assert list(asked.post("/reports", {"unit": "24", "period": "2022-Q7"}).json()["errors"]) == ["period"]
    assert asked.post("/reports", {"unit": "99999", "period": "2022"}).status_code == 404
    assert list(
        asked.post("/reports", {"unit": "24", "period": "2022", "issuer": str(rows[0].pk)}).json()["errors"]
    ) == ["issuer"]


def test_a_viewer_reads_and_writes_nothing(asked, drafted, program, board, office):
    reader = program(person("xem.bc", board, Role.VIEWER))
    assert reader.get(one(drafted)).status_code == 200
    for address, data in (("sign", SIGNED), ("drop", None), ("withdraw", {"reason": "a"})):
        assert reader.post(one(drafted, address), data).status_code == 403
    assert reader.post("/reports", {"unit": "24", "period": str(YEAR)}).status_code == 403
    assert program(office.elsewhere).get(one(drafted)).status_code == 404


# ── goals and printed totals ─────────────────────────────────────────────────────────────────────────────────────────


def test_goals_are_set_changed_and_taken_away(asked, program, office):
    new = {"unit": "24", "year": YEAR, "indicator": "registered", "at_least": 4000, "basis": "Kế hoạch 10"}
    made = asked.post("/goals", new)
    assert (made.status_code, made.json()["at_least"]) == (201, 4000)
    assert asked.post("/goals", {**new, "at_least": 4200}).json()["id"] == made.json()["id"]
    assert [g["at_least"] for g in asked.get(f"/goals?unit=24&year={YEAR}").json()["items"]] == [4200]
    assert asked.post("/goals", {**new, "at_least": -1}).status_code == 422
    assert asked.post("/goals", {**new, "indicator": "khong"}).status_code == 422
    address = f"/goals/{made.json()['province']}/{made.json()['id']}"
    assert program(office.elsewhere).delete(address).status_code == 404
    assert asked.delete(address).json()["items"] == []
    assert Goal.objects.count() == 0


def test_a_printed_total_stands_beside_ours_is_corrected_and_withdrawn(asked, drafted, program, office):
    new = {"unit": "24", "period": str(YEAR), "indicator": "registered", "value": 4200, "source": "Báo Bắc Giang"}
    made = asked.post("/published-totals", new)
    assert made.status_code == 201
    address = f"/published-totals/{made.json()['province']}/{made.json()['id']}"
    right = asked.patch(address, {"value": 4250, "words": "4.250"}).json()
    assert (right["value"], right["words"], right["source"]) == (4250, "4.250", "Báo Bắc Giang")
    assert asked.patch(address, {"source": " "}).status_code == 422
    assert asked.patch(address, {"value": None}).status_code == 422
    beside = asked.get(one(drafted)).json()["comparisons"]
    assert [(c["value"], c["ours"]) for c in beside] == [(4250, 3)]
    assert program(office.elsewhere).patch(address, {"value": 1}).status_code == 404
    gone = asked.post(f"{address}/withdraw", {"reason": "Nhập nhầm"}).json()
    assert gone["withdrawn_reason"] == "Nhập nhầm"
    assert asked.patch(address, {"value": 1}).status_code == 422
    assert LegacyTotal.objects.get().value == 4250
    listed = asked.get(f"/published-totals?unit=24&year={YEAR}").json()["items"]
    assert [t["withdrawn_on"] for t in listed] == [str(timezone.localdate())]


def test_a_token_without_the_bundle_reports_nothing(program, board):
    reader = program(person("hep", board), "read", "write")
    answer = reader.post("/goals", {"unit": "24", "year": YEAR, "indicator": "registered", "at_least": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "token_scope")


# ── the map's figures, and a registration's day ──────────────────────────────────────────────────────────────────────


def test_the_map_shows_the_figures_of_the_page(asked, rows):
    seen = asked.get(f"/figures/map?unit=24&year={YEAR}").json()
    assert (seen["value"], seen["illustration"], sum(r["value"] for r in seen["rows"])) == (3, 1, 3)
    assert {(r["code"], r["value"], r["own"]) for r in seen["rows"] if r["value"]} == {
        ("215", 1, False), ("220", 1, False), ("24", 1, True),
    }  # fmt: skip
    deep = asked.get(f"/figures/map?unit=24&year={YEAR}&communes=true").json()
    assert {(r["code"], r["value"]) for r in deep["rows"] if r["value"]} >= {("07282", 1), ("07651", 1)}
    assert sum(r["value"] for r in deep["rows"]) == 3
    rate = asked.get(f"/figures/map?unit=24&year={YEAR}&indicator=recognised").json()
    assert rate["value"] == 0
    assert asked.get(f"/figures/map?unit=24&year={YEAR}&indicator=khong").status_code == 422
    assert asked.get(f"/figures/map?unit=215&year={YEAR}&communes=true").status_code == 422
    restated = asked.get(f"/figures/map?unit=24&year={YEAR}&restated_to=2026-01-01").json()
    assert sum(r["value"] for r in restated["rows"]) == restated["value"] == 3


def test_the_day_of_a_registration_is_kept_and_an_impossible_one_refused(program, office, row):
    asked = program(office.clerk)
    new = {
        "year": NOW, "unit": "07282", "name": "Vườn mẫu", "field": "economy", "owner_name": "Hội Nông dân xã",
        "places_text": "xã Đồng Kỳ", "registered_on": f"{NOW}-02-03",
    }  # fmt: skip
    assert asked.post("/registrations", new).json()["registered_on"] == f"{NOW}-02-03"
    for wrong in (f"{NOW - 2}-12-31", f"{NOW + 1}-12-31"):
        refused = asked.post("/registrations", {**new, "name": "Khác", "registered_on": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["registered_on"])
        opened = asked.get(at(row)).json()["version"]
        changed = asked.patch(at(row), {"opened": opened, "registered_on": wrong})
        assert (changed.status_code, list(changed.json()["errors"])) == (422, ["registered_on"])
    opened = asked.get(at(row)).json()["version"]
    assert (
        asked.patch(at(row), {"opened": opened, "registered_on": f"{NOW}-01-09"}).json()["registered_on"]
        == f"{NOW}-01-09"
    )
