"""An import step by step: uploaded, looked at, corrected, confirmed; who may, and what happens when it is cut short."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from danvan.audit.models import Entry
from danvan.imports import actions, queries
from danvan.imports.models import ImportRow, ImportState
from danvan.imports.understanding import understand
from danvan.imports.writing import commit, loaded
from danvan.initiatives.models import Registration
from tests.factories import coordinating, person, unit
from tests.imports.books import table
from tests.imports.bringing import PLACE, bring, confirmed, handed_in, register, undo, whole

pytestmark = pytest.mark.usefixtures("country")


def test_upload_preview_correct_confirm(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx", [1, "Một", "a", "KT", PLACE, "", "", "", ""], [2, "Hai", "b", "?", PLACE, "", "", "", ""],
        [3, "Ba", "c", "KT", PLACE, "", "", "", ""], [4, "Bốn", "d", "KT", "xã Không Có", "", "", "", ""],
    )  # fmt: skip
    batch, who = handed_in(path)
    assert (batch.state, batch.attachment.original_name, batch.todo) == (ImportState.PREVIEW, "Sổ 2022.xlsx", 4)
    assert queries.counts(batch) == {"create": 2, "update": 0, "unchanged": 0, "reject": 2, "read": 4}
    assert not Registration.objects.exists()
    assert [c["role"] for c in batch.understanding[0]["tables"][0]["columns"]][:5] == [
        "no",
        "name",
        "owner",
        "field",
        "place",
    ]

    actions.correct(
        batch, actor=who, cells={"DS": {"3": {"field": "QPAN"}}}, dropped={"DS": [4]}, columns={"DS": {"8": ""}}
    )
    batch.refresh_from_db()
    assert batch.state == ImportState.QUEUED
    understand(batch)
    batch.refresh_from_db()
    assert queries.counts(batch) == {"create": 2, "update": 0, "unchanged": 0, "reject": 1, "read": 3}

    planned = dict(ImportRow.objects.filter(verdict="create").values_list("row", "registration_id"))
    confirmed(batch, who)
    assert (batch.state, Registration.objects.count()) == (ImportState.COMMITTED, 2)
    assert {2: planned[2], 3: planned[3]} == dict(
        ImportRow.objects.filter(verdict="create").values_list("row", "registration_id")
    )
    assert set(Registration.objects.values_list("pk", flat=True)) == set(planned.values())
    assert batch.rejected_file
    assert (
        len(
            set(
                Entry.objects.filter(verb="imports.commit", kind="initiatives.registration").values_list(
                    "act", flat=True
                )
            )
        )
        == 1
    )
    assert undo(batch, who) == 2
    assert not Registration.objects.exists()


def test_what_somebody_else_wrote_meanwhile_is_not_written_twice(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", [1, "Một", "a", "KT", PLACE, "", "", "", ""])
    batch, who = handed_in(path)
    bring(path)
    confirmed(batch, who)
    assert Registration.objects.count() == 1
    assert ImportRow.objects.get(batch=batch).verdict == "unchanged"


def test_a_commit_cut_short_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from danvan.imports import writing

    path = register(tmp_path / "a.xlsx", *([n, f"Tên {n}", "a", "KT", PLACE, "", "", "", ""] for n in range(1, 6)))
    batch, who = handed_in(path)
    actions.commit(batch, actor=who)
    batch.refresh_from_db()
    monkeypatch.setattr(writing, "PIECE", 2)
    seen: list[int] = []

    def dies(done: int, todo: int) -> None:
        seen.append(done)
        if done == 4:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        commit(batch, loaded(batch), who, dies, rows=False)
    assert Registration.objects.count() == 4
    commit(batch, loaded(batch), who, lambda _done, _todo: None, rows=False)
    batch.refresh_from_db()
    assert (Registration.objects.count(), batch.state) == (5, ImportState.COMMITTED)
    assert queries.counts(batch)["create"] == 5
    assert undo(batch, who) == 5
    whole()


def test_pieces_see_what_comes_between_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from danvan.imports import writing

    path = register(tmp_path / "a.xlsx", *([n, f"Tên {n}", "a", "KT", PLACE, "", "", "", ""] for n in range(1, 5)))
    other = register(tmp_path / "b.xlsx", [1, "Tên 4", "a", "KT", PLACE, "", "", "", ""])
    batch, who = handed_in(path)
    actions.commit(batch, actor=who)
    batch.refresh_from_db()
    monkeypatch.setattr(writing, "PIECE", 2)

    def meanwhile(done: int, todo: int) -> None:
        if done == 2:
            bring(other)

    commit(batch, loaded(batch), who, meanwhile, rows=False)
    assert sorted(Registration.objects.values_list("name", flat=True)) == ["Tên 1", "Tên 2", "Tên 3", "Tên 4"]
    assert queries.counts(batch) == {"create": 3, "update": 0, "unchanged": 1, "reject": 0, "read": 4}


def test_an_unreadable_upload_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"))
    batch, _ = handed_in(tmp_path / "a.xls")
    assert batch.state == ImportState.FAILED
    assert ".xlsx" in batch.problem


def test_only_who_coordinates_the_unit_may_bring_in(tmp_path: Path) -> None:
    from django.core.exceptions import PermissionDenied

    who = person("noi-khac", coordinating("Ban Dân vận", unit("215")))
    with pytest.raises(PermissionDenied):
        actions.start([b"x"], name="a.csv", unit=unit("24"), year=2022, actor=who)


def test_an_import_is_seen_by_who_reaches_its_unit(tmp_path: Path) -> None:
    bring(table(tmp_path / "a.csv", [["TT", "Tên mô hình", "Lĩnh vực"], ["1", "Một", "KT"]]))
    province, commune = (
        person("tinh", coordinating("BDV tỉnh", unit("24", 2026))),
        person("xa", coordinating("Xã", unit("07282", 2026))),
    )
    assert queries.visible_imports(province).count() == 1
    assert queries.visible_imports(commune).count() == 0


# --- in the background


def test_the_tasks_do_the_work_and_may_run_twice(tmp_path: Path) -> None:
    from danvan.imports import tasks

    path = register(tmp_path / "a.xlsx", [1, "Một", "a", "KT", PLACE, "", "", "", ""])
    who = person("dieu-phoi", coordinating("Ban Dân vận", unit("24")))
    batch = actions.start([path.read_bytes()], name="a.xlsx", unit=unit("24"), year=2022, actor=who)
    for _ in range(2):
        tasks.understand_import.func(str(batch.pk))
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW
    tasks.commit_import.func(str(batch.pk), str(who.pk))  # not confirmed: nothing happens
    assert not Registration.objects.exists()
    actions.commit(batch, actor=who)
    with pytest.raises(ValidationError):
        actions.commit(batch, actor=who)  # the second click loses
    for _ in range(2):
        tasks.commit_import.func(str(batch.pk), str(who.pk))
    assert Registration.objects.count() == 1
    tasks.understand_import.func(str(who.pk))
    tasks.commit_import.func(str(who.pk), str(who.pk))


def test_what_breaks_in_the_background_is_said_and_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from danvan.imports import tasks, understanding

    path = register(tmp_path / "a.xlsx", [1, "Một", "a", "KT", PLACE, "", "", "", ""])
    who = person("dieu-phoi", coordinating("Ban Dân vận", unit("24")))
    batch = actions.start([path.read_bytes()], name="a.xlsx", unit=unit("24"), year=2022, actor=who)

    def breaks(*_args: Any, **_more: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(understanding, "read_register", breaks)
        with pytest.raises(RuntimeError):
            tasks.understand_import.func(str(batch.pk))
    batch.refresh_from_db()
    assert (batch.state, "người quản trị" in batch.problem) == (ImportState.FAILED, True)
    actions.correct(batch, actor=who)
    tasks.understand_import.func(str(batch.pk))
    actions.commit(batch, actor=who)
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "commit", breaks)
        with pytest.raises(RuntimeError):
            tasks.commit_import.func(str(batch.pk), str(who.pk))
    batch.refresh_from_db()
    assert (batch.state, bool(batch.problem)) == (ImportState.PREVIEW, True)
    with pytest.raises(ValidationError, match="một phần"):
        actions.drop(batch, actor=who)
    actions.commit(batch, actor=who)
    tasks.commit_import.func(str(batch.pk), str(who.pk))
    assert Registration.objects.count() == 1


def test_a_preview_is_given_up_and_wrong_steps_are_refused(tmp_path: Path) -> None:
    batch, who = handed_in(register(tmp_path / "a.xlsx", [1, "Một", "a", "KT", PLACE, "", "", "", ""]))
    with pytest.raises(ValidationError):
        actions.correct(batch, actor=who, columns={"DS": {"1": "không có"}})
    with pytest.raises(ValidationError):
        actions.undo(batch, actor=who)
    actions.drop(batch, actor=who)
    for step in (actions.drop, actions.commit, actions.correct):
        with pytest.raises(ValidationError):
            step(batch, actor=who)
