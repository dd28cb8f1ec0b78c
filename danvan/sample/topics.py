"""What models are about: topics by field, the owners that take them up, the words of both."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from danvan.initiatives.models import Field
from danvan.sample.files import read
from danvan.sample.seats import Seat
from danvan.units.models import Level

FILES = {
    Field.ECONOMY: ("economy",),
    Field.CULTURE_SOCIETY: ("environment", "culture", "welfare"),
    Field.DEFENCE_SECURITY: ("security",),
    Field.POLITICAL_SYSTEM: ("political",),
}
SCALE = {Level.VILLAGE: 1, Level.COMMUNE: 3, Level.DISTRICT: 12, Level.PROVINCE: 40}


@dataclass(frozen=True)
class Owner:
    """Who registers: a kind of body or post at a level."""

    key: str
    level: str
    line: str
    body: str
    individual: bool
    words: dict[str, Any]

    def lead(self, *, urban: bool) -> list[str]:
        """Return the sentences with which the owner's way of working begins."""
        found: list[str] = self.words["lead_urban" if urban and "lead_urban" in self.words else "lead"]
        return found


@dataclass(frozen=True, eq=False)
class Topic:
    """One subject of models."""

    key: str
    field: str
    words: dict[str, Any]

    def text(self, part: str, owner: Owner, *, urban: bool) -> Any:
        """Return the part (names, problem, method…) in the wording for the owner, one person, the line, level or a town."""
        ways = [f"{part}_{owner.key}", f"{part}_{owner.line}", f"{part}_{owner.level}", part]
        if owner.individual:
            ways.insert(0, f"{part}_individual")
        if urban:
            ways.insert(-1, f"{part}_urban")
        return next(self.words[way] for way in ways if way in self.words)

    def fits(self, seat: Seat, year: int) -> bool:
        """Tell whether the subject is found at the place and in the year."""
        words = self.words
        if year not in words.get("years", (year,)):
            return False
        where = words.get("where")
        if seat.level == Level.COMMUNE and where and seat.urban != (where == "urban"):
            return False
        if seat.level == Level.DISTRICT and where == "urban":
            return False
        districts = words.get("districts")
        return not (districts and seat.district and seat.district.code not in districts)

    @property
    def base(self) -> int:
        """The scale for which the topic's numbers are given: that of its lowest owner."""
        return min(SCALE[Level(owners()[key].level)] for key in self.words["owners"])


@dataclass(frozen=True, eq=False)
class Way:
    """A topic taken up by an owner, and how often."""

    topic: Topic
    owner: Owner
    weight: float


@cache
def owners() -> dict[str, Owner]:
    """Return the owners by key."""
    return {
        key: Owner(key, w["level"], w["line"], w["body"], w.get("individual", False), w)
        for key, w in read("owners").items()
    }


@cache
def topics() -> tuple[Topic, ...]:
    """Return all topics."""
    return tuple(
        Topic(words["key"], field, words)
        for field, names in FILES.items()
        for name in names
        for words in read(f"topics/{name}")["topic"]
    )


@cache
def ways() -> dict[tuple[str, bool, str], tuple[Way, ...]]:
    """Return the ways by level of owner, whether an individual, and field."""
    found: dict[tuple[str, bool, str], list[Way]] = defaultdict(list)
    for topic in topics():
        mine: dict[tuple[str, bool], list[Owner]] = defaultdict(list)
        for key in topic.words["owners"]:
            mine[owners()[key].level, owners()[key].individual].append(owners()[key])
        for (level, individual), group in mine.items():
            for owner in group:
                way = Way(topic, owner, topic.words["weight"] / len(group) ** 0.5)
                found[level, individual, topic.field].append(way)
    return {key: tuple(group) for key, group in found.items()}
