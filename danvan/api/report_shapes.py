"""Reports as the API shows them."""

import datetime as dt
import uuid
from typing import Any

from danvan.api.reading import Out, Page
from danvan.reporting.comparing import Comparison, GoalResult
from danvan.reporting.models import Report
from danvan.reporting.queries import content_of, head_of_report
from danvan.reporting.tables import Check, Summary
from danvan.reporting.workflow import ReportStatus
from danvan.reports.exports import unit_codes


class ReportOut(Out):
    """A report: a draft counts anew each time, a signed one stands as it was signed.

    ``reason``: why it was withdrawn; ``problem``: why its files could not be made.
    """

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
    place: str
    signed_on: dt.date | None
    signed_at: dt.datetime | None
    signer_post: str
    signer_name: str
    digest: str
    replaces: uuid.UUID | None
    reason: str
    files_state: str
    files: list[str]
    problem: str


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
    """A printed total of the unit or one below it, beside ours."""

    unit: str
    label: str
    indicator: str
    printed: str
    value: int
    ours: int
    difference: int
    verdict: str
    agrees: bool
    source: str
    note: str


class GoalResultOut(Out):
    """A goal with what was reached; ``value`` is per cent for a rate."""

    indicator: str
    label: str
    at_least: int
    value: int
    short: int
    basis: str


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


class HeadOut(Out):
    """The head of the paper."""

    superior: str
    issuer: str


class WholeReportOut(ReportOut):
    """A report with all that it says. ``notice``: that some of its records are illustration."""

    head: HeadOut
    title: str
    notice: str
    replaced_by: uuid.UUID | None
    sections: list[SectionOut]
    figures: list[ReportFigureOut]
    goals: list[GoalResultOut]
    comparisons: list[CheckOut]
    tables: list[TableOut]
    checks: list[CrossFootOut]


class SectionSavedOut(Out):
    """A section as saved; ``lost`` are tokens that the text no longer has."""

    section: SectionOut
    lost: list[str]


class SigningOut(Out):
    """What the page of signing begins with: what is proposed, and what will be frozen."""

    number: str
    symbol: str
    place: str
    date: dt.date
    post: str
    figures: int
    edited: list[str]
    failing: list[CrossFootOut]


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
        "symbol": row.symbol, "place": row.place, "signed_on": row.signed_on, "signed_at": row.signed_at,
        "signer_post": row.signer_post, "signer_name": row.signer_name, "digest": row.digest, "replaces": row.replaces_id,
        "reason": row.reason, "files_state": row.files_state, "files": sorted(file.form for file in row.files.all()),
        "problem": row.problem,
    }  # fmt: skip


def section_out(section: Any) -> SectionOut:
    """Return a section as the API shows it."""
    names = ("key", "heading", "level", "text", "computed", "version", "edited")
    return SectionOut(**{name: getattr(section, name) for name in names})


def whole_report(row: Report) -> WholeReportOut:
    """Return a report with all that it says; of a draft it is counted now."""
    content, head = content_of(row), head_of_report(row)
    instead = row.replaced_by.exclude(status=ReportStatus.DROPPED).first()
    return WholeReportOut(
        **report_values(row), head=HeadOut(superior=head.superior, issuer=head.issuer), title=content.abstract,
        notice=content.notice, replaced_by=instead.pk if instead else None,
        sections=[section_out(section) for section in content.sections],
        figures=[
            ReportFigureOut(id=f.id, label=str(f.label), value=f.value, text=f.text, before=f.before, of=f.of)
            for f in content.figures.values()
        ],
        goals=[goal_result(goal) for goal in content.goals],
        comparisons=[check_out(one) for one in content.comparisons],
        tables=[_table(table) for table in content.tables], checks=[cross_foot(check) for check in content.checks],
    )  # fmt: skip


def check_out(one: Comparison) -> CheckOut:
    """Return a printed total beside ours."""
    names = (
        "unit",
        "label",
        "indicator",
        "printed",
        "value",
        "ours",
        "difference",
        "verdict",
        "agrees",
        "source",
        "note",
    )
    return CheckOut(**{name: getattr(one, name) for name in names})


def goal_result(goal: GoalResult) -> GoalResultOut:
    """Return a goal with what was reached."""
    names = ("indicator", "label", "at_least", "value", "short", "basis")
    return GoalResultOut(**{name: getattr(goal, name) for name in names})


def cross_foot(check: Check) -> CrossFootOut:
    """Return two ways to the same number."""
    return CrossFootOut(label=str(check.label), left=check.left.value, right=check.right.value, holds=check.holds)


def _table(table: Summary) -> TableOut:
    return TableOut(
        key=table.key, title=str(table.title), first=str(table.first), total=list(table.total),
        columns=[ColumnOut(key=head.key, group=str(head.group), label=str(head.label)) for head in table.heads],
        rows=[TableRowOut(key=row.key, name=str(row.name), values=list(row.values)) for row in table.rows],
    )  # fmt: skip
