"""A register brought in: what is written, what is left alone, what is handed back, what is taken back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from danvan.core.sheets import Unreadable
from danvan.imports import actions, queries
from danvan.imports.comparing import Outcome
from danvan.imports.models import Import, ImportRow, ImportState
from danvan.imports.running import import_file
from danvan.imports.understanding import understand
from danvan.imports.writing import commit, loaded
from danvan.initiatives.models import Initiative, Place, Registration
from danvan.reports.cells import differences
from tests.factories import body, code_of, coordinating, operator, person, unit
from tests.imports.books import REGISTERS, table, workbook

pytestmark = pytest.mark.usefixtures("country")

HEAD = ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn", "Năm", "Cấp công nhận", "Số, ngày quyết định", "Ghi chú"]
PLACE = "xã Đồng Kỳ, huyện Yên Thế"


def bring(path: Path, code: str = "24", year: int = 2022, **options: Any) -> Outcome:
    """Bring a file in by the command line's way."""
    who = operator(code, year)
    options = {"dry_run": False, "progress": lambda _done, _todo: None, **options}
    return import_file(path, unit=who.unit, year=year, actor=who, **options)


def counts(found: Outcome) -> tuple[int, int, int, int, int]:
    rows = {(one["sheet"], one["row"]) for one in found.rejected}
    return found.read, found.created, found.updated, found.unchanged, len(rows)


def register(path: Path, *rows: list[Any], head: list[str] = HEAD) -> Path:
    return workbook(path, DS=[head, *rows])


def whole() -> None:
    """Everything that ``danvan verify`` asks."""
    assert differences() == []
    assert list(broken_links()) == []


@pytest.mark.parametrize("name", ["danh_sach_dang_ky.xlsx", "bieu_tong_hop_theo_linh_vuc.xlsx"])
def test_the_samples_come_in_whole_and_twice_change_nothing(name: str) -> None:
    first = bring(REGISTERS / name, "VN")
    assert counts(first) == (48, 48, 0, 0, 0)
    assert first.rejected_file is None
    entries = Entry.objects.exclude(kind__startswith="imports").exclude(kind__startswith="documents").count()

    assert counts(bring(REGISTERS / name, "VN")) == (48, 0, 0, 48, 0)

    assert Entry.objects.exclude(kind__startswith="imports").exclude(kind__startswith="documents").count() == entries
    assert Registration.objects.count() == 48
    whole()


def test_the_model_in_two_places_of_two_districts_counts_once_at_the_seat_of_its_owner() -> None:
    bring(REGISTERS / "bieu_tong_hop_theo_linh_vuc.xlsx", "VN")
    row = Registration.objects.get(name__startswith="Tranh thủ người có uy tín")
    assert code_of(row.accounting_unit_id) == "24"
    assert [(code_of(p.unit_id), p.village) for p in row.places.all()] == [
        ("07651", "thôn Khe Táu"),
        ("07597", "thôn Vách Gạo"),
    ]
    assert row.line == "police"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", [1, "Một", "Chi bộ A", "KT", PLACE, "", "", "", ""])
    assert counts(bring(path, dry_run=True)) == (1, 1, 0, 0, 0)
    assert not Registration.objects.exists()
    assert not Import.objects.exists()
    assert not Entry.objects.exists()


def test_rows_are_rejected_with_their_place_and_come_back_in_a_workbook_that_is_read_again(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "Chi bộ A", "KT", PLACE, "", "", "", "=1+1"],
        [2, "", "Chi bộ B", "KT", PLACE, "", "", "", ""],
        [3, "Ba", "Chi bộ C", "Nông nghiệp", PLACE, "", "", "", "=SUM(A1)"],
        [4, "Bốn", "Chi bộ D", "KT", "xã Không Có Thật, huyện Yên Thế", 1990, "", "", "@x"],
        [5, "Một", "Chi bộ A", "KT", PLACE, "", "", "", ""],
    )
    found = bring(path)
    assert counts(found) == (5, 1, 0, 0, 4)
    assert [(r["sheet"], r["row"], r["column"]) for r in found.rejected] == [
        ("DS", 3, "B (Tên mô hình)"), ("DS", 4, "D (Lĩnh vực)"), ("DS", 5, "F (Năm)"), ("DS", 5, "E (Địa bàn)"), ("DS", 6, "B (Tên mô hình)"),
    ]  # fmt: skip
    assert "dòng 2" in found.rejected[-1]["message"]
    assert found.rejected_file
    assert Path(found.rejected_file).is_absolute()

    sheet = openpyxl.load_workbook(found.rejected_file).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*HEAD, "Dòng gốc", "Lý do trả lại"]
    assert [row[1] for row in rows[1:]] == ["", "Ba", "Bốn", "Một"]
    assert rows[2][8] == "=SUM(A1)"
    assert sheet["I3"].data_type == "s"

    again = bring(Path(found.rejected_file))
    assert counts(again) == (4, 0, 0, 1, 3)  # the second copy is now the same registration; the others wait for mending
    sheet["B2"], sheet["D3"] = "Hai", "Kinh tế"
    sheet["E4"], sheet["F4"] = PLACE, ""
    openpyxl_save(sheet, tmp_path / "mended.xlsx")
    assert counts(bring(tmp_path / "mended.xlsx")) == (4, 3, 0, 1, 0)
    assert Registration.objects.get(name="Ba").note == "=SUM(A1)"
    whole()


def openpyxl_save(sheet: Any, path: Path) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    sheet.parent.save(path)


def test_headings_travel_with_the_rows_handed_back(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS={
        "rows": [
            ["TT", "Tên mô hình", "Chủ thể", "", "Ghi chú"], ["", "", "Tập thể", "Cá nhân", ""],
            ["A", "HUYỆN YÊN THẾ"], ["I", "LĨNH VỰC QUỐC PHÒNG - AN NINH"], ["", "Xã Không Có"], [1, "Một", "Công an xã", "", "x"],
            ["", "Xã Đồng Kỳ"], [2, "Hai", "", "Ông B", "y"],
        ],
        "merge": ["C1:D1", "A1:A2", "B1:B2", "E1:E2"],
    })  # fmt: skip
    found = bring(path)
    assert counts(found) == (2, 1, 0, 0, 1)
    assert found.rejected_file
    sheet = openpyxl.load_workbook(found.rejected_file).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:5] == ["TT", "Tên mô hình", "Chủ thể > Tập thể", "Chủ thể > Cá nhân", "Ghi chú"]
    assert rows[0][5:-2] == ["Huyện, thành phố", "Xã, phường, thị trấn", "Lĩnh vực"]
    assert rows[1][5:-2] == ["HUYỆN YÊN THẾ", "Xã Không Có", "Quốc phòng - an ninh"]
    sheet["G2"] = "Xã Đồng Kỳ"
    sheet.parent.save(tmp_path / "mended.xlsx")
    assert counts(bring(tmp_path / "mended.xlsx")) == (1, 1, 0, 0, 0)
    row = Registration.objects.get(name="Một")
    assert (row.field, row.owner_kind, code_of(row.accounting_unit_id)) == ("defence_security", "collective", "07282")


def test_a_row_of_its_own_year_and_a_recognition(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "Chi bộ A", "KT", PLACE, 2021, "Cấp huyện", "Số 12-QĐ/HU ngày 5/4/2021", ""],
        [2, "Hai", "Chi bộ B", "KT", PLACE, "", "Tiêu biểu cấp tỉnh", "", ""],
    )
    assert counts(bring(path)) == (2, 2, 0, 0, 0)
    first, second = Registration.objects.order_by("year")
    assert (first.year, first.level, first.status, first.outstanding) == (2021, "district", "recognised", False)
    assert (second.year, second.level, second.outstanding) == (2022, "province", True)
    recognition = Recognition.objects.get(registration=first)
    assert (recognition.number, str(recognition.date)) == ("12-QĐ/HU", "2021-04-05")
    assert counts(bring(path)) == (2, 0, 0, 2, 0)
    whole()


def test_a_later_file_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Một", "Chi bộ A", "KT", PLACE, "", "", "", "cũ"]))
    row = Registration.objects.get()
    row.kind, row.status = "exemplar", "approved"
    row.save()
    path = register(
        tmp_path / "b.xlsx", [1, "Một", "Chi bộ A", "VHXH", PLACE, "", "Cấp cơ sở", "", ""], [2, "Hai", "c", "KT", PLACE, "", "", "", ""]
    )  # fmt: skip
    assert counts(bring(path)) == (2, 1, 1, 0, 0)
    row.refresh_from_db()
    assert (row.field, row.note, row.kind, row.status, row.level) == (
        "culture_society",
        "cũ",
        "exemplar",
        "recognised",
        "base",
    )
    assert counts(bring(path)) == (2, 0, 0, 2, 0)


def test_the_state_in_the_book_is_not_overwritten_by_a_file(tmp_path: Path) -> None:
    head = [*HEAD[:5], "Trạng thái"]
    path = register(tmp_path / "a.xlsx", [1, "Một", "Chi bộ A", "KT", PLACE, "Đã đăng ký"], head=head)
    bring(path)
    Registration.objects.update(status="under_way")
    found = bring(path)
    assert (counts(found), found.warnings) == ((1, 0, 0, 1, 0), 1)
    assert Registration.objects.get().status == "under_way"


def test_a_place_outside_the_unit_is_rejected_and_so_is_an_owner_seated_outside(tmp_path: Path) -> None:
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "Chi bộ A", "KT", "xã An Lạc, huyện Sơn Động", "", "", "", ""],
        [2, "Hai", "Chi bộ B", "KT", PLACE, "", "", "", ""],
    )
    found = bring(path, "215")  # huyện Yên Thế
    assert counts(found) == (2, 1, 0, 0, 1)
    assert found.rejected[0]["row"] == 2


def test_an_unknown_village_stays_text_and_is_proposed(tmp_path: Path) -> None:
    head = ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Thôn", "Xã", "Huyện"]
    rows = [[n, f"M{n}", f"Chi bộ thôn Đồng Lân {n}", "KT", "thôn Đồng Lân", "Đồng Kỳ", "Yên Thế"] for n in (1, 2)]
    bring(register(tmp_path / "a.xlsx", *rows, head=head))
    place = Place.objects.first()
    assert place
    assert (code_of(place.unit_id), place.village) == ("07282", "thôn Đồng Lân")
    (proposed,) = queries.new_villages(Import.objects.get())
    assert (proposed["name"], proposed["rows"]) == ("thôn Đồng Lân", 2)
    assert "Đồng Kỳ" in proposed["commune_name"]


def test_an_owner_that_is_a_known_body_is_linked(tmp_path: Path) -> None:
    mine = body("Hội Nông dân xã Đồng Kỳ", unit("07282"), "farmers")
    bring(register(tmp_path / "a.xlsx", [1, "Một", "HỘI NÔNG DÂN XÃ ĐỒNG KỲ", "KT", PLACE, "", "", "", ""]))
    assert Registration.objects.get().owner_id == mine.pk


def test_twins_in_one_file_are_one_and_the_same_name_elsewhere_is_another(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Một=[HEAD[:5], [1, "Đường hoà", "Chi bộ", "KT", PLACE], [2, "Đường hoà", "Chi bộ", "KT", "xã Tam Tiến, huyện Yên Thế"]],
        Hai=[HEAD[:5], [1, "ĐƯỜNG HÒA", "chi bộ", "KT", "xã Đồng Kỳ, huyện Yên Thế, Bắc Giang"]],
    )  # fmt: skip
    found = bring(path)
    assert counts(found) == (3, 2, 0, 0, 1)
    assert found.rejected[0]["sheet"] == "Hai"
    assert "«Một»" in found.rejected[0]["message"]


def test_our_own_export_comes_back_unchanged(tmp_path: Path) -> None:
    from danvan.reports.exports import csv_lines
    from danvan.reports.workbooks import write_xlsx

    bring(REGISTERS / "danh_sach_dang_ky.xlsx", "VN")
    path = register(
        tmp_path / "a.xlsx", [1, "=Một", "-Chi bộ A", "KT", PLACE, 2022, "Cấp huyện", "12-QĐ/HU ngày 5/4/2022", "+x"]
    )
    bring(path)
    write_xlsx(Registration.objects.all(), str(tmp_path / "out.xlsx"), "x")
    assert counts(bring(tmp_path / "out.xlsx", "VN")) == (49, 0, 0, 49, 0)
    (tmp_path / "out.csv").write_text("".join(csv_lines(Registration.objects.all())), newline="")
    assert counts(bring(tmp_path / "out.csv", "VN")) == (49, 0, 0, 49, 0)


def test_nothing_to_read_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="dòng tiêu đề"):
        bring(workbook(tmp_path / "a.xlsx", DS=[["không", "phải", "sổ"], [1, 2, 3]]))
    with pytest.raises(Unreadable, match="không có dòng mô hình"):
        bring(register(tmp_path / "b.xlsx"))
    with pytest.raises(Unreadable, match="không có dòng nào"):
        bring(workbook(tmp_path / "c.xlsx", DS=[]))
    with pytest.raises(Unreadable, match="đang ẩn"):
        bring(workbook(tmp_path / "d.xlsx", Trống=[], DS={"rows": [HEAD, [1, "Một"]], "hidden": True}))


# --- taking it back


def only() -> Import:
    return Import.objects.latest("started_at")


def test_an_import_is_undone_as_a_whole(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Một", "Đảng ủy xã Đồng Kỳ", "KT", PLACE, "", "", "", "cũ"]))
    before = (Registration.objects.values().get(), list(Place.objects.values("unit", "village")))
    path = register(
        tmp_path / "b.xlsx",
        [1, "Một", "Đảng ủy xã Đồng Kỳ", "VHXH", "xã Tam Tiến, huyện Yên Thế", "", "Cấp huyện", "12-QĐ/HU", "mới"],
        [2, "Hai", "Chi bộ B", "KT", PLACE, "", "Cấp cơ sở", "", ""],
    )
    assert counts(bring(path)) == (2, 1, 1, 0, 0)

    assert actions.undo(only(), actor=operator("24")) == 2

    after = Registration.objects.values().get()
    assert {k: v for k, v in after.items() if k != "changed_at"} == {
        k: v for k, v in before[0].items() if k != "changed_at"
    }
    assert list(Place.objects.values("unit", "village")) == before[1]
    assert (Initiative.objects.count(), Recognition.objects.count(), only().state) == (1, 0, ImportState.UNDONE)
    whole()
    assert counts(bring(path)) == (2, 1, 1, 0, 0)
    assert sorted(Initiative.objects.values_list("code", flat=True)) == ["BG-2022-00001", "BG-2022-00003"]


def test_undo_is_refused_where_somebody_has_gone_on(tmp_path: Path) -> None:
    from danvan.initiatives.actions import edit

    bring(
        register(
            tmp_path / "a.xlsx",
            [1, "Một", "a", "KT", PLACE, "", "", "", ""],
            [2, "Hai", "b", "KT", PLACE, "", "", "", ""],
        )
    )
    edit(Registration.objects.get(name="Hai"), actor=operator("24"), note="thêm")
    with pytest.raises(ValidationError) as refused:
        actions.undo(only(), actor=operator("24"))
    assert "Hai" in str(refused.value)
    assert "Một" not in str(refused.value)
    assert Registration.objects.count() == 2
    assert only().state == ImportState.COMMITTED


# --- the way of the pages


def handed_in(path: Path, code: str = "24") -> tuple[Import, Any]:
    at = coordinating("Ban Dân vận", unit(code))
    who = person("dieu-phoi", at)
    batch = actions.start([path.read_bytes()], name="../Sổ 2022.xlsx", unit=unit(code), year=2022, actor=who)
    understand(batch)
    batch.refresh_from_db()
    return batch, who


def confirmed(batch: Import, who: Any) -> Import:
    actions.commit(batch, actor=who)
    batch.refresh_from_db()
    commit(batch, loaded(batch), who, lambda _done, _todo: None, rows=False)
    batch.refresh_from_db()
    return batch


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
    assert actions.undo(batch, actor=who) == 2
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
    assert actions.undo(batch, actor=who) == 5
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


def test_undo_names_what_was_added_since(tmp_path: Path) -> None:
    from danvan.appraisal.actions import recognise
    from danvan.initiatives.actions import add_part
    from danvan.initiatives.drafts import RecognitionDraft
    from danvan.initiatives.models import Participation, Target

    head = ["TT", "Tên mô hình", "Lĩnh vực", "Địa bàn", "Đơn vị phối hợp"]
    rows = [[n, f"Tên {n}", "KT", PLACE, "Hội Phụ nữ xã"] for n in range(1, 5)]
    bring(register(tmp_path / "a.xlsx", *rows, head=head))
    first, second, third, _ = Registration.objects.order_by("name")
    add_part(first, Target(indicator="số hộ"), actor=operator("24"))
    add_part(second, Participation(name="Đoàn xã"), actor=operator("24"))
    recognise(third, RecognitionDraft("base"), actor=operator("24"))
    with pytest.raises(ValidationError) as refused:
        actions.undo(only(), actor=operator("24"))
    text = "\n".join(refused.value.messages)
    assert [name for name in ("Tên 1", "Tên 2", "Tên 3", "Tên 4") if name in text] == ["Tên 1", "Tên 2", "Tên 3"]


# --- places


def test_a_heading_that_contradicts_the_row_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", DS=[
        ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn"], ["A", "HUYỆN YÊN THẾ"], [1, "Một", "a", "KT", "xã An Lạc, huyện Sơn Động"],
        [2, "Hai", "b", "KT", "xã Đồng Kỳ"],
    ])  # fmt: skip
    found = bring(path)
    assert (counts(found), found.warnings) == ((2, 2, 0, 0, 0), 1)
    assert [code_of(r.accounting_unit_id) for r in Registration.objects.order_by("name")] == ["07282", "07645"]


def test_a_unit_in_the_column_of_owners_is_the_place_where_there_is_no_other(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Một", "Xã Đồng Kỳ", "KT"], head=HEAD[:4]))
    row = Registration.objects.get()
    assert (code_of(row.accounting_unit_id), row.owner_name) == ("07282", "Xã Đồng Kỳ")


def test_no_place_at_all_counts_at_the_unit_with_a_warning(tmp_path: Path) -> None:
    found = bring(register(tmp_path / "a.xlsx", [1, "Một", "Câu lạc bộ", "KT"], head=HEAD[:4]))
    assert (counts(found), found.warnings) == ((1, 1, 0, 0, 0), 1)
    assert code_of(Registration.objects.get().accounting_unit_id) == "24"


def test_places_too_long_are_rejected(tmp_path: Path) -> None:
    long_village = f"thôn {'a' * 210}, {PLACE}"
    path = register(
        tmp_path / "a.xlsx",
        [1, "Một", "a", "KT", "; ".join([PLACE] * 60)],
        [2, "Hai", "b", "KT", long_village],
        head=HEAD[:5],
    )
    assert counts(bring(path)) == (2, 0, 0, 0, 2)


def test_a_village_that_has_become_a_unit_changes_nothing_on_the_next_import(tmp_path: Path) -> None:
    from danvan.units.actions import add_villages

    path = register(tmp_path / "a.xlsx", [1, "Một", "Chi hội Phụ nữ", "KT", f"thôn Đồng Lân, {PLACE}"], head=HEAD[:5])
    bring(path)
    add_villages(unit("07282"), ["thôn Đồng Lân"], operator("24"))
    assert counts(bring(path)) == (1, 0, 0, 1, 0)


def test_errors_and_unsaved_formulas_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD[:5])
    book.active.append([1, "Một", "=A1", "KT", PLACE])
    book.save(tmp_path / "a.xlsx")
    found = bring(tmp_path / "a.xlsx")
    assert (counts(found), found.warnings) == ((1, 1, 0, 0, 0), 1)
    assert ImportRow.objects.get().messages[0]["column"] == "C (Đơn vị)"


def test_the_same_name_of_a_nameless_owner_elsewhere_is_another_model(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Tiếng kẻng", "Công an xã", "QPAN", PLACE], head=HEAD[:5]))
    other = register(
        tmp_path / "b.xlsx", [1, "Tiếng kẻng", "Công an xã", "QPAN", "xã Tam Tiến, huyện Yên Thế"], head=HEAD[:5]
    )
    assert counts(bring(other, "215")) == (1, 1, 0, 0, 0)
    assert counts(bring(other, "215")) == (1, 0, 0, 1, 0)
    assert Initiative.objects.count() == 2


def test_a_place_told_more_exactly_is_the_same_model(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Đường hoa", "Chi hội Phụ nữ", "VHXH", "huyện Yên Thế"], head=HEAD[:5]))
    exact = register(tmp_path / "b.xlsx", [1, "Đường hoa", "Chi hội Phụ nữ", "VHXH", PLACE], head=HEAD[:5])
    assert counts(bring(exact)) == (1, 0, 1, 0, 0)
    assert code_of(Registration.objects.get().accounting_unit_id) == "07282"


def test_a_record_of_a_unit_outside_is_not_overwritten(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", [1, "Đường hoa", "Chi hội Phụ nữ", "VHXH", PLACE], head=HEAD[:5])
    bring(path)
    Registration.objects.update(accounting_unit=unit("24"))
    found = bring(path, "215")
    assert counts(found) == (1, 0, 0, 0, 1)
    assert "tỉnh Bắc Giang" in found.rejected[0]["message"]
