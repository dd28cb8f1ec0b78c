"""What becomes of each record of a register: new, changed, left alone, or handed back."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from danvan.appraisal.results import missing, standing
from danvan.bodies.models import Line
from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.imports.drafting import draft_of
from danvan.imports.models import ImportRow, Verdict
from danvan.imports.placing import Placed, Placer, Progress, line_above, unit_label, within
from danvan.imports.records import RowDraft
from danvan.imports.summaries import Summary, check
from danvan.imports.targets import targets_in
from danvan.initiatives.drafts import Draft, RecognitionDraft
from danvan.initiatives.parts import Plain, plain_resources, plain_targets, there
from danvan.initiatives.register import Plan, plan
from danvan.initiatives.workflow import Status
from danvan.units.models import Unit
from danvan.units.places import Settled

SLIP, MOST_ALIKE = 94, 40  # likeness of names; rows looked back at
_DIGITS = re.compile(r"\d+")
SAID = ("name", "owner", "owner_kind", "field", "year", "renewal", "kind")


@dataclass(slots=True)
class Judged:
    """One record with its verdict."""

    sheet: str
    row: int
    draft: Draft | None
    # Columns that the register does not say, so that what the book has of them stays.
    unsaid: tuple[str, ...] = ()
    messages: list[dict[str, Any]] = field(default_factory=list)
    verdict: str = Verdict.REJECT
    plan: Plan | None = None
    recognitions: list[RecognitionDraft] = field(default_factory=list)
    # For the preview and for the workbook of the rows handed back.
    raw: dict[str, str] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    # What a preview has kept: the row, and the registration that it planned.
    kept: ImportRow | None = None
    planned_id: uuid.UUID | None = None
    planned_verdict: str = ""

    @property
    def rejected(self) -> bool:
        """Tell whether the record is handed back."""
        return self.draft is None

    def tell(self, message: str, level: str, role: str) -> None:
        """Add what the comparison with the book has shown, once."""
        if all(known["message"] != message for known in self.messages):
            self.messages.append({"row": self.row, "column": "", "message": message, "level": level, "role": role})


def judge(rows: Sequence[RowDraft], scope: Unit, progress: Progress, summaries: Sequence[Summary] = ()) -> list[Judged]:
    """Place the rows, make drafts of them, and hand back what cannot be written; nothing is compared with the book yet.

    Summaries that came with the rows are held against them.
    """
    placer = Placer(scope)
    placed = placer.place(list(rows), progress)
    if summaries:
        _hold_against(summaries, rows, placed, placer)
    first: dict[Any, RowDraft] = {}
    alike = _Alike()
    found = []
    for row, where in zip(rows, placed, strict=True):
        draft = None if row.rejected else draft_of(row, where)
        if draft:
            key = (draft.year, draft.match_key, frozenset((p.unit, fold(p.village)) for p in draft.places))
            twin = first.setdefault(key, row)
            if twin is not row:
                row.object_to("name", _twin(row, twin))
                draft = None
            else:
                alike.look(row, draft)
        unsaid = tuple(name for name in ("kind", "owner_kind") if not row.facts.get(f"{name}_said"))
        if row.facts.get("field_by_content"):
            unsaid += ("field",)  # what a person has entered stays
        messages = [
            {"row": row.row, "column": p.column, "message": p.message, "level": p.level, "role": p.role} for p in row.problems
        ]  # fmt: skip
        said: dict[str, Any] = {name: str(row.facts.get(name) or "") for name in SAID}
        said |= _told(row)
        found.append(
            Judged(
                row.sheet, row.row, draft, unsaid, messages,
                raw=row.raw, context=row.context, said=said, settled=where.settled,
            )
        )  # fmt: skip
    return found


class _Alike:
    """Finds names that differ by a slip of the finger among the rows of one owner, place and year."""

    def __init__(self) -> None:
        self.seen: dict[Any, list[tuple[str, RowDraft]]] = {}

    def look(self, row: RowDraft, draft: Draft) -> None:
        """Warn where a row is nearly the same as one before; numbers that differ are no slip."""
        name = fold(draft.name)
        numbers = tuple(_DIGITS.findall(name))
        mine = self.seen.setdefault((draft.year, fold(draft.owner_name), draft.accounting_unit, numbers), [])
        for known, other in mine[-MOST_ALIKE:]:
            if fuzz.ratio(known, name, score_cutoff=SLIP):
                message = _("Tên gần giống dòng %(row)s (%(name)s), cùng đơn vị. Nếu là một mô hình thì bỏ một dòng.")
                row.object_to("name", message % {"row": other.row, "name": other.facts["name"][:80]}, level="warning")
                break
        mine.append((name, row))


def _told(row: RowDraft) -> Plain:
    """Return the targets and resources that the texts of a row state."""
    targets, resources = row.facts.get("targets"), row.facts.get("resources")
    found: Plain = {"targets": plain_targets(targets)} if targets else {}
    return found | {"resources": plain_resources(resources)} if resources else found


def _hold_against(
    summaries: Sequence[Summary], rows: Sequence[RowDraft], placed: Sequence[Placed], placer: Placer
) -> None:
    records = []
    for row, where in zip(rows, placed, strict=True):
        unit = where.accounting_unit or next((one.unit for one in where.settled if one.unit), None)
        units = line_above(unit, year_end(row.facts["year"])) if unit else set()
        records.append({**{name: row.facts.get(name) for name in SAID}, "units": units})
    year = rows[0].facts["year"] if rows else 0
    for summary in summaries:
        check(summary, records, lambda label: placer.unit_called(label, year))


def _twin(row: RowDraft, twin: RowDraft) -> str:
    if row.sheet == twin.sheet:
        return _(
            "Trùng với dòng %(row)s (cùng tên, đơn vị, địa bàn và năm). Bỏ một trong hai dòng, hoặc sửa lại nếu là hai mô hình khác nhau."
        ) % {"row": twin.row}
    return _(
        "Trùng với dòng %(row)s của trang «%(sheet)s» (cùng tên, đơn vị, địa bàn và năm). Bỏ một trong hai dòng."
    ) % {"row": twin.row, "sheet": twin.sheet}


def compare(judged: Sequence[Judged], scope: Unit, written: int = 0) -> None:
    """Compare the drafts with the book and set their verdicts; writes nothing.

    The first ``written`` of the drafts are in the book already and keep their verdicts.
    """
    wanted = [one for one in judged if one.draft]
    plans = plan([one.draft for one in wanted if one.draft])
    rest = wanted[written:]
    for one, found in zip(rest, plans[written:], strict=True):
        one.plan = found
    for one in rest:
        if one.plan and one.plan.verdict != "create":
            _narrow(one, one.plan, scope)
    _restate([one for one in rest if one.plan and one.plan.verdict == "update"])
    recognised = [
        one for one in rest if one.plan and one.plan.verdict != "create" and one.draft and one.draft.recognitions
    ]
    known = standing([one.plan.registration for one in recognised if one.plan])
    for one in recognised:
        if one.plan and one.draft:
            one.recognitions = missing(one.draft.recognitions, known[one.plan.registration.pk])
    for one in rest:
        if one.plan:
            one.verdict = Verdict.UPDATE if one.recognitions else Verdict(one.plan.verdict)


def _narrow(one: Judged, found: Plan, scope: Unit) -> None:
    """Leave alone what the register does not say, what the book derives by itself, the state, and other units' records."""
    there = found.registration.accounting_unit_id
    if not within(there, scope, year_end(found.registration.year)):
        message = _("Mô hình này đã có trong sổ của «%(unit)s», nằm ngoài phạm vi của lần nhập này, nên không ghi đè.")
        one.tell(message % {"unit": unit_label(there, found.registration.year)}, "error", "name")
        one.draft, one.plan, one.verdict = None, None, Verdict.REJECT
        return
    for name in one.unsaid:
        found.changes.pop(name, None)
    if not found.new_places:
        found.changes.pop("accounting_unit_id", None)
    if found.registration.line != Line.OTHER and "owner_name" not in found.changes:
        found.changes.pop("line", None)
    states = found.changes.pop("status", None)
    if states:
        message = _(
            "Trạng thái trong tệp («%(file)s») khác trong sổ («%(book)s»); giữ như trong sổ. Đổi trạng thái ở trang của mô hình."
        )
        one.tell(message % {"file": Status(states[1]).label, "book": Status(states[0]).label}, "warning", "status")
    if found.verdict == "update" and not found.changes and not found.new_places:
        found.verdict = "unchanged"


def _restate(changed: Sequence[Judged]) -> None:
    """Let targets and resources follow the texts that state them, unless somebody has changed them in the book."""
    plans = [(one, one.plan) for one in changed if one.plan and one.plan.changes.keys() & {"goal", "note"}]
    known = there([found.registration.pk for _one, found in plans])
    for one, found in plans:
        draft, row = found.draft, found.registration
        parts, wanted = (
            known[row.pk],
            {"targets": plain_targets(draft.targets), "resources": plain_resources(draft.resources)},
        )
        if "goal" in found.changes and wanted["targets"] != parts["targets"]:
            if parts["targets"] == plain_targets(targets_in(row.goal, row.year)):
                found.targets = draft.targets
            else:
                one.tell(
                    _("Chỉ tiêu trong sổ khác với tệp; giữ như trong sổ. Sửa ở trang của mô hình."), "warning", "goal"
                )
        if "note" in found.changes and draft.resources and wanted["resources"] != parts["resources"]:
            if not parts["resources"]:
                found.resources = draft.resources
            else:
                one.tell(
                    _("Nguồn lực trong sổ khác với tệp; giữ như trong sổ. Sửa ở trang của mô hình."),
                    "warning",
                    "resources",
                )


@dataclass
class Outcome:
    """The count of an import, by the contract of ``danvan import-register``."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    rejected_file: str | None = None
    warnings: int = 0


def outcome(judged: Sequence[Judged]) -> Outcome:
    """Return the count of what was judged and compared."""
    found = Outcome(read=len(judged))
    for one in judged:
        match one.verdict:
            case Verdict.CREATE:
                found.created += 1
            case Verdict.UPDATE:
                found.updated += 1
            case Verdict.UNCHANGED:
                found.unchanged += 1
        found.rejected += [
            {"sheet": one.sheet, "row": one.row, "column": m["column"], "message": m["message"]}
            for m in one.messages if one.rejected and m["level"] == "error"
        ]  # fmt: skip
        found.warnings += sum(m["level"] == "warning" for m in one.messages)
    return found
