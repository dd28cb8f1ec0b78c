"""Charts from plain data: a drawing made on the server and, always, the table it was drawn from.

A page makes a ``Chart`` and shows it with ``{% chart it %}``. Nothing here knows what is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from zlib import crc32

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from danvan.core.numbers import count, rate
from danvan.web import drawing

Kind = Literal["bar", "grouped", "stacked", "line", "whole"]


@dataclass(frozen=True)
class Row:
    """One label with one value per series; ``href`` opens the records of the whole row, ``hrefs`` those of each value."""

    label: str
    values: tuple[int, ...]
    href: str = ""
    hrefs: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All series together."""
        return sum(self.values)

    def opens(self, series: int) -> str:
        """Return where the value of a series leads, or nothing."""
        if series < len(self.hrefs):
            return self.hrefs[series]
        return self.href if len(self.values) == 1 else ""


@dataclass(frozen=True)
class Cell:
    """One figure of the table."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """What to draw.

    bar      one series, a bar each           grouped  several bars side by side in each row
    stacked  the series of a row end to end   whole    rows as parts of one bar (one series)
    line     rows are the years, in order
    """

    kind: Kind
    title: str
    rows: Sequence[Row]
    series: tuple[str, ...] = ()
    head: str = ""
    summary: str = ""
    note: str = ""
    shares: bool = False
    level: int = 3
    illustration: bool = field(default=False)
    sums: bool = True  # whether the series of a row, and the rows, may be added up

    @cached_property
    def key(self) -> str:
        """A name for this drawing's own ids."""
        return f"chart-{crc32(repr((self.kind, self.title, self.rows)).encode()):08x}"

    @property
    def total(self) -> int:
        """The sum of all values."""
        return sum(row.total for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(value for row in self.rows for value in row.values)

    @property
    def has_links(self) -> bool:
        """Tell whether any part of the drawing opens something."""
        return any(row.href or any(row.hrefs) for row in self.rows) and self.kind != "whole"

    @property
    def names(self) -> tuple[str, ...]:
        """The heads of the figure columns."""
        return self.series or (_("Số lượng"),)

    @cached_property
    def description(self) -> str:
        """The drawing in a sentence or two, for those who do not see it."""
        if self.summary or self.is_empty:
            return self.summary or _("Chưa có số liệu.")
        if not self.adds_up:
            return " ".join(self._course(i, name) for i, name in enumerate(self.names))
        top = max(self.rows, key=lambda row: row.total)
        return _("Tổng cộng %(total)s. Nhiều nhất: %(top)s, %(n)s (%(rate)s).") % {
            "total": count(self.total), "top": top.label, "n": count(top.total), "rate": rate(top.total, self.total),
        }  # fmt: skip

    def _course(self, series: int, name: str) -> str:
        first, last = self.rows[0], self.rows[-1]
        return _("%(name)s: %(first)s là %(a)s, %(last)s là %(b)s.") % {
            "name": name, "first": first.label, "a": count(first.values[series]),
            "last": last.label, "b": count(last.values[series]),
        }  # fmt: skip

    @cached_property
    def drawing(self) -> SafeString:
        """The SVG."""
        return drawing.draw(self)

    @property
    def legend(self) -> list[tuple[SafeString, str]]:
        """A swatch and a name per series, where there is more than one."""
        if self.kind == "whole" or len(self.series) < 2:  # noqa: PLR2004 - one series needs no key
            return []
        swatch = drawing.line_swatch if self.kind == "line" else drawing.swatch
        return [(swatch(i, self.key), name) for i, name in enumerate(self.series)]

    @property
    def parts(self) -> list[tuple[SafeString, Row, str, str]]:
        """For ``whole``: swatch, row, figure and share of each part, in the order of the bar."""
        return [
            (drawing.swatch(i, self.key), row, count(row.total), rate(row.total, self.total))
            for i, row in enumerate(self.rows)
        ]

    @property
    def table_heads(self) -> list[str]:
        """The heads of the columns after the first."""
        heads = list(self.names)
        if self.adds_up and len(self.names) > 1:
            heads.append(_("Cộng"))
        if self.shares or self.kind == "whole":
            heads.append(_("Tỷ lệ"))
        return heads

    @property
    def adds_up(self) -> bool:
        """Tell whether the table has sums: years have none, nor has a part beside its whole."""
        return self.sums and self.kind != "line"

    @property
    def table(self) -> list[tuple[Row, list[Cell]]]:
        """The rows of the table."""
        return [(row, self._cells(row)) for row in self.rows]

    @property
    def table_total(self) -> list[Cell]:
        """The last row of the table."""
        return self._cells(
            Row(_("Cộng"), tuple(sum(column) for column in zip(*(r.values for r in self.rows), strict=True)))
        )

    def _cells(self, row: Row) -> list[Cell]:
        cells = [Cell(name, count(row.values[i]), row.opens(i)) for i, name in enumerate(self.names)]
        if self.adds_up and len(self.names) > 1:
            cells.append(Cell(_("Cộng"), count(row.total), row.href))
        if self.shares or self.kind == "whole":
            cells.append(Cell(_("Tỷ lệ"), rate(row.total, self.total)))
        return cells
