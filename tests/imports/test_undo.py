"""An import taken back as a whole."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from danvan.appraisal.models import Recognition
from danvan.imports import actions
from danvan.imports.models import ImportState
from danvan.initiatives.models import Initiative, Place, Registration
from tests.factories import operator
from tests.imports.bringing import PLACE, bring, counts, only, register, undo, whole

pytestmark = pytest.mark.usefixtures("country")


def test_an_import_is_undone_as_a_whole(tmp_path: Path) -> None:
    bring(register(tmp_path / "a.xlsx", [1, "Một", "Đảng ủy xã Đồng Kỳ", "KT", PLACE, "", "", "", "cũ"]))
    before = (Registration.objects.values().get(), list(Place.objects.values("unit", "village")))
    path = register(
        tmp_path / "b.xlsx",
        [1, "Một", "Đảng ủy xã Đồng Kỳ", "VHXH", "xã Tam Tiến, huyện Yên Thế", "", "Cấp huyện", "12-QĐ/HU", "mới"],
        [2, "Hai", "Chi bộ B", "KT", PLACE, "", "Cấp cơ sở", "", ""],
    )
    assert counts(bring(path)) == (2, 1, 1, 0, 0)

    assert undo(only(), operator("24")) == 2

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
