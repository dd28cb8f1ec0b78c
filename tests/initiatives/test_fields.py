"""Other spellings of the four fields, and nothing that would be a guess."""

import pytest

from danvan.initiatives.fields import Reading, field_of, fields_in_words, key, local_names, read_field
from danvan.initiatives.models import Field, SubField
from tests.factories import unit


@pytest.mark.parametrize(("text", "field"), [
    ("Kinh tế", "economy"), ("KT", "economy"), ("I. LĨNH VỰC KINH TẾ", "economy"), ("Phát triển kinh tế", "economy"),
    ("Lĩnh vực phát triển kinh tế (12 MH)", "economy"), ("kinh_te", "economy"), ("Knh tế", "economy"), ("Kinh tế (OCOP)", "economy"),
    ("VH-XH", "culture_society"), ("văn hoá, xã hội", "culture_society"), ("Văn hóa – xã hội và môi trường", "culture_society"),
    ("van_hoa_xa_hoi", "culture_society"), ("Văn hóa", "culture_society"), ("VHXH và môi trường", "culture_society"),
    ("An ninh quốc phòng", "defence_security"), ("QP-AN", "defence_security"), ("ANTT", "defence_security"),
    ("III/ QUỐC PHÒNG – AN NINH: 10 mô hình", "defence_security"), ("quoc phong an nin", "defence_security"),
    ("XDHTCT", "political_system"), ("Xây dựng Đảng, hệ thống chính trị", "political_system"), ("HTCT ở cơ sở", "political_system"),
    ("Trong lĩnh vực xây dựng hệ thống chính trị năm 2022", "political_system"),
])  # fmt: skip
def test_spellings(text: str, field: str) -> None:
    assert field_of(text) == field


@pytest.mark.parametrize(
    "text", ["", "x", "Nông nghiệp", "Tập thể", "hiến đất", "VNXH", "12", "Bảo hiểm y tế", "...", "- -"]
)
def test_what_names_no_field(text: str) -> None:
    assert read_field(text) == Reading(None)


@pytest.mark.parametrize(
    "text", ["Kinh tế - xã hội", "kinh te xa hoi", "Kinh tế; Văn hóa - xã hội", "KT, QPAN", "Kinh tế và môi trường"]
)
def test_two_fields_are_no_field(text: str) -> None:
    assert read_field(text) == Reading(None, several=True)


def test_a_slip_that_is_as_near_to_two_names_is_no_guess() -> None:
    assert field_of("xa ha") is None


def test_what_follows_a_field_is_kept() -> None:
    assert read_field("Kinh tế - chăn nuôi").rest == "chăn nuôi"


@pytest.mark.django_db
def test_local_classes_are_data(country: object) -> None:
    province = unit("24")
    own = SubField.objects.create(province=province, field="culture_society", name="Bảo hiểm y tế", synonyms=["BHYT"])
    everywhere = SubField.objects.create(field="economy", name="OCOP")
    SubField.objects.create(province=unit("01"), field="economy", name="Chỉ của Hà Nội")
    SubField.objects.create(field="economy", name="Kinh tế")  # never in the way of a field's own name

    names = local_names(province.pk, 2022)

    assert names == {
        "bao hiem y te": (Field.CULTURE_SOCIETY, own.pk),
        "bhyt": (Field.CULTURE_SOCIETY, own.pk),
        "ocop": (Field.ECONOMY, everywhere.pk),
    }
    assert read_field("Lĩnh vực BHYT", names) == Reading(Field.CULTURE_SOCIETY, own.pk)
    assert read_field("Kinh tế (OCOP)", names) == Reading(Field.ECONOMY, everywhere.pk, "OCOP")
    assert read_field("Kinh tế (BHYT)", names) == Reading(Field.ECONOMY, None, "BHYT")
    assert local_names(None, 2022).keys() == {"ocop"}


def test_the_four_in_words_and_the_key() -> None:
    assert fields_in_words() == "Kinh tế; Văn hóa - xã hội; Quốc phòng - an ninh; Xây dựng hệ thống chính trị"
    assert key("IV. Lĩnh vực Ba (7)") == "ba"
