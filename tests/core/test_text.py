"""Vietnamese text: one spelling, one key, nothing of what was typed lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.core.numbers import count, decimal, rate
from danvan.core.text import canon, clean, fold, fold_i


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà", "Hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("HOÀ", "HÒA"), ("loá", "lóa"), ("Thuý", "Thúy")],
)
def test_both_placements_of_the_tone_become_one(one, other):
    assert canon(one) == canon(other)
    assert canon(unicodedata.normalize("NFD", one)) == canon(other)


@pytest.mark.parametrize("word", ["hoàn", "quý", "quỳ", "thuyền", "loài", "khoản", "Nguyễn", "hóa học", "uyển"])
def test_words_of_one_spelling_are_left_alone(word):
    assert canon(word) == word


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đường hoa", "duong hoa"), ("ĐIỆN BIÊN", "dien bien"), ("Văn hoá - xã hội", "van hoa xa hoi"), ("  a–b ", "a b"),
        ("P.6", "p 6"), ("Ðông", "dong"), ("😀", ""),
    ],
)  # fmt: skip
def test_fold_keeps_letters_and_digits_alone(text, key):
    assert fold(text) == key


def test_y_and_i_are_one_in_place_names():
    assert fold_i("Mỹ Quý") == fold_i("Mĩ Quí")


def test_clean_takes_controls_away_and_nothing_else():
    assert clean("a\x00b\u200bc\ufeff \t d\r\n") == "abc d"
    assert clean("một\r\nhai \n\n ba ", lines=True) == "một\nhai\n\nba"
    assert clean("e\u0302\u0301") == "ế"


@given(st.text())
def test_keys_are_stable(text):
    assert fold(fold(text)) == fold(text)
    assert fold(canon(text)) == fold(text)
    assert clean(clean(text)) == clean(text)
    assert canon(canon(text)) == canon(text)


def test_numbers_are_written_the_vietnamese_way():
    from decimal import Decimal

    assert (count(1234567), count(None), count(0)) == ("1.234.567", "–", "0")
    assert (rate(703, 4250), rate(1, 0), rate(1, 3)) == ("16,5%", "–", "33,3%")
    assert (decimal(Decimal("1234.500")), decimal(Decimal(0)), decimal(None)) == ("1.234,5", "0", "–")
