"""Recognitions of the nation: who decides, when, by which decision. A district recognises until 30 June 2025."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from danvan.initiatives.models import RecognitionLevel
from danvan.sample.nation_land import BEFORE, Land, Spot
from danvan.units.models import Level

# Of a hundred registrations so many are recognised at most at a level.
CENTRE, PROVINCE, DISTRICT, BASE = 0.0004, 0.016, 0.05, 0.105
OUTSTANDING = 0.14


@dataclass(frozen=True, slots=True)
class Decision:
    """One recognition by one decision."""

    level: str
    number: str
    date: str
    issuer: str
    outstanding: bool


class Decisions:
    """Draws the recognitions of a province's year; a deciding body issues one decision a year."""

    def __init__(self, land: Land, year: int, today: dt.date) -> None:
        self.land, self.year, self.today = land, year, today
        self.issued: dict[tuple[str, str, bool], tuple[str, dt.date, str] | None] = {}

    def draw(self, spot: Spot, pick: float, *, old: bool, day: dt.date, registered: str) -> list[Decision]:
        """Return the recognitions that ``pick`` (0–1) gives, low to high; mostly none."""
        if pick >= BASE + DISTRICT + PROVINCE:
            return []
        best = bool(int(pick * 100_000) % 100 < OUTSTANDING * 100)
        wanted: list[tuple[str, Spot]] = []
        top = spot
        while top.parent:
            top = top.parent
        if spot.level == Level.COMMUNE:
            wanted.append((RecognitionLevel.BASE.value, spot))
        if old and spot.district and pick < PROVINCE + DISTRICT:
            wanted.append((RecognitionLevel.DISTRICT.value, spot.district))
        if pick < PROVINCE or spot.level == Level.PROVINCE:
            wanted.append((RecognitionLevel.PROVINCE.value, top))
        if pick < CENTRE:
            wanted.append((RecognitionLevel.CENTRE.value, top))
        found = []
        for number, (level, at) in enumerate(wanted):
            decision = self._issued(level, at, old=old, day=day)
            if decision is None or decision[1].isoformat() < registered:
                break
            last = number == len(wanted) - 1
            found.append(Decision(level, decision[0], decision[1].isoformat(), decision[2], last and best))
        return found

    def _issued(self, level: str, at: Spot, *, old: bool, day: dt.date) -> tuple[str, dt.date, str] | None:
        """Return number, day and issuer of the year's decision; None where that day is still to come."""
        key = (level, at.unit, old)
        if key not in self.issued:
            rng = Random(f"{self.year}:{level}:{at.unit}:{old}")  # noqa: S311 - a fixed seed is the point
            if day == BEFORE:  # the level's last months
                on = dt.date(self.year, 6, rng.randint(9, 27))
            else:
                on = dt.date(self.year, 11 if level == RecognitionLevel.BASE else 12, rng.randint(3, 21))
            on -= dt.timedelta(days=max(0, on.weekday() - 4))
            number, issuer = _paper(level, at, rng, on)
            self.issued[key] = (number, on, issuer) if on <= self.today else None
        return self.issued[key]


def _paper(level: str, at: Spot, rng: Random, on: dt.date) -> tuple[str, str]:
    """Return the number of the decision and who issues it."""
    words = at.words
    match level:
        case RecognitionLevel.BASE:
            return f"{rng.randint(38, 160)}-QĐ/ĐU", f"Đảng ủy {words['xa']}"
        case RecognitionLevel.DISTRICT:
            symbol = "QĐ/HU" if at.kind == "huyện" else "QĐ/QU" if at.kind == "quận" else "QĐ/TU"
            return f"{rng.randint(380, 990)}-{symbol}", f"Ban Thường vụ {words['cap_uy']} {words['huyen_ten']}"
        case RecognitionLevel.PROVINCE:
            return f"{rng.randint(500, 1900)}-QĐ/TU", f"Ban Thường vụ {words['cap_uy']} {words['ten']}"
        case _:  # the commissions of mass mobilisation and of propaganda became one in February 2025
            merged = on >= dt.date(2025, 2, 3)
            symbol, body = ("BTGDVTW", "Ban Tuyên giáo và Dân vận") if merged else ("BDVTW", "Ban Dân vận")
            return f"{rng.randint(100, 300)}-QĐ/{symbol}", f"{body} Trung ương"
