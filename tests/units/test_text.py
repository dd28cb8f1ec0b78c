"""Reading an address as text."""

import pytest

from danvan.units.place_cover import covers
from danvan.units.place_index import Tree
from danvan.units.place_lists import Entry, PlaceText, group, nested, pieces, sizes_agree, top_down
from danvan.units.place_text import COMMUNE, DISTRICT, VILLAGE, place_key, read, split, village_name, without_asides


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"), ("Mĩ Đức", "Mỹ Đức"), ("Ea H'leo", "Ea Hleo"), ("06", "6"), ("Tân Lập 02", "Tân Lập 2"),
        ("Phan Rang-Tháp Chàm", "PHAN RANG - THÁP CHÀM"), ("Quý Lộc", "Quí Lộc"),
    ],
)  # fmt: skip
def test_one_key_for_all_spellings(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("xã Đồng Kỳ", "xã", "dongki"),
        ("x.Đồng Kỳ", "xã", "dongki"),
        ("TT.Chũ", "thị trấn", "chu"),
        ("T.P Bắc Giang", "thành phố", "bacgiang"),
        ("TPHCM", "thành phố", "hcm"),
        ("P06", "phường", "6"),
        ("Phương Mai", None, "phuongmai"),
        ("Ia H' Drai", None, "iahdrai"),
        ("tại xã Đồng Kỳ", "xã", "dongki"),
        ("các thôn thuộc xã Đồng Kỳ", "xã", "dongki"),
        ("xã Đồng Kỳ Việt Nam", "xã", "dongki"),
        ("xã Phúc Sơn cũ", "xã", "phucson"),
        ("TDP số 3", "tổ dân phố", "so3"),
        ("Khe Táu", None, "khetau"),
    ],
)
def test_the_unit_word_and_the_name(text: str, kind: str | None, key: str) -> None:
    part = read(text)

    assert (part.kind, part.options[0].key) == (kind, key)


def test_without_marks_a_unit_word_may_be_part_of_the_name() -> None:
    assert {o.key for o in read("phuong mai").options} == {"mai", "phuongmai"}
    assert {o.key for o in read("phường Mai").options} == {"mai"}
    # a village word never settles it
    assert {o.key for o in read("Bản Qua").options} == {"qua", "banqua"}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("toàn tỉnh", ("tỉnh", False)), ("trên địa bàn huyện", ("huyện", False)), ("các xã", ("xã", True)),
        ("10 huyện", ("huyện", True)), ("xã Đồng Kỳ", None), ("", None),
    ],
)  # fmt: skip
def test_a_bare_unit_word(text: str, bare: tuple[str, bool] | None) -> None:
    assert read(text).bare == bare


def test_separators() -> None:
    assert split("x. Đồng Kỳ, H. Yên Thế; tỉnh: Bắc Giang.") == [["x. Đồng Kỳ"], ["H. Yên Thế"], ["tỉnh Bắc Giang"]]
    assert split("xã Yên Định – Sơn Động. Bắc Giang") == [["xã Yên Định", "Sơn Động"], ["Bắc Giang"]]
    assert pieces("xã A; xã B\nxã C và xã Lao Và Chải") == ["xã A", "xã B", "xã C", "xã Lao Và Chải"]


def test_remarks_in_brackets() -> None:
    assert without_asides("xã Xuân Phú (nay là phường Tân Tiến), Yên Dũng") == (
        "xã Xuân Phú, Yên Dũng",
        "phường Tân Tiến, Yên Dũng",
    )
    assert without_asides("xã Phúc Sơn (cũ), Tân Yên") == ("xã Phúc Sơn, Tân Yên", None)
    assert without_asides("xã Đồng Kỳ (huyện Yên Thế)") == ("xã Đồng Kỳ (huyện Yên Thế)", None)


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("thôn Khe Táu", "thôn", "Khe Táu"), ("TDP số 3", "tổ dân phố", "số 3"), ("Khu dân cư số 2", "khu dân cư", "số 2"),
        ("Khe  Táu", "", "Khe Táu"), ("thôn", "", "thôn"), ("xã Đồng Kỳ", "", "xã Đồng Kỳ"), ("Bản 5", "bản", "5"),
    ],
)  # fmt: skip
def test_a_village_as_it_was_typed(typed: str, kind: str, name: str) -> None:
    assert village_name(typed) == (kind, name)


def test_a_group_of_houses_lies_in_its_village() -> None:
    parts = [(read(text), False) for text in ("tổ 5", "khu phố 2", "phường Thọ Xương")]

    assert [part.text for part, _strong in nested(parts)] == ["tổ 5, khu phố 2", "phường Thọ Xương"]
    assert [part.text for part, _strong in nested([(read("thôn A"), False), (read("thôn B"), False)])] == [
        "thôn A",
        "thôn B",
    ]
    assert list(nested([])) == []


def entry(text: str, rank: int) -> Entry:
    return Entry(read(text), rank, strong=False)


def test_names_that_step_up_are_one_group() -> None:
    names = [entry("thôn A", VILLAGE), entry("xã B", COMMUNE), entry("xã C", COMMUNE), entry("huyện D", DISTRICT)]

    assert [sorted(found) for found in group(names)] == [[VILLAGE, COMMUNE, DISTRICT]]
    assert not sizes_agree(names)
    assert sizes_agree(names[1:])
    assert not top_down(names)
    assert top_down(names[::-1])
    assert not top_down(names[1:3])


def test_a_long_text_is_not_covered_by_guesses() -> None:
    assert list(covers([read("xã " * 40)], Tree())) == []


def test_cells_carry_the_rank_of_their_column() -> None:
    assert [rank for text, rank in PlaceText("a", "b", "c", "d", "e").cells if text] == [0, 1, 2, 4, 8]
