"""What is known of the territory, checked against the published figures."""

import datetime as dt
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

from danvan.units import loading
from danvan.units.atlas import KNOWN_FROM, Atlas, Span
from danvan.units.loading import load_country, read_files
from danvan.units.models import Edition, Level, Lineage, Unit, UnitPeriod

TODAY = dt.date(2026, 11, 23)
LAST_OF_THREE_LEVELS, FIRST_OF_TWO = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
DAY = dt.timedelta(days=1)
# A commune of 2022 and where its records stand today (the article names them).
TODAY_OF = {
    "07282": "07282",
    "07651": "07642",
    "07597": "07573",
    "07318": "07333",
    "07714": "07699",
    "07531": "07531",
}


def below(country: Atlas, code: str, on: dt.date) -> list[Span]:
    top = country.unit_by_code(code, on)
    assert top
    return list(country.subtree(top.unit, on))[1:]


@pytest.mark.parametrize(
    ("on", "provinces", "districts", "communes"),
    [
        (dt.date(2022, 12, 31), 63, 705, 10_599),
        (LAST_OF_THREE_LEVELS, 63, 696, 10_035),
        (FIRST_OF_TWO, 34, 0, 3_321),
        (TODAY, 34, 0, 3_321),
    ],
)
def test_the_country_has_its_published_units(
    country: Atlas, on: dt.date, provinces: int, districts: int, communes: int
) -> None:
    levels = Counter(span.level for span in below(country, "VN", on))

    assert levels == Counter(province=provinces, district=districts, commune=communes) + Counter()


@pytest.mark.parametrize(
    ("code", "on", "districts", "communes"),
    [
        ("24", dt.date(2022, 12, 31), 10, 209),
        ("24", dt.date(2025, 1, 1), 10, 192),
        ("24", FIRST_OF_TWO, 0, 99),
        ("24", TODAY, 0, 99),
        ("27", LAST_OF_THREE_LEVELS, 8, 121),
    ],
)
def test_bac_giang_and_bac_ninh(country: Atlas, code: str, on: dt.date, districts: int, communes: int) -> None:
    levels = Counter(span.level for span in below(country, code, on))

    assert (levels["district"], levels["commune"]) == (districts, communes)


def test_a_code_is_no_identity(country: Atlas) -> None:
    before, after = country.unit_by_code("24", LAST_OF_THREE_LEVELS), country.unit_by_code("24", FIRST_OF_TWO)
    assert before
    assert after
    assert (before.label, after.label) == ("tỉnh Bắc Giang", "tỉnh Bắc Ninh")
    assert before.unit != after.unit


def test_a_new_kind_is_the_same_unit(country: Atlas) -> None:
    before, after = country.unit_by_code("24", dt.date(2026, 9, 19)), country.unit_by_code("24", dt.date(2026, 9, 20))
    assert before
    assert after
    assert (before.label, after.label) == ("tỉnh Bắc Ninh", "thành phố Bắc Ninh")
    assert before.unit == after.unit


def test_dates_end_the_day_before(country: Atlas) -> None:
    period = UnitPeriod.objects.get(code="07318")

    assert (period.name, period.valid_from, period.valid_to) == ("Phúc Sơn", None, dt.date(2025, 1, 1))


def test_every_parent_is_there_as_long_as_its_child(country: Atlas) -> None:
    orphans = [
        span
        for spans in country.spans.values()
        for span in spans
        if span.level != Level.COUNTRY
        for day in (max(span.valid_from, KNOWN_FROM), min(span.valid_to - DAY, TODAY))
        if span.parent is None or country.span(span.parent, day) is None
    ]
    assert orphans == []


def test_levels_go_up_without_a_loop(country: Atlas) -> None:
    above = {"commune": {"district", "province"}, "district": {"province"}, "province": {"country"}}
    for spans in country.spans.values():
        for span in spans:
            if span.parent:
                assert country.spans[span.parent][0].level in above[span.level]


def test_a_code_and_a_unit_have_one_version_a_day(country: Atlas) -> None:
    for spans in (*country.by_code.values(), *country.spans.values()):
        ordered = sorted(spans, key=lambda span: span.valid_from)
        assert all(a.valid_to <= b.valid_from for a, b in pairwise(ordered))


def test_shares_of_one_predecessor_are_at_most_the_whole(country: Atlas) -> None:
    shares: dict[Any, float] = defaultdict(float)
    for edge in Lineage.objects.exclude(share=None):
        shares[edge.predecessor_id, edge.effective_on] += float(edge.share or 0)

    assert max(shares.values()) <= 1


def test_each_commune_crosses_the_first_of_july(country: Atlas) -> None:
    old = [s for s in below(country, "VN", LAST_OF_THREE_LEVELS) if s.level == Level.COMMUNE]
    new = {s.unit for s in below(country, "VN", FIRST_OF_TWO) if s.level == Level.COMMUNE}
    lives_on = {span.unit for span in old} & new
    gone = {e.predecessor for edges in country.forward.values() for e in edges if e.successor in new}
    came = {e.successor for edges in country.backward.values() for e in edges}

    assert {span.unit for span in old} - lives_on - gone == set()
    assert new - lives_on - came == set()


def test_the_communes_of_the_article_stand_where_they_stand_today(country: Atlas) -> None:
    found = {}
    for code in TODAY_OF:
        old = country.unit_by_code(code, dt.date(2022, 12, 31))
        assert old
        home, exact = country.home(old.unit, TODAY)
        assert home
        assert exact
        span = country.span(home, TODAY)
        found[code] = span.code if span else None

    assert found == TODAY_OF


def test_bac_giang_restates_exactly(country: Atlas) -> None:
    communes = [s for s in below(country, "24", dt.date(2022, 12, 31)) if s.level == Level.COMMUNE]
    homes = [country.home(span.unit, TODAY) for span in communes]

    assert len(communes) == 209
    assert all(exact for _home, exact in homes)
    assert len({home for home, _exact in homes}) == 58


def test_loading_twice_changes_nothing(country: Atlas) -> None:
    before = (Unit.objects.count(), Edition.objects.get().number)

    assert load_country() == len(country.spans)
    assert (Unit.objects.count(), Edition.objects.get().number) == before


def test_loading_tells_how_far_it_is(country: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "COUNTRY_CODE", "ZZ")
    monkeypatch.setattr(loading, "BATCH", 2)
    figures = {"lat": "21.5", "lon": "", "area_km2": "12.3", "population": "1000"}
    province = loading.Version("Z1", "province", "tỉnh", "Mẫu", "", None, None, figures)
    commune = loading.Version("Z101", "commune", "xã", "Một", "Z1", dt.date(2025, 7, 1), None, figures)
    seen: list[tuple[int, int]] = []

    files = loading.Files([province, commune], [])
    for version in files.versions:
        files.by_code[version.code].append(version)
    loading.write(files, lambda done, todo: seen.append((done, todo)))

    # two tables of three rows (the country is the third), two rows at a time
    assert seen == [(2, 6), (3, 6), (5, 6), (6, 6)]
    period = UnitPeriod.objects.get(code="Z101")
    assert (period.folded, period.lat, period.lon, period.population) == ("mot", 21.5, None, 1000)
    assert period.parent_id == Unit.objects.get(pk=period.unit_id).audit_province_id == province.unit


def test_every_unit_knows_the_chain_of_its_audit(country: Atlas) -> None:
    assert not Unit.objects.filter(audit_province=None).exists()
    assert set(Unit.objects.values_list("audit_province__level", flat=True)) == {"province", "country"}
    old = country.unit_by_code("07282", dt.date(2022, 12, 31))
    province = country.unit_by_code("24", dt.date(2022, 12, 31))
    assert old
    assert province
    assert Unit.objects.get(pk=old.unit).audit_province_id == province.unit


def test_versions_are_one_unit_only_when_renamed_or_moved() -> None:
    files = read_files()
    names = {}
    for version in files.by_code["07333"]:
        names.setdefault(version.unit, []).append(version.name)

    # Lam Cốt was renamed Lam Sơn when it took in Phúc Sơn; Quang Trung was merged anew under the same code
    assert list(names.values()) == [["Lam Cốt", "Lam Sơn"], ["Quang Trung"]]
