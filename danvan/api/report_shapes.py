"""Reports as the API shows them."""

import datetime as dt
import uuid
from typing import Any

from danvan.api.reading import Out, Page
from danvan.reporting.models import Report
from danvan.reporting.queries import content_of
from danvan.reporting.tables import Summary
from danvan.reports.exports import unit_codes


class ReportOut(Out):
    """A report: a draft counts anew each time, a signed one stands as it was signed."""

    id: uuid.UUID
    province: uuid.UUID
    unit: str
    period: str
    line: str
    issuer: uuid.UUID
    issuer_name: str
    status: str
    number: str
    symbol: str
    signed_on: dt.date | None
    signer_post: str
    digest: str
    files_state: str
    files: list[str]


class ReportsOut(Page):
    """Reports, the newest first."""

    items: list[ReportOut]


class IssuerOut(Out):
    """A body that may issue a report."""

    id: uuid.UUID
    name: str
    line: str


class IssuersOut(Out):
    """Bodies that may issue a report, the usual one first."""

    items: list[IssuerOut]


class SectionOut(Out):
    """A section; ``text`` holds its figures as tokens ``{…}``, so that their links stay."""

    key: str
    heading: str
    level: int
    text: str
    computed: str
    version: int
    edited: bool


class ReportFigureOut(Out):
    """A figure of the report."""

    id: str
    label: str
    value: int | None
    text: str
    before: int | None
    of: int | None


class CheckOut(Out):
    """A printed total beside ours."""

    label: str
    printed: str
    value: int
    ours: int
    source: str
    verdict: str


class ColumnOut(Out):
    """A column of a summary table."""

    key: str
    group: str
    label: str


class TableRowOut(Out):
    """A row of a summary table, its values by column."""

    key: str
    name: str
    values: list[int]


class TableOut(Out):
    """A summary table (biểu tổng hợp); ``total`` was counted by itself."""

    key: str
    title: str
    first: str
    columns: list[ColumnOut]
    rows: list[TableRowOut]
    total: list[int]


class CrossFootOut(Out):
    """Two ways to the same number."""

    label: str
    left: int
    right: int
    holds: bool


class WholeReportOut(ReportOut):
    """A report with all that it says."""

    sections: list[SectionOut]
    figures: list[ReportFigureOut]
    comparisons: list[CheckOut]
    tables: list[TableOut]
    checks: list[CrossFootOut]


class SectionSavedOut(Out):
    """A section as saved; ``lost`` are tokens that the text no longer has."""

    section: SectionOut
    lost: list[str]


class ChangesOut(Out):
    """What has changed in the register since a report was signed."""

    figures: list[dict[str, Any]]
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    changed: list[dict[str, Any]]


def report_values(row: Report) -> dict[str, Any]:
    """Return what a list shows of a report."""
    code, _name = unit_codes({row.unit_id}, row.last_day.year).get(row.unit_id, ("", ""))
    return {
        "id": row.pk, "province": row.province_id, "unit": code, "period": row.period, "line": row.line,
        "issuer": row.issuer_id, "issuer_name": row.issuer.name, "status": row.status, "number": row.number,
        "symbol": row.symbol, "signed_on": row.signed_on, "signer_post": row.signer_post, "digest": row.digest,
        "files_state": row.files_state, "files": list(row.files.values_list("form", flat=True)),
    }  # fmt: skip


def section_out(section: Any) -> SectionOut:
    """Return a section as the API shows it."""
    names = ("key", "heading", "level", "text", "computed", "version", "edited")
    return SectionOut(**{name: getattr(section, name) for name in names})


def whole_report(row: Report) -> WholeReportOut:
    """Return a report with all that it says; of a draft it is counted now."""
    content = content_of(row)
    return WholeReportOut(
        **report_values(row), sections=[section_out(section) for section in content.sections],
        figures=[
            ReportFigureOut(id=f.id, label=str(f.label), value=f.value, text=f.text, before=f.before, of=f.of)
            for f in content.figures.values()
        ],
        comparisons=[
            CheckOut(label=str(c.label), printed=c.printed, value=c.value, ours=c.ours, source=c.source, verdict=c.verdict)
            for c in content.comparisons
        ],
        tables=[_table(table) for table in content.tables],
        checks=[
            CrossFootOut(label=str(c.label), left=c.left.value, right=c.right.value, holds=c.holds) for c in content.checks
        ],
    )  # fmt: skip


def _table(table: Summary) -> TableOut:
    return TableOut(
        key=table.key, title=str(table.title), first=str(table.first), total=list(table.total),
        columns=[ColumnOut(key=head.key, group=str(head.group), label=str(head.label)) for head in table.heads],
        rows=[TableRowOut(key=row.key, name=str(row.name), values=list(row.values)) for row in table.rows],
    )  # fmt: skip
