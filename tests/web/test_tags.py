import datetime as dt
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from danvan.bodies.models import Body
from tests.factories import unit


def shown(source: str, **context: Any) -> str:
    return Template("{% load danvan %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 1234567|count }}", "1.234.567"),
        ("{{ None|count }}", "–"),
        ("{{ 701|rate:4250 }}", "16,5%"),
        ("{{ 5|rate:0 }}", "–"),
        ("{{ day|vdate }}", "31/12/2022"),
        ("{{ None|vdate }}", "–"),
        ("{{ instant|vtime }}", "01/01/2023 06:30"),
        ("{{ instant|vdate }}", "01/01/2023"),
        ("{{ 1536000|filesize }}", "1,5 MB"),
        ("{{ 900|filesize }}", "900 B"),
        ("{{ 20480|filesize }}", "20 kB"),
    ],
)
def test_numbers_and_dates_are_written_the_vietnamese_way(source: str, expected: str) -> None:
    instant = dt.datetime(2022, 12, 31, 23, 30, tzinfo=dt.UTC)
    assert shown(source, day=dt.date(2022, 12, 31), instant=instant) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, "không giới hạn ngày"),
        (dt.date(2025, 7, 1), None, "từ 01/07/2025"),
        (None, dt.date(2025, 7, 1), "đến hết 30/06/2025"),
        (dt.date(2025, 3, 1), dt.date(2027, 1, 1), "từ 01/03/2025 đến hết 31/12/2026"),
    ],
)
def test_a_period_names_its_last_day(first: dt.date | None, last: dt.date | None, expected: str) -> None:
    assert shown("{{ row|period }}", row=Body(valid_from=first, valid_to=last)) == expected


@pytest.mark.django_db
def test_a_unit_is_named_as_on_a_day(country: Any) -> None:
    province = unit("24", 2022)
    assert shown("{{ u|unit_label:2022 }}", u=province) == "tỉnh Bắc Giang"
    assert shown("{{ u|unit_label:day }}", u=province.pk, day=dt.date(2022, 1, 1)) == "tỉnh Bắc Giang"
    commune = unit("07282", 2022)
    assert shown("{{ u|unit_path:2022 }}", u=commune).endswith("tỉnh Bắc Giang")
    assert shown("{{ u|unit_label }}", u=None) == "–"


def test_a_badge_has_its_word_and_an_icon_is_silent() -> None:
    assert shown('{% badge word "good" %}', word="Đang <b>") == '<span class="badge badge--good">Đang &lt;b&gt;</span>'
    assert 'aria-hidden="true"' in shown('{% icon "search" %}')
    assert shown("{{ 'recognised'|sign }}|{{ 'what'|sign }}") == "good|"


class Sheet(forms.Form):
    name = forms.CharField(label="Tên", help_text="Đủ cả họ", max_length=5)
    file = forms.FileField(label="Tệp", required=False)


def test_an_error_is_described_where_its_field_is() -> None:
    html = shown("{% field form.name %}", form=Sheet({"name": ""}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert 'id="id_name_helptext"' in html


def test_the_summary_leads_to_each_field_and_is_silent_when_all_is_well() -> None:
    html = shown("{% error_summary form %}", form=Sheet({"name": "quá dài rồi"}))
    assert 'href="#id_name"' in html
    assert 'role="alert"' in html
    assert shown("{% error_summary form %}", form=Sheet({"name": "đủ"})) == ""
    assert shown("{% error_summary form %}", form=Sheet()) == ""


def test_a_file_field_says_its_limit() -> None:
    html = shown("{% field form.file limit=67108864 %}", form=Sheet())
    assert "64,0 MB" in html
    assert 'data-limit="67108864"' in html


def test_a_figure_opens_its_records() -> None:
    html = shown('{% stat "Mô hình" 4250 href="/mo-hinh/" note="năm 2022" %}')
    assert '<a href="/mo-hinh/">4.250' in html
    assert "4.250" in shown('{% pager next_href="?sau=1" shown=50 total=4250 %}')
    assert 'max="4250"' in shown('{% progress 1200 4250 "Đang đọc" %}')
    assert "value=" not in shown('{% progress 0 0 "Chờ" %}')
