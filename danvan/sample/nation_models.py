"""The models of the nation: drawn province by province and year by year, each written out as rows at once."""

import datetime as dt
import hashlib
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random

from danvan.audit.chain import seal_of
from danvan.core.numbers import count
from danvan.initiatives.codes import letters
from danvan.initiatives.models import Kind, OwnerKind, Renewal
from danvan.initiatives.workflow import Status
from danvan.sample.files import read
from danvan.sample.invent import OPEN_END
from danvan.sample.nation_bodies import Bodies, Known
from danvan.sample.nation_land import Land, Spot, tree_days
from danvan.sample.nation_plan import Plan, lands, shares
from danvan.sample.nation_results import Decision, Decisions
from danvan.sample.nation_rows import RECOGNISED, SEALED, Batch, Tables, begun, new_key
from danvan.sample.nation_wording import Manner, choice, folded, folded_often, more
from danvan.sample.seats import REORGANISED
from danvan.units.atlas import Key
from danvan.units.models import Level

KEPT, NAMED = 0.62, 0.72
STAGE_END = 2025  # "Giai đoạn 2022-2025" is said before its last year
HCM = dt.timezone(dt.timedelta(hours=7))
EPOCH = dt.date(1970, 1, 1)


@dataclass(slots=True, eq=False)
class Model:
    """A model that goes on: what does not change from year to year."""

    initiative: str
    tenant: str
    code: str
    manner: Manner
    spot: Spot
    words: dict[str, str]
    villages: tuple[str, ...]
    name: str
    name_key: str
    owner_name: str
    problem: str
    method: str
    contact: str
    kind: str
    since: int


@dataclass
class Ground:
    """What the generator finds in the installation."""

    sub_fields: Mapping[str, str]
    postgres: bool
    today: dt.date
    known: Known = field(default_factory=dict)
    # the last number given, by province and year of the code
    counters: Mapping[tuple[str, int], int] = field(default_factory=dict)
    done: frozenset[str] = frozenset()


def batches(plan: Plan, ground: Ground) -> Iterator[Batch]:
    """Yield the batches in their order; of one that is there already only its name and size, without its rows."""
    chosen = lands(plan)
    numbers = shares(plan, chosen)
    bodies = Bodies(plan.seed, ground.known)
    for land in chosen:
        author = Author(plan, ground, land, bodies)
        for year in range(plan.first, plan.last + 1):
            yield author.year(year, numbers[land.code, year])


class Author:
    """Writes one province, year after year."""

    def __init__(self, plan: Plan, ground: Ground, land: Land, bodies: Bodies) -> None:
        self.plan, self.ground, self.land, self.bodies = plan, ground, land, bodies
        self.going_on: list[Model] = []

    def year(self, year: int, number: int) -> Batch:
        """Return the batch of a year: what goes on from the year before, then what is new."""
        batch = Batch(str(self.plan.batch_id(self.land.code, year)), self.land.code, year, number)
        rng = Random(f"{self.plan.seed}:{self.land.code}:{year}")  # noqa: S311 - a fixed seed is the point
        tables = Tables(postgres=self.ground.postgres)
        self.bodies.into(batch, tables)
        kept, self.going_on = self.going_on, []
        page = Page(self, batch, tables, rng)
        left = number
        for part, (day, share) in enumerate(days := tree_days(year)):
            wanted = left if part == len(days) - 1 else round(number * share)
            left -= wanted
            old = day < REORGANISED
            spots = self.land.tree(day)
            self.bodies.frame(spots, old=old)
            if part == 0:
                carried = [m for m in kept if self._carry(m, day)]
                for model in carried[: int(wanted * 0.7)]:
                    page.write(model, year, renewal=Renewal.MAINTAINED, old=old, day=day)
                wanted -= min(len(carried), int(wanted * 0.7))
            sums = list(accumulate(spot.weight for spot in spots))
            for _ in range(wanted):
                spot = spots[min(bisect(sums, rng.random() * sums[-1]), len(spots) - 1)]
                page.write(page.invent(spot, year, old=old), year, renewal=Renewal.NEW, old=old, day=day)
        if batch.id not in self.ground.done:
            batch.tables = tables.taken()
        return batch

    def _carry(self, model: Model, day: dt.date) -> bool:
        """Move a model to the unit that its unit has become; tell whether it can go on."""
        spot = next((s for s in self._here(day).get(model.spot.unit, ()) if s.level == model.spot.level), None)
        if spot is None or (model.manner.years and day.year not in model.manner.years):
            return False
        if spot.label != model.spot.label or spot.unit != model.spot.unit:
            moved = (
                "xa",
                "xa_ten",
                "huyen",
                "huyen_ten",
                "cap_uy",
                "tinh",
                "ten",
                *(() if model.villages else ("noi",)),
            )
            model.words |= {name: spot.words.get(name, "") for name in moved}
            model.contact = model.manner.contact.say(0.0, model.words)
            if not model.villages or model.manner.owner.level != Level.VILLAGE:
                model.owner_name = owner_name(model.manner, model.words, spot)
            else:
                model.owner_name = f"{model.owner_name.rpartition(', ')[0]}, {spot.label}"
        model.spot = spot
        return True

    def _here(self, day: dt.date) -> dict[str, list[Spot]]:
        """Return where the units of the year before stand on a day."""
        spots = self.land.tree(day)
        if getattr(self, "_tree", None) is not spots:
            self._tree, self._found = spots, _Carried(self.land, day)
        return self._found


class _Carried(dict[str, list[Spot]]):
    """Where each unit stands on a day, looked up once."""

    def __init__(self, land: Land, day: dt.date) -> None:
        self.day = day
        self.spots = {spot.unit: spot for spot in land.tree(day)}

    def __missing__(self, unit: str) -> list[Spot]:
        from danvan.units.atlas import atlas  # noqa: PLC0415 - asked for few units

        home, exact = (Key(unit), True) if unit in self.spots else atlas().home(Key(unit), self.day)
        self[unit] = [self.spots[str(home)]] if exact and str(home) in self.spots else []
        return self[unit]

    def get(self, unit: str, default: object = None) -> list[Spot]:
        """Return the place of a unit."""
        return self[unit]


def owner_name(manner: Manner, words: Mapping[str, str], spot: Spot, pick: float = 0.0) -> str:
    """Return the owner's name as the register writes it."""
    if spot.level == Level.PROVINCE and not manner.owner.individual:
        own = read("nation/words")["province_bodies"][manner.owner.body]
        return str(own[1].format_map(words))
    name = manner.owner_names.say(pick, words)  # type: ignore[arg-type]
    return f"{name}, {spot.label}" if manner.owner.level == Level.VILLAGE else name


class Page:
    """One batch being written."""

    def __init__(self, author: Author, batch: Batch, tables: Tables, rng: Random) -> None:
        self.author, self.batch, self.t, self.rng = author, batch, tables, rng
        self.decisions = Decisions(author.land, batch.year, author.ground.today)
        self.states, self.state_sums = list(OPEN_END), list(accumulate(OPEN_END.values()))
        self.letters: dict[str, str] = {}
        self.count = cache(count)
        self.day = cache(lambda days: (EPOCH + dt.timedelta(days=days)).isoformat())
        self.illustration = read("wording")["illustration"]
        self.durations = read("wording")["duration"]
        self.notes = read("wording")["note"]
        self.endings = read("nation/words")["more"]

    def invent(self, spot: Spot, year: int, *, old: bool) -> Model:
        """Draw a new model at a unit."""
        rng, random = self.rng, self.rng.random
        manner = choice(spot.level, spot.urban, spot.upland, year, old).pick(random())
        words = dict(spot.words)
        words["so"] = str(rng.getrandbits(3) + 1)
        words["san_pham"] = spot.products[int(random() * len(spot.products))]
        words.setdefault("huyen", words.get("xa", ""))
        words.setdefault("huyen_ten", words.get("xa_ten", ""))
        villages: tuple[str, ...] = ()
        if manner.owner.level == Level.VILLAGE:
            village = spot.villages[int(random() * len(spot.villages))]
            head = village if spot.urban else village.partition(" ")[0] + " " + village.partition(" ")[2]
            words |= {
                "thon": village,
                "noi": village,
                "truong_thon": f"{'Tổ trưởng' if spot.urban else 'Trưởng'} {head}",
            }
            villages = (village,)
        elif spot.level == Level.COMMUNE and random() < 0.25:  # noqa: PLR2004 - not everywhere in the commune
            start = int(random() * (len(spot.villages) - 3))
            villages = spot.villages[start : start + 1 + rng.getrandbits(1)]
        self._figures(words)
        words["dv"] = manner.owner_names.say(0.0, words)
        name = manner.names.say(random(), words)
        if random() < NAMED:
            ends = more_names()
            ending = ends[int(random() * len(ends))]
            if "{thon}" not in ending or villages:
                name += ending.format_map(
                    words if words.get("thon") else words | {"thon": villages[0] if villages else ""}
                )
        problem = manner.problem.say(random(), words)
        if random() < 0.7:  # noqa: PLR2004 - most
            problem = f"{problem} {self._more('problem', words)}"
        method = manner.method.say(random(), words)
        if manner.lead and random() < 0.65:  # noqa: PLR2004 - most
            method = f"{manner.lead.say(random(), words)} {method}"
        method = f"{method} {self._more('method', words)}"
        if random() < 0.5:  # noqa: PLR2004 - half
            self._figures(words)
            method = f"{method} {self._more('method', words)}"
        individual = manner.owner.individual
        return Model(
            "", spot.tenant, "", manner, spot, words, villages, name[:500], folded(name[:500]), owner_name(manner, words, spot, random()),
            problem, method, manner.contact.say(random(), words),
            Kind.EXEMPLAR.value if random() < (0.85 if individual else 0.05) else Kind.MODEL.value, year,
        )  # fmt: skip

    def _figures(self, words: dict[str, str]) -> None:
        """Draw the small numbers of the further sentences."""
        r = self.rng.getrandbits(48)
        words["h"] = str(15 + r % 260)
        words["b"] = str(2 + (r >> 9) % 14)
        words["t"] = str(1 + (r >> 14) % 12)
        words["p"] = str(58 + (r >> 18) % 42)
        words["m"] = f"{1 + (r >> 24) % 8}.{(r >> 28) % 10}00"
        words["q"] = str(3 + (r >> 33) % 42)

    def _more(self, part: str, words: Mapping[str, str]) -> str:
        texts = self.endings[part]
        return str(texts[int(self.rng.random() * len(texts))].format_map(words))

    def write(self, model: Model, year: int, *, renewal: Renewal, old: bool, day: dt.date) -> None:
        """Write one registration with all that belongs to it, and count it."""
        rng, random, t = self.rng, self.rng.random, self.t
        spot, manner, words = model.spot, model.manner, model.words
        owner = manner.owner
        registered, instant, at = self._registered(year, old=old, day=day)
        key = new_key(instant, rng)
        if not model.initiative:
            model.initiative = new_key(instant, rng)
            model.code = self._code(spot.tenant, year)
            t.add("initiatives_initiative", t.key(model.initiative), t.key(model.tenant), model.code, t.true)
        status = str(self.states[bisect(self.state_sums, random() * self.state_sums[-1])])
        decided = self.decisions.draw(spot, random(), old=old, day=day, registered=registered)
        if decided:
            status = Status.RECOGNISED.value
        pick = random()
        goal = manner.goal_of(random())
        reached = manner.reached(goal, status, pick)
        words["n"], words["k"], words["don_vi"] = self.count(goal), self.count(reached), manner.target[1]
        goal_text = manner.goal.say(pick, words)
        result = self._result(manner, status, goal, reached, words)
        own = t.key(key)
        level, outstanding = self._recognise(instant, key, model, decided)
        body = self.author.bodies.of(owner.body, spot, old=old)
        places_text = ", ".join((*model.villages, spot.path))
        places = self._places(instant, own, model)
        note = self.notes.get(status, ("",))
        note_text = note[int(random() * len(note))] if status != Status.ENDED else self.notes["ended_reached"][0]
        field_ = str(manner.topic.field)
        individual = OwnerKind.INDIVIDUAL.value if owner.individual else OwnerKind.COLLECTIVE.value
        name_key, owner_key = model.name_key, folded_often(model.owner_name)
        seal = [
            model.initiative, year, renewal.value, status, model.kind, model.name, field_,
            self.author.ground.sub_fields[manner.sub], individual, model.owner_name, body, owner.line, spot.unit,
            places_text, model.problem, goal_text, model.method, result, registered, self._duration(model, year),
            model.contact, note_text, self.illustration, level, outstanding, True,
        ]  # fmt: skip
        t.add(
            "initiatives_registration", own, t.key(model.tenant), t.key(model.initiative), t.year(year),
            *seal[2:7], t.key(seal[7]), individual, model.owner_name, t.key(body), owner.line, t.key(spot.unit),
            *seal[13:24], t.true if outstanding else t.false, t.true,
            hashlib.sha1(f"{name_key}|{owner_key}".encode(), usedforsecurity=False).hexdigest(),
            f"{name_key} {owner_key} {folded_often(places_text)} {model.code.lower().replace('-', ' ')}", at, at,
        )  # fmt: skip
        seal.append(sorted(places))
        self.batch.registrations[model.tenant][key] = seal_of(seal)
        self.batch.cells[
            spot.unit, year, model.tenant, field_, status, owner.line, renewal.value, model.kind, individual, level,
            outstanding, True,
        ] += 1  # fmt: skip
        if random() < 0.55:  # noqa: PLR2004 - about half have a measurable target
            t.add(
                "initiatives_target", t.key(new_key(instant, rng)), t.key(model.tenant), own, manner.target[0],
                manner.target[1], t.null, str(goal), f"{year}-12-31",
            )  # fmt: skip
        if random() < KEPT and status not in {Status.ENDED, Status.PAUSED}:
            self.author.going_on.append(model)

    def _code(self, tenant: str, year: int) -> str:
        start, last = self.batch.codes.get(tenant) or (self.author.ground.counters.get((tenant, year), 0),) * 2
        self.batch.codes[tenant] = (start, last + 1)
        if tenant not in self.letters:
            self.letters[tenant] = letters(Key(tenant))
        return f"{self.letters[tenant]}-{year}-{last + 1:05d}"

    def _registered(self, year: int, *, old: bool, day: dt.date) -> tuple[str, str, str]:
        """Return the day of registration (most register early in the year), how keys of that instant begin, and when it was entered."""
        first = dt.date(year, 1, 8)
        if not old and year == REORGANISED.year:
            first = REORGANISED + dt.timedelta(days=7)
        last = min(day, self.author.ground.today)
        span = max(1, (last - first).days)
        offset = int(span * self.rng.random() ** 2.2)
        days = (first - EPOCH).days + offset
        seconds = 3600 + int(self.rng.random() * 32_000)
        on = self.day(days)
        at = f"{on} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        instant = begun((days * 86_400 + seconds) * 1000 + self.rng.getrandbits(9))
        return on, instant, f"{at}+00" if self.t.postgres else at

    def _result(self, manner: Manner, status: str, goal: int, reached: int | None, words: dict[str, str]) -> str:
        if reached is None:
            return ""
        if status in {Status.NOT_RECOGNISED, Status.PAUSED}:
            texts: dict[str, str] = read("wording")["result"]
            way = "none" if reached in {0, goal} else "percent" if manner.topic.words.get("percent") else "short"
            return texts[way].format_map(words)
        text = manner.result.say(self.rng.random(), words)
        if self.rng.random() < 0.75:  # noqa: PLR2004 - most
            self._figures(words)
            text = f"{text} {self._more('result', words)}"
        return text

    def _duration(self, model: Model, year: int) -> str:
        way = "maintained" if model.since < year else "new"
        texts = self.durations[way]
        pick = int(self.rng.random() * (len(texts) - (year > 2025)))  # noqa: PLR2004 - the stage 2021-2025 is over
        return str(texts[pick].format_map({"nam": year, "truoc": model.since, "thang": model.words["t"]}))

    def _places(self, instant: str, registration: str, model: Model) -> list[list[str]]:
        """Write where it is carried out; return the places as the audit keeps them."""
        t, spot = self.t, model.spot
        if model.villages:
            found = [[spot.unit, village] for village in model.villages]
        elif spot.level == Level.DISTRICT and self.rng.random() < 0.3 and len(spot.below) > 1:  # noqa: PLR2004 - some have chosen communes
            start = int(self.rng.random() * (len(spot.below) - 1))
            found = [[below.unit, ""] for below in spot.below[start : start + 2]]
        else:
            found = [[spot.unit, ""]]
        for position, (unit, village) in enumerate(found):
            t.add(
                "initiatives_place", t.key(new_key(instant, self.rng)), t.key(model.tenant), registration, t.key(unit),
                village, t.year(position),
            )  # fmt: skip
        return found

    def _recognise(self, instant: str, key: str, model: Model, decided: list[Decision]) -> tuple[str, bool]:
        t = self.t
        for one in decided:
            own = new_key(instant, self.rng)
            t.add(
                "appraisal_recognition", t.key(own), t.key(model.tenant), t.key(key), one.level, one.number, one.date,
                one.issuer, t.true if one.outstanding else t.false, t.null, "",
            )  # fmt: skip
            self.batch.recognitions[model.tenant][own] = seal_of(
                [key, one.level, one.number, one.date, one.issuer, one.outstanding, None, ""]
            )
        return (decided[-1].level, any(d.outstanding for d in decided)) if decided else ("", False)


def more_names() -> list[str]:
    """Return the endings of names."""
    return more("name")


__all__ = ["RECOGNISED", "SEALED", "Ground", "batches"]
