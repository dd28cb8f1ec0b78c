"""Texts at the pace of a country: every topic's wording is spelt out once into a few templates, then only filled in."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from danvan.core.text import fold
from danvan.initiatives.models import Field
from danvan.initiatives.workflow import Status
from danvan.sample.files import read
from danvan.sample.grammar import _CHOICE, capital
from danvan.sample.invent import FIELDS
from danvan.sample.topics import SCALE, Owner, Topic, owners, ways
from danvan.sample.wording import REACHED, in_larger_units
from danvan.units.models import Level

VARIANTS = 9
# Subjects that are at home in one province only.
LOCAL = ("Yên Thế", "Quan họ", "vải thiều")
UPLAND = {"215", "218", "219", "220"}
# Bodies that ended with the district level.
ENDED = {"khoi_dan_van"}
SMALL = 0.35  # the share of the commune's own among what its villages register


class Templates:
    """Some spellings of one text."""

    def __init__(self, texts: Sequence[str]) -> None:
        texts = [text.replace("tỉnh Bắc Giang", "{tinh}").replace("Bắc Giang", "{ten}") for text in texts]
        rng = Random("|".join(texts))  # noqa: S311 - a fixed seed is the point
        spelt = [_CHOICE.sub(lambda m: rng.choice(m[1].split("|")), rng.choice(texts)) for _ in range(VARIANTS)]
        self.spelt = list(dict.fromkeys(capital(text) for text in spelt))
        self.money = [" đồng" in text for text in self.spelt]
        self.opens = [text.startswith("{") for text in self.spelt]

    def say(self, pick: float, words: dict[str, Any]) -> str:
        """Return the text that ``pick`` (0–1) chooses, filled in."""
        number = int(pick * len(self.spelt))
        text = self.spelt[number].format_map(words)
        if self.money[number]:
            text = in_larger_units(text)
        return capital(text) if self.opens[number] else text


@dataclass(slots=True, eq=False)
class Manner:
    """A topic taken up by an owner in the country or in a town, ready to be written out."""

    topic: Topic
    owner: Owner
    sub: str
    names: Templates
    problem: Templates
    goal: Templates
    method: Templates
    result: Templates
    lead: Templates | None
    contact: Templates
    owner_names: Templates
    low: int
    steps: int
    step: int
    scale: int
    target: tuple[str, str]
    years: tuple[int, ...]

    def goal_of(self, pick: float) -> int:
        """Return the goal in numbers."""
        return (self.low + self.step * int(pick * self.steps)) * self.scale

    def reached(self, goal: int, status: str, pick: float) -> int | None:
        """Return what was reached of a goal; None where nothing has begun."""
        share = REACHED.get(Status(status))
        if share is None:
            return None
        grain = max(1, self.step * self.scale // 5)
        found = max(1, round(goal * (share[0] + (share[1] - share[0]) * pick) / grain) * grain)
        if self.topic.words.get("percent"):
            found = min(100, found, goal + 4)
        if status == Status.RECOGNISED or (self.topic.words.get("exact") and status != Status.NOT_RECOGNISED):
            return max(found, goal)
        return found


@cache
def manner(topic: Topic, key: str, urban: bool) -> Manner:  # noqa: FBT001 - the cache takes it by place
    """Spell out one way of one topic; ``key`` is the owner's."""
    owner = owners()[key]

    def part(name: str) -> Templates:
        found = topic.text(name, owner, urban=urban)
        return Templates(found if isinstance(found, list) else [found])

    words = topic.words
    low, high, step = topic.text("n", owner, urban=urban)
    scale = 1 if words.get("flat") or words.get("percent") else SCALE[Level(owner.level)] // topic.base
    names = topic.text("names", owner, urban=urban)
    indicator, measure = words["target"]
    return Manner(
        topic, owner, words["sub"], Templates(names), part("problem"), part("goal"), part("method"), part("result"),
        None if words.get("no_lead") else Templates(owner.lead(urban=urban)), Templates(owner.words["contact"]),
        Templates(owner.words["names"]), low, (high - low) // step + 1, step, max(1, scale), (indicator, measure),
        tuple(words.get("years", ())),
    )  # fmt: skip


class Choice:
    """The manners that a class of units may take up, by weight."""

    def __init__(self, level: str, *, urban: bool, upland: bool, year: int, old: bool) -> None:
        found: list[Manner] = []
        weights: list[float] = []
        for field, share in FIELDS.items():
            of_field = [
                (way, factor)
                for lower, part in _levels(level)
                for individual, few in ((False, 0.87), (True, 0.13))
                for way in ways().get((lower, individual, field), ())
                if _fits(way.topic, way.owner, level=level, urban=urban, upland=upland, year=year, old=old)
                for factor in (part * few,)
            ]
            whole = sum(way.weight * factor for way, factor in of_field)
            found += [manner(way.topic, way.owner.key, urban) for way, _ in of_field]
            weights += [way.weight * factor / whole * share for way, factor in of_field]
        self.manners = found
        self.sums = list(accumulate(weights))

    def pick(self, number: float) -> Manner:
        """Return the manner that ``number`` (0–1) chooses."""
        return self.manners[min(bisect(self.sums, number * self.sums[-1]), len(self.manners) - 1)]


def _levels(level: str) -> tuple[tuple[str, float], ...]:
    if level == Level.COMMUNE:
        return (Level.VILLAGE, 1 - SMALL), (Level.COMMUNE, SMALL)
    return ((level, 1.0),)


def _fits(topic: Topic, owner: Owner, *, level: str, urban: bool, upland: bool, year: int, old: bool) -> bool:
    words = topic.words
    if year not in words.get("years", (year,)) or any(word in str(words) for word in LOCAL):
        return False
    if level == Level.COMMUNE and (
        urban if words.get("where") == "rural" else words.get("where") == "urban" and not urban
    ):
        return False
    if level == Level.DISTRICT and words.get("where") == "urban":
        return False
    if level == Level.PROVINCE and owner.body not in read("nation/words")["province_bodies"]:
        return False
    districts = words.get("districts")
    if districts and set(districts) <= UPLAND and not upland:
        return False
    return old or owner.body not in ENDED or owner.level == Level.VILLAGE


@cache
def choice(level: str, urban: bool, upland: bool, year: int, old: bool) -> Choice:  # noqa: FBT001 - as above
    """Return the choice of a class of units; ``old``: in the tree until 30 June 2025."""
    return Choice(level, urban=urban, upland=upland, year=year, old=old)


@cache
def more(part: str) -> list[str]:
    """Return the further sentences of a part."""
    return list(read("nation/words")["more"][part])


class _Folding(dict[int, str]):
    """Folds character by character, each once."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code)) or " "
        return self[code]


_folding = _Folding()


def folded(text: str) -> str:
    """Return ``core.text.fold`` of a text without combining marks, in a third of the time."""
    return " ".join(text.translate(_folding).split())


folded_often = lru_cache(1 << 16)(folded)  # of owners and places, which come again and again


__all__ = ["Choice", "Field", "Manner", "choice", "folded", "folded_often", "more"]
