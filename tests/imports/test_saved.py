"""Columns said once are used again; the import's own template needs nothing said."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from danvan.audit.models import Entry
from danvan.core.sheets import read
from danvan.imports import actions
from danvan.imports.models import SavedColumns
from danvan.imports.saved import visible_columns
from danvan.imports.template import template
from danvan.imports.understanding import understand
from danvan.initiatives.models import Registration
from tests.factories import coordinating, person, unit
from tests.imports.books import understood, workbook
from tests.imports.bringing import PLACE, bring, confirmed, counts, handed_in

pytestmark = pytest.mark.usefixtures("country")
HEAD = ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn", "Cột lạ"]


def odd(path: Path, name: str = "Một") -> Path:
    return workbook(path, DS=[HEAD, [1, name, "Hội", "KT", PLACE, "20 hộ"]])


def said_and_written(path: Path, **said: Any) -> Any:
    batch, who = handed_in(path)
    actions.correct(batch, actor=who, **said)
    batch.refresh_from_db()
    understand(batch)
    batch.refresh_from_db()
    confirmed(batch, who)
    return who


def test_columns_that_were_said_are_used_where_the_headers_come_again(tmp_path: Path) -> None:
    who = said_and_written(odd(tmp_path / "a.xlsx"), columns={"DS": {"5": "goal"}})
    saved = SavedColumns.objects.get()
    assert (saved.columns, saved.headers, saved.name) == ({"5": "goal"}, HEAD, "Sổ 2022.xlsx – DS")
    assert Entry.objects.filter(kind="imports.savedcolumns").count() == 1

    assert counts(bring(odd(tmp_path / "b.xlsx", "Hai"))) == (1, 1, 0, 0, 0)
    assert Registration.objects.get(name="Hai").goal == "20 hộ"
    batch, _who = handed_in_again(odd(tmp_path / "c.xlsx", "Ba"), who)
    assert batch.understanding[0]["saved"]["name"] == "Sổ 2022.xlsx – DS"
    assert batch.understanding[0]["tables"][0]["columns"][5]["role"] == "goal"

    actions.correct(batch, actor=who, unsaved=["DS"])
    batch.refresh_from_db()
    understand(batch)
    batch.refresh_from_db()
    assert (batch.understanding[0]["saved"], batch.understanding[0]["tables"][0]["columns"][5]["role"]) == (None, "")


def today() -> Any:
    """Somebody who coordinates the province as it is today; what ended within it is hers too."""
    return person("tinh", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)))


def handed_in_again(path: Path, who: Any) -> Any:
    batch = actions.start([path.read_bytes()], name=path.name, unit=unit("24"), year=2022, actor=who)
    understand(batch)
    batch.refresh_from_db()
    return batch, who


def test_other_headers_and_other_units_do_not_use_them(tmp_path: Path) -> None:
    said_and_written(odd(tmp_path / "a.xlsx"), columns={"DS": {"5": "goal"}})
    other = workbook(tmp_path / "b.xlsx", DS=[[*HEAD[:5], "Cột khác"], [1, "Hai", "Hội", "KT", PLACE, "20 hộ"]])
    bring(other)
    assert Registration.objects.get(name="Hai").goal == ""
    far = workbook(tmp_path / "c.xlsx", DS=[HEAD, [1, "Ba", "Hội", "KT", "", "20 hộ"]])
    bring(far, "27")
    assert Registration.objects.get(name="Ba").goal == ""


def test_saved_columns_are_renamed_and_deleted_by_who_coordinates(tmp_path: Path) -> None:
    said_and_written(odd(tmp_path / "a.xlsx"), columns={"DS": {"5": "goal"}})
    saved, who = SavedColumns.objects.get(), today()
    stranger = person("la", coordinating("Ban khác", unit("07282", 2026)))
    assert (list(visible_columns(who)), list(visible_columns(stranger))) == ([saved], [])
    with pytest.raises(PermissionDenied):
        actions.rename_columns(saved, "Khác", actor=stranger)
    with pytest.raises(ValidationError):
        actions.rename_columns(saved, "  ", actor=who)
    assert actions.rename_columns(saved, " Mẫu  huyện ", actor=who).name == "Mẫu huyện"
    actions.forget_columns(saved, actor=who)
    assert not SavedColumns.objects.exists()


def test_the_pages_of_saved_columns(tmp_path: Path, client: Any) -> None:
    said_and_written(odd(tmp_path / "a.xlsx"), columns={"DS": {"5": "goal"}})
    saved, who = SavedColumns.objects.get(), today()
    client.force_login(who)
    page = client.get(reverse("web:saved_columns")).content.decode()
    assert "F: Cột lạ" in page
    assert "Mục tiêu, chỉ tiêu" in page
    assert client.post(reverse("web:saved_columns_rename", args=(saved.pk,)), {"name": ""}).status_code == 422
    assert client.post(reverse("web:saved_columns_rename", args=(saved.pk,)), {"name": "Mẫu mới"}).status_code == 302
    assert "Mẫu mới" in client.get(reverse("web:saved_columns")).content.decode()
    client.force_login(person("la", coordinating("Ban khác", unit("07282", 2026))))
    assert client.get(reverse("web:saved_columns_forget", args=(saved.pk,))).status_code == 404
    client.force_login(who)
    assert client.post(reverse("web:saved_columns_forget", args=(saved.pk,))).status_code == 302
    assert not SavedColumns.objects.exists()


# --- the template


def filled(content: bytes, path: Path, **cells: Any) -> Path:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    for head, value in cells.items():
        sheet.cell(5, heads[head.replace("_", " ")]).value = value
    book.save(path)
    return path


@pytest.mark.parametrize("code", ["24", "215", "07282"])
def test_a_filled_template_needs_no_correction(tmp_path: Path, code: str) -> None:
    import datetime as dt

    content = template(unit(code), 2022)
    cells = {
        "TT": 1, "Tên mô hình, điển hình": "Hàng cây xanh", "Mô hình/Điển hình": "Điển hình", "Đơn vị/cá nhân thực hiện": "Hội Phụ nữ xã",
        "Tập thể/Cá nhân": "Tập thể", "Lĩnh vực": "Kinh tế", "Mới/Duy trì": "Duy trì", "Ngày đăng ký": dt.datetime(2022, 2, 15),  # noqa: DTZ001
        "Đơn vị phối hợp": "Đoàn xã; Hội Nông dân xã",
    }  # fmt: skip
    if code != "07282":
        cells["Xã, phường, thị trấn"] = openpyxl.load_workbook(io.BytesIO(content)).worksheets[2]["I3"].value
    path = filled(content, tmp_path / "a.xlsx", **cells)
    found = bring(path, code)
    assert (counts(found), found.warnings) == ((1, 1, 0, 0, 0), 0)
    made = Registration.objects.get()
    assert (made.name, made.kind, made.field, made.renewal, str(made.registered_on)) == (
        "Hàng cây xanh", "exemplar", "economy", "maintained", "2022-02-15",
    )  # fmt: skip
    assert made.participations.count() == 2


def test_the_template_offers_the_communes_and_marks_its_example(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(template(unit("215"), 2022))
    data, guide, lists = read(tmp_path / "a.xlsx").sheets
    assert (guide.name, lists.visible) == ("Hướng dẫn", False)
    assert "xã Đồng Kỳ" in {row[8] for row in lists.rows if len(row) > 8}
    assert data.rows[3][0] == "Ví dụ"
    found = understood(tmp_path / "a.xlsx")
    assert [(one.state, len(one.rows)) for one in found] == [("data", 0), ("guide", 0), ("hidden", 0)]
    assert [one.kind for one in found[0].skipped][-1] == "example"


def test_the_template_by_command_and_by_page(tmp_path: Path, client: Any) -> None:
    call_command("import-template", unit="215", year="2022", out=str(tmp_path / "a.xlsx"))
    assert read(tmp_path / "a.xlsx").sheets[0].name == "Đăng ký"
    with pytest.raises(CommandError, match=r"\.xlsx"):
        call_command("import-template", unit="215", year="2022", out=str(tmp_path / "a.csv"))
    client.force_login(today())
    answer = client.get(reverse("web:import_template"), {"nam": "2022"})
    (tmp_path / "b.xlsx").write_bytes(answer.content)
    assert read(tmp_path / "b.xlsx").sheets[0].name == "Đăng ký"
