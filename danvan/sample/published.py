"""What sources have printed of the sample province, entered as printed totals; and goals to measure against (illustration)."""

import json
from functools import cache
from typing import Any

from danvan.accounts.scope import Operator
from danvan.core.dates import year_end
from danvan.reporting.actions import enter_total, set_goal
from danvan.reporting.models import LegacyTotal
from danvan.reporting.periods import Period, PeriodKind
from danvan.sample.files import DATA
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code


@cache
def document() -> dict[str, Any]:
    """Return all that is known of the sample province's published totals."""
    found: dict[str, Any] = json.loads((DATA / "published.json").read_text(encoding="utf-8"))
    return found


def add_published(operator: Operator) -> None:
    """Enter the printed totals and the goals that are not there yet."""
    words = document()
    province = _unit(words["unit"], words["year"])
    _enter(province, "registered", words["total"], "", words["source"], words["note"], operator)
    _enter(province, "recognised", words["recognised_at_least"], words["recognised"], words["source"], "", operator)
    for district in words["districts"]:
        unit = _unit(district["unit"], words["year"])
        _enter(unit, "registered", district["total"], "", district["source"], words["districts_note"], operator)
    for indicator, at_least in words["goals"].items():
        set_goal(province, words["year"], indicator, at_least=at_least, basis=words["goals_basis"], actor=operator)


def _enter(unit: Unit, indicator: str, value: int, words: str, source: str, note: str, operator: Operator) -> None:
    period = Period(PeriodKind.YEAR, document()["year"])
    if not LegacyTotal.objects.filter(unit=unit, period=period.code, indicator=indicator, source=source).exists():
        enter_total(unit, period, indicator, value=value, words=words, source=source, note=note, actor=operator)


def _unit(code: str, year: int) -> Unit:
    found = unit_by_code(code, year_end(year))
    if found is None:
        msg = f"the country's units are not loaded: {code}"
        raise LookupError(msg)
    return found
