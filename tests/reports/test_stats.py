"""Roll-ups: children plus the own row make the total on every basis, and the cells always agree with the records."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.appraisal.actions import recognise, withdraw_recognition
from danvan.initiatives import actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Registration
from danvan.reports.cells import differences, rebuild
from danvan.reports.models import Cell
from danvan.reports.picture import draw
from danvan.reports.stats import CHILD, basis_for, in_places, roll_up, total
from tests.factories import code_of, draft, operator, registered, unit

pytestmark = pytest.mark.usefixtures("country")
BASIS = {"year": 2022}


def by_child(code, year=2022, **days):
    root = unit(code, year)
    basis = basis_for(root, year, **days)
    return {code_of(r.child, basis.on.year): r.count for r in roll_up(root, basis, (CHILD,))}, total(root, basis)


def test_children_and_own_row_make_the_total():
    registered(draft("A"), draft("B", ("07282", "07255")), draft("C", seat="24"), draft("D", ("07651",)))

    assert by_child("24") == ({"215": 2, "220": 1, "24": 1}, 4)
    assert by_child("215") == ({"07282": 1, "215": 1}, 2)
    assert by_child("07282") == ({"07282": 1}, 1)
    assert by_child("VN") == ({"24": 4}, 4)


def test_a_model_of_two_provinces_is_the_countrys_own():
    registered(draft("A", ("07282", "00001")), draft("B"))

    assert by_child("VN") == ({"24": 1, "VN": 1}, 2)


def test_restated_to_the_reorganisation_nothing_is_lost():
    registered(*(draft(f"M{i}", (code,)) for i, code in enumerate(("07282", "07651", "07597", "07318", "07714"))))
    registered(draft("Huyện", seat="220"), draft("Tỉnh", seat="24"))

    found, whole = by_child("24", restated_to=dt.date(2025, 7, 1))

    assert found == {"07282": 1, "07642": 1, "07573": 1, "07333": 1, "07699": 1, "24": 2}
    assert whole == 7


def test_as_of_a_day_when_the_unit_is_no_more_is_a_restatement():
    registered(draft("A"))

    basis = basis_for(unit("24"), 2022, as_of=dt.date(2025, 7, 1))

    assert basis.name == "restated"
    assert total(unit("24"), basis) == 1


def test_a_record_of_the_first_half_of_2025_stands_where_lineage_carries_it():
    day = dt.date(2025, 1, 1)
    from danvan.initiatives.accounting import province_of
    from danvan.initiatives.drafts import Draft, PlaceDraft
    from danvan.units.atlas import atlas

    old = atlas().unit_by_code("07597", day)
    registered(
        Draft(
            year=2025,
            name="A",
            field="economy",
            accounting_unit=old.unit,
            province=province_of(old.unit, 2025),
            places=(PlaceDraft(old.unit),),
        )
    )

    assert by_child("24", 2025) == ({"07573": 1}, 1)


def test_counting_by_place_says_the_distinct_total():
    registered(draft("A", ("07651", "07597")), draft("B"))
    root = unit("24")

    found = in_places(root, basis_for(root, 2022), Registration.objects.of_year(2022))

    assert {code_of(k): n for k, n in found["rows"].items()} == {"219": 1, "220": 1, "215": 1}
    assert found["distinct"] == 2


def test_cells_follow_edits_moves_and_recognitions():
    (row,) = registered(draft("A"))
    actions.edit(row, actor=operator("24"), field="culture_society")
    row.refresh_from_db()
    made = recognise(
        row, RecognitionDraft("province", "12-QĐ/TU", dt.date(2022, 12, 1), outstanding=True), actor=operator("24")
    )
    row.refresh_from_db()

    assert (row.status, row.level, row.outstanding) == ("recognised", "province", True)
    assert differences() == []
    withdraw_recognition(made, actor=operator("24"), on=dt.date(2023, 1, 5), reason="Khiếu nại đúng")
    row.refresh_from_db()
    assert (row.status, row.level, row.outstanding) == ("under_way", "", False)
    assert differences() == []
    assert set(Cell.objects.values_list("total", flat=True)) == {1}


def test_a_cell_changed_behind_the_doors_back_is_found():
    registered(draft("A"))
    Cell.objects.filter(own=1).update(own=2)

    assert len(differences()) == 1
    rebuild()
    assert differences() == []


def test_the_picture_is_consistent_with_itself():
    registered(
        draft("A"), draft("B", ("07651",), field="political_system"), draft("C", seat="24", owner_kind="individual")
    )
    root = unit("24")

    picture = draw(root, basis_for(root, 2022))

    assert picture.total == 3
    assert {f.indicator.id: f.value for f in picture.figures}["individual"] == 1
    assert all(sum(n for _v, _l, n in split) == 3 for split in picture.splits.values())
    assert sum(c.total for c in picture.children) == 3
    assert len(picture.children) == 11  # ten districts, one with nothing too, and the province's own row
    assert picture.years == [(2022, 3, 0)]


def test_a_line_officer_sees_the_figures_of_her_line():
    registered(draft("A"), draft("B", line="police", owner_name="Công an xã"))
    root = unit("24")

    assert draw(root, basis_for(root, 2022), ["police"]).total == 1
    assert draw(root, basis_for(root, 2022), []).total == 0


PLACES = st.lists(
    st.sampled_from(["07282", "07255", "07651", "07597", "07318", "07210", "00001", "09163"]), max_size=3, unique=True
)
DRAFTS = st.lists(
    st.tuples(PLACES, st.sampled_from([None, "24", "215", "07318"]), st.sampled_from(["economy", "culture_society"]), st.sampled_from([2021, 2022, 2024, 2025])),
    min_size=1, max_size=8,
)  # fmt: skip


@pytest.mark.parametrize("code", ["VN", "24", "215", "07282"])
def test_what_is_summed_beforehand_says_what_the_cells_say(code):
    from danvan.reports import stats

    registered(
        draft("A"), draft("B", ("07651",), field="political_system"), draft("C", seat="24", owner_kind="individual"),
        draft("D", ("07282",), field="culture_society"), draft("E", ("07282", "07255")), draft("F", seat="215"),
        draft("G", ("00001",)), draft("H", ("09163",)), draft("I", ("07282",), line="police", owner_name="Công an xã"),
    )  # fmt: skip
    moved = Registration.objects.get(name="D")
    actions.edit(moved, actor=operator("24"), field="economy")
    actions.move(Registration.objects.get(name="A"), "approve", actor=operator("24"))
    root = unit(code)
    basis = basis_for(root, 2022)

    def told(rows, by):
        return Counter({(r.child, *(r.values[d] for d in by if d != CHILD)): r.count for r in rows})

    for by in ((), ("field",), ("status", "field"), (CHILD,), (CHILD, "field"), (CHILD, "field", "status")):
        for where in ({}, {"field": "economy"}, {"field__in": ["economy"], "status": "approved"}, {"line": "police"}):
            assert told(stats.roll_up(root, basis, by, **where), by) == told(
                stats._from_totals(root, basis, by, where), by
            )
    assert differences() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DRAFTS, st.dates(dt.date(2019, 6, 1), dt.date(2026, 11, 1)))
def test_totals_are_conserved_on_every_tree(rows, day):
    from django.db import transaction

    with transaction.atomic():
        made = []
        for i, (places, seat, field, year) in enumerate(rows):
            where, at = (["07282"], None) if year == 2025 else (places, seat)
            made.append(draft(f"Mô hình {i}", tuple(where), year=year, seat=at, field=field))
        registered(*made)
        assert differences() == []
        for year, n in Counter(d.year for d in made).items():
            for days in ({}, {"as_of": day}, {"restated_to": day}):
                root = unit("VN", year)
                basis = basis_for(root, year, **days)
                children = roll_up(root, basis, (CHILD, "field"))
                assert sum(r.count for r in children) == total(root, basis) == n
        transaction.set_rollback(True)
