"""Columns are as wide as their shares say, and never so narrow that a word breaks."""

import pytest

from danvan.documents.columns import PADDING, column_widths
from danvan.documents.papers import Column, Run, Table
from danvan.documents.typeface import width


def test_shares_decide_where_there_is_room():
    table = Table((Column("A", 1), Column("B", 3)), ((Run("x"), Run("y")),))
    assert column_widths(table, 400, 10) == pytest.approx((100, 300))


def test_no_word_of_a_narrow_column_breaks():
    heads = tuple(Column(label, 0.1) for label in ("HTCT", "Huyện", "TT"))
    table = Table((*heads, Column("Đơn vị", 9)), ((Run("1"), Run("4.250"), Run("100"), Run("Xã Đồng Kỳ")),))

    widths = column_widths(table, 300, 10)

    assert sum(widths) == pytest.approx(300)
    for found, word in zip(widths, ("HTCT", "Huyện", "100"), strict=False):
        assert found >= width(word, 10, bold=True) + PADDING - 0.01


def test_a_word_that_no_column_can_hold_does_not_push_the_others_out():
    table = Table((Column("A"), Column("B")), ((Run("dài" * 100), Run("ngắn")),))
    widths = column_widths(table, 300, 10)
    assert sum(widths) == pytest.approx(300)
    assert widths == pytest.approx((150, 150))


def test_too_many_columns_share_what_there_is():
    table = Table(tuple(Column("Tổng số") for _ in range(40)), ())
    assert sum(column_widths(table, 300, 10)) == pytest.approx(300)
