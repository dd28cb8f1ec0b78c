"""A draft's composition is used again while nothing that it counts has changed, and never after."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from danvan.appraisal.actions import recognise, withdraw_recognition
from danvan.initiatives import actions as register_actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Registration, Target
from danvan.reporting import actions, keeping
from danvan.reporting.content import Content, compose
from danvan.reporting.models import Report
from danvan.reporting.periods import parse_period
from danvan.reporting.queries import content_of
from danvan.units.editions import bump
from tests.factories import coordinating, draft, operator, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def rows() -> list[Registration]:
    named = draft("Đường hoa", texts={"result": "Trồng 2 km hoa"})
    return registered(named, draft("Camera", ("07651",), line="police"), draft("Năm trước", year=2021))


@pytest.fixture
def report(rows: Any) -> Report:
    body = coordinating("Ban Dân vận Tỉnh ủy Bắc Giang", unit("24"))
    coordinator = person("dieu-phoi", body)
    made = actions.prepare(unit("24"), parse_period("2022"), issuer=body, actor=coordinator)
    return again(made)


def again(report: Report) -> Report:
    return Report.objects.select_related("unit", "issuer").get(pk=report.pk)


def fresh(report: Report) -> Content:
    return compose(report.unit, report.span, report.lines, report.edits)


def told(content: Content) -> tuple[Any, ...]:
    return content.sections, {f.id: (f.value, f.text) for f in content.figures.values()}, content.tables, content.goals


def test_a_draft_is_composed_once_while_nothing_changes(report: Report) -> None:
    first = content_of(report)
    assert content_of(again(report)) is first
    assert told(first) == told(fresh(report))


WRITES: dict[str, Callable[[Report, list[Registration]], Any]] = {
    "registration": lambda _report, _rows: registered(draft("Mới", ("07318",))),
    "of another year": lambda _report, _rows: registered(draft("Mới", ("07318",), year=2021)),
    "edit": lambda _report, rows: register_actions.edit(rows[0], actor=operator(), name="Tên mới"),
    "move": lambda _report, rows: register_actions.move(rows[0], "approve", actor=operator()),
    "recognition": lambda _report, rows: recognise(
        rows[0], RecognitionDraft("province", "1", dt.date(2022, 9, 1)), actor=operator()
    ),
    "target": lambda _report, rows: register_actions.add_part(
        rows[0], Target(indicator="Số hộ", goal=10), actor=operator()
    ),
    "goal": lambda report, _rows: actions.set_goal(report.unit, 2022, "registered", at_least=9, actor=operator()),
    "printed total": lambda report, _rows: actions.enter_total(
        report.unit, report.span, "registered", value=7, source="Báo", actor=operator()
    ),
    "section": lambda report, _rows: actions.edit_section(
        report, "nhiem-vu", "Còn {tong-so} việc.", opened=0, actor=operator()
    ),
}  # fmt: skip


@pytest.mark.parametrize("write", WRITES)
def test_whatever_is_written_a_draft_shows_it_at_once(report: Report, rows: list[Registration], write: str) -> None:
    before = content_of(report)
    WRITES[write](report, rows)
    after = content_of(again(report))

    assert told(after) == told(fresh(again(report))) != told(before)


def test_what_is_taken_back_is_gone_from_the_draft(report: Report, rows: list[Registration]) -> None:
    given = recognise(rows[0], RecognitionDraft("base", "2", dt.date(2022, 5, 1)), actor=operator())
    assert content_of(report).figures["cong-nhan"].value == 1
    withdraw_recognition(given, on=dt.date(2022, 6, 1), reason="Sai", actor=operator())
    assert content_of(report).figures["cong-nhan"].value == 0


def test_a_new_day_and_a_new_territory_compose_anew(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    first = content_of(report)
    bump()
    second = content_of(report)
    assert second is not first
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(keeping.timezone, "localdate", lambda *_args: tomorrow)
    third = content_of(report)
    assert third is not second
    assert third.day == tomorrow


def test_what_is_written_while_it_counts_is_shown_next_time(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any) -> Content:
        content = compose(*args)
        registered(draft("Trong lúc đếm", ("07318",)))
        return content

    monkeypatch.setattr(keeping, "compose", slow)
    assert content_of(report).total == 2
    monkeypatch.undo()
    assert content_of(report).total == 3


def test_a_signature_counts_for_itself(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    content_of(report)
    monkeypatch.setattr(keeping, "_stamp", lambda _report: "always the same")
    content_of(report)
    registered(draft("Ngay trước khi ký", ("07318",)))
    signed = actions.sign(report, actions.Signing("1", dt.date(2023, 1, 5), "Trưởng Ban"), actor=operator())
    assert content_of(signed).total == 3


def test_only_so_many_drafts_are_kept(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 1)
    other = actions.prepare(unit("24"), parse_period("2021"), issuer=report.issuer, actor=operator())
    first = content_of(report)
    content_of(again(other))
    assert len(keeping._kept) == 1
    assert content_of(report) is not first
