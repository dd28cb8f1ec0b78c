"""Which models there are: drawn from the topics, unit by unit, the same on every run."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from danvan.initiatives.drafts import RecognitionDraft, key_of
from danvan.initiatives.models import Field
from danvan.initiatives.workflow import Status
from danvan.sample.files import read
from danvan.sample.grammar import expand
from danvan.sample.quotas import HEALTH_INSURANCE, apportion
from danvan.sample.seats import YEAR, Seat
from danvan.sample.topics import Owner, Topic, Way, ways
from danvan.units.models import Level

FIELDS = {
    Field.ECONOMY: 25,
    Field.CULTURE_SOCIETY: 52,
    Field.DEFENCE_SECURITY: 15,
    Field.POLITICAL_SYSTEM: 8,
}
# Percentage points by which a district leans: the mountains to the economy, towns and industry to order and reform.
LEANS = {
    "213": {Field.ECONOMY: -10, Field.POLITICAL_SYSTEM: 4, Field.DEFENCE_SECURITY: 2},
    "219": {Field.ECONOMY: 6, Field.DEFENCE_SECURITY: -2},
    "220": {Field.ECONOMY: 3},
    "222": {Field.ECONOMY: -3, Field.DEFENCE_SECURITY: 4},
}
OPEN_END = {
    Status.UNDER_WAY: 76,
    Status.NOT_RECOGNISED: 8,
    Status.ENDED: 7,
    Status.APPROVED: 5,
    Status.REGISTERED: 3,
    Status.PAUSED: 1,
}
STOPPED = {Status.ENDED: 60, Status.NOT_RECOGNISED: 25, Status.PAUSED: 5, Status.UNDER_WAY: 10}
# How small groups begin their names: not one person, not a whole district.
GROUPS = ("Tổ ", "Câu lạc bộ ", "Chi hội ", "Đội ", "Nhóm ", "Ban ", "Dòng họ ")
VILLAGE_SHARE, KEPT_SHARE, MAINTAINED_SHARE = 0.64, 0.78, 0.47


@dataclass
class Model:
    """One registration as drawn: everything but its longer texts."""

    year: int
    seat: Seat
    topic: Topic
    owner: Owner
    name: str
    owner_name: str
    slots: dict[str, str]
    villages: tuple[str, ...] = ()
    maintained_since: int | None = None
    goes_on: bool = False
    status: str = Status.UNDER_WAY
    sub: str = ""
    recognitions: list[RecognitionDraft] = field(default_factory=list)

    @property
    def registered_on(self) -> dt.date:
        """The day of registration: most in the first months of the year, some later; always before a recognition."""
        rng = self.rng(f"{self.year}:registered")
        month = rng.choices((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), (12, 24, 30, 16, 6, 4, 3, 2, 2, 1))[0]
        day = dt.date(self.year, month, rng.randint(3, 27))
        return day - dt.timedelta(days=max(0, day.weekday() - 4))

    @property
    def key(self) -> str:
        """What must not occur twice in a year."""
        return key_of(self.name, self.owner_name)

    def rng(self, purpose: str) -> Random:
        """Return randomness of this record's own, so that a change to one record does not stir the others."""
        return Random(f"{self.key}:{purpose}")  # noqa: S311 - a fixed seed is the point


class Inventor:
    """Draws one year's models."""

    def __init__(self, year: int, before: Sequence[Model] = ()) -> None:
        self.year = year
        self.taken = {model.key for model in before}
        self.before: dict[str, list[Model]] = {}
        for model in before:
            self.before.setdefault(model.seat.code, []).append(model)
        self.models: list[Model] = []

    def draw(self, seat: Seat, number: int) -> None:
        """Draw ``number`` models at a unit itself: those that go on from the year before, then others."""
        rng = Random(f"{self.year}:{seat.code}")  # noqa: S311 - a fixed seed is the point
        drawn = self._kept(seat)[:number]
        used = Counter(model.topic.key for model in drawn)
        for forced in self._forced(seat, rng):
            while not self._add(drawn, self._new(seat, forced, rng)):
                continue
        misses = 0
        while len(drawn) < number:
            way = self._way(seat, used, rng, limit=2 + misses // 100)
            if way is None or not self._add(drawn, self._new(seat, way, rng)):
                misses += 1
                continue
            used[way.topic.key] += 1
        fresh = [m for m in drawn if m.maintained_since is None and "years" not in m.topic.words]
        older = max(0, round(number * MAINTAINED_SHARE) - sum(m.maintained_since is not None for m in drawn))
        for model in rng.sample(fresh, min(older, len(fresh))):
            model.maintained_since = self.year - rng.choice((1, 1, 2))
        for model in drawn:
            self._settle(model, rng)
        self.models += drawn

    def _kept(self, seat: Seat) -> list[Model]:
        """Return last year's models that go on, where the unit has kept its name."""
        return [
            replace(
                model, year=self.year, seat=seat, goes_on=False, recognitions=[],
                maintained_since=model.maintained_since or model.year,
            )
            for model in self.before.get(seat.code, ())
            if model.goes_on and model.seat.label == seat.label and model.topic.fits(seat, self.year)
        ]  # fmt: skip

    def _forced(self, seat: Seat, rng: Random) -> list[Way]:
        """Return the ways of Yên Thế's own class, so many of them as it published."""
        code, total = HEALTH_INSURANCE
        district = seat.district
        if self.year != YEAR or seat is district or district is None or district.code != code:
            return []
        share = apportion(total, [1.0] * len(district.children))[district.children.index(seat)]
        found = [
            way for (level, _, _), group in sorted(ways().items()) for way in group
            if way.topic.key == "bhyt" and level in {Level.VILLAGE, Level.COMMUNE}
        ]  # fmt: skip
        return [rng.choice(found) for _ in range(share)]

    def _way(self, seat: Seat, used: Counter[str], rng: Random, limit: int) -> Way | None:
        level = seat.level
        if level == Level.COMMUNE and rng.random() < VILLAGE_SHARE:
            level = Level.VILLAGE
        individual = rng.random() < (0.125 if level in {Level.VILLAGE, Level.COMMUNE} else 0.07)
        lean = LEANS.get(seat.district.code, {}) if seat.district else {}
        weights = [share + lean.get(name, 0) for name, share in FIELDS.items()]
        field_ = rng.choices(list(FIELDS), weights)[0]
        fitting = [
            way for way in ways().get((level, individual, field_), ())
            if used[way.topic.key] < limit and way.topic.fits(seat, self.year) and not self._reserved(way.topic, seat)
        ]  # fmt: skip
        return rng.choices(fitting, [way.weight for way in fitting])[0] if fitting else None

    def _reserved(self, topic: Topic, seat: Seat) -> bool:
        return topic.key == "bhyt" and seat.district is not None and seat.district.code == HEALTH_INSURANCE[0]

    def _add(self, drawn: list[Model], model: Model) -> bool:
        if model.key in self.taken:
            return False
        self.taken.add(model.key)
        drawn.append(model)
        return True

    def _new(self, seat: Seat, way: Way, rng: Random) -> Model:
        owner, topic = way.owner, way.topic
        slots = seat.slots() | {"so": str(rng.randint(1, 9))}
        villages: tuple[str, ...] = ()
        if owner.level == Level.VILLAGE:
            village = rng.choice(seat.villages)
            head = f"Tổ trưởng {village}" if seat.urban else f"Trưởng {village}"
            slots |= {"thon": village, "noi": village, "truong_thon": head}
            villages = (village,)
        elif owner.level == Level.COMMUNE and rng.random() < 0.3:  # noqa: PLR2004 - not everywhere in the commune
            villages = tuple(sorted(rng.sample(seat.villages, rng.randint(1, 3)), key=seat.villages.index))
        district = read("places")["districts"].get(seat.district.code) if seat.district else None
        slots["san_pham"] = rng.choice(district["nong_san"]) if district else "vải thiều"
        slots["thpt"] = rng.choice(district["thpt"]) if district else ""
        names = topic.text("names", owner, urban=seat.urban)
        if owner.individual or owner.level in {Level.DISTRICT, Level.PROVINCE}:
            names = [name for name in names if not name.startswith(GROUPS)] or names
        name = expand(rng.choice(names), slots, rng)
        owner_name = expand(rng.choice(owner.words["names"]), slots, rng)
        if owner.level == Level.VILLAGE:
            owner_name = f"{owner_name}, {seat.label}"
        return Model(self.year, seat, topic, owner, name, owner_name, slots, villages)

    def _settle(self, model: Model, rng: Random) -> None:
        """Decide how the year ends for a model that is not recognised, and whether it goes on."""
        model.goes_on = rng.random() < KEPT_SHARE
        states = STOPPED if not model.goes_on and self.before == {} else OPEN_END
        model.status = rng.choices(list(states), list(states.values()))[0]
        if model.goes_on and self.year != YEAR and model.status in {Status.ENDED, Status.PAUSED}:
            model.status = Status.UNDER_WAY
        model.sub = "bhyt_yen_the" if self._reserved(model.topic, model.seat) else model.topic.words["sub"]
