"""What the figures are held against: the unit's own goals, and totals that a source has printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.core.numbers import count, rate
from danvan.core.text import fold
from danvan.reporting.figures import Figure
from danvan.reporting.frames import Frame
from danvan.reporting.models import Goal, LegacyTotal
from danvan.units.atlas import atlas

# How a source hedges a number, and whether ours may then be more or less.
MORE, LESS = {"hon", "tren", "it nhat"}, {"gan", "duoi", "chua den"}


@dataclass(frozen=True)
class GoalResult:
    """A goal and how far the figures are; ``value`` is per cent for a rate, rounded down."""

    indicator: str
    label: str
    at_least: int
    value: int
    reached_text: str  # how much of the goal, in per cent
    basis: str

    @property
    def short(self) -> int:
        """How much is missing."""
        return max(0, self.at_least - self.value)

    @property
    def unit(self) -> str:
        """What the numbers are followed by."""
        return "%" if self.indicator == "recognition_rate" else ""


@dataclass(frozen=True)
class Comparison:
    """A printed total beside ours."""

    unit: str  # label of the unit
    label: str
    indicator: str
    printed: str
    value: int
    ours: int
    source: str
    note: str = ""

    @property
    def difference(self) -> int:
        """Ours less the printed one."""
        return self.ours - self.value

    @property
    def verdict(self) -> str:
        """How both agree, in words."""
        words = fold(self.printed)
        n = {"n": count(abs(self.difference)), "printed": self.printed}
        if self.difference == 0:
            return _("khớp")
        if (self.difference > 0 and any(words.startswith(f"{w} ") for w in MORE)) or (
            self.difference < 0 and any(words.startswith(f"{w} ") for w in LESS)
        ):
            return _("phù hợp với “%(printed)s”") % n
        return (_("trong sổ nhiều hơn %(n)s") if self.difference > 0 else _("trong sổ ít hơn %(n)s")) % n

    @property
    def agrees(self) -> bool:
        """Tell whether ours is what the source says."""
        return self.verdict in {_("khớp"), _("phù hợp với “%(printed)s”") % {"printed": self.printed}}


def goals_of(frame: Frame) -> list[Goal]:
    """Return the goals of the unit for the year of a frame; a stage has none of its own."""
    if len(frame.period.years) > 1 or frame.lines is not None:
        return []
    return list(Goal.objects.filter(unit=frame.unit, year=frame.year).order_by("indicator"))


def goal_results(goals: Sequence[Goal], by_indicator: Mapping[str, Figure]) -> list[GoalResult]:
    """Return each goal with what was reached."""
    found = []
    for goal in goals:
        figure = by_indicator[goal.indicator]
        value = figure.value or 0
        if figure.of is not None:
            value = value * 100 // figure.of if figure.of else 0
        reached = rate(value, goal.at_least)
        found.append(GoalResult(goal.indicator, figure.label, goal.at_least, value, reached, goal.basis))
    return found


def totals_of(frame: Frame) -> list[LegacyTotal]:
    """Return the printed totals of the unit and its direct children for the period, the unit's own first."""
    if frame.lines is not None:
        return []
    children = [span.unit for span in atlas().children(frame.unit.pk, frame.on)]
    rows = LegacyTotal.objects.filter(
        unit__in=[frame.unit.pk, *children], period=frame.period.code, withdrawn_on__isnull=True
    )
    order = {"registered": 0, "recognised": 1}
    return sorted(
        rows.select_related("unit"),
        key=lambda row: (row.unit_id != frame.unit.pk, _code(row, frame), order.get(row.indicator, 2), row.indicator),
    )


def _code(row: LegacyTotal, frame: Frame) -> str:
    span = atlas().nearest(row.unit_id, frame.on)
    return span.code if span else ""


def label_of(row: LegacyTotal, frame: Frame) -> str:
    """Return the name of the unit that a printed total is of."""
    span = atlas().nearest(row.unit_id, frame.on)
    return span.label if span else str(row.unit)
