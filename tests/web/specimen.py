"""A site of one page that shows every component, so that tests (and eyes) see them all. Not part of the product."""

from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from danvan.web.charts import Chart, Row

FIELDS = ("Kinh tế", "Văn hóa - xã hội", "Quốc phòng - an ninh", "Xây dựng hệ thống chính trị")


class SpecimenForm(forms.Form):
    """One field of each kind, half of them wrong."""

    name = forms.CharField(
        label="Tên mô hình, điển hình", max_length=500, help_text="Như trong bản đăng ký, không viết tắt."
    )
    year = forms.IntegerField(label="Năm", min_value=2000, max_value=2027)
    method = forms.CharField(label="Nội dung, cách làm", widget=forms.Textarea, required=False)
    field = forms.ChoiceField(label="Lĩnh vực", choices=[(str(i), text) for i, text in enumerate(FIELDS)])
    owner_kind = forms.ChoiceField(
        label="Tập thể/Cá nhân", choices=[("t", "Tập thể"), ("c", "Cá nhân")], widget=forms.RadioSelect
    )
    parts = forms.MultipleChoiceField(
        label="Phối hợp cùng", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("m", "Mặt trận Tổ quốc"), ("n", "Hội Nông dân"), ("p", "Hội Liên hiệp Phụ nữ")],
    )  # fmt: skip
    confirmed = forms.BooleanField(label="Tôi đã đối chiếu với bản giấy")
    sheet = forms.FileField(label="Sổ đăng ký (.xlsx, .csv)", required=False, help_text="Không cần sửa lại cho đẹp.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def charts() -> list[Chart]:
    """Return one chart of each kind."""
    amounts = (1240, 1602, 655, 753)
    by_field = [Row(f, (n,), href=f"?field={i}") for i, (f, n) in enumerate(zip(FIELDS, amounts, strict=True))]
    long = "Ban Tuyên giáo và Dân vận Tỉnh ủy Bắc Ninh phối hợp với Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"
    two = [
        Row(f"Huyện {n}", (a, b), hrefs=("?a", "?b"))
        for n, a, b in (("Yên Thế", 120, 80), ("Lục Ngạn", 260, 4), ("Tân Yên", 0, 31))
    ]
    parts = [
        Row(n, (a, b, c, d), href=f"?{n}")
        for n, a, b, c, d in (("Yên Thế", 120, 80, 40, 66), ("Lục Nam", 60, 84, 10, 3))
    ]
    years = [
        Row(str(year), (n,), href=f"?year={year}")
        for year, n in ((2019, 3011), (2020, 3300), (2021, 3907), (2022, 4250))
    ]
    both = [Row(str(2015 + i), (100 + 31 * i, 300 - 12 * i)) for i in range(11)]
    return [
        Chart("bar", "Theo lĩnh vực", by_field, head="Lĩnh vực", shares=True),
        Chart(
            "bar", "Theo cơ quan, không có liên kết", [Row(long, (12,)), Row("Hội Nông dân", (7,))], illustration=True
        ),
        Chart("grouped", "Đăng ký mới và duy trì", two, ("Đăng ký mới", "Duy trì"), head="Huyện"),
        Chart(
            "stacked", "Lĩnh vực theo huyện", parts, FIELDS, head="Huyện", note="Tính theo cây đơn vị ngày 31/12/2022."
        ),
        Chart("whole", "Tập thể và cá nhân", [Row("Tập thể", (3612,), href="?t"), Row("Cá nhân", (638,), href="?c")]),
        Chart("line", "Qua các năm", years, ("Mô hình",), head="Năm"),
        Chart("line", "Hai đường, không có liên kết", both, ("Tập thể", "Cá nhân"), head="Năm"),
        Chart("bar", "Chưa có gì", []),
    ]


def show(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    form = SpecimenForm(
        {"name": "", "year": "1999", "method": "Vận động từng nhà", "field": "1"} if "sai" in request.GET else None
    )
    source = (Path(__file__).parent / "templates" / "specimen.html").read_text()
    context: dict[str, Any] = {
        "form": form, "charts": charts(), "crumbs": [("Việc của tôi", "/"), ("Sổ mô hình", "#"), ("BG-2022-04250", "")],
        "rows": [
            ("BG-2022-00017", "Dòng họ tự quản về an ninh trật tự, không có người vi phạm pháp luật", "Quốc phòng - an ninh", "recognised", 12),
            ("BG-2022-00018", "Ngõ phố văn minh, sạch đẹp", "Văn hóa - xã hội", "under_way", 1250),
            ("BG-2022-00019", "Hiến đất làm đường liên thôn", "Kinh tế", "not_recognised", 0),
        ],
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(source).render(context, request))


handler400 = "danvan.web.errors.bad_request"
handler403 = "danvan.web.errors.forbidden"
handler404 = "danvan.web.errors.not_found"
handler500 = "danvan.web.errors.server_error"


def fail(request: HttpRequest) -> HttpResponse:
    """Crash, to see what a person sees then."""
    raise RuntimeError


urlpatterns = [path("mau/", show, name="specimen"), path("mau/hong/", fail), path("", include("danvan.urls"))]
