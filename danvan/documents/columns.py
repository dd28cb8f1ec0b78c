"""How wide the columns of a table are: as their shares say, but none so narrow that a word of it breaks."""

from danvan.documents.papers import Table
from danvan.documents.typeface import printable, width

PADDING = 7.0  # points, both sides together
MOST = 0.3  # of the table, for one column's longest word


def column_widths(table: Table, available: float, size: float) -> tuple[float, ...]:
    """Return the widths in points; they add up to ``available``. ``size`` is that of the cells' letters."""
    shares = sum(column.width for column in table.columns)
    wanted = [available * column.width / shares for column in table.columns]
    least = [min(word + PADDING, available * MOST) for word in _longest_words(table, size)]
    if sum(least) >= available:
        return tuple(one * available / sum(least) for one in least)
    widths = [max(pair) for pair in zip(wanted, least, strict=True)]
    slack = sum(widths) - sum(least)
    over = sum(widths) - available
    return tuple(w - (w - m) * over / slack if slack else w for w, m in zip(widths, least, strict=True))


def _longest_words(table: Table, size: float) -> list[float]:
    """Return, by column, the width of its longest word, measured bold: any row may be a total."""
    words: list[set[str]] = [set(column.label.split()) for column in table.columns]
    for row in table.rows:
        for known, run in zip(words, row, strict=False):
            known.update(run.text.split())
    return [max((width(printable(w), size, bold=True) for w in found), default=0.0) for found in words]
