"""What ``danvan verify`` finds in the territory."""

import datetime as dt

import pytest

from danvan.core.dates import year_end
from danvan.units.atlas import Atlas
from danvan.units.models import Node, Unit, UnitPeriod
from danvan.units.nodes import ensure_nodes
from danvan.units.queries import units_under
from danvan.units.verify import territory_problems
from tests.factories import operator, unit

YEARS_END = year_end(2022)


def test_the_country_as_loaded_is_in_order(country: Atlas) -> None:
    ensure_nodes(YEARS_END)

    assert territory_problems() == []


def test_what_is_out_of_order_is_found(country: Atlas) -> None:
    era = ensure_nodes(YEARS_END)
    commune, other = unit("07282"), unit("07258")
    Node.objects.filter(on=era, unit=commune).update(home=other)
    stray = Unit.objects.create(level="commune", audit_province=unit("24"))
    UnitPeriod.objects.create(
        unit=stray, code="07258", name="Hai", folded="hai", kind="xã", parent=unit("07642", 2026), valid_from=dt.date(2022, 1, 1)
    )  # fmt: skip

    problems = {(one["problem"], one["code"]) for one in territory_problems()}

    assert ("snapshot is old", str(era)) in problems
    assert ("code twice on a day", "07258") in problems
    assert ("parent not there", "07258") in problems


@pytest.mark.parametrize(("code", "least"), [("VN", 16_000), ("24", 350), ("215", 20), ("07282", 1)])
def test_units_under_a_unit(country: Atlas, code: str, least: int) -> None:
    found = UnitPeriod.objects.filter(units_under(Unit.objects.get(pk=unit(code).pk), YEARS_END, "unit"))

    assert found.count() >= least


def test_units_under_a_village_is_the_village(country: Atlas) -> None:
    from danvan.units.actions import add_village

    village = add_village(unit("07282"), "Đồng Lân", "thôn", None, operator())

    assert UnitPeriod.objects.filter(units_under(village, YEARS_END, "unit")).get().unit_id == village.pk
    assert str(village) == "thôn Đồng Lân"
