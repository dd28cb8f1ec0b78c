"""What a report says: sections of text whose tokens are figures, tables, checks; from it the paper, the page, the freeze.

``compose`` counts and writes; nothing in it knows a person, a page or a file. A signed report is the same ``Content``,
read from its frozen JSON (``freezing.py``).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone, translation

from danvan.bodies.models import Line
from danvan.documents.papers import Paragraph
from danvan.reporting.comparing import Comparison, GoalResult
from danvan.reporting.facts import Facts, gather, record_figures
from danvan.reporting.figures import Figure
from danvan.reporting.frames import Frame, frame
from danvan.reporting.notable import Notable, by_code
from danvan.reporting.periods import Period
from danvan.reporting.sections import outline
from danvan.reporting.tables import Check, Summary
from danvan.reporting.texts import OF_RECORD, paragraphs, record_codes, tokens
from danvan.reporting.wording import wording
from danvan.units.models import Unit

Edits = Mapping[str, Mapping[str, Any]]  # section key → {"text", "version", …}


@dataclass(frozen=True)
class Section:
    """One section. ``text`` is what stands (edited or computed), with tokens; a heading alone has no text."""

    key: str
    heading: str
    level: int
    text: str
    computed: str = ""
    version: int = 0  # of its edits; 0: as computed

    @property
    def edited(self) -> bool:
        """Tell whether a person has written it."""
        return self.version > 0 and self.text != self.computed

    @property
    def editable(self) -> bool:
        """Tell whether there is text to edit."""
        return bool(self.computed or self.text)


@dataclass
class Content:
    """All that a report says. ``figures`` holds every token of the text and every number of the page."""

    unit_code: str
    unit_label: str
    period: Period
    abstract: str
    on: dt.date
    sections: list[Section]
    figures: dict[str, Figure]
    notable: list[Notable]
    tables: list[Summary]
    checks: list[Check]
    comparisons: list[Comparison]
    goals: list[GoalResult] = field(default_factory=list)
    notice: str = ""  # the mark of illustration data, at the head of the paper
    frame: Frame | None = None  # None when it was read from a frozen report
    day: dt.date | None = None  # of the composition: a draft is marked with it; None as above

    def section(self, key: str) -> Section:
        """Return a section that can be edited. Raises ``KeyError``."""
        return {s.key: s for s in self.sections if s.editable}[key]

    def paragraphs(self, section: Section) -> list[Paragraph]:
        """Return a section's text as paragraphs whose runs name their figures."""
        return paragraphs(section.text, self.figures, section.key)

    @property
    def total(self) -> int:
        """The registrations on the list at the end of the period."""
        return self.figures["tong-so"].value or 0


def compose(unit: Unit, period: Period, lines: Sequence[str] | None = None, edits: Edits | None = None) -> Content:
    """Count a unit and period and write the report.

    ``lines`` narrows it to lines; ``edits`` are sections as people have written them. Raises ``ValidationError`` where
    there is nothing to report on (``frames.frame``).
    """
    with translation.override("vi"):  # an official paper is Vietnamese whatever language the page is in
        return _compose(frame(unit, period, None if lines is None else tuple(lines)), edits or {})


def _compose(here: Frame, edits: Edits) -> Content:
    facts = gather(here, timezone.localdate())
    figures = dict(facts.figures)
    computed = outline(facts)
    named = _named_records(facts, edits)
    for one in named:
        figures |= record_figures(one)
    sections = []
    for key, heading, level, text in computed:
        edit = edits.get(key)
        stands = str(edit["text"]) if edit else text
        sections.append(Section(key, heading, level, stands, text, int(edit["version"]) if edit else 0))
    abstract = wording()["abstract"].replace("{ky}", here.period.label)
    if here.lines is not None:
        abstract += wording()["of_lines"].replace("{he-thong}", ", ".join(str(Line(line).label) for line in here.lines))
    notice = wording()["notice"] if facts.whole.count((("illustration", True),)) else ""
    return Content(
        here.code, here.label, here.period, abstract, here.on, sections, figures, facts.notable, facts.tables,
        facts.checks, facts.comparisons, facts.goals, notice, here, facts.today,
    )  # fmt: skip


def _named_records(facts: Facts, edits: Edits) -> list[Notable]:
    """Return the records that the text names: those chosen, and those that a person has added by code."""
    codes = {code for edit in edits.values() for code in record_codes(str(edit["text"]))}
    known = {one.code for one in facts.notable}
    return [*facts.notable, *by_code(facts.whole.last, codes - known)]


def tokens_for(content: Content, text: str) -> dict[str, Figure]:
    """Return the figures that an edited text may name, with those of records that it adds by code."""
    known = dict(content.figures)
    if content.frame is not None:
        wanted = {m[1] for token in tokens(text) if token not in known and (m := OF_RECORD.fullmatch(token))}
        for one in by_code(content.frame, wanted):
            known |= record_figures(one)
    return known


__all__ = ["Content", "Section", "compose", "tokens_for"]
