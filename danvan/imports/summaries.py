"""Sheets that only sum up: recognised, left out, and their figures held against the records that were read."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from danvan.core.sheets import letter
from danvan.core.text import fold
from danvan.imports import sections
from danvan.imports.grid import Grid
from danvan.imports.words import kind_of, owner_kind_of, renewal_of
from danvan.initiatives.fields import field_of

DEEPEST = 4  # header rows above the first figures
FEWEST_ROWS, FEWEST_SHARE = 2, 0.6
LOOKED_AT = 400
_COUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,7}")
_TOTAL = re.compile(
    r"(?:tong(?: so| cong)?|cong|so luong|so mo hinh|toan (?:tinh|huyen|xa)|sl)(?: (?:mo hinh|mh|dien hinh|dang ky|dan van kheo|dvk|va|so|cong|chung|mh dh))*"
)
_READERS: tuple[tuple[str, Callable[[str], Any]], ...] = (
    ("field", field_of),
    ("owner_kind", owner_kind_of),
    ("renewal", renewal_of),
    ("kind", kind_of),
)
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """One figure of a summary: where it stands, of which unit or line, of which column, and what it counts."""

    cell: str
    label: str
    head: str
    said: int
    facts: Facts


@dataclass
class Summary:
    """The figures of a sheet that sums up; ``wrong`` holds (figure, what was read) once they were compared."""

    figures: list[Figure]
    checked: int = 0
    wrong: list[tuple[Figure, int]] = field(default_factory=list)


def summary_of(grid: Grid) -> Summary | None:
    """Return the figures of a sheet that sums up, or None when it is no such sheet."""
    first = next((row for row in range(min(grid.height, LOOKED_AT)) if _is_figures(grid, row)), None)
    if first is None:
        return None
    rows = [row for row in range(first, min(grid.height, LOOKED_AT)) if _is_figures(grid, row)]
    filled = [row for row in range(first, min(grid.height, LOOKED_AT)) if len(grid.texts(row)) > 1]
    if len(rows) < FEWEST_ROWS or len(rows) < FEWEST_SHARE * len(filled):
        return None
    heads = {column: _facts(_head(grid, first, column)) for column in range(grid.width)}
    figures = [
        Figure(f"{letter(column)}{row + 1}", label, _head(grid, first, column)[-1], _number(text), said)
        for row in rows
        for after, label in [_label(grid, row)]
        for column, text in grid.texts(row)
        if column > after and _COUNT.fullmatch(text) and (said := heads.get(column)) is not None
    ]
    return Summary(figures)


def _is_figures(grid: Grid, row: int) -> bool:
    """Tell whether a row is one label with counts: a number in front, a name, figures."""
    cells = grid.texts(row)
    counts = [column for column, text in cells if _COUNT.fullmatch(text)]
    words = [column for column, text in cells if not sections.is_count(text) and not sections.is_number(text)]
    words = [c for c in words if len(grid.text(row, c)) > 3]  # noqa: PLR2004 - II, A
    return len(words) == 1 and bool(counts) and max(counts) > words[0] and len(cells) >= 2  # noqa: PLR2004 - label and figure


def _label(grid: Grid, row: int) -> tuple[int, str]:
    return next((column, text) for column, text in grid.texts(row) if len(text) > 3 and not sections.is_count(text))  # noqa: PLR2004 - II, A


def _number(text: str) -> int:
    return int(re.sub(r"[.,]", "", text))


def _head(grid: Grid, first: int, column: int) -> list[str]:
    """Return the texts above a column, the outermost first; a cell over several columns counts for all of them."""
    found: list[str] = []
    for row in range(max(0, first - DEEPEST), first):
        origin = grid.origins.get((row, column))
        text = grid.text(*origin) if origin else grid.text(row, column)
        below = any(grid.text(k, column) for k in range(row + 1, first))
        left = column - 1
        while not text and not origin and below and left >= 0:
            text, left = grid.text(row, left), left - 1
        if text and text not in found[-1:]:
            found.append(text)
    return found or [""]


def _facts(heads: list[str]) -> Facts | None:
    """Return what a column counts; None when its words say something else (households, points, years)."""
    facts: dict[str, str] = {}
    for at, text in enumerate(heads):
        if sections.is_title(text) and not _TOTAL.fullmatch(fold(text)):
            continue
        said = _said(text)
        if said:
            facts[said[0]] = said[1]
        elif at == len(heads) - 1 and not _TOTAL.fullmatch(fold(re.sub(r"\(.*?\)", "", text))):
            return None
    return tuple(sorted(facts.items()))


def _said(text: str) -> tuple[str, str] | None:
    return next(((kind, str(value)) for kind, read in _READERS if (value := read(text))), None)


def check(summary: Summary, records: Sequence[dict[str, Any]], unit_of: Callable[[str], Any]) -> None:
    """Compare the figures with records; ``unit_of`` tells which units a label names (None: it names none).

    A record is its facts, with ``units``: where it is counted and all above that.
    """
    for figure in summary.figures:
        mine = list(_labelled(figure.label, records, unit_of))
        if mine == [None]:
            continue
        found = sum(all(str(record.get(k)) == v for k, v in figure.facts) for record in mine if record)
        summary.checked += 1
        if found != figure.said:
            summary.wrong.append((figure, found))


def _labelled(
    label: str, records: Sequence[dict[str, Any]], unit_of: Callable[[str], Any]
) -> Iterator[dict[str, Any] | None]:
    """Yield the records of a line of the summary; a single None where nobody knows which these are."""
    bare = sections.split_enumerator(label)[1]
    said = _said(bare)
    if _TOTAL.fullmatch(fold(bare)) or sections.is_total(bare):
        yield from records
    elif said:
        yield from (record for record in records if str(record.get(said[0])) == said[1])
    else:
        unit = unit_of(bare)
        if unit is None:
            yield None
        else:
            yield from (record for record in records if unit in record["units"])
