"""The English catalogue is complete, and what keeps it so finds what is left out."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import polib
import pytest

TOOL = Path(__file__).parents[1] / "tools" / "translations.py"


@pytest.fixture
def tool() -> ModuleType:
    spec: Any = importlib.util.spec_from_file_location("translations", TOOL)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def copy(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that may be spoilt; complete, so that only the damage is found."""
    place = tmp_path / "django.po"
    shutil.copy(tool.CATALOGUE, place)
    monkeypatch.setattr(tool, "CATALOGUE", place)
    return place


def spoil(place: Path, text: str, **changes: Any) -> None:
    book = polib.pofile(str(place), wrapwidth=0)
    entry = book.find(text)
    for name, value in changes.items():
        setattr(entry, name, value)
    book.save(str(place))


def test_every_text_has_its_english(tool: ModuleType) -> None:
    assert tool.problems() == []


def test_every_text_of_a_template_can_be_translated(tool: ModuleType) -> None:
    assert tool.untranslatable() == []


def test_every_text_of_the_code_can_be_translated(tool: ModuleType) -> None:
    assert tool.bare() == []
    files = [path.relative_to(tool.PACKAGE) for path in tool.PACKAGE.rglob("*.py")]
    assert [place for place in tool.STAYS if not any(path.match(place) for path in files)] == []


def test_text_outside_every_call_is_found(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.py").write_text(
        '"""Chú thích."""\nA = _("Sổ %(n)s") % {"n": "Bỏ quên"}\nB = f"Nhập {A}"\nC = "thôn"  # data: stays Vietnamese\n'
        'said(_("Tên."), examples=["Đồng Lân"])\n'
    )
    monkeypatch.setattr(tool, "PACKAGE", tmp_path)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.bare() == [
        "x.py:2: 'Bỏ quên' cannot be translated",
        "x.py:3: 'Nhập ' cannot be translated",
    ]


def test_both_numbers_keep_every_placeholder(tool: ModuleType) -> None:
    lost = [
        e.msgid
        for e in tool.catalogue()
        for said in tool._said(e)
        if said and tool._holes(said) != tool._holes(e.msgid)
    ]
    assert lost == []


def test_no_english_is_vietnamese_but_for_examples(tool: ModuleType) -> None:
    """Words that an officer must type in Vietnamese stand in quotation marks or after "for example"."""
    left = [
        e.msgid for e in tool.catalogue() for said in tool._said(e)
        if tool.VIETNAMESE.search(tool.re.sub(r"“[^”]*”|[Ff]or example: .*", "", said))
    ]  # fmt: skip
    assert left == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"msgstr": ""}, "has no English"),
        ({"msgstr": "It takes at most %(number)s at a time."}, "other placeholders"),
        ({"msgstr": "It takes at most so much at a time."}, "other placeholders"),
        ({"flags": ["fuzzy"]}, "has no English"),
        ({"msgid": "Máy chủ nhận %(size)s."}, "is not in the English catalogue"),
    ],
)
def test_damage_is_found(tool: ModuleType, copy: Path, changes: dict[str, Any], complaint: str) -> None:
    text = "Máy chủ nhận tối đa %(size)s một lần gửi."
    before = set(tool.problems())
    spoil(copy, text, **changes)
    found = set(tool.problems()) - before
    assert any(text in line and complaint in line for line in found), found


def test_a_plural_needs_both_forms(tool: ModuleType, copy: Path) -> None:
    text = "Xem %(n)s khóa"
    spoil(copy, text, msgstr_plural={0: "See %(n)s passkey", 1: ""})
    assert any(text in line and "has no English" in line for line in tool.problems())


def test_a_new_text_in_the_code_is_found_and_taken_in(
    tool: ModuleType, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "danvan"
    (package / "web" / "templates").mkdir(parents=True)
    (package / "web" / "templates" / "x.html").write_text(
        '{% translate "Chưa dịch" %}{% blocktranslate count n=n trimmed %}{{ n }} tờ{% plural %}{{ n }} tờ{% endblocktranslate %}'
    )
    (package / "x.py").write_text('_("Cũng chưa dịch")\npgettext("menu", "Thêm nữa")\n')
    monkeypatch.setattr(tool, "PACKAGE", package)
    monkeypatch.setattr(tool, "ROOT", tmp_path)

    assert sum("is not in the English catalogue" in line for line in tool.problems()) == 4
    tool.update()
    rows = tool.missing()
    assert {(row["context"], row["vi"], row["plural"]) for row in rows} == {
        ("", "Chưa dịch", ""), ("", "Cũng chưa dịch", ""), ("menu", "Thêm nữa", ""), ("", "%(n)s tờ", "%(n)s tờ"),
    }  # fmt: skip

    english = {"Chưa dịch": "Not done", "Cũng chưa dịch": "Nor this", "Thêm nữa": "More"}
    for row in rows:
        row["en"] = english.get(row["vi"], ["%(n)s sheet", "%(n)s sheets"])
    (tmp_path / "english.json").write_text(json.dumps(rows))
    assert tool.take(tmp_path / "english.json") == 4
    assert tool.problems() == []


def test_text_outside_every_tag_is_found(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "x.html"
    page.write_text(
        '<p>{% translate "Sổ" %}</p><button lang="vi">Tiếng Việt</button>{# chú thích #}\n<html lang="{{ l }}">\n<p>Bỏ quên</p></html>'
    )
    monkeypatch.setattr(tool, "PACKAGE", tmp_path)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.untranslatable() == ["templates/x.html: '<p>Bỏ quên</p></html>' cannot be translated"]
