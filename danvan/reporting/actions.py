"""Every write to reports, goals and printed totals."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from string import digits
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.transaction import on_commit
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.bodies.models import Body
from danvan.core.text import clean
from danvan.core.workflow import StaleState
from danvan.documents.storage import new_attachment
from danvan.initiatives.accounting import province_of
from danvan.reporting.content import compose, tokens_for
from danvan.reporting.frames import frame
from danvan.reporting.freezing import canonical, freeze
from danvan.reporting.models import FilesState, Goal, LegacyTotal, Report
from danvan.reporting.papers import Head, head_of
from danvan.reporting.periods import Period
from danvan.reporting.queries import issuers_for, may_issue
from danvan.reporting.tasks import make_report_files
from danvan.reporting.texts import checked_text, lost_tokens
from danvan.reporting.workflow import FLOW, ReportStatus
from danvan.units.models import Unit

EARLY = dt.timedelta(days=62)  # reports of a year are asked for from November on, with the figures of that day
SYMBOLS = "-/. "  # what joins the letters of a symbol


@dataclass(frozen=True)
class ReportScope:
    """What scope asks of a report that is not there yet."""

    unit: Unit
    line: str = ""

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {"unit": self.unit.pk, "line": self.line or None}


def prepare(
    unit: Unit, period: Period, *, issuer: Body, actor: Actor, line: str = "", replaces: Report | None = None
) -> Report:
    """Open a draft of a unit and period; where there is one of this issuer already, that one is returned.

    ``replaces`` is a signed report of the same unit and period, which the new one replaces when it is signed. Raises
    ``ValidationError`` where there is nothing to report on, or the body may not issue the report.
    """
    with action("reporting.prepare", ReportScope(unit, line), actor) as act:
        here = frame(unit, period, (line,) if line else None)
        if issuer not in issuers_for(here, actor):
            raise ValidationError(
                {
                    "issuer": _(
                        "Cơ quan này không điều phối phong trào tại đơn vị, hoặc bạn không giữ vai trò ở đó; hãy chọn cơ quan khác."
                    )
                }
            )
        if replaces and (replaces.unit_id, replaces.period, replaces.status) != (
            unit.pk,
            period.code,
            ReportStatus.SIGNED,
        ):
            raise ValidationError(_("Chỉ thay thế được báo cáo đã ký của cùng đơn vị, cùng kỳ."))
        province = province_of(unit.pk, here.year)
        same = Report.objects.filter(
            province=province, unit=unit, period=period.code, line=line, issuer=issuer, status=ReportStatus.DRAFT
        )
        if found := same.first():
            return found
        report = Report(
            province_id=province, unit=unit, period=period.code, last_day=period.last, line=line, issuer=issuer,
            prepared_by_id=actor.audit_id, replaces=replaces,
        )  # fmt: skip
        report.full_clean()
        report.save(force_insert=True)
        act.created(report)
    return report


@dataclass(frozen=True)
class Edited:
    """A section as saved; ``lost`` are tokens that it no longer has, so that their figures open no records there."""

    report: Report
    lost: list[str]


def edit_section(report: Report, key: str, text: str, *, opened: int, actor: Actor) -> Edited:
    """Write a section of a draft. ``opened`` is the version of the section that the form was opened with.

    Raises ``ValidationError``: ``token`` for a token that does not exist, ``conflict`` when somebody else has saved the
    section meanwhile (``params["theirs"]`` holds their text, ``params["version"]`` its version), ``length``.
    """
    with action("reporting.edit", report, actor) as act:
        row = _draft(report)
        content = compose(row.unit, row.span, row.lines, row.edits)
        section = _section(content, key)
        text = checked_text(text, tokens_for(content, text))
        if not text:
            raise ValidationError(
                _("Mục này đang trống. Ghi nội dung, hoặc bấm «Lấy lại nội dung tính từ sổ»."), code="empty"
            )
        _refuse_conflict(section.version, opened, section.text, text)
        if text != section.text:
            _write(row, key, text, section.version, act)
    return Edited(row, lost_tokens(section.computed, text))


def reset_section(report: Report, key: str, *, opened: int, actor: Actor) -> Report:
    """Give a section back the text computed from the register; what a person wrote stays in the audit."""
    with action("reporting.edit", report, actor) as act:
        row = _draft(report)
        section = _section(compose(row.unit, row.span, row.lines, row.edits), key)
        _refuse_conflict(section.version, opened, section.text, "")
        if key in row.edits:
            before = snapshot(row)
            row.edits = {name: edit for name, edit in row.edits.items() if name != key}
            row.files_state = FilesState.NONE
            row.save(update_fields=("edits", "files_state"))
            act.changed(row, before)
    return row


def _draft(report: Report) -> Report:
    row = (
        Report.objects.select_for_update(of=("self",))
        .select_related("unit", "issuer")
        .get(pk=report.pk, province_id=report.province_id)
    )
    if row.status != ReportStatus.DRAFT:
        raise StaleState
    return row


def _section(content: Any, key: str) -> Any:
    try:
        return content.section(key)
    except KeyError:
        raise ValidationError(
            _("Báo cáo không còn mục này: số liệu trong sổ đã thay đổi. Hãy tải lại trang."), code="gone"
        ) from None


def _refuse_conflict(version: int, opened: int, theirs: str, mine: str) -> None:
    if version != opened and theirs != mine:
        raise ValidationError(
            _("Trong lúc bạn sửa, người khác đã lưu mục này. Nội dung bạn gõ vẫn còn ở đây; lưu lần nữa thì nội dung của bạn được dùng, bản kia vẫn còn trong nhật ký."),
            code="conflict", params={"theirs": theirs, "version": version},
        )  # fmt: skip


def _write(row: Report, key: str, text: str, version: int, act: Any) -> None:
    before = snapshot(row)
    edit = {"text": text, "version": version + 1, "by": act.actor.audit_name, "at": timezone.now().isoformat()}
    row.edits = {**row.edits, key: edit}
    row.files_state = FilesState.NONE
    row.save(update_fields=("edits", "files_state"))
    act.changed(row, before)


@dataclass(frozen=True)
class Signing:
    """What the signer says: number, date and post; blank symbol and place are taken from the issuer's letterhead."""

    number: str
    date: dt.date
    post: str
    name: str = ""
    symbol: str = ""
    place: str = ""


def sign(report: Report, signing: Signing, *, actor: Actor) -> Report:
    """Sign a draft: everything that it says is frozen with its records, and its files are made in the background.

    Raises ``ValidationError`` for what is missing, ``StaleState`` when it is no draft any more.
    """
    with action("reporting.sign", report, actor) as act:
        row = _draft(report)
        if not may_issue(row.issuer, actor, "reporting.sign"):
            refusal = _("Báo cáo này do %(issuer)s ban hành: chỉ người giữ vai trò ở cơ quan đó ký được.")
            raise PermissionDenied(refusal % {"issuer": row.issuer})
        number, post = clean(signing.number), clean(signing.post)
        _check_signing(row, signing, number, post)
        head = _head(row, signing, number, post)
        content = compose(row.unit, row.span, row.lines, row.edits)
        data = canonical(freeze(content, head, row.unit_id, row.line))
        kept = new_attachment(
            [data], name=f"so-lieu-{row.period}.json", media_type="application/json", province=row.province_id,
            added_by=actor.audit_id,
        )  # fmt: skip
        kept.save(force_insert=True)
        before = snapshot(row)
        FLOW.fire(
            "sign", row, number=number, symbol=head.symbol, place=head.place, signed_on=signing.date,
            number_year=signing.date.year, authority=head.authority, signer_post=post, signer_name=head.name,
            signed_by_id=actor.audit_id, signed_at=timezone.now(), frozen_id=kept.pk, digest=kept.digest,
            files_state=FilesState.QUEUED if actor.audit_id else FilesState.NONE,
        )  # fmt: skip
        act.created(kept)
        act.changed(row, before)
        _replace(row, act)
        if actor.audit_id:
            on_commit(partial(make_report_files.enqueue, str(row.pk), str(actor.audit_id)))
    return row


def _check_signing(row: Report, signing: Signing, number: str, post: str) -> None:
    wrong: dict[str, str] = {}
    figures = "".join(c for c in number if c in digits)
    if not figures.strip("0") or not all(c.isalpha() or c in digits for c in number):
        wrong["number"] = _("Cần số của báo cáo: chỉ chữ số, có thể kèm chữ cái (ví dụ 12 hoặc 12a).")
    symbol = clean(signing.symbol)
    if symbol and not (any(map(str.isalpha, symbol)) and all(c.isalnum() or c in SYMBOLS for c in symbol)):
        wrong["symbol"] = _("Ký hiệu chỉ gồm chữ, chữ số và các dấu - / . (ví dụ BC/BDVTU, BC-UBND).")
    if not post:
        wrong["post"] = _("Cần chức vụ người ký.")
    if signing.date > timezone.localdate():
        wrong["date"] = _("Ngày ký không thể sau hôm nay.")
    elif signing.date < max(row.span.first, row.last_day - EARLY):
        wrong["date"] = _(
            "Ngày ký quá sớm: kỳ báo cáo kết thúc ngày %(day)s, chỉ ký trước được trong vòng hai tháng."
        ) % {"day": f"{row.last_day:%d/%m/%Y}"}
    if wrong:
        raise ValidationError(wrong)


def _head(row: Report, signing: Signing, number: str, post: str) -> Head:
    day = max(min(signing.date, row.issuer.valid_to - dt.timedelta(days=1)) if row.issuer.valid_to else signing.date,
              row.issuer.valid_from or dt.date.min)  # fmt: skip
    known = head_of(
        row.issuer, day, post=post, name=clean(signing.name), symbol=clean(signing.symbol), place=clean(signing.place)
    )
    return Head(**{**vars(known), "number": number, "date": signing.date})


def _replace(row: Report, act: Any) -> None:
    if row.replaces_id:
        old = Report.objects.get(pk=row.replaces_id, province_id=row.province_id)
        before = snapshot(old)
        FLOW.fire("replace", old)
        act.changed(old, before)


def withdraw(report: Report, *, reason: str, actor: Actor) -> Report:
    """Withdraw a signed report; it stays readable with the reason."""
    with action("reporting.withdraw", report, actor) as act:
        before = snapshot(report)
        FLOW.fire("withdraw", report, reason=clean(reason))
        act.changed(report, before)
    return report


def drop(report: Report, *, actor: Actor) -> Report:
    """Drop a draft; the audit keeps what was written."""
    with action("reporting.drop", report, actor) as act:
        before = snapshot(report)
        FLOW.fire("drop", report)
        act.changed(report, before)
    return report


def request_files(report: Report, *, actor: Actor) -> Report:
    """Have the files of a report made in the background, or made again."""
    with action("reporting.files", report, actor):
        busy = (FilesState.QUEUED, FilesState.MAKING)
        asked = Report.objects.filter(pk=report.pk, province_id=report.province_id).exclude(files_state__in=busy)
        if asked.update(files_state=FilesState.QUEUED, problem=""):
            on_commit(partial(make_report_files.enqueue, str(report.pk), str(actor.audit_id)))
    report.refresh_from_db(fields=("files_state", "problem"))
    return report


def set_goal(unit: Unit, year: int, indicator: str, *, at_least: int, actor: Actor, basis: str = "") -> Goal:
    """Set what a unit is to reach in a year, or change it."""
    with action("reporting.goals", unit, actor) as act:
        province = province_of(unit.pk, year)
        row = (
            Goal.objects.select_for_update()
            .filter(province=province, unit=unit, year=year, indicator=indicator)
            .first()
        )
        before = snapshot(row) if row else None
        goal = row or Goal(province_id=province, unit=unit, year=year, indicator=indicator)
        goal.at_least, goal.basis = at_least, clean(basis)
        goal.full_clean()
        goal.save(force_insert=row is None)
        if before is None:
            act.created(goal)
        else:
            act.changed(goal, before)
    return goal


def remove_goal(goal: Goal, *, actor: Actor) -> None:
    """Take a goal away; the audit keeps what it was."""
    with action("reporting.goals", goal, actor) as act:
        act.removed(goal)
        goal.delete()


def enter_total(
    unit: Unit,
    period: Period,
    indicator: str,
    *,
    value: int,
    source: str,
    actor: Actor,
    words: str = "",
    note: str = "",
) -> LegacyTotal:
    """Enter a figure that a source has printed. It is shown beside ours and never counted."""
    with action("reporting.totals", unit, actor) as act:
        row = LegacyTotal(
            province_id=province_of(unit.pk, period.years[-1]), unit=unit, period=period.code, indicator=indicator,
            value=value, words=clean(words), source=clean(source), note=clean(note), entered_by_id=actor.audit_id,
        )  # fmt: skip
        row.full_clean()
        row.save(force_insert=True)
        act.created(row)
    return row


def correct_total(total: LegacyTotal, *, actor: Actor, **changes: Any) -> LegacyTotal:
    """Correct the value, words, source or note of a printed total."""
    with action("reporting.totals", total, actor) as act:
        row = _total(total)
        before = snapshot(row)
        for name in ("value", "words", "source", "note"):
            if name in changes:
                setattr(row, name, clean(changes[name]) if isinstance(changes[name], str) else changes[name])
        row.full_clean()
        row.save()
        act.changed(row, before)
    return row


def withdraw_total(total: LegacyTotal, *, reason: str, actor: Actor) -> LegacyTotal:
    """Withdraw a printed total that should not have been entered; it stays on record with the reason."""
    with action("reporting.totals", total, actor) as act:
        row = _total(total)
        before = snapshot(row)
        row.withdrawn_on, row.withdrawn_reason = timezone.localdate(), clean(reason)
        row.full_clean()
        row.save(update_fields=("withdrawn_on", "withdrawn_reason"))
        act.changed(row, before)
    return row


def _total(total: LegacyTotal) -> LegacyTotal:
    row = LegacyTotal.objects.select_for_update().get(pk=total.pk, province_id=total.province_id)
    if row.withdrawn_on:
        raise ValidationError(_("Số công bố này đã bị hủy trước đó."))
    return row
