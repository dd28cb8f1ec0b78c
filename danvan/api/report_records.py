"""The records behind a figure of a report: of a draft as they are, of a signed one as they were on signing."""

import uuid
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, StringConstraints

from danvan.accounts.models import User
from danvan.api.bearer import Asked
from danvan.api.reading import Code, Cursor, Out, Page, Year, bad_cursor, cursor_of, key_in, parts_of, said
from danvan.api.reports import ONE, find, routes
from danvan.bodies.models import Line
from danvan.core.numbers import whole
from danvan.reporting.behind import Behind, Narrow, NotInReport, behind, chosen
from danvan.reporting.models import Report
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


class AskedFigures(AskedRecords):
    """The figures of a sentence, with what narrows them."""

    figure: list[Annotated[str, StringConstraints(pattern=r"^[-0-9A-Za-z_]{1,120}$", max_length=120)]] = said(
        _("Số liệu (id trong figures của báo cáo), ghi được nhiều lần: các số liệu của một câu."), min_length=1, max_length=50
    )  # fmt: skip


AS_IT_STOOD = _("Của dự thảo: như trong sổ lúc này. Của báo cáo đã ký: đúng như lúc ký.")


@routes.get(
    f"{ONE}/figures/{{slug:key}}/records", ReportRecordsOut, _("Bản ghi phía sau một số liệu"), AS_IT_STOOD
)  # fmt: skip
def report_records(
    request: Asked, province: uuid.UUID, pk: uuid.UUID, key: str, asked: Query[AskedRecords]
) -> ReportRecordsOut:
    """List the records behind a figure."""
    return _records(find(request.auth, province, pk), [key], asked, request.auth)


@routes.get(
    f"{ONE}/records", ReportRecordsOut, _("Bản ghi phía sau các số liệu của một câu"), AS_IT_STOOD
)  # fmt: skip
def sentence_records(
    request: Asked, province: uuid.UUID, pk: uuid.UUID, asked: Query[AskedFigures]
) -> ReportRecordsOut:  # fmt: skip
    """List the records behind some figures together, each once."""
    return _records(find(request.auth, province, pk), asked.figure, asked, request.auth)


def _records(row: Report, figures: list[str], asked: AskedRecords, person: User) -> ReportRecordsOut:
    content, name = content_of(row), f"records {row.pk}"
    narrow = Narrow(asked.unit or "", asked.line.value if asked.line else "", str(asked.year or ""))
    after = _after(name, asked.after, frozen=is_frozen(row))
    try:
        found = behind(row, content, chosen(content, figures), narrow, after, person)
    except NotInReport as error:
        raise Http404 from error
    return ReportRecordsOut(
        frozen=is_frozen(row), total=found.count, initiatives=found.initiatives, hidden=found.hidden,
        items=_frozen(found) if is_frozen(row) else _current(found),
        following=cursor_of(name, found.following) if found.following else None,
    )  # fmt: skip


def _after(name: str, cursor: str | None, *, frozen: bool) -> str:
    """Return where to go on: a place in the frozen list, or the key of a registration."""
    if not cursor:
        return ""
    text = parts_of(name, cursor, 1)[0]
    if not frozen:
        return str(key_in(text))
    if whole(text, 9) is None:
        raise bad_cursor()
    return text


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
