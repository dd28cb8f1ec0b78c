"""How many models stand where: whole numbers that add up, the published totals kept."""

from collections.abc import Sequence
from random import Random

from danvan.sample.seats import Seat
from danvan.units.models import Level

TOTAL = {2021: 1900, 2022: 4250}
# The districts' totals of 2022; Sơn Động (220) and Yên Thế (215) are the figures that they published.
DISTRICTS = {
    "213": 372, "215": 212, "216": 452, "217": 431, "218": 498,
    "219": 604, "220": 475, "221": 341, "222": 314, "223": 489,
}  # fmt: skip
PROVINCE_OWN = TOTAL[2022] - sum(DISTRICTS.values())
# Recognised by level, and how many of these are outstanding.
RECOGNISED = {2021: {"province": 22, "district": 91, "base": 196}, 2022: {"province": 56, "district": 209, "base": 438}}
OUTSTANDING = {2021: {"province": 10, "district": 26, "base": 31}, 2022: {"province": 24, "district": 58, "base": 70}}
# Of Yên Thế's 212, its own class.
HEALTH_INSURANCE = ("215", 39)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split ``total`` by weights into whole numbers that add up (largest remainder)."""
    exact = [total * w / sum(weights) for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def quotas(province: Seat, year: int) -> dict[str, int]:
    """Return how many registrations stand at each unit itself, by its code, real ones among them."""
    names = [seat.code for seat in province.children]
    whole = [PROVINCE_OWN, *(DISTRICTS[code] for code in names)]
    own, *by_district = whole if year == 2022 else apportion(TOTAL[year], whole)  # noqa: PLR2004 - the year published
    found = {province.code: own}
    for seat, total in zip(province.children, by_district, strict=True):
        rng = Random(f"quota:{seat.code}")  # noqa: S311 - a fixed seed is the point
        found[seat.code] = round(total * rng.uniform(0.03, 0.05))
        weights = [_weight(child, rng) for child in seat.children]
        parts = apportion(total - found[seat.code], weights)
        found |= {child.code: part for child, part in zip(seat.children, parts, strict=True)}
    return found


def _weight(seat: Seat, rng: Random) -> float:
    town = 1.25 if seat.level == Level.COMMUNE and seat.urban else 1.0
    return town * rng.uniform(0.65, 1.45)
