"""The sample people: what each reaches today follows from one role at a body of today."""

import datetime as dt

import pytest

from danvan.accounts.models import Assignment, User
from danvan.accounts.scope import coordinators_of
from danvan.bodies.models import Body
from danvan.initiatives.models import Registration
from danvan.sample import bac_giang as sample
from danvan.units.atlas import atlas
from tests.factories import TODAY, unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bac_giang")]

ALL = 1900 + 4250


def seen(username: str) -> int:
    return Registration.objects.visible_to(User.objects.get(username=username)).count()


def test_people_can_be_listed_with_post_and_role() -> None:
    people = sample.people()
    assert [p.username for p in people] == [
        "dieu-phoi-tinh", "dieu-phoi-xa", "hoi-nong-dan", "doi-an-ninh", "tham-dinh", "lanh-dao", "xem", "quan-tri",
    ]  # fmt: skip
    assert all(p.post and p.role for p in people)
    users = {u.username: u for u in User.objects.all()}
    assert {p.username: p.post for p in people} == {name: u.display_name for name, u in users.items()}
    assert all(u.illustration and not u.has_usable_password() for u in users.values())


def test_each_holds_one_role_today_at_a_body_that_exists_today() -> None:
    for user in User.objects.all():
        held = Assignment.objects.get(user=user)
        assert held.is_on(TODAY)
        assert held.body.is_on(TODAY)


def test_the_province_of_today_sees_what_came_to_it_along_lineage() -> None:
    assert {name: seen(name) for name in ("dieu-phoi-tinh", "tham-dinh", "lanh-dao", "xem")} == {
        "dieu-phoi-tinh": ALL,
        "tham-dinh": ALL,
        "lanh-dao": ALL,
        "xem": ALL,
    }


def test_the_commune_of_today_sees_its_predecessors_and_no_more() -> None:
    home = unit("07282", 2026).pk
    predecessors = [
        span.unit
        for span in atlas().subtree(unit("24").pk, dt.date(2022, 12, 31))
        if atlas().homes(span.unit, TODAY) == {home}
    ]
    assert len(predecessors) > 1
    there = Registration.objects.filter(accounting_unit__in=predecessors).count()
    assert 40 < there <= seen("dieu-phoi-xa") < 250


def test_a_line_sees_its_line_the_team_its_own_and_the_administrator_nothing() -> None:
    assert seen("hoi-nong-dan") == Registration.objects.filter(line="farmers").count() > 400
    assert seen("doi-an-ninh") == 1
    assert seen("quan-tri") == 0


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2022, 12, 31), "Ban Dân vận Tỉnh ủy Bắc Giang"),
        (dt.date(2025, 4, 1), "Ban Tuyên giáo và Dân vận Tỉnh ủy Bắc Giang"),
        (dt.date(2025, 7, 1), "Ban Tuyên giáo và Dân vận Tỉnh ủy Bắc Ninh"),
        (TODAY, "Ban Tuyên giáo và Dân vận Thành ủy Bắc Ninh"),
    ],
)
def test_one_body_coordinates_the_province_at_a_time(day: dt.date, name: str) -> None:
    province = atlas().unit_by_code("24", day)
    assert province
    assert [c.body.name for c in coordinators_of(province.unit, day)] == [name]


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("222", dt.date(2023, 6, 1), "Ban Dân vận Huyện ủy Việt Yên"),
        ("222", dt.date(2024, 6, 1), "Ban Dân vận Thị ủy Việt Yên"),
        ("221", dt.date(2023, 6, 1), "Ban Dân vận Huyện ủy Yên Dũng"),
        ("07282", dt.date(2022, 12, 31), "Khối Dân vận xã Đồng Kỳ"),
        ("07282", TODAY, "Đảng ủy xã Đồng Kỳ"),
    ],
)
def test_districts_and_communes_are_coordinated_in_their_time(code: str, day: dt.date, name: str) -> None:
    span = atlas().unit_by_code(code, day)
    assert span
    assert [c.body.name for c in coordinators_of(span.unit, day)] == [name]


def test_bodies_of_districts_ended_with_the_level() -> None:
    districts = Body.objects.filter(unit__level="district")
    assert districts.count() > 150
    assert not districts.filter(valid_to=None).exists()
    assert max(b.valid_to for b in districts if b.valid_to) == dt.date(2025, 7, 1)


def test_every_chain_of_superiors_ends_and_no_body_is_its_own() -> None:
    above = dict(Body.objects.values_list("pk", "superior"))
    for body in above:
        steps, here = 0, body
        while above[here]:
            steps, here = steps + 1, above[here]
            assert steps < 6
