"""The bodies of the sample: of 2022 with the lines above them, and those of today."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from danvan.accounts.scope import Operator
from danvan.audit.door import action
from danvan.bodies.models import Body, Coordination
from danvan.core.text import fold
from danvan.sample.files import read
from danvan.sample.seats import PARTY, REORGANISED, Run, Seat, district_words, districts_since, runs, today_of
from danvan.units.models import Level, Unit

BATCH = 500
Words = Mapping[str, Any]
BEFORE = REORGANISED - dt.timedelta(days=1)


class Bodies:
    """Bodies asked for by key and seat; those not there yet are made in memory and written together."""

    def __init__(self, provinces: Iterable[Seat]) -> None:
        self.provinces = list(provinces)
        self.seats = {seat.code: seat for province in self.provinces for seat in province}
        self.catalogue: dict[str, Words] = read("bodies")
        self.known = {(b.unit_id, b.folded, b.valid_from): b for b in Body.objects.select_related("unit")}
        self.coordinated = set(Coordination.objects.values_list("body", "unit"))
        self.made: list[Body] = []
        self.made_coordinations: list[Coordination] = []

    def of(self, key: str, seat: Seat, *, real: bool = False, words: Mapping[str, str] | None = None) -> Body:
        """Return the body of that year with a key of ``bodies.toml``, at ``seat`` or the unit above it that has one."""
        entry = self.catalogue[key]
        while seat.level != entry["level"] and seat.parent:
            seat = seat.parent
        superior = self.of(entry["superior"], seat) if "superior" in entry else None
        slots = {**seat.slots(), **(words or {})}
        return self._body(entry, seat.unit, seat.run, slots, superior, real=real or seat.level == Level.PROVINCE)

    def named(self, key: str) -> Body:
        """Return a body that the article names (``real.toml``)."""
        entry = read("real")["bodies"][key]
        seat = self.seats[entry["unit"]]
        superior = self.of(entry["superior"], seat) if "superior" in entry else None
        run = Run(seat.unit.pk, "", "", None, None) if entry.get("endless") else seat.run
        return self._body(entry, seat.unit, run, {}, superior, real=True)

    def _body(
        self, entry: Words, unit: Unit, run: Run, slots: Mapping[str, str], superior: Body | None, *, real: bool
    ) -> Body:
        name = entry["name"].format_map(slots)
        since = max(filter(None, (run.start, entry.get("since"))), default=None)
        until = min(filter(None, (run.end, entry.get("until"))), default=None)
        key = (unit.pk, fold(name), since)
        if key not in self.known:
            self.known[key] = Body(
                name=name, folded=key[1], line=entry["line"], unit=unit, superior=superior,
                valid_from=since, valid_to=until, illustration=not real,
            )  # fmt: skip
            self.made.append(self.known[key])
        body = self.known[key]
        if entry.get("coordinates") and (body.pk, unit.pk) not in self.coordinated:
            begun = max(filter(None, (since, entry.get("coordinates_since"))), default=None)
            self.coordinated.add((body.pk, unit.pk))
            self.made_coordinations.append(Coordination(body=body, unit=unit, valid_from=begun, valid_to=until))
        return body

    def lay_out(self) -> None:
        """Make the bodies that are there whether or not they own a model: Party, coordinators, the main lines."""
        for province in self.provinces:
            for seat in province:
                for key, entry in self.catalogue.items():
                    always = seat.level != Level.COMMUNE or entry.get("coordinates")
                    if entry["level"] == seat.level and always and key != "d_thpt":
                        self.of(key, seat)
        self._later_districts(self.provinces[-1])

    def _later_districts(self, province: Seat) -> None:
        """The districts whose name or bounds are younger than the sample: thị xã Việt Yên, thị xã Chũ."""
        units = Unit.objects.in_bulk({run.unit for run in districts_since(province.unit.pk)})
        top = self.of("tinh_uy", province)
        for run in districts_since(province.unit.pk):
            slots = district_words(run)
            party = self._body(self.catalogue["huyen_uy"], units[run.unit], run, slots, top, real=False)
            self._body(self.catalogue["ban_dan_van_huyen"], units[run.unit], run, slots, party, real=False)

    def lay_out_today(self) -> dict[tuple[str, uuid.UUID], Body]:
        """Make the bodies since July 2025; return those of today by key and unit."""
        top, communes = today_of(self.provinces[-1].unit.pk)
        found: dict[tuple[str, uuid.UUID], Body] = {}
        for run in runs(top.pk, BEFORE):
            slots = {"tinh": run.label, "tinh_ten": run.name, "cap_uy": PARTY[run.kind]}
            for key, entry in read("today")["bodies"].items():
                if entry["level"] == Level.PROVINCE:
                    superior = found.get((entry.get("superior", ""), top.pk))
                    found[key, top.pk] = self._body(entry, top, run, slots, superior, real=True)
        for unit in communes:
            for run in runs(unit.pk, BEFORE):
                for key, entry in read("today")["bodies"].items():
                    if entry["level"] == Level.COMMUNE:
                        superior = found[entry["superior"], top.pk]
                        found[key, unit.pk] = self._body(entry, unit, run, {"xa": run.label}, superior, real=False)
        return found

    def write(self, operator: Operator, progress: Callable[[int], object]) -> None:
        """Write what is not there yet, superiors first, each body with what it coordinates."""
        by_body: dict[uuid.UUID, list[Coordination]] = {}
        for row in self.made_coordinations:
            by_body.setdefault(row.body_id, []).append(row)
        for start in range(0, len(self.made), BATCH):
            batch = self.made[start : start + BATCH]
            rows = [row for body in batch for row in by_body.pop(body.pk, ())]
            self._write(operator, batch, rows)
            progress(len(batch))
        self._write(operator, [], [row for rows in by_body.values() for row in rows])
        self.made, self.made_coordinations = [], []

    def _write(self, operator: Operator, bodies: list[Body], rows: list[Coordination]) -> None:
        with action("bodies.manage", operator.unit, operator) as act:
            Body.objects.bulk_create(bodies)
            Coordination.objects.bulk_create(rows)
            act.created(*bodies, *rows)
