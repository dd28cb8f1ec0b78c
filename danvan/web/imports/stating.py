"""What was understood of the numbers in a row's texts, in words: the preview shows it before anything is written."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danvan.core.numbers import decimal
from danvan.initiatives.models import Resource
from danvan.initiatives.parts import resources_of, targets_of


def stated(said: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the targets and the resources that a row states, each with the words above them."""
    found = (
        (_("Chỉ tiêu hiểu được"), [_target(*one) for one in _targets(said)]),
        (_("Nguồn lực hiểu được"), [_resource(one.kind, one.amount, one.origin) for one in resources_of(said.get("resources", ()))]),
    )  # fmt: skip
    return [(label, texts) for label, texts in found if texts]


def _targets(said: dict[str, Any]) -> list[tuple[str, str, Decimal | None, Decimal | None, dt.date | None]]:
    return [(t.indicator, t.measure, t.baseline, t.goal, t.due_on) for t in targets_of(said.get("targets", ()))]


def _target(indicator: str, measure: str, first: Decimal | None, goal: Decimal | None, due: dt.date | None) -> str:
    number = f"{decimal(goal)}{'' if measure == '%' else ' '}{measure}"
    if first is not None:
        number = _("từ %(first)s lên %(goal)s") % {"first": decimal(first), "goal": number}
    text = f"{indicator}: {number}"
    return _("%(target)s, hạn %(day)s") % {"target": text, "day": f"{due:%d/%m/%Y}"} if due else text


def _resource(kind: str, amount: Decimal | None, origin: str) -> str:
    text = f"{Resource.ResourceKind(kind).label}: {decimal(amount)}"
    return f"{text} – {origin}" if origin else text
