"""The register: identity over the years, one registration a year, nothing overwritten without history."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from danvan.audit.models import Entry
from danvan.initiatives import actions
from danvan.initiatives.models import Initiative, Registration
from danvan.initiatives.register import plan
from danvan.initiatives.workflow import Status
from tests.factories import body, code_of, coordinating, draft, operator, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")


def test_a_registration_gets_a_code_of_its_province_and_year():
    first, second = registered(draft("Đường hoa"), draft("Camera an ninh"))

    assert (first.initiative.code, second.initiative.code) == ("BG-2022-00001", "BG-2022-00002")
    assert code_of(first.province_id) == "24"


def test_the_accounting_unit_of_several_places_is_the_lowest_that_holds_them():
    same_district, two_districts, two_provinces = registered(
        draft("A", ("07282", "07255")), draft("B", ("07651", "07597")), draft("C", ("07282", "00001"))
    )

    assert code_of(same_district.accounting_unit_id) == "215"
    assert code_of(two_districts.accounting_unit_id) == "24"
    assert code_of(two_provinces.accounting_unit_id) == "VN"


def test_the_seat_of_the_owner_comes_before_the_places():
    (row,) = registered(draft("Ngày thứ bảy vì dân", ("07282",), seat="24"))

    assert code_of(row.accounting_unit_id) == "24"


def test_the_same_again_is_unchanged_and_writes_nothing():
    registered(draft())
    entries = Entry.objects.count()

    (again,) = plan([draft()])

    assert again.verdict == "unchanged"
    registered(draft())
    assert (Registration.objects.count(), Entry.objects.count()) == (1, entries)


def test_spelling_and_tone_marks_make_no_second_registration():
    registered(draft("Hòa giải ở thôn", owner_name="Tổ hòa giải"))

    (again,) = plan([draft("Hoà giải ở  thôn", owner_name="TỔ HOÀ GIẢI")])

    assert again.verdict == "update"  # the new spelling is taken, on the same registration
    assert again.registration.pk == Registration.objects.get().pk


def test_a_more_exact_place_of_a_named_owner_moves_the_registration():
    registered(draft(places=("215",)))

    (found,) = plan([draft(places=("07255",))])

    assert (found.verdict, found.new_places) == ("update", True)


def test_the_same_name_and_owner_in_another_commune_is_another_model():
    registered(draft("Tiếng kẻng bình yên", ("07282",), owner_name="Công an xã"))

    (found,) = plan([draft("Tiếng kẻng bình yên", ("07255",), owner_name="Công an xã")])

    assert found.verdict == "create"


def test_two_places_of_one_name_in_one_file_stay_two_registrations():
    found = plan([draft(places=("07282",)), draft(places=("07255",))])

    assert [p.verdict for p in found] == ["create", "create"]


def test_last_years_model_keeps_its_identity_and_counts_as_maintained():
    (before,) = registered(draft(year=2021))
    (after,) = registered(draft(year=2022))

    assert after.initiative_id == before.initiative_id
    assert (before.renewal, after.renewal) == ("new", "maintained")
    assert Initiative.objects.count() == 1


def test_two_years_in_one_file_are_one_model_whatever_their_order():
    after, before = registered(draft(year=2022), draft(year=2021))

    assert after.initiative_id == before.initiative_id
    assert (before.renewal, after.renewal) == ("new", "maintained")
    assert set(Registration.objects.values_list("folded", flat=True)) == {"duong hoa hoi nong dan  bg 2021 00001"}


def test_identity_follows_the_place_through_the_reorganisation():
    (before,) = registered(draft(places=("07651",), year=2022))
    (after,) = registered(draft(places=("07642",), year=2025))

    assert after.initiative_id == before.initiative_id
    assert after.province_id == before.province_id  # a reference never leaves the province it was written in


def test_a_blank_cell_leaves_what_is_there():
    registered(draft(texts={"goal": "Trồng 2 km hoa"}))

    (found,) = plan([draft(texts={"goal": ""})])

    assert found.verdict == "unchanged"


def test_registering_twice_by_hand_is_refused_with_the_code():
    actions.register(draft(), actor=operator("24"))

    with pytest.raises(ValidationError, match="BG-2022-00001"):
        actions.register(draft(), actor=operator("24"))


def test_nobody_registers_outside_their_unit():
    with pytest.raises(PermissionDenied):
        actions.register(draft(places=("00001",)), actor=operator("24"))
    assert Registration.objects.count() == 0


def test_an_edit_keeps_the_old_text_in_the_audit():
    (row,) = registered(draft("Đường hoa"))

    actions.edit(row, actor=operator("24"), name="Đường hoa phụ nữ")

    entry = Entry.objects.get(verb="initiatives.edit")
    assert (entry.before["name"], entry.after["name"]) == ("Đường hoa", "Đường hoa phụ nữ")
    assert entry.actor_name.startswith("Người vận hành")


def test_two_edits_of_one_column_at_once_are_shown_not_lost():
    (row,) = registered(draft("Đường hoa"))
    opened = actions.version(row)
    actions.edit(row, actor=operator("24"), opened=opened, name="Người thứ nhất")

    with pytest.raises(ValidationError, match="Tên mô hình"):
        actions.edit(row, actor=operator("24"), opened=opened, name="Người thứ hai")
    actions.edit(row, actor=operator("24"), opened=opened, goal="Một cột khác")

    row.refresh_from_db()
    assert (row.name, row.goal) == ("Người thứ nhất", "Một cột khác")


def test_a_second_click_loses():
    (row,) = registered(draft())
    stale = Registration.objects.get(pk=row.pk)
    actions.move(row, "approve", actor=operator("24"))

    with pytest.raises(ValidationError):
        actions.move(stale, "approve", actor=operator("24"))
    row.refresh_from_db()
    assert row.status == Status.APPROVED


def test_a_viewer_changes_nothing():
    (row,) = registered(draft())
    viewer = person("xem", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)), "viewer")

    assert list(Registration.objects.visible_to(viewer)) == [row]
    for act in (lambda: actions.edit(row, actor=viewer, name="X"), lambda: actions.move(row, "approve", actor=viewer)):
        with pytest.raises(PermissionDenied):
            act()


def test_an_owner_edits_her_own_and_no_other():
    own = body("Hội Nông dân xã Đồng Kỳ", unit("07282"), "farmers")
    mine, other = registered(draft("Của tôi", owner=own), draft("Của người khác", owner_name="Hội khác"))
    owner = person("chu-the", own, "owner")

    assert list(Registration.objects.visible_to(owner)) == [mine]
    actions.edit(mine, actor=owner, goal="Mới")
    with pytest.raises(PermissionDenied):
        actions.edit(other, actor=owner, goal="Mới")
