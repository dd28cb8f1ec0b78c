"""Villages: added by their communes, through the door."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from danvan.audit.door import action
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from danvan.core.dates import year_end
from danvan.units.actions import NewVillage, add_village, add_villages, write_villages
from danvan.units.atlas import Atlas, atlas
from danvan.units.models import Edition, Level, Node, Unit, UnitPeriod
from danvan.units.nodes import ensure_nodes
from danvan.units.places import Finder, PlaceText, settle
from danvan.units.queries import unit_by_code
from tests.factories import operator, unit

YEARS_END = year_end(2022)


@pytest.fixture
def commune(country: Atlas) -> Unit:
    return Unit.objects.get(pk=unit("07282").pk)


def codes() -> list[str]:
    villages = UnitPeriod.objects.filter(unit__level=Level.VILLAGE)
    return sorted(villages.values_list("code", flat=True))


def test_a_village_is_a_unit_under_its_commune(commune: Unit) -> None:
    village = add_village(commune, "  Đồng   Lân ", "thôn", None, operator())

    period = UnitPeriod.objects.get(unit=village)
    assert (period.name, period.folded, period.kind, period.code) == ("Đồng Lân", "dong lan", "thôn", "07282-01")
    assert (period.parent_id, village.level) == (commune.pk, Level.VILLAGE)
    assert village.audit_province_id == commune.audit_province_id
    found = unit_by_code("07282-01", YEARS_END)
    assert found == village


def test_it_leaves_its_trace_and_a_new_edition(commune: Unit) -> None:
    before = Edition.objects.get().number

    village = add_village(commune, "Đồng Lân", "thôn", None, operator())

    entries = Entry.objects.filter(verb="units.add_village")
    assert {entry.kind for entry in entries} == {"units.unit", "units.unitperiod"}
    assert {entry.province_id for entry in entries} == {village.audit_province_id}
    assert list(broken_links()) == []
    assert Edition.objects.get().number == before + 1
    assert atlas().edition == before + 1


def test_a_second_of_the_same_name_is_refused_whatever_its_marks(commune: Unit) -> None:
    add_village(commune, "Đồng Lân", "thôn", None, operator())

    with pytest.raises(ValidationError, match="Dong lan"):
        add_village(commune, "Dong lan", "bản", None, operator())
    assert add_village(unit("07258"), "Đồng Lân", "thôn", None, operator())
    assert codes() == ["07258-01", "07282-01"]


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 121])
def test_a_village_needs_a_name(commune: Unit, name: str) -> None:
    with pytest.raises(ValidationError):
        add_village(commune, name, "thôn", None, operator())
    assert codes() == []


def test_only_a_commune_of_the_day_has_villages(country: Atlas, commune: Unit) -> None:
    with pytest.raises(ValidationError):
        add_village(unit("215"), "Đồng Lân", "thôn", None, operator())
    with pytest.raises(ValidationError):
        add_village(commune, "Đồng Lân", "thôn", dt.date(2026, 1, 1), operator())


def test_somebody_elsewhere_may_not(commune: Unit) -> None:
    with pytest.raises(PermissionDenied):
        add_village(commune, "Đồng Lân", "thôn", None, operator("219"))
    assert codes() == []


def test_numbers_go_on_and_are_never_given_again(commune: Unit) -> None:
    first = add_village(commune, "Một", "thôn", None, operator())
    add_village(commune, "Hai", "thôn", None, operator())
    first.periods.all().delete()

    add_village(commune, "Ba", "thôn", None, operator())

    assert codes() == ["07282-02", "07282-03"]


def test_a_commune_that_took_over_a_code_goes_on_counting(country: Atlas) -> None:
    old, new = unit("07642", 2022), unit("07642", 2026)
    assert old.pk != new.pk
    add_village(old, "Cẩm Đàn", "thôn", None, operator())
    add_village(new, "Khe Táu", "thôn", None, operator())

    assert codes() == ["07642-01", "07642-02"]


def test_standing_snapshots_get_its_row(commune: Unit) -> None:
    then, now = ensure_nodes(YEARS_END), ensure_nodes(dt.date(2026, 10, 1))
    village = add_village(commune, "Đồng Lân", "thôn", None, operator())

    nodes = {node.on: node for node in Node.objects.filter(unit=village)}
    today = unit("07282", 2026)
    assert {then, now} < set(nodes) == set(Node.objects.values_list("on", flat=True))
    assert (nodes[then].home_id, nodes[then].commune_id) == (village.pk, commune.pk)
    assert (nodes[now].home_id, nodes[now].commune_id) == (today.pk, today.pk)
    # the same rows as a snapshot written afterwards
    Node.objects.all().delete()
    ensure_nodes(YEARS_END)
    again = Node.objects.get(unit=village)
    assert (again.home_id, again.commune_id, again.exact) == (village.pk, commune.pk, nodes[then].exact)


def test_many_at_once_as_they_were_typed(commune: Unit) -> None:
    add_village(commune, "Đồng Lân", "thôn", None, operator())

    made = add_villages(
        commune, ["thôn Đồng Lân", "thôn Trại Cá", "Bản 5", "TDP số 3", "trại cá", "Khe Táu"], operator()
    )

    periods = UnitPeriod.objects.filter(unit__in=made).order_by("code").values_list("kind", "name")
    assert list(periods) == [("thôn", "Trại Cá"), ("bản", "5"), ("tổ dân phố", "số 3"), ("", "Khe Táu")]
    assert Entry.objects.values("act").distinct().count() == 2


def test_villages_of_several_communes_in_an_open_act(commune: Unit) -> None:
    other = unit("07258")
    new = [NewVillage(commune.pk, "Một", "thôn"), NewVillage(other.pk, "Một", "thôn"), NewVillage(commune.pk, "Một")]

    with action("units.add_village", unit("24"), operator("24")) as act:
        units = write_villages(act, new)

    assert len(units) == 3
    assert units[0] == units[2] != units[1]
    assert codes() == ["07258-01", "07282-01"]


def test_a_known_village_is_found(country: Atlas, commune: Unit) -> None:
    village = add_village(commune, "Đồng Lân", "thôn", None, operator())

    for text in ("thôn Đồng Lân, xã Đồng Kỳ, huyện Yên Thế", "dong lan, xa dong ky", "Bản Đồng Lân, xã Đồng Kỳ"):
        match = Finder(YEARS_END, unit("24")).find(text)
        assert (match.unit, match.code, match.village) == (village.pk, "07282-01", "")
    [one] = settle(PlaceText("thôn Đồng Lân, xã Đồng Kỳ"), 2022, unit("24"))
    assert (one.unit, one.village) == (village.pk, "")
    [one] = settle(PlaceText("thôn Đồng Lân"), 2022, commune)
    assert one.unit == village.pk
    [one] = settle(PlaceText("thôn Khe Táu, xã Đồng Kỳ"), 2022, unit("24"))
    assert (one.unit, one.village) == (commune.pk, "thôn Khe Táu")


def test_a_village_is_a_scope_of_its_commune(country: Atlas, commune: Unit) -> None:
    village = add_village(commune, "Đồng Lân", "thôn", None, operator())

    assert Finder(YEARS_END, village).find("xã Đồng Kỳ").unit == commune.pk
    assert Finder(YEARS_END, village).find("xã Đồng Hưu").unit is None
