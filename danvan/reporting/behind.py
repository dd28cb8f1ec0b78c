"""The records behind the figures of a report: those of a draft as they are, those of a signed one as they were."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from danvan.core.numbers import whole
from danvan.initiatives.listing import Listing
from danvan.initiatives.models import Registration
from danvan.reporting.content import Content
from danvan.reporting.counting import Ref, matches, records
from danvan.reporting.figures import Figure, definitions
from danvan.reporting.freezing import Record, frozen_document, frozen_records
from danvan.reporting.models import Report
from danvan.reporting.queries import is_frozen
from danvan.units.atlas import atlas

PAGE = 50
# Figures whose records the report keeps; of the others (units, lines, goals) there is nothing to open.
OPENED = {"records", "initiatives", "bodies"}


class NotInReport(LookupError):
    """What is asked for is not in the report; its words are for people."""


def opens(figure: Figure | None) -> bool:
    """Tell whether records stand behind a figure. A frozen figure has no ``ref``; its records are in the document."""
    return figure is not None and figure.counts in OPENED


@dataclass(frozen=True)
class Narrow:
    """A cell of a summary table: a child unit by its code, a line, a year; blank: all."""

    unit: str = ""
    line: str = ""
    year: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "Narrow":
        """Read an address."""
        return cls(data.get("don-vi", ""), data.get("he-thong", ""), data.get("nam", ""))


@dataclass
class Behind:
    """What a page of records shows. ``count``: the registrations; ``initiatives``: how many different ones."""

    count: int
    initiatives: int
    rows: list[Any]
    following: str
    hidden: int = 0  # records of the report that the person may not see


def chosen(content: Content, names: list[str]) -> list[Figure]:
    """Return the figures that an address names; ``NotInReport`` for one that it lacks or that opens nothing."""
    found = [content.figures.get(name) for name in dict.fromkeys(names)]
    if not found or not all(opens(figure) for figure in found):
        raise NotInReport(_("Báo cáo không có số liệu này."))
    return [figure for figure in found if figure]


def behind(report: Report, content: Content, figures: list[Figure], narrow: Narrow, after: str, user: Any) -> Behind:
    """Return the records behind the figures."""
    if is_frozen(report):
        return _frozen(report, content, figures, narrow, after, user)
    condition = Q(pk__in=())
    for figure in figures:
        ref = _narrowed(figure.ref, content, narrow)
        if ref is not None:
            condition |= Q(pk__in=records(ref).order_by().values("pk"))
    every = Registration.objects.filter(condition)
    visible = every.visible_to(user)
    rows, following = Listing(after=_key(after)).page(visible)
    count = visible.count()
    initiatives = visible.order_by().values("initiative").distinct().count()
    return Behind(count, initiatives, rows, str(following or ""), every.count() - count)


def _key(after: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(after) if after else None
    except ValueError:
        return None


def _narrowed(ref: Ref | None, content: Content, narrow: Narrow) -> Ref | None:
    if ref is None:
        return None
    if narrow.unit:
        span = atlas().unit_by_code(narrow.unit, ref.frames[-1].on) if ref.frames else None
        if span is None:
            raise NotInReport(_("Báo cáo không có đơn vị này."))
        ref = replace(ref, children=frozenset({span.unit}))
    if narrow.line:
        ref = replace(ref, where=(*ref.where, ("line", narrow.line)))
    if narrow.year and content.frame is not None:
        ref = replace(ref, frames=tuple(content.frame.of_year(y) for y in content.frame.years if str(y) == narrow.year))
    return ref


def _frozen(
    report: Report, content: Content, figures: list[Figure], narrow: Narrow, after: str, user: Any
) -> Behind:  # fmt: skip
    document = frozen_document(report)
    found: dict[tuple[str, str], Record] = {}
    for figure in figures:
        found |= {(row["on"], row["id"]): row for row in _frozen_behind(document, figure, narrow)}
    rows = [row for row in found.values() if _within(row, content, narrow)]
    rows.sort(key=lambda row: (str(row["code"]), row["on"]))
    start = whole(after) or 0
    page = rows[start : start + PAGE]
    today = Registration.objects.visible_to(user).in_bulk([row["id"] for row in page])
    shown = [{**row, "now": today.get(uuid.UUID(row["id"]))} for row in page]
    following = str(start + PAGE) if len(rows) > start + PAGE else ""
    return Behind(len(rows), len({row["code"] for row in rows}), shown, following)


def _frozen_behind(document: Mapping[str, Any], figure: Figure, narrow: Narrow) -> list[Record]:
    """Return a figure's frozen records; of one year of a stage those of that year, which the figure itself may not have."""
    if not narrow.year:
        return frozen_records(document, figure.id)
    where = next((one.where for one in definitions() if one.id == figure.id), ())
    return [row for row in frozen_records(document) if str(row["year"]) == narrow.year and matches(row, where)]


def _within(row: Record, content: Content, narrow: Narrow) -> bool:
    if narrow.line and row["line"] != narrow.line:
        return False
    return not narrow.unit or narrow.unit == _child_code(row, content)


def _child_code(row: Record, content: Content) -> str:
    """Return the code of the table's row that a frozen record was counted in."""
    span = atlas().unit_by_code(row["unit"], content.on)
    codes = [s.code for s in atlas().ancestors(span.unit, content.on)] if span else [str(row["unit"])]
    known = {line.key for table in content.tables if table.key == "don-vi" for line in table.rows}
    own = content.unit_code
    return next((code for code in codes if code in known and code != own), own)
