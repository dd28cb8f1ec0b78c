"""The classes of a map: at most five for what is counted, one for nothing counted, one for no records at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from danvan.reports.mapped import Figure

MOST = 5
NONE, ZERO = "none", "zero"
Way = Literal["phan-vi", "deu"]


@dataclass(frozen=True, slots=True)
class Class:
    """One class: its name in the drawing (``1`` … ``5``, ``zero``, ``none``), its range in words, how many fall into it."""

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The classes that occur, from the highest to nothing, and which of them a figure falls into."""

    bounds: tuple[Fraction, ...]
    classes: tuple[Class, ...]

    def of(self, figure: Figure) -> str:
        """Return the class of a figure."""
        return _class(figure, self.bounds)


def _class(figure: Figure, bounds: Sequence[Fraction]) -> str:
    size = figure.size
    if size is None:
        return NONE
    if size == 0:
        return ZERO
    # fewer than five classes are spread over the five colours, so that the highest is always the darkest
    place = next(i for i, bound in enumerate(bounds) if size <= bound)
    return str(MOST - len(bounds) + place + 1)


def make(figures: Iterable[Figure], way: Way) -> Scale:
    """Return the scale of some figures: classes of equally many units (``phan-vi``) or of equal width (``deu``)."""
    rows = list(figures)
    sizes = sorted(row.size for row in rows if row.size)
    bounds = _equal(sizes) if way == "deu" else _quantiles(sizes)
    groups: dict[str, list[Figure]] = {}
    for row in rows:
        groups.setdefault(_class(row, bounds), []).append(row)
    order = [*(str(n) for n in range(MOST, 0, -1)), ZERO, NONE]
    return Scale(
        bounds, tuple(Class(name, _label(name, groups[name]), len(groups[name])) for name in order if name in groups)
    )


def _quantiles(sizes: list[Fraction]) -> tuple[Fraction, ...]:
    most = min(MOST, len(set(sizes)))
    cuts = (sizes[-(-(i + 1) * len(sizes) // most) - 1] for i in range(most))
    return tuple(dict.fromkeys(cuts))


def _equal(sizes: list[Fraction]) -> tuple[Fraction, ...]:
    if not sizes:
        return ()
    low, high = sizes[0], sizes[-1]
    return tuple(dict.fromkeys(low + (high - low) * (i + 1) / MOST for i in range(MOST)))


def _label(name: str, rows: list[Figure]) -> str:
    if name == NONE:
        return _("Chưa có bản ghi")
    if name == ZERO:
        return _("Có bản ghi, chỉ số bằng 0")
    rows = sorted(rows, key=lambda row: row.size or 0)
    first, last = rows[0].text, rows[-1].text
    return first if first == last else _("%(first)s đến %(last)s") % {"first": first, "last": last}
