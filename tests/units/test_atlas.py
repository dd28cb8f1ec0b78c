"""The tree of any day is a tree, and whatever ever was stands somewhere in it."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.core.dates import valid_on
from danvan.units.atlas import Atlas
from danvan.units.models import Level, Lineage, Node, Unit, UnitPeriod
from danvan.units.nodes import COLUMNS, ensure_nodes, forget_nodes
from danvan.units.queries import unit_by_code, units_under

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2027, 12, 31))
YEARS_END_2022 = dt.date(2022, 12, 31)
with_country = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@with_country
@given(DAYS)
def test_the_units_of_a_day_are_one_tree(country: Atlas, day: dt.date) -> None:
    assert country.country
    tree = Counter(span.unit for span in country.subtree(country.country, day))
    alive = {unit for unit in country.spans if country.span(unit, day)}

    assert set(tree) == alive
    assert max(tree.values()) == 1


@with_country
@given(DAYS)
def test_whatever_ever_was_has_a_home(country: Atlas, day: dt.date) -> None:
    for unit in country.spans:
        home, exact = country.home(unit, day)
        assert home
        assert country.span(home, day)
        assert exact or country.spans[home][0].level != Level.COMMUNE


@with_country
@given(DAYS)
def test_a_unit_alive_is_its_own_home(country: Atlas, day: dt.date) -> None:
    for unit in country.spans:
        if country.span(unit, day):
            assert country.home(unit, day) == (unit, True)


@with_country
@given(DAYS)
def test_nothing_changes_within_an_era(country: Atlas, day: dt.date) -> None:
    era = country.era(day)

    assert all(country.span(unit, day) == country.span(unit, era) for unit in country.spans)


@pytest.mark.parametrize("day", [YEARS_END_2022, dt.date(2026, 10, 1)])
def test_a_snapshot_says_what_the_atlas_says(country: Atlas, day: dt.date) -> None:
    era = ensure_nodes(day)
    rows = {node.unit_id: node for node in Node.objects.filter(on=era)}

    assert set(rows) == set(country.spans)
    for unit, node in rows.items():
        above = {COLUMNS[s.level]: s.unit for s in country.ancestors(node.home_id, era) if s.level in COLUMNS}
        assert (node.home_id, node.exact) == country.home(unit, era)
        assert {column: getattr(node, column) for column in COLUMNS.values()} == dict.fromkeys(COLUMNS.values()) | above


def test_a_snapshot_is_written_once(country: Atlas) -> None:
    first = ensure_nodes(YEARS_END_2022)
    count = Node.objects.count()

    assert ensure_nodes(YEARS_END_2022) == first
    assert Node.objects.count() == count
    forget_nodes()
    assert not Node.objects.exists()


def test_the_tree_before_the_first_list_is_that_of_the_first_list(country: Atlas) -> None:
    assert country.country
    assert country.era(dt.date(2011, 5, 5)) == dt.date(2019, 1, 1)
    early = {span.unit for span in country.subtree(country.country, dt.date(2011, 5, 5))}
    assert early == {span.unit for span in country.subtree(country.country, dt.date(2019, 1, 1))}


def test_a_district_that_was_dissolved_is_carried_to_its_province(country: Atlas) -> None:
    district = country.unit_by_code("215", YEARS_END_2022)
    province = country.unit_by_code("24", dt.date(2025, 7, 1))
    assert district
    assert province
    assert country.home(district.unit, dt.date(2025, 7, 1)) == (province.unit, True)


def test_a_split_commune_is_carried_to_what_holds_its_parts(country: Atlas) -> None:
    split = Lineage.objects.filter(kind="split", share=None, effective_on=dt.date(2025, 7, 1)).first()
    assert split
    home, exact = country.home(split.predecessor_id, dt.date(2025, 7, 1))
    assert home
    assert not exact
    assert country.spans[home][0].level in {Level.PROVINCE, Level.COUNTRY}


def test_a_unit_not_yet_born_is_carried_back(country: Atlas) -> None:
    born = country.unit_by_code("07642", dt.date(2025, 7, 1))
    assert born
    home, exact = country.home(born.unit, YEARS_END_2022)
    assert home
    # Yên Định of today came from Cẩm Đàn and Yên Định: their district holds both
    assert country.path(home, YEARS_END_2022) == "huyện Sơn Động, tỉnh Bắc Giang"
    assert not exact


def test_units_under_keeps_what_ended_meanwhile(country: Atlas) -> None:
    today = dt.date(2026, 10, 1)
    commune = country.unit_by_code("07333", today)
    assert commune
    unit = Unit.objects.get(pk=commune.unit)
    found = UnitPeriod.objects.filter(units_under(unit, today, "unit"))

    assert {"Phúc Sơn", "Lam Cốt", "Lam Sơn", "Quang Trung"} <= set(found.values_list("name", flat=True))


def test_a_code_is_read_on_its_day(country: Atlas) -> None:
    then, now = unit_by_code("07642", YEARS_END_2022), unit_by_code("07642", dt.date(2026, 10, 1))
    assert then
    assert now
    assert then.pk != now.pk
    assert unit_by_code("99999", YEARS_END_2022) is None
    whole = unit_by_code("VN", YEARS_END_2022)
    assert whole
    assert whole.level == Level.COUNTRY
    assert UnitPeriod.objects.filter(valid_on(YEARS_END_2022), code="07642").count() == 1
