"""The register's pages: what is listed, opened, refused; every figure of the dashboard opens exactly its records."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from danvan.appraisal.actions import recognise
from danvan.audit.models import Entry
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import KeyProject, Registration
from tests.factories import body, coordinating, draft, operator, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")


def sign_in(client, user):
    client.force_login(user, backend="danvan.accounts.backends.ScopeBackend")
    return client


@pytest.fixture
def coordinator(country):
    return person("tinh", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)))


@pytest.fixture
def province(client, coordinator):
    return sign_in(client, coordinator)


@pytest.fixture
def rows(country):
    found = registered(
        draft("Đường hoa phụ nữ", ("07282",), line="women", owner_name="Hội Phụ nữ xã Đồng Kỳ"),
        draft(
            "Camera an ninh", ("07651", "07597"), field="defence_security", line="police", owner_name="Công an huyện"
        ),
        draft(
            "Ngày thứ bảy vì dân",
            (),
            seat="24",
            owner_kind="individual",
            owner_name="Bí thư Tỉnh đoàn",
            illustration=True,
        ),
        draft("Năm khác", ("07282",), year=2021),
    )
    recognise(
        found[0], RecognitionDraft("district", "12-QĐ/HU", dt.date(2022, 12, 1), outstanding=True), actor=operator()
    )
    return found


def listed(client, **query):
    page = client.get(reverse("web:initiatives"), {"don-vi": "24", "nam": 2022, **query})
    assert page.status_code == 200
    return {row.name for row in page.context["rows"]}


def test_strangers_are_sent_to_sign_in(client):
    for name in ("web:home", "web:overview", "web:initiatives", "web:units", "web:register_new", "web:lists"):
        answer = client.get(reverse(name))
        assert (answer.status_code, "dang-nhap" in answer.url) == (302, True)


def test_the_list_filters_by_address(province, rows):
    assert listed(province) == {"Đường hoa phụ nữ", "Camera an ninh", "Ngày thứ bảy vì dân"}
    assert listed(province, nam=2021) == {"Năm khác"}
    assert listed(province, q="duong hoa") == {"Đường hoa phụ nữ"}
    assert listed(province, q="ĐƯỜNG đồng kỳ") == {"Đường hoa phụ nữ"}
    assert listed(province, q="không có") == set()
    assert listed(province, **{"linh-vuc": "defence_security"}) == {"Camera an ninh"}
    assert listed(province, cap="bat-ky") == {"Đường hoa phụ nữ"}
    assert listed(province, cap="chua") == {"Camera an ninh", "Ngày thứ bảy vì dân"}
    assert listed(province, **{"tieu-bieu": "co"}) == {"Đường hoa phụ nữ"}
    assert listed(province, **{"minh-hoa": "khong"}) == {"Đường hoa phụ nữ", "Camera an ninh"}
    assert listed(province, rieng="co") == {"Camera an ninh", "Ngày thứ bảy vì dân"}
    assert listed(province, **{"don-vi": "219"}) == set()
    assert listed(province, **{"don-vi": "219", "tinh-theo": "dia-ban"}) == {"Camera an ninh"}


@pytest.mark.parametrize(
    "query", [{"don-vi": "00001"}, {"don-vi": "khong"}, {"nam": "abc"}, {"nam": "1999"}, {"don-vi": "VN"}]
)
def test_a_unit_or_year_out_of_reach_is_not_found(province, query):
    assert province.get(reverse("web:overview"), {"nam": 2022, "don-vi": "24", **query}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"sau": "x"}, {"linh-vuc": "khác"}, {"sap-xep": "?"}, {"q": "%' OR 1=1 --"}, {"q": "\x00"}, {"minh-hoa": "?"}],
)
def test_odd_words_in_the_address_do_no_harm(province, rows, query):
    assert province.get(reverse("web:initiatives"), {"don-vi": "24", "nam": 2022, **query}).status_code == 200


@pytest.mark.parametrize("order", ["moi", "cu", "ten"])
def test_paging_by_key_shows_each_record_once(province, order):
    registered(*(draft(f"Mô hình {i:03}", owner_name=f"Đơn vị {i}") for i in range(120)))
    seen, after = [], ""
    while after is not None:
        page = province.get(reverse("web:initiatives"), {"don-vi": "24", "nam": 2022, "sap-xep": order, "sau": after})
        seen += [row.name for row in page.context["rows"]]
        after = page.context["following"]

    assert len(seen) == len(set(seen)) == 120
    if order == "ten":
        assert seen == sorted(seen)


def test_every_figure_of_the_dashboard_opens_as_many_records(province, rows):
    page = province.get(reverse("web:overview"), {"don-vi": "24", "nam": 2022})
    figures = re.findall(r'<a href="(/mo-hinh/\?[^"]+)"[^>]*>([\d.]+)<', page.content.decode())

    assert len(figures) > 40
    for href, figure in figures:
        opened = province.get(href.replace("&amp;", "&"))
        assert opened.context["count"] == int(figure.replace(".", "")), href


def test_the_dashboard_counts_by_place_and_says_the_distinct_total(province, rows):
    page = province.get(reverse("web:overview"), {"don-vi": "24", "nam": 2022, "tinh-theo": "dia-ban"})

    assert {r["name"]: r["n"] for r in page.context["places"]["rows"]} == {
        "Huyện Yên Thế": 1,
        "Huyện Lục Ngạn": 1,
        "Huyện Sơn Động": 1,
    }
    assert page.context["places"]["distinct"] == 2


def test_one_registration_shows_its_years_and_its_history(province, rows):
    page = province.get(reverse("web:registration", args=(rows[0].province_id, rows[0].pk)))
    text = page.content.decode()

    assert page.status_code == 200
    assert "12-QĐ/HU" in text
    assert "Xã Đồng Kỳ" in text
    assert [s.verb for s in page.context["stories"]] == ["Ghi nhận công nhận", "Nhập từ sổ"]


def test_what_is_out_of_sight_is_not_found_and_what_is_forbidden_says_why(client, rows):
    commune = sign_in(client, person("xa", coordinating("Đảng ủy xã Đồng Kỳ", unit("07282", 2026))))
    mine, hidden = rows[0], rows[2]

    assert client.get(reverse("web:registration", args=(mine.province_id, mine.pk))).status_code == 200
    for name in ("registration", "registration_edit", "registration_attach", "recognise"):
        assert commune.get(reverse(f"web:{name}", args=(hidden.province_id, hidden.pk))).status_code == 404
    viewer = sign_in(client, person("xem", coordinating("Ban khác", unit("24", 2026)), "viewer"))
    answer = viewer.get(reverse("web:registration_edit", args=(mine.province_id, mine.pk)))
    assert answer.status_code == 403
    assert "không sửa được" in answer.content.decode()


def test_a_line_officer_lists_and_counts_her_line_alone(client, rows):
    police = sign_in(client, person("cong-an", body("Công an tỉnh", unit("24", 2026), "police")))

    assert listed(police) == {"Camera an ninh"}
    assert police.get(reverse("web:overview"), {"don-vi": "24", "nam": 2022}).context["picture"].total == 1


FORM = {
    "name": "Tổ thu gom rác", "kind": "model", "field": "culture_society", "renewal": "new", "owner_kind": "collective",
    "owner_name": "Hội Phụ nữ xã Đồng Kỳ", "places_text": "thôn Đồng Lân, xã Đồng Kỳ, huyện Yên Thế",
    "problem": "", "goal": "Thu gom 100% rác", "method": "", "result": "", "note": "", "source": "", "duration": "", "contact": "",
}  # fmt: skip


def test_a_model_is_registered_by_form_and_lands_where_it_is_carried_out(province):
    answer = province.post(f"{reverse('web:register_new')}?don-vi=24&nam=2022", FORM)

    row = Registration.objects.get()
    assert answer.url == reverse("web:registration", args=(row.province_id, row.pk))
    assert (row.name, row.goal, row.line) == ("Tổ thu gom rác", "Thu gom 100% rác", "women")
    assert [(p.village, p.unit_id) for p in row.places.all()] == [("thôn Đồng Lân", unit("07282").pk)]
    assert row.accounting_unit_id == unit("07282").pk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"field": "x"}, "field"),
        ({"places_text": "xã Không Có Đâu"}, "places_text"),
        ({"name": "x" * 501}, "name"),
    ],
)
def test_a_wrong_form_says_so_at_its_place_and_keeps_what_was_typed(province, wrong, field):
    answer = province.post(f"{reverse('web:register_new')}?don-vi=24&nam=2022", {**FORM, **wrong})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Thu gom 100% rác" in answer.content.decode()
    assert Registration.objects.count() == 0


def test_an_edit_made_at_the_same_time_is_shown_and_the_text_kept(province, rows):
    row = rows[0]
    href = reverse("web:registration_edit", args=(row.province_id, row.pk))
    opened = province.get(href).context["form"].initial["opened"]
    base = {**FORM, "owner_name": row.owner_name, "places_text": "", "name": "Người thứ nhất", "goal": ""}
    assert province.post(href, {**base, "opened": opened}).status_code == 302

    late = province.post(href, {**base, "name": "Người thứ hai", "opened": opened})

    assert late.status_code == 422
    assert "Người thứ hai" in late.content.decode()
    row.refresh_from_db()
    assert row.name == "Người thứ nhất"


def test_parts_moves_and_recognitions_by_hand(province, rows):
    row = rows[1]
    args = (row.province_id, row.pk)
    KeyProject.objects.create(unit=unit("24"), name="Đường vành đai")
    project = KeyProject.objects.get()

    assert (
        province.post(
            reverse("web:registration_part", args=(*args, "targets")),
            {"indicator": "Camera", "measure": "cái", "baseline": "0", "goal": "1.234,5"},
        ).status_code
        == 302
    )
    assert (
        province.post(
            reverse("web:registration_part", args=(*args, "resources")), {"kind": "money", "amount": "-1"}
        ).status_code
        == 422
    )
    assert (
        province.post(
            reverse("web:registration_part", args=(*args, "key_project_links")), {"key_project": project.pk}
        ).status_code
        == 302
    )
    assert province.post(reverse("web:registration_move", args=(*args, "start"))).status_code == 302
    assert province.post(reverse("web:registration_move", args=(*args, "end")), {"reason": ""}).status_code == 422
    assert (
        province.post(
            reverse("web:recognise", args=args), {"level": "province", "number": "5", "date": "01/12/2021"}
        ).status_code
        == 422
    )
    assert (
        province.post(
            reverse("web:recognise", args=args), {"level": "province", "number": "5", "date": "01/12/2022"}
        ).status_code
        == 302
    )

    row.refresh_from_db()
    assert (row.status, row.level) == ("recognised", "province")
    assert str(row.targets.get().goal) == "1234.500"
    assert row.key_project_links.get().key_project == project
    target = row.targets.get()
    assert province.post(reverse("web:registration_part_remove", args=(*args, "targets", target.pk))).status_code == 302
    assert Entry.objects.filter(object_id=target.pk, after__isnull=True).get().before["indicator"] == "Camera"


def test_money_is_whole_and_written_with_points_wherever_it_is_said(province, rows):
    args = (rows[1].province_id, rows[1].pk)
    add = reverse("web:registration_part", args=(*args, "resources"))
    assert province.post(add, {"kind": "money", "amount": "224.000.000"}).status_code == 302
    assert province.post(add, {"kind": "labour", "amount": "12,5"}).status_code == 302
    part = province.post(add, {"kind": "money", "amount": "1.000,5"})
    assert (part.status_code, list(part.context["form"].errors)) == (422, ["amount"])

    page = province.get(reverse("web:registration", args=args)).content.decode()
    assert (
        page.count("Kinh phí (đồng): 224.000.000") == 2
    )  # to the eye, and to the ear on the button that takes it away
    assert page.count("Ngày công: 12,5") == 2
    assert "224000000" not in page


def test_evidence_is_checked_kept_and_handed_out_within_scope(client, province, rows, settings, tmp_path):
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    row = rows[0]
    href = reverse("web:registration_attach", args=(row.province_id, row.pk))
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    wrong = province.post(href, {"file": SimpleUploadedFile("virus.png", b"MZ"), "caption": ""})
    assert wrong.status_code == 422
    assert "virus.png" in wrong.content.decode()
    assert (
        province.post(
            href, {"file": SimpleUploadedFile("Lễ ra mắt.png", buffer.getvalue()), "caption": "Lễ ra mắt"}
        ).status_code
        == 302
    )

    item = row.evidence.get()
    got = province.get(reverse("web:evidence", args=(row.province_id, item.pk)))
    assert b"".join(got.streaming_content) == buffer.getvalue()
    assert "attachment" in got["Content-Disposition"]
    other = sign_in(client, person("xa2", coordinating("Đảng ủy xã Quang Trung", unit("07333", 2026))))
    assert other.get(reverse("web:evidence", args=(row.province_id, item.pk))).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, coordinator, n, django_assert_max_num_queries):
    registered(*(draft(f"M{i}", owner_name=f"Đ{i}") for i in range(n)))
    sign_in(client, coordinator)
    href = f"{reverse('web:initiatives')}?don-vi=24&nam=2022"
    client.get(href)
    with django_assert_max_num_queries(14):
        client.get(href)
