"""What was kept in Vietnamese reads in English on an English page, and only what the house itself said."""

import importlib
import re
from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from danvan.core.retelling import retold

# Modules whose texts are kept in the database as they were said.
KEPT = ("danvan.imports.facts", "danvan.imports.comparing", "danvan.imports.placing", "danvan.units.place_reasons")


def texts_of(module):
    """Return the texts of a module's source."""
    source = Path(importlib.import_module(module).__file__).read_text()
    return {
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', call)) for call in re.findall(r'_\(\s*((?:"[^"]*"\s*)+)', source)
    }


def words(text):
    """Return something to put into each hole."""
    return {name: f"Zz{i}" for i, name in enumerate(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))}


@pytest.mark.parametrize("module", KEPT)
def test_every_kept_text_reads_in_english(module):
    texts = texts_of(module)
    assert len(texts) > 3
    with override("en"):
        assert {t: retold(t % words(t)) for t in texts} == {t: gettext(t) % words(t) for t in texts}


def test_what_fills_a_text_is_told_again_too_but_not_what_somebody_wrote():
    with override("en"):
        fields = "Kinh tế; Văn hóa - xã hội; Quốc phòng - an ninh; Xây dựng hệ thống chính trị"
        assert retold(f"Không hiểu lĩnh vực «Kinh tế». Ghi một trong bốn lĩnh vực: {fields}.") == (
            "The field “Kinh tế” is not understood. Give one of the four fields: "
            "Economy; Culture and society; Defence and security; Building the political system."
        )


def test_sentences_said_one_after_the_other_are_each_found():
    with override("en"):
        assert retold("Toàn bộ xã Đồng Kỳ. Tên viết chưa đúng, hiểu là “xã Đồng Kỳ”.") == (
            "The whole of xã Đồng Kỳ. Misspelt name; understood as “xã Đồng Kỳ”."
        )


def test_in_vietnamese_it_stays_word_for_word():
    for text in ("Không đọc được", "Toàn bộ xã Đồng Kỳ.", "Economy", ""):
        assert retold(text) == text


@given(st.text(max_size=200))
def test_anything_else_stays_as_it_is(text):
    with override("en"):
        assert retold(f"{text}\u2603") == f"{text}\u2603"
