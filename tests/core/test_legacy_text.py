"""Text from before Unicode: recognised, converted exactly, and Unicode left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.core.legacy_text import convert, detect, is_syllable
from tests.imports.old_text import WAYS

# Syllables with every vowel, every tone and every letter that is not ASCII.
SYLLABLES = """đảng ủy xã huyện tỉnh khéo vận động nhân dân hiến đất mở rộng đường ngõ xóm tuyến hoa phụ nữ tự quản tiếng kẻng bình yên
    trồng rừng gỗ lớn dòng họ khuyến học nghĩa tình đồng đội quỹ vì người nghèo mẫu mực gương sáng ngưỡng cửa thẳng thắn nặng ngẫm bẵng
    sẵn sàng giữ gìn sức khỏe kỹ thuật lý luận quý mỹ thủy lợi chuyển đổi số bảo vệ chủ quyền hẻm kẽ hở cỗ nỗ lực phẫu lẩn sẩy hễ bề
    nghỉ mười lăm ấp ăn ở ôn ước uống ý ỷ ủng ủi úy yểm ặt ắt ẩn ẵm ễnh ễu ổn ỗi ợ ỡm ỵ ợt ữ ứng ừ ự ỳ ầm ậm ẫm ẻo ẽ ếm ề ệch ỉa ĩ ị ỏng õng ọp""".split()  # noqa: SIM905
WORDS = [word for word in SYLLABLES if is_syllable(word) and not word.isascii()]
TEXT = st.lists(
    st.sampled_from(WORDS + [w.capitalize() for w in WORDS]), min_size=12, max_size=40, unique_by=str.lower
).map(" ".join)


def without_lost_capitals(text: str) -> str:
    """TCVN3 has no capital with a tone: ``Ấp`` comes back as ``ấp``."""
    plain = "ĂÂÊÔƠƯĐ"
    return "".join(c if c.isascii() or c in plain else c.lower() for c in text)


@pytest.mark.parametrize("code", WAYS)
@given(text=TEXT)
def test_there_and_back_is_the_same(code: str, text: str) -> None:
    old = WAYS[code](text)
    assert detect([old]) == code
    assert convert(old, code) == (without_lost_capitals(text) if code == "tcvn3" else text)


@given(
    text=TEXT,
    form=st.sampled_from(["NFC", "NFD"]),
    around=st.text(alphabet="«»“”‘’–…-,;:. ()0123456789%²°·", max_size=20),
)
def test_unicode_is_never_touched(text: str, form: str, around: str) -> None:
    said = unicodedata.normalize(form, f"{around}{text}{around}")  # type: ignore[arg-type]
    assert detect([said, *said.split()]) == ""
    for code in WAYS:
        assert convert(said, code) == (
            said if any(ord(c) > 0x2122 or 0xFF < ord(c) < 0x2000 for c in said) else convert(said, code)
        )


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("§¶ng uû x· §ång Kú", "Đảng uỷ xã Đồng Kỳ"),
        ("UBND X· §åNG Kú", "UBND XÃ ĐỒNG KỲ"),
        ("céng hoµ x· héi chñ nghÜa viÖt nam", "cộng hoà xã hội chủ nghĩa việt nam"),
        ("Tæng céng: 12 m« h×nh", "Tổng cộng: 12 mô hình"),
    ],
)
def test_tcvn3_as_offices_have_it(old: str, text: str) -> None:
    assert (detect([old]), convert(old, "tcvn3")) == ("tcvn3", text)


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("Ñaûng uûy xaõ Ñoàng Kyø", "Đảng ủy xã Đồng Kỳ"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Tröôøng Maàm non, ngöôøi ngheøo", "Trường Mầm non, người nghèo"),
    ],
)
def test_vni_as_offices_have_it(old: str, text: str) -> None:
    assert (detect([old]), convert(old, "vni")) == ("vni", text)


@pytest.mark.parametrize("texts", [
    [], ["Kinh te", "abc"], ["José Málaga", "François Nîmes", "Müller Köln"], ["xã tô, lò, hòa, bò, là, cá, có, bé"], ["§ 5", "© 2022", "m²", "25°C", "±3"],
    ["Hội Phụ nữ xã", "Công an"], ["«Dân vận khéo»", "“Dân vận khéo”"], ["µ", "®", "·", "«", "»"],
])  # fmt: skip
def test_what_is_in_no_old_encoding(texts: list[str]) -> None:
    assert detect(texts) == ""


def test_a_syllable_that_stops_has_a_rising_or_a_heavy_tone() -> None:
    assert [is_syllable(word) for word in ("các", "cạc", "càc", "cảc", "caac", "ước", "ược", "ừơc", "quýt", "gì")] == [
        True, True, False, False, False, True, True, False, True, True,
    ]  # fmt: skip


@given(st.text(max_size=60), st.sampled_from(sorted(WAYS)))
def test_no_text_breaks_the_converting(text: str, code: str) -> None:
    assert isinstance(convert(text, code), str)
    detect([text])
