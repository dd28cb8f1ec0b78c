"""A report's life: prepared, edited keeping its links, signed and frozen, checked, compared with the register of later."""

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from danvan.accounts.models import Role
from danvan.appraisal.actions import recognise
from danvan.audit.models import Entry
from danvan.bodies.models import Body
from danvan.core.workflow import StaleState
from danvan.documents.storage import path_of
from danvan.initiatives import actions as register_actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.reporting import actions
from danvan.reporting.content import compose
from danvan.reporting.frames import frame
from danvan.reporting.freezing import compare, digest_of, frozen_document
from danvan.reporting.models import Report, ReportFile
from danvan.reporting.periods import parse_period
from danvan.reporting.queries import (
    changed_since,
    content_of,
    frozen_records_of,
    issuers_for,
    next_number,
    records_of,
    visible_reports,
)
from danvan.reporting.tasks import make_files
from danvan.reporting.verify import report_problems
from tests.factories import coordinating, draft, operator, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")
SIGNING = actions.Signing(number="12", date=dt.date(2023, 1, 5), post="Trưởng Ban")
NO_RECORDS: dict[str, Any] = {"columns": [], "records": []}
ODD = "Mô hình <b>“&” {x}</b> 🌾 =1+1 " + "dài " * 60 + "hết"


@pytest.fixture
def body() -> Any:
    return coordinating("Ban Dân vận Tỉnh ủy Bắc Giang", unit("24"))


@pytest.fixture
def coordinator(body: Any) -> Any:
    return person("dieu-phoi", body)


@pytest.fixture
def rows() -> list[Any]:
    return registered(
        draft("Đường hoa", texts={"result": "Trồng 2 km hoa"}),
        draft(ODD, ("07651",), owner_name="Hội <Phụ nữ> & “bạn”", texts={"result": "Đạt 3 việc"}),
        draft("Của tỉnh", (), seat="24"),
    )  # fmt: skip


@pytest.fixture
def report(rows: list[Any], body: Any, coordinator: Any) -> Report:
    return actions.prepare(unit("24"), parse_period("2022"), issuer=body, actor=coordinator)


def report_frame(report: Report) -> Any:
    return frame(report.unit, report.span)


def edit(report: Report, text: str, actor: Any, opened: int = 0, key: str = "nhiem-vu") -> actions.Edited:
    return actions.edit_section(report, key, text, opened=opened, actor=actor)


def test_preparing_twice_opens_the_same_draft(report: Report, body: Any, coordinator: Any) -> None:
    again = actions.prepare(unit("24"), parse_period("2022"), issuer=body, actor=coordinator)
    assert again == report
    assert list(visible_reports(coordinator)) == [report]


def test_an_edit_keeps_its_links_and_survives_everything_odd(report: Report, coordinator: Any) -> None:
    text = (
        "- Còn {chua-cong-nhan} việc & <script>alert(1)</script> 🌾 a { b c trong {tong-so} đăng ký.\n\n"
        + "Dài. " * 500
    )
    saved = edit(report, text, coordinator)
    report.refresh_from_db()
    content = content_of(report)
    first = content.paragraphs(content.section("nhiem-vu"))[0]

    assert "{linh-vuc-it-nhat}"[1:-1] in saved.lost
    assert first.text == "Còn 3 việc & <script>alert(1)</script> 🌾 a { b c trong 3 đăng ký."
    assert [(run.text, run.ref) for run in first.runs if run.ref] == [("3", "chua-cong-nhan"), ("3", "tong-so")]
    assert content.section("nhiem-vu").edited


def test_a_misspelt_token_is_named_with_those_that_there_are(report: Report, coordinator: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        edit(report, "Có {tong-sô} và {tong-so}.", coordinator)
    message = refused.value.messages[0]
    assert "{tong-sô}" in message
    assert "{tong-so}" in message
    report.refresh_from_db()
    assert report.edits == {}


def test_a_record_may_be_named_by_its_code(report: Report, rows: list[Any], coordinator: Any) -> None:
    code = rows[2].initiative.code
    edit(report, f"Nêu thêm {{mo-hinh-{code}}}.", coordinator)
    report.refresh_from_db()
    content = content_of(report)
    assert "“Của tỉnh”" in content.paragraphs(content.section("nhiem-vu"))[0].text
    with pytest.raises(ValidationError):
        edit(report, "Nêu thêm {mo-hinh-BG-2022-99999}.", coordinator, opened=1)


def test_two_who_edit_at_once_lose_nothing(report: Report, coordinator: Any, body: Any) -> None:
    other = person("lanh-dao", body, Role.DECIDER)
    edit(report, "Bản thứ nhất.", coordinator)
    with pytest.raises(ValidationError) as refused:
        edit(report, "Bản thứ hai.", other)
    assert (refused.value.code, refused.value.params) == ("conflict", {"theirs": "Bản thứ nhất.", "version": 1})
    edit(report, "Bản thứ hai.", other, opened=1)
    report.refresh_from_db()
    assert (report.edits["nhiem-vu"]["text"], report.edits["nhiem-vu"]["version"]) == ("Bản thứ hai.", 2)
    texts = [
        e.after["edits"]["nhiem-vu"]["text"] for e in Entry.objects.filter(object_id=report.pk, verb="reporting.edit")
    ]
    assert sorted(texts) == ["Bản thứ hai.", "Bản thứ nhất."]


def test_a_section_goes_back_to_the_computed_text(report: Report, coordinator: Any) -> None:
    edit(report, "Của tôi.", coordinator)
    back = actions.reset_section(report, "nhiem-vu", opened=1, actor=coordinator)
    assert back.edits == {}
    with pytest.raises(ValidationError):
        edit(report, "   ", coordinator)
    with pytest.raises(ValidationError):
        edit(report, "Không có mục.", coordinator, key="ket-qua")


def test_who_may_do_what(report: Report, body: Any, rows: list[Any]) -> None:
    viewer, farmer = person("xem", body, Role.VIEWER), person("nong-dan", coordinating("Huyện ủy", unit("220")))
    assert list(visible_reports(viewer)) == [report]
    assert list(visible_reports(farmer)) == []
    for act in (lambda: edit(report, "x", viewer), lambda: actions.sign(report, SIGNING, actor=viewer)):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(PermissionDenied):
        actions.prepare(unit("24"), parse_period("2022-H1"), issuer=body, actor=farmer)


def test_signing_freezes_text_figures_records_and_files(
    report: Report, coordinator: Any, rows: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    edit(report, "Ba việc: {tong-so}.", coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        signed = actions.sign(report, SIGNING, actor=coordinator)
    signed.refresh_from_db()
    document = frozen_document(signed)

    assert (signed.status, signed.number, signed.signed_on, signed.symbol) == ("signed", "12", SIGNING.date, "BC/BDVTU")
    assert digest_of(document) == signed.digest == signed.frozen.digest
    assert {row["id"] for row in frozen_records_of(signed, "tong-so")} == {str(row.pk) for row in rows}
    assert ODD in {row["name"] for row in frozen_records_of(signed)}
    assert sorted(file.form for file in signed.files.all()) == ["docx", "pdf", "xlsx"]
    assert signed.files_state == "ready", signed.problem
    assert report_problems() == []
    before = content_of(signed)
    assert before.paragraphs(before.section("nhiem-vu"))[0].text == "Ba việc: 3."
    assert next_number(signed.issuer, 2023) == "13"

    register_actions.edit(rows[0], actor=operator(), name="Tên mới")
    again = content_of(Report.objects.get(pk=signed.pk))
    assert [s.text for s in again.sections] == [s.text for s in before.sections]
    assert set(records_of(signed, "tong-so", operator())) == set(rows)


def test_the_second_of_two_signatures_is_told_to_look_again(report: Report, coordinator: Any) -> None:
    stale = Report.objects.get(pk=report.pk)
    actions.sign(report, SIGNING, actor=coordinator)
    with pytest.raises(StaleState):
        actions.sign(stale, SIGNING, actor=coordinator)
    with pytest.raises(StaleState):
        edit(stale, "Muộn.", coordinator)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"number": ""}, "number"), ({"number": "mười"}, "number"), ({"number": "1²"}, "number"), ({"number": "²"}, "number"),
     ({"number": "0"}, "number"), ({"number": "00a"}, "number"), ({"post": " "}, "post"),
     ({"date": dt.date(2021, 12, 31)}, "date"), ({"date": dt.date(2022, 10, 29)}, "date"), ({"date": dt.date(2100, 1, 1)}, "date")],
)  # fmt: skip
def test_what_a_signature_lacks_is_said_at_its_place(report: Report, coordinator: Any, change: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.sign(report, actions.Signing(**{**vars(SIGNING), **change}), actor=coordinator)
    assert set(refused.value.message_dict) == {field}
    assert Report.objects.get().status == "draft"


def test_a_number_is_given_once_a_year(report: Report, body: Any, coordinator: Any) -> None:
    actions.sign(report, SIGNING, actor=coordinator)
    other = actions.prepare(unit("24"), parse_period("2022-H2"), issuer=body, actor=coordinator)
    with pytest.raises(ValidationError, match="Số này đã dùng"):
        actions.sign(other, SIGNING, actor=coordinator)


def test_what_changed_since_is_told_record_by_record(report: Report, rows: list[Any], coordinator: Any) -> None:
    signed = actions.sign(report, SIGNING, actor=coordinator)
    assert not changed_since(signed).any

    recognise(rows[0], RecognitionDraft("province", "9-QĐ/TU", dt.date(2022, 12, 9)), actor=operator())
    (added,) = registered(draft("Muộn", ("07318",)))
    found = changed_since(signed)

    assert {(c.id, c.then, c.now) for c in found.figures} >= {("tong-so", "3", "4"), ("cong-nhan", "0", "1")}
    assert [row["id"] for row in found.added] == [str(added.pk)]
    assert found.removed == []
    assert [(c.now["code"], c.changed["level"]) for c in found.changed] == [(rows[0].initiative.code, ("", "province"))]


def test_a_rate_that_reads_the_same_has_not_changed() -> None:
    """Its numerator is a figure of its own, with a difference of its own; a rate has none in numbers."""
    rate = {"id": "r", "label": "Tỷ lệ", "value": 33, "text": "16,5%", "counts": "records", "records": [], "of": 200}
    then, same = {"figures": [rate]}, {"figures": [rate | {"value": 34, "of": 206}]}
    other = {"figures": [rate | {"value": 40, "text": "20%"}]}

    assert compare(then | NO_RECORDS, same | NO_RECORDS).figures == []
    (found,) = compare(then | NO_RECORDS, other | NO_RECORDS).figures
    assert (found.then, found.now, found.difference) == ("16,5%", "20%", None)


@pytest.mark.parametrize("symbol", ["<b>&😀 ....", "....", "BC_TU"])
def test_a_symbol_is_letters_and_what_joins_them(report: Report, coordinator: Any, symbol: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.sign(report, dataclasses.replace(SIGNING, symbol=symbol), actor=coordinator)
    assert set(caught.value.message_dict) == {"symbol"}
    signed = actions.sign(report, dataclasses.replace(SIGNING, symbol="BC/BTGDVTU"), actor=coordinator)
    assert signed.symbol == "BC/BTGDVTU"


def test_tampering_with_a_signed_report_is_found(report: Report, coordinator: Any, capsys: Any) -> None:
    signed = actions.sign(report, SIGNING, actor=coordinator)
    path = path_of(signed.digest)
    data = path.read_bytes()
    try:
        path.write_bytes(data.replace(b"tong-so", b"tong-xo", 1))
        assert [p["problem"] for p in report_problems()] == ["the frozen content is missing or altered"]
        with pytest.raises(ValidationError, match="không còn nguyên vẹn"):
            content_of(signed)
        with pytest.raises(SystemExit):
            call_command("verify", "--format", "json")
        assert json.loads(capsys.readouterr().out)["problems"]["reports"]
    finally:
        path.write_bytes(data)
    assert report_problems() == []
    Report.objects.filter(pk=signed.pk).update(number="13")
    assert [p["problem"] for p in report_problems()] == ["number, symbol, place or day differ from the frozen content"]


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_a_lost_or_altered_file_of_a_signed_report_is_found_with_the_report(
    report: Report, coordinator: Any, form: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed = actions.sign(report, SIGNING, actor=coordinator)
    file = ReportFile.objects.select_related("attachment").get(report=signed, form=form)
    path = path_of(file.attachment.digest)
    data = path.read_bytes()
    name = "12-BC/BDVTU, Ban Dân vận Tỉnh ủy Bắc Giang, 2022, tỉnh Bắc Giang"
    assert report_problems() == []
    try:
        path.write_bytes(data + b" ")
        assert report_problems() == [{"report": str(signed.pk), "name": name, "problem": f"the {form} file is altered"}]
        path.unlink()
        assert [p["problem"] for p in report_problems()] == [f"the {form} file is missing"]
    finally:
        path.write_bytes(data)
    ReportFile.objects.filter(pk=file.pk).delete()
    assert [p["problem"] for p in report_problems()] == [f"the {form} file is no longer on record"]
    ReportFile.objects.filter(report=signed).delete()
    assert len(report_problems()) == 3


def test_a_lost_file_is_found_beside_damaged_content(
    report: Report, coordinator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed = actions.sign(report, SIGNING, actor=coordinator)
    paths = [path_of(signed.digest), path_of(signed.files.get(form="pdf").attachment.digest)]
    kept = [path.read_bytes() for path in paths]
    try:
        for path in paths:
            path.unlink()
        assert [p["problem"] for p in report_problems()] == [
            "the frozen content is missing or altered", "the pdf file is missing",
        ]  # fmt: skip
    finally:
        for path, data in zip(paths, kept, strict=True):
            path.write_bytes(data)


def test_a_replaced_or_withdrawn_report_stays_readable(report: Report, body: Any, coordinator: Any) -> None:
    first = actions.sign(report, SIGNING, actor=coordinator)
    second = actions.prepare(unit("24"), parse_period("2022"), issuer=body, actor=coordinator, replaces=first)
    second = actions.sign(second, actions.Signing("14", dt.date(2023, 2, 1), "Trưởng Ban"), actor=coordinator)
    first.refresh_from_db()
    assert (first.status, content_of(first).total) == ("replaced", 3)
    with pytest.raises(ValidationError):
        actions.withdraw(second, reason=" ", actor=coordinator)
    actions.withdraw(second, reason="Sai kỳ", actor=coordinator)
    second.refresh_from_db()
    assert (second.status, second.reason, content_of(second).total) == ("withdrawn", "Sai kỳ", 3)


def test_only_a_body_that_coordinates_may_issue(rows: list[Any], coordinator: Any) -> None:
    stranger = coordinating("Huyện ủy Sơn Động", unit("220"))
    with pytest.raises(ValidationError, match="không điều phối"):
        actions.prepare(unit("24"), parse_period("2022"), issuer=stranger, actor=coordinator)


def test_nobody_speaks_for_another_body_that_is_still_there(report: Report, body: Any) -> None:
    neighbour = person("ban-khac", coordinating("Ban Chỉ đạo phong trào", unit("24")))
    with pytest.raises(ValidationError, match="không giữ vai trò"):
        actions.prepare(unit("24"), parse_period("2022"), issuer=body, actor=neighbour)
    with pytest.raises(PermissionDenied, match="chỉ người giữ vai trò"):
        actions.sign(report, SIGNING, actor=neighbour)
    assert body not in issuers_for(report_frame(report), neighbour)

    Body.objects.filter(pk=body.pk).update(valid_to=dt.date(2025, 3, 1))  # it is no more: whoever coordinates now
    assert actions.sign(report, SIGNING, actor=neighbour).status == "signed"


def test_files_of_a_draft_are_made_anew_after_an_edit(
    report: Report, coordinator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.request_files(report, actor=coordinator)
    report.refresh_from_db()
    assert report.files_state == "ready", report.problem
    first = set(ReportFile.objects.values_list("attachment__digest", flat=True))
    edit(report, "Khác hẳn.", coordinator)
    report.refresh_from_db()
    assert report.files_state == ""
    with django_capture_on_commit_callbacks(execute=True):
        actions.request_files(report, actor=coordinator)
    second = set(ReportFile.objects.values_list("attachment__digest", flat=True))
    assert (len(second), len(first & second)) == (3, 1)  # the tables are the same


def test_files_of_what_a_report_no_longer_says_are_not_kept(report: Report, coordinator: Any) -> None:
    opened = Report.objects.get(pk=report.pk)
    edit(report, "Nội dung mới.", coordinator)
    assert make_files(opened, coordinator) == []
    assert Report.objects.get().files_state == ""

    opened = Report.objects.get(pk=report.pk)
    actions.sign(report, SIGNING, actor=coordinator)
    assert make_files(opened, coordinator) == []
    assert len(make_files(Report.objects.get(), coordinator)) == 3


def test_a_dropped_draft_makes_room_for_another(report: Report, body: Any, coordinator: Any) -> None:
    actions.drop(report, actor=coordinator)
    assert list(visible_reports(coordinator)) == []
    assert actions.prepare(unit("24"), parse_period("2022"), issuer=body, actor=coordinator) != report


def test_odd_names_stand_in_the_text_as_they_are(rows: list[Any]) -> None:
    content = compose(unit("24"), parse_period("2022"))
    text = " ".join(p.text for s in content.sections for p in content.paragraphs(s))
    assert ODD in text
    assert "Hội <Phụ nữ> & “bạn”" in text
