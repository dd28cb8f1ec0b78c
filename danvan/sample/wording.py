"""From a drawn model to the draft of its registration, with its texts, numbers and parts."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from danvan.core.numbers import count
from danvan.initiatives.drafts import Draft, PartDraft, PlaceDraft
from danvan.initiatives.models import Kind, OwnerKind, Participation, Renewal
from danvan.initiatives.workflow import Status
from danvan.sample.bodies import Bodies
from danvan.sample.files import read
from danvan.sample.grammar import expand
from danvan.sample.invent import Model
from danvan.sample.topics import SCALE
from danvan.units.models import Level

# How much of the goal is reached, by status; nothing is reported before the start.
REACHED = {
    Status.RECOGNISED: (1.0, 1.25),
    Status.UNDER_WAY: (0.85, 1.12),
    Status.ENDED: (0.85, 1.08),
    Status.NOT_RECOGNISED: (0.3, 0.7),
    Status.PAUSED: (0.2, 0.6),
}
# How many have a target, a resource, a partner, a sentence on the owner's way of working.
MEASURED, RESOURCED, PARTNERED, LED = 0.55, 0.45, 0.35, 0.65
PARTS = (
    Participation.Part.COORDINATES,
    Participation.Part.COORDINATES,
    Participation.Part.JOINS,
    Participation.Part.SUPPORTS,
)


LARGER = {"nghìn đồng": "triệu đồng", "triệu đồng": "tỷ đồng"}
_THOUSANDS = re.compile(r"\b(\d{1,3})\.(\d{3}) (nghìn đồng|triệu đồng)")


@dataclass
class Written:
    """A draft, and the columns of the parts that no draft carries."""

    draft: Draft
    target: dict[str, Any] | None = None
    resource: dict[str, Any] | None = None
    key_project: uuid.UUID | None = None


class Writer:
    """Writes out models; knows the bodies, the sub-fields and the key projects."""

    def __init__(
        self, bodies: Bodies, sub_fields: Mapping[str, uuid.UUID], projects: Mapping[str, list[uuid.UUID]]
    ) -> None:
        self.bodies = bodies
        self.sub_fields = sub_fields
        self.projects = projects

    def write(self, model: Model) -> Written:
        """Return the draft of a model and its parts."""
        rng = model.rng(f"{model.year}")
        goal, reached = numbers(model, rng)
        owner = self.bodies.of(model.owner.body, model.seat, words=model.slots)
        individual = model.owner.individual
        draft = Draft(
            year=model.year, name=model.name, field=model.topic.field, accounting_unit=model.seat.unit.pk,
            province=self.bodies.provinces[-1].unit.pk, places=places(model, rng), places_text=places_text(model),
            owner_name=model.owner_name, owner=owner, line=model.owner.line,
            owner_kind=OwnerKind.INDIVIDUAL if individual else OwnerKind.COLLECTIVE,
            kind=Kind.EXEMPLAR if rng.random() < (0.85 if individual else 0.05) else Kind.MODEL,
            renewal=Renewal.MAINTAINED if model.maintained_since else Renewal.NEW, status=model.status,
            sub_field=self.sub_fields[model.sub], registered_on=model.registered_on, texts=texts(model, goal, reached, rng),
            recognitions=tuple(model.recognitions), participants=self._partners(model, rng), illustration=True,
        )  # fmt: skip
        return Written(
            draft, target(model, goal, rng), resource(model, reached or goal, rng), self._project(model, rng)
        )

    def _partners(self, model: Model, rng: Random) -> tuple[PartDraft, ...]:
        keys = [key for key in model.owner.words.get("partners", ()) if key != model.owner.body]
        if not keys or rng.random() >= PARTNERED:
            return ()
        chosen = rng.sample(keys, min(len(keys), rng.randint(1, 2)))
        found = [self.bodies.of(key, model.seat, words=model.slots) for key in chosen]
        return tuple(PartDraft(body.name, rng.choice(PARTS), body.pk) for body in found)

    def _project(self, model: Model, rng: Random) -> uuid.UUID | None:
        if not model.topic.words.get("key_project") or rng.random() >= 0.6:  # noqa: PLR2004 - most, not all
            return None
        code = model.seat.district.code if model.seat.district else ""
        return rng.choice(self.projects.get(code) or self.projects["24"])


def numbers(model: Model, rng: Random) -> tuple[int, int | None]:
    """Return the goal in numbers, and what was reached of it (None: not begun)."""
    words = model.topic.words
    low, high, step = model.topic.text("n", model.owner, urban=model.seat.urban)
    scale = 1 if words.get("flat") or words.get("percent") else _scale(model)
    goal = rng.randrange(low, high + 1, step) * scale
    share = REACHED.get(Status(model.status))
    if share is None:
        return goal, None
    grain = max(1, step * scale // 5)
    reached = max(0, round(goal * rng.uniform(*share) / grain) * grain)
    if words.get("percent"):
        reached = min(100, reached, goal + 4)
    if words.get("exact") and model.status not in {Status.NOT_RECOGNISED, Status.PAUSED}:
        reached = goal
    if model.status == Status.RECOGNISED:
        reached = max(reached, goal)
    elif model.status in {Status.UNDER_WAY, Status.ENDED}:
        reached = max(reached, 1)
    return goal, reached


def _scale(model: Model) -> int:
    if model.owner.level == Level.COMMUNE and model.villages:
        return max(1, len(model.villages) // model.topic.base)
    return SCALE[Level(model.owner.level)] // model.topic.base


def texts(model: Model, goal: int, reached: int | None, rng: Random) -> dict[str, str]:
    """Return the longer texts."""
    words = read("wording")
    slots = model.slots | {"n": count(goal), "k": count(reached), "don_vi": model.topic.words["target"][1]}

    def say(part: str, source: Random) -> str:
        return in_larger_units(expand(model.topic.text(part, model.owner, urban=model.seat.urban), slots, source))

    steady = model.rng("steady")  # what does not change from year to year
    problem, method = say("problem", steady), say("method", steady)
    if steady.random() < LED and not model.topic.words.get("no_lead"):
        lead = expand(steady.choice(model.owner.lead(urban=model.seat.urban)), slots, steady)
        method = f"{lead} {method}"
    done = model.status == Status.ENDED and reached is not None and reached >= goal
    notes = words["note"].get("ended_reached" if done else model.status)
    return {
        "problem": problem,
        "goal": say("goal", rng),
        "method": method,
        "result": _result(model, goal, reached, say("result", rng), slots),
        "duration": _duration(model, rng),
        "contact": expand(steady.choice(model.owner.words["contact"]), slots, steady),
        "note": rng.choice(notes) if notes else "",
        "source": words["illustration"],
    }


def in_larger_units(text: str) -> str:
    """Return the text with ``5.500 nghìn đồng`` as ``5,5 triệu đồng`` and ``1.600 triệu đồng`` as ``1,6 tỷ đồng``."""

    def larger(match: re.Match[str]) -> str:
        whole, rest = match[1], match[2].rstrip("0")
        return f"{whole},{rest} {LARGER[match[3]]}" if rest else f"{whole} {LARGER[match[3]]}"

    return _THOUSANDS.sub(larger, text)


def _result(model: Model, goal: int, reached: int | None, full: str, slots: Mapping[str, str]) -> str:
    words: dict[str, str] = read("wording")["result"]
    if reached is None:
        return ""
    if model.status not in {Status.NOT_RECOGNISED, Status.PAUSED}:
        return full
    if reached in {0, goal}:
        return words["none"]
    return words["percent" if model.topic.words.get("percent") else "short"].format_map(slots)


def _duration(model: Model, rng: Random) -> str:
    words: dict[str, Any] = read("wording")["duration"]
    slots = {"nam": str(model.year), "truoc": str(model.maintained_since), "thang": str(rng.randint(1, 6))}
    way = "maintained" if model.maintained_since else "ended" if model.status == Status.ENDED else "new"
    return expand(rng.choice(words[way]), slots, rng)


def places(model: Model, rng: Random) -> tuple[PlaceDraft, ...]:
    """Return where it is carried out: the villages, the whole unit, or some of the units below."""
    seat = model.seat
    if model.villages:
        return tuple(PlaceDraft(seat.unit.pk, village) for village in model.villages)
    if seat.level == Level.DISTRICT and rng.random() < 0.3:  # noqa: PLR2004 - some have chosen communes
        return tuple(PlaceDraft(child.unit.pk) for child in rng.sample(seat.children, 2))
    return (PlaceDraft(seat.unit.pk),)


def places_text(model: Model) -> str:
    """Return the place as a register would have it."""
    return ", ".join((*model.villages, model.seat.path))


def target(model: Model, goal: int, rng: Random) -> dict[str, Any] | None:
    """Return a measurable target for about half of the models."""
    if rng.random() >= MEASURED:
        return None
    indicator, measure = model.topic.words["target"]
    due_on = dt.date(model.year, 12, 31)
    return {"indicator": indicator, "measure": measure, "goal": Decimal(goal), "due_on": due_on}


def resource(model: Model, amount: int, rng: Random) -> dict[str, Any] | None:
    """Return what was put in, where the topic knows it."""
    kind = model.topic.words.get("resource")
    if kind is None or rng.random() >= RESOURCED:
        return None
    factor = {"money_million": 1_000_000, "money_thousand": 1000}.get(kind, 1)
    if kind == "money":
        amount, factor = rng.randint(4, 90), 500_000
    kind = kind.partition("_")[0]
    origin = rng.choice(read("wording")["resource"][kind])
    return {"kind": kind, "amount": Decimal(amount * factor), "origin": origin}
