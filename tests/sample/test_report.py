"""The sample province's report of 2022: the published totals, the seven models of the article, and that the split is illustration."""

import pytest

from danvan.reporting.content import compose
from danvan.reporting.counting import records
from danvan.reporting.periods import parse_period
from danvan.sample.files import read
from tests.factories import unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bac_giang")]


def test_the_report_of_2022_says_what_the_article_says() -> None:
    content = compose(unit("24"), parse_period("2022"))
    text = "\n".join(p.text for s in content.sections for p in content.paragraphs(s))

    assert content.total == 4250
    assert "4.250 mô hình, điển hình đăng ký, hơn 700 mô hình, điển hình được công nhận" in text
    assert "phần chia theo đơn vị, lĩnh vực, hệ thống, trạng thái là minh hoạ, không phải số liệu thật" in text
    assert [name for m in read("real")["model"] if (name := m["name"]) not in text] == []
    assert "không công bố" not in text  # what the source does not say is a note of the record, no result
    assert [(c.unit, c.printed, c.agrees) for c in content.comparisons] == [
        ("tỉnh Bắc Giang", "4.250", True), ("tỉnh Bắc Giang", "hơn 700", True), ("huyện Yên Thế", "212", True),
        ("huyện Sơn Động", "475", True),
    ]  # fmt: skip
    assert [check.label for check in content.checks if not check.holds] == []
    assert "MINH HOẠ" in content.notice


def test_every_figure_of_the_province_opens_so_many_records() -> None:
    for period in ("2022", "2022-H1"):
        figures = [
            f for f in compose(unit("24"), parse_period(period)).figures.values() if f.counts == "records" and f.ref
        ]
        wrong = {f.id: (f.value, n) for f in figures if f.ref and (n := records(f.ref).count()) != f.value}
        assert wrong == {}
        assert len(figures) > 80


def test_the_months_of_2022_add_up() -> None:
    months = [compose(unit("24"), parse_period(f"2022-{month:02}")).figures for month in range(1, 13)]
    year = compose(unit("24"), parse_period("2022")).figures
    for figure in ("moi", "dang-ky-trong-ky", "cong-nhan-trong-ky"):
        assert sum(m[figure].value or 0 for m in months) == year[figure].value
    assert months[-1]["tong-so"].value == 4250
    assert (months[0]["dang-ky-trong-ky"].value or 0) < 1000
