"""The pieces of the generator on their own."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.sample.files import read
from danvan.sample.grammar import expand
from danvan.sample.quotas import DISTRICTS, PROVINCE_OWN, apportion
from danvan.sample.topics import owners, topics, ways
from danvan.sample.wording import in_larger_units


@given(st.integers(0, 5000), st.lists(st.floats(0.1, 50), min_size=1, max_size=40))
def test_apportioned_parts_add_up_and_stay_close(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * w / sum(weights)) <= 1.001 for part, w in zip(parts, weights, strict=True))


def test_districts_and_the_province_s_own_make_the_total() -> None:
    assert sum(DISTRICTS.values()) + PROVINCE_OWN == 4250


def test_grammar_chooses_and_fills() -> None:
    found = {expand("[đường|ngõ] {thon}", {"thon": "thôn Trung"}, Random(n)) for n in range(20)}
    assert found == {"Đường thôn Trung", "Ngõ thôn Trung"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quỹ 5.500 nghìn đồng.", "Quỹ 5,5 triệu đồng."),
        ("Góp 17.600 triệu đồng", "Góp 17,6 tỷ đồng"),
        ("Góp 2.000 triệu đồng", "Góp 2 tỷ đồng"),
        ("Góp 600 triệu đồng", "Góp 600 triệu đồng"),
        ("Hiến 1.200 m²", "Hiến 1.200 m²"),
    ],
)
def test_money_is_said_in_its_unit(text: str, expected: str) -> None:
    assert in_larger_units(text) == expected


def test_topics_name_owners_sub_fields_and_bodies_that_exist() -> None:
    sub_fields = read("lists")["sub_fields"]
    bodies = read("bodies")
    for topic in topics():
        assert set(topic.words["owners"]) <= set(owners()), topic.key
        assert sub_fields[topic.words["sub"]]["field"] == topic.field, topic.key
        assert len(topic.words["target"]) == 2
        assert len(topic.words["n"]) == 3
    for owner in owners().values():
        assert {owner.body, *owner.words["partners"]} <= set(bodies), owner.key
    assert len({topic.key for topic in topics()}) == len(topics())


@pytest.mark.parametrize("level", ["village", "commune", "district", "province"])
def test_every_level_has_ways_in_every_field(level: str) -> None:
    for field in ("economy", "culture_society", "defence_security", "political_system"):
        assert len(ways()[level, False, field]) >= 5
