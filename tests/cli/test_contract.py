"""The commands answer as the contract says: one JSON document on standard output and nothing else."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from danvan.appraisal.actions import recognise
from danvan.audit.models import Entry
from danvan.initiatives.drafts import RecognitionDraft
from tests.factories import draft, operator, registered

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def run(capsys):
    def run(*args):
        capsys.readouterr()
        call_command(*args, "--format", "json")
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def records(country):
    rows = registered(
        draft("Đường hoa", (("07282", "thôn Đồng Lân"),), places_text="thôn Đồng Lân, xã Đồng Kỳ"),
        draft("Hai nơi", ("07651", "07597"), field="defence_security", line="police", owner_name="Công an huyện"),
        draft("Của tỉnh", (), seat="24", kind="exemplar", owner_kind="individual", illustration=True),
    )
    recognise(
        rows[0], RecognitionDraft("district", "12-QĐ/HU", dt.date(2022, 11, 18), outstanding=True), actor=operator()
    )
    return rows


def test_export_writes_each_registration_by_the_contract(run, records):
    found = run("export", "initiatives", "--unit", "24", "--year", "2022")

    first = found[0]
    assert {k: first[k] for k in ("code", "name", "kind", "owner", "owner_kind", "field", "year", "registration", "status")} == {
        "code": "BG-2022-00001", "name": "Đường hoa", "kind": "model", "owner": "Hội Nông dân", "owner_kind": "collective",
        "field": "economy", "year": 2022, "registration": "new", "status": "recognised",
    }  # fmt: skip
    assert (first["accounting_unit"], first["places"], first["places_text"]) == (
        "07282",
        ["07282"],
        "thôn Đồng Lân, xã Đồng Kỳ",
    )
    assert first["recognitions"] == [
        {"level": "district", "number": "12-QĐ/HU", "date": "2022-11-18", "outstanding": True}
    ]
    assert (found[1]["accounting_unit"], found[1]["places"]) == ("24", ["07651", "07597"])
    assert [row["illustration"] for row in found] == [False, False, True]


def test_export_of_a_year_without_records_is_an_empty_array(run):
    assert run("export", "initiatives", "--unit", "24", "--year", "2019") == []


def test_stats_by_child_adds_up_to_the_total(run, records):
    found = run("stats", "--unit", "24", "--year", "2022", "--by", "child")

    assert {k: found[k] for k in ("unit", "year", "basis", "total")} == {
        "unit": "24",
        "year": 2022,
        "basis": "as_of",
        "total": 3,
    }
    assert [(r["unit"], r["name"], r["count"]) for r in found["rows"]] == [
        ("215", "huyện Yên Thế", 1),
        ("24", "tỉnh Bắc Giang", 2),
    ]


def test_stats_by_several_dimensions_has_one_key_each(run, records):
    found = run("stats", "--unit", "24", "--year", "2022", "--by", "field,line")

    assert {(r["field"], r["line"]): r["count"] for r in found["rows"]} == {
        ("economy", "farmers"): 2, ("defence_security", "police"): 1,
    }  # fmt: skip
    assert all(set(r) == {"field", "line", "count"} for r in found["rows"])


def test_stats_restated_names_the_units_of_the_other_day(run, records):
    found = run("stats", "--unit", "24", "--year", "2022", "--by", "child", "--restated-to", "2025-07-01")

    assert (found["basis"], found["total"]) == ("restated", 3)
    assert {r["unit"]: r["count"] for r in found["rows"]} == {"07282": 1, "24": 2}


@pytest.mark.parametrize(
    "args",
    [
        ("stats", "--unit", "99999", "--year", "2022"), ("stats", "--unit", "24", "--year", "1999"),
        ("stats", "--unit", "24", "--year", "abc"), ("stats", "--unit", "24", "--year", "2022", "--by", "colour"),
        ("stats", "--unit", "24", "--year", "2022", "--as-of", "31/31/2022"), ("stats", "--unit", "", "--year", "2022"),
        ("export", "initiatives", "--unit", "215", "--year", "2026"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused_with_a_sentence(args):
    with pytest.raises(CommandError) as refused:
        call_command(*args, "--format", "json")

    assert len(str(refused.value)) > 20


def test_verify_is_ok_and_then_finds_what_was_tampered_with(run, records, capsys):
    found = run("verify")
    assert found["ok"] is True
    assert found["entries"] == Entry.objects.count()
    from danvan.reports.models import Cell

    Cell.objects.filter(own=1).update(own=5)
    with pytest.raises(SystemExit):
        call_command("verify", "--format", "json")
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_exports_give_the_same_rows_as_a_workbook_and_as_csv(records, tmp_path, capsys):
    from openpyxl import load_workbook

    path = tmp_path / "so.xlsx"
    call_command("export", "initiatives", "--unit", "24", "--year", "2022", "--format", "xlsx", "--out", str(path))
    sheet = load_workbook(path).active
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Đường hoa", "Hai nơi", "Của tỉnh"]
    capsys.readouterr()
    call_command("export", "initiatives", "--unit", "24", "--year", "2022", "--format", "csv")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith('\ufeffTT,Mã số,"Tên mô hình, điển hình"')


def test_a_formula_in_a_name_stays_text_in_every_export(tmp_path, capsys):
    registered(draft("=HYPERLINK(1)", owner_name="+84 912"))
    from openpyxl import load_workbook

    path = tmp_path / "so.xlsx"
    call_command("export", "initiatives", "--unit", "24", "--year", "2022", "--format", "xlsx", "--out", str(path))
    cell = load_workbook(path).active["C2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    capsys.readouterr()
    call_command("export", "initiatives", "--unit", "24", "--year", "2022", "--format", "csv")
    assert "'=HYPERLINK(1)" in capsys.readouterr().out
