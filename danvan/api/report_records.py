"""The records behind a figure of a report: of a draft as they are, of a signed one as they were on signing."""

import uuid
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel

from danvan.api.bearer import Asked
from danvan.api.reading import Code, Cursor, Out, Page, Year, bad_cursor, cursor_of, parts_of, said
from danvan.api.reports import ONE, find, routes
from danvan.bodies.models import Line
from danvan.reporting.behind import Behind, Narrow, NotInReport, behind, chosen
from danvan.reporting.queries import content_of, is_frozen
from danvan.reports.exports import unit_codes


class ReportRecordOut(Out):
    """A record: of a signed report with its values on signing. ``readable``: whether the person may open it today."""

    id: uuid.UUID
    code: str
    year: int
    name: str
    owner_name: str
    unit: str
    field: str
    status: str
    line: str
    level: str
    readable: bool


class ReportRecordsOut(Page):
    """One page of records. ``total``: how many in all, ``initiatives``: how many different ones, ``hidden``: out of reach."""

    frozen: bool
    total: int
    initiatives: int
    hidden: int
    items: list[ReportRecordOut]


class AskedRecords(BaseModel):
    """A cell of a summary table, and the page."""

    unit: Code | None = said(_("Chỉ của đơn vị cấp dưới này (mã trong biểu tổng hợp)."), None)
    line: Line | None = said(_("Chỉ một hệ thống."), None)
    year: Year | None = said(_("Chỉ một năm của giai đoạn."), None)
    after: Cursor | None = said(_("Con trỏ: giá trị following của trang trước."), None)


@routes.get(
    f"{ONE}/figures/{{slug:key}}/records", ReportRecordsOut, _("Bản ghi phía sau một số liệu"),
    _("Của dự thảo: như trong sổ lúc này. Của báo cáo đã ký: đúng như lúc ký."),
)  # fmt: skip
def report_records(
    request: Asked, province: uuid.UUID, pk: uuid.UUID, key: str, asked: Query[AskedRecords]
) -> ReportRecordsOut:
    """List the records behind a figure."""
    person = request.auth
    row = find(person, province, pk)
    content = content_of(row)
    narrow = Narrow(asked.unit or "", asked.line.value if asked.line else "", str(asked.year or ""))
    try:
        found = behind(row, content, chosen(content, [key]), narrow, _after(asked.after, frozen=is_frozen(row)), person)
    except NotInReport as error:
        raise Http404 from error
    return ReportRecordsOut(
        frozen=is_frozen(row), total=found.count, initiatives=found.initiatives, hidden=found.hidden,
        items=_frozen(found) if is_frozen(row) else _current(found),
        following=cursor_of(found.following) if found.following else None,
    )  # fmt: skip


def _after(cursor: str | None, *, frozen: bool) -> str:
    """Return where to go on: a place in the frozen list, or the key of a registration."""
    if cursor is None:
        return ""
    text = parts_of(cursor, 1)[0]
    try:
        return str(int(text)) if frozen and text.isascii() and len(text) < 10 else str(uuid.UUID(text))  # noqa: PLR2004
    except ValueError:
        raise bad_cursor() from None


def _frozen(found: Behind) -> list[ReportRecordOut]:
    names = ("id", "code", "year", "name", "unit", "field", "status", "line", "level")
    return [
        ReportRecordOut(**{name: one[name] for name in names}, owner_name=one["owner"], readable=one["now"] is not None)
        for one in found.rows
    ]


def _current(found: Behind) -> list[ReportRecordOut]:
    codes: dict[tuple[uuid.UUID, int], str] = {}
    for year in {one.year for one in found.rows}:
        units = {one.accounting_unit_id for one in found.rows if one.year == year}
        codes |= {(unit, year): code for unit, (code, _name) in unit_codes(units, year).items()}
    return [_one(one, codes) for one in found.rows]


def _one(one: Any, codes: dict[tuple[uuid.UUID, int], str]) -> ReportRecordOut:
    names = ("year", "name", "owner_name", "field", "status", "line", "level")
    return ReportRecordOut(
        id=one.pk, code=one.initiative.code, unit=codes.get((one.accounting_unit_id, one.year), ""), readable=True,
        **{name: getattr(one, name) for name in names},
    )  # fmt: skip
