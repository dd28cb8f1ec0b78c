"""Periods: every one is found again by its code, the parts of a year tile it, and the one before ends where it ought to."""

import datetime as dt
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from danvan.reporting.periods import PARTS, Period, PeriodKind, parse_period, periods_of


@st.composite
def any_period(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(PeriodKind))
    if kind is PeriodKind.STAGE:
        return Period(kind, 2001 + 5 * draw(st.integers(0, 18)))
    return Period(kind, draw(st.integers(2000, 2100)), draw(st.integers(1, PARTS[kind][1])))


@given(any_period())
def test_a_period_is_found_again_by_its_code(period: Period) -> None:
    assert parse_period(period.code) == period
    assert parse_period(f" {period.code.lower()} ") == period


@given(any_period())
def test_the_period_before_is_as_long_and_lies_wholly_before(period: Period) -> None:
    before = period.before
    assert (before.kind, before.last < period.first) == (period.kind, True)
    if period.kind in {PeriodKind.HALF, PeriodKind.NINE_MONTHS}:
        assert (before.first, before.index) == (period.first.replace(year=period.year - 1), period.index)
    else:
        assert before.last + dt.timedelta(days=1) == period.first


@given(st.integers(2000, 2099), st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF]))
def test_the_parts_of_a_year_tile_it(year: int, kind: PeriodKind) -> None:
    parts = [Period(kind, year, i + 1) for i in range(PARTS[kind][1])]
    whole = Period(PeriodKind.YEAR, year)
    assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
    assert all(a.last + dt.timedelta(days=1) == b.first for a, b in pairwise(parts))


@pytest.mark.parametrize(
    ("code", "label", "compared", "first", "last"),
    [
        ("2022", "năm 2022", "năm 2021", "2022-01-01", "2022-12-31"),
        ("2022-Q3", "quý III năm 2022", "quý II năm 2022", "2022-07-01", "2022-09-30"),
        ("2022-Q1", "quý I năm 2022", "quý IV năm 2021", "2022-01-01", "2022-03-31"),
        ("2022-H1", "6 tháng đầu năm 2022", "cùng kỳ năm 2021", "2022-01-01", "2022-06-30"),
        ("2022-H2", "6 tháng cuối năm 2022", "cùng kỳ năm 2021", "2022-07-01", "2022-12-31"),
        ("2022-9M", "9 tháng đầu năm 2022", "cùng kỳ năm 2021", "2022-01-01", "2022-09-30"),
        ("2024-02", "tháng 2 năm 2024", "tháng 1 năm 2024", "2024-02-01", "2024-02-29"),
        ("2021-2025", "giai đoạn 2021 - 2025", "giai đoạn 2016 - 2020", "2021-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_named_as_officers_write_it(code: str, label: str, compared: str, first: str, last: str) -> None:
    period = parse_period(code)
    found = (period.label, period.before_label, period.first.isoformat(), period.last.isoformat())
    assert found == (label, compared, first, last)


@pytest.mark.parametrize(
    "text", ["", "22", "2022-13", "2022-Q5", "2022-H3", "2020-2024", "2021-2026", "1999", "quý 3", "2101"]
)
def test_what_is_no_period_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(ValidationError, match="2022-Q3"):
        parse_period(text)


def test_one_may_choose_from_every_part_of_a_year_and_its_stage() -> None:
    found = periods_of(2025)
    assert len(found) == len(set(found)) == 1 + 1 + 1 + 2 + 4 + 12
    assert found[0].code == "2021-2025"
