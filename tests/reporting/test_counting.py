"""Counting for a period: at the year's end what the cells hold, month by month what adds up to it, and its records behind it."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.appraisal.actions import recognise, withdraw_recognition
from danvan.core.dates import year_end
from danvan.initiatives import actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Registration
from danvan.reporting.content import compose
from danvan.reporting.counting import FRESH, LATELY, Tally, records, tally
from danvan.reporting.frames import frame
from danvan.reporting.periods import Period, PeriodKind, parse_period
from danvan.reports.indicators import INDICATORS, Type
from danvan.reports.models import DIMENSIONS
from danvan.reports.picture import draw
from danvan.reports.stats import basis_for
from danvan.units.nodes import ensure_nodes
from tests.factories import draft, operator, registered, unit

pytestmark = pytest.mark.usefixtures("country")
MONTHS = [Period(PeriodKind.MONTH, 2022, i) for i in range(1, 13)]

days = st.one_of(st.none(), st.dates(dt.date(2021, 11, 1), dt.date(2022, 12, 31)))
decisions = st.one_of(st.none(), st.dates(dt.date(2022, 1, 1), dt.date(2023, 2, 1)))


def some(rows: list[tuple[Any, Any, str]]) -> list[Registration]:
    """Registrations with their days, decisions and fields, at communes, a district and the province."""
    seats: list[dict[str, Any]] = [{"places": ("07282",)}, {"places": (), "seat": "215"}, {"places": (), "seat": "24"}]
    made = registered(*(
        draft(f"Mô hình {i}", field=field, registered_on=day, renewal="new" if i % 3 else "maintained", **seats[i % 3])
        for i, (day, _decided, field) in enumerate(rows)
    ))  # fmt: skip
    for row, (_day, decided, _field) in zip(made, rows, strict=True):
        if decided:
            recognise(row, RecognitionDraft("province", "1-QĐ/TU", decided), actor=operator())
    return made


def value(period: str, figure: str, code: str = "24") -> Any:
    return compose(unit(code), parse_period(period)).figures[figure].value


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(days, decisions, st.sampled_from(["economy", "political_system"])), min_size=1, max_size=7))
def test_months_sum_up_to_the_year_and_december_stands_as_the_cells_do(rows: list[Any]) -> None:
    root = unit("24")
    for month in MONTHS:
        ensure_nodes(month.last)  # before the example's own transaction, which is rolled back
    with transaction.atomic():
        some(rows)
        year = tally(frame(root, parse_period("2022")))
        months = [tally(frame(root, month)) for month in MONTHS]
        for where in (((FRESH, True),), ((FRESH, True), ("renewal", "new")), ((LATELY, True),)):
            assert sum(m.count(where, flow=True) for m in months) == year.count(where, flow=True)
        assert seen(months[-1]) == seen(year)
        assert months[-1].total == year.total == len(rows)
        assert [m.total for m in months] == sorted(m.total for m in months)
        transaction.set_rollback(True)


def seen(counted: Tally) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for row in counted.stock:
        found[row.child, *(row.values[name] for name in DIMENSIONS)] += row.count
    return found


def test_year_figures_are_those_of_the_indicators() -> None:
    some([(None, None, "economy"), (dt.date(2022, 3, 1), dt.date(2022, 11, 1), "economy")] * 4)
    for code in ("24", "215", "07282"):
        root = unit(code)
        figures = {f.indicator: f for f in compose(root, parse_period("2022")).figures.values() if f.indicator}
        picture = draw(root, basis_for(root, 2022))

        assert set(figures) == set(INDICATORS)
        assert {i: figures[i].value for i in INDICATORS} == {f.indicator.id: f.value for f in picture.figures}
        assert {i: figures[i].type for i in INDICATORS} == {i: INDICATORS[i].type for i in INDICATORS}


def test_a_part_of_the_year_counts_by_days() -> None:
    rows = some([
        (None, None, "economy"), (dt.date(2022, 3, 31), dt.date(2022, 6, 30), "economy"),
        (dt.date(2022, 4, 1), dt.date(2022, 7, 1), "economy"), (dt.date(2021, 12, 20), None, "economy"),
    ])  # fmt: skip
    assert len(rows) == 4
    assert [value(p, "tong-so") for p in ("2022-01", "2022-03", "2022-04", "2022-Q1", "2022-H1", "2022-9M", "2022")] == [
        2, 3, 4, 3, 4, 4, 4,
    ]  # fmt: skip
    assert [value(p, "dang-ky-trong-ky") for p in ("2022-01", "2022-02", "2022-03", "2022-Q2", "2022-Q3")] == [
        2,
        0,
        1,
        1,
        0,
    ]
    assert [value(p, "cong-nhan") for p in ("2022-05", "2022-H1", "2022-07", "2022")] == [0, 1, 2, 2]
    assert [value(p, "cong-nhan-trong-ky") for p in ("2022-H1", "2022-H2", "2022-Q3", "2022-Q4")] == [1, 1, 1, 0]
    assert value("2022-Q1", "khong-ro-ngay") == 1


def test_a_recognition_stands_until_it_is_withdrawn() -> None:
    (row,) = some([(None, dt.date(2022, 2, 1), "economy")])
    withdraw_recognition(row.recognitions.get(), actor=operator(), on=dt.date(2022, 8, 1), reason="Không đúng")

    assert [value(p, "cong-nhan") for p in ("2022-01", "2022-02", "2022-07", "2022-08", "2022")] == [0, 1, 1, 0, 0]


def test_a_stage_sums_flows_takes_the_last_stock_and_counts_initiatives_once() -> None:
    registered(draft("A", year=2021), draft("B", year=2021))
    registered(draft("A", year=2022), draft("C", year=2022), draft("D", year=2022))
    found = compose(unit("24"), parse_period("2021-2025")).figures

    assert {i: found[i].value for i in ("tong-so", "moi", "khac-nhau", "dang-ky-trong-ky")} == {
        "tong-so": 3, "moi": 4, "khac-nhau": 4, "dang-ky-trong-ky": 5,
    }  # fmt: skip
    assert found["nam-cuoi"].text == "2022"


def test_every_figure_is_the_number_of_its_records() -> None:
    registered(draft("Cũ", year=2021, registered_on=dt.date(2021, 2, 2)), draft("Cũ 2", ("07651",), year=2021))
    rows = some([
        (None, dt.date(2022, 5, 1), "economy"), (dt.date(2022, 2, 3), None, "defence_security"),
        (dt.date(2022, 10, 3), dt.date(2022, 12, 1), "culture_society"), (dt.date(2022, 6, 3), None, "economy"),
    ])  # fmt: skip
    actions.move(rows[3], "fall_short", actor=operator())
    for code, period in (("VN", "2022"), ("24", "2022"), ("24", "2022-H1"), ("24", "2021-2025"), ("215", "2022-Q4"), ("07282", "2022-02")):  # fmt: skip
        content = compose(unit(code), parse_period(period))
        counted = [f for f in content.figures.values() if f.counts == "records" and f.ref]
        assert {f.id: f.value for f in counted} == {f.id: records(f.ref).count() for f in counted if f.ref}, (
            code,
            period,
        )
        assert len(counted) > 40
        assert all(check.holds for check in content.checks)


def test_figures_are_typed() -> None:
    some([(None, None, "economy")])
    found = compose(unit("24"), parse_period("2022")).figures
    assert (found["tong-so"].type, found["moi"].type, found["ty-le-cong-nhan"].type) == (
        Type.STOCK,
        Type.FLOW,
        Type.RATIO,
    )


def test_a_line_counts_its_own_records_only() -> None:
    registered(draft("A"), draft("B", line="police", owner_name="Công an xã"))
    for period in ("2022", "2022-H1"):
        found = compose(unit("24"), parse_period(period), ["police"])
        assert found.total == 1
        assert "Công an" in found.figures["he-thong"].text


def test_the_frame_of_a_year_ends_with_it() -> None:
    assert frame(unit("24"), parse_period("2022")).on == year_end(2022)
