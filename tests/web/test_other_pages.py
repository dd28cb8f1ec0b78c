"""The other pages inside: my work, units in time, lists, imports; each role sees its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from danvan.imports.models import Import
from danvan.initiatives.models import KeyProject, Registration, SubField
from danvan.units.models import UnitPeriod
from tests.factories import body, coordinating, draft, person, registered, unit
from tests.web.test_register_pages import sign_in

pytestmark = pytest.mark.usefixtures("country")
SHEET = """TT;Tên mô hình;Đơn vị thực hiện;Địa bàn;Lĩnh vực
1;Vườn mẫu;Chi hội Nông dân thôn Đồng Lân;thôn Đồng Lân, xã Đồng Kỳ, huyện Yên Thế;Kinh tế
2;;Hội Phụ nữ xã Đồng Kỳ;xã Đồng Kỳ, huyện Yên Thế;Kinh tế
3;Camera;Công an xã Đồng Kỳ;xã Đồng Kỳ, huyện Yên Thế;Không rõ gì
"""


@pytest.fixture
def province(client, country, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # a test's transaction never commits: what waits for the commit is done at once
    monkeypatch.setattr("danvan.imports.actions.on_commit", lambda run: run())
    return sign_in(client, person("tinh", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026))))


def bring(client, text=SHEET, year=2022):
    file = SimpleUploadedFile("so.csv", text.encode())
    return client.post(f"{reverse('web:imports')}?don-vi=24&nam=2022", {"file": file, "year": year})


def test_a_register_is_read_mended_written_and_taken_back(province):
    href = bring(province).url
    page = province.get(href)
    assert page.context["counts"]["read"] == 3
    assert (page.context["counts"]["create"], page.context["counts"]["reject"]) == (1, 2)
    batch = Import.objects.get()
    assert [v["name"] for v in page.context["villages"]] == ["thôn Đồng Lân"]

    # a row is mended, a row is left out, the village becomes a unit
    wrong = batch.rows.get(row=4)
    row_page = reverse("web:import_row", args=(batch.province_id, batch.pk, wrong.pk))
    fields = {
        name: province.get(row_page).context["form"][name].value()
        for name in province.get(row_page).context["form"].fields
    }
    assert province.post(row_page, {**fields, "field": "Quốc phòng - an ninh"}).status_code == 302
    nameless = batch.rows.get(row=3)
    assert (
        province.post(
            reverse("web:import_row", args=(batch.province_id, batch.pk, nameless.pk)), {"drop": "1"}
        ).status_code
        == 302
    )
    key = province.get(href).context["villages"][0]["key"]
    assert (
        province.post(reverse("web:import_villages", args=(batch.province_id, batch.pk)), {"village": key}).status_code
        == 302
    )
    assert UnitPeriod.objects.get(unit__level="village").name == "Đồng Lân"
    page = province.get(href)
    assert (page.context["counts"]["create"], page.context["counts"]["reject"], page.context["villages"]) == (2, 0, [])

    assert province.post(reverse("web:import_commit", args=(batch.province_id, batch.pk))).status_code == 302
    assert set(Registration.objects.values_list("name", "field")) == {
        ("Vườn mẫu", "economy"),
        ("Camera", "defence_security"),
    }
    village = UnitPeriod.objects.get(unit__level="village").unit_id
    assert Registration.objects.get(name="Vườn mẫu").accounting_unit_id == village

    # twice is refused, undone is undone
    province.post(reverse("web:import_commit", args=(batch.province_id, batch.pk)))
    assert Registration.objects.count() == 2
    assert province.post(reverse("web:import_undo", args=(batch.province_id, batch.pk))).status_code == 302
    assert Registration.objects.count() == 0


def test_a_file_that_cannot_be_read_says_why_and_writes_nothing(province):
    file = SimpleUploadedFile("hong.xlsx", b"PK\x03\x04 broken")
    answer = province.post(f"{reverse('web:imports')}?don-vi=24&nam=2022", {"file": file, "year": 2022}, follow=True)

    assert "Không đọc được tệp này" in answer.content.decode()
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("year", ["1999", "abc", "2099", ""])
def test_a_wrong_year_is_said_at_its_place(province, year):
    answer = bring(province, year=year)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["year"]


def test_a_preview_can_be_given_up(province):
    bring(province)
    batch = Import.objects.get()

    province.post(reverse("web:import_drop", args=(batch.province_id, batch.pk)))
    province.post(reverse("web:import_commit", args=(batch.province_id, batch.pk)))

    batch.refresh_from_db()
    assert (batch.state, Registration.objects.count()) == ("dropped", 0)


def test_columns_can_be_understood_otherwise(province):
    bring(
        province,
        "TT;Tên mô hình;Cột lạ;Địa bàn;Lĩnh vực\n1;Vườn mẫu;Hội Nông dân xã Đồng Kỳ;xã Đồng Kỳ, huyện Yên Thế;KT\n",
    )
    batch = Import.objects.get()
    assert batch.rows.get().parsed["said"]["owner"] == ""

    province.post(
        reverse("web:import_columns", args=(batch.province_id, batch.pk)),
        {"sheet": batch.understanding[0]["name"], "column-2": "owner"},
    )

    batch.refresh_from_db()
    assert batch.rows.get().parsed["said"]["owner"] == "Hội Nông dân xã Đồng Kỳ"


def test_an_import_of_another_is_not_found(client, province):
    href = bring(province).url
    other = sign_in(client, person("khac", coordinating("Ban Dân vận", unit("01", 2026))))

    assert other.get(href).status_code == 404


def test_a_unit_tells_its_story_in_order_of_time(province):
    page = province.get(reverse("web:units"), {"don-vi": "07333", "nam": 2022})

    told = [one["name"] for one in page.context["story"]]
    assert told == ["Xã Lam Cốt", "Xã Phúc Sơn", "Xã Lam Sơn", "Xã Quang Trung"]
    assert page.context["look"].now == "xã Quang Trung"


def test_a_commune_adds_its_villages_once(client, country):
    commune = sign_in(client, person("xa", coordinating("Đảng ủy xã", unit("07282", 2026))))
    href = f"{reverse('web:village_new')}?don-vi=07282&nam=2026"

    assert commune.post(href, {"kind": "thôn", "name": "Đồng Lân", "valid_from": ""}).status_code == 302
    again = commune.post(href, {"kind": "thôn", "name": "ĐỒNG LÂN", "valid_from": ""})
    assert again.status_code == 422
    assert (
        commune.post(f"{reverse('web:village_new')}?don-vi=07333&nam=2026", {"kind": "thôn", "name": "X"}).status_code
        == 404
    )
    assert UnitPeriod.objects.filter(unit__level="village").count() == 1


def test_the_lists_of_a_province_are_kept_by_its_coordinator(client, province):
    query = "?don-vi=24&nam=2022"
    assert (
        province.post(reverse("web:project_new") + query, {"name": "Đường vành đai IV", "decision": ""}).status_code
        == 302
    )
    assert (
        province.post(
            reverse("web:sub_field_new") + query,
            {"field": "economy", "name": "Hiến đất", "synonyms": "hiến đất làm đường\n"},
        ).status_code
        == 302
    )
    assert province.post(reverse("web:project_new") + query, {"name": "", "decision": ""}).status_code == 422
    assert (KeyProject.objects.get().name, SubField.objects.get().synonyms) == (
        "Đường vành đai IV",
        ["hiến đất làm đường"],
    )
    viewer = sign_in(client, person("xem", coordinating("Ban khác", unit("24", 2026)), "viewer"))
    assert viewer.get(reverse("web:project_new") + query).status_code in {403, 404}


def test_my_work_is_each_ones_own(client, country):
    own = body("Công an tỉnh", unit("24", 2026), "police")
    registered(draft("Của đội", owner=own, line="police"), draft("Khác", owner_name="Hội khác"))
    owner = sign_in(client, person("doi", own, "owner"))
    assert [t.text for t in owner.get("/").context["own"]] == ["Của đội"]
    coordinator = sign_in(client, person("tinh", coordinating("Ban", unit("24", 2026))))
    assert [t.text for t in coordinator.get("/").context["tasks"]] == ["2 mô hình chờ duyệt vào danh mục"]
    admin = sign_in(client, person("qt", coordinating("Ban B", unit("24", 2026)), "sysadmin"))
    page = admin.get("/")
    assert (page.context["tasks"], page.context["look"]) == ([], None)
    assert admin.get(reverse("web:initiatives")).context["count"] == 0
