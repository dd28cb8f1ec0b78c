"""What is asked for: how many provinces, registrations, years, from which seed; and how they are shared out."""

import datetime as dt
import uuid
from dataclasses import dataclass
from random import Random

from danvan.sample.nation_land import Land, provinces
from danvan.sample.quotas import apportion

GROWTH = 0.07  # a year
_SPACE = uuid.UUID("6b1f5a52-5d0f-5c57-9f0a-0a8a6f0d3c11")


@dataclass(frozen=True)
class Plan:
    """One country, the same each time; years are both included."""

    provinces: int
    registrations: int
    first: int
    last: int
    seed: int = 1

    @property
    def text(self) -> str:
        """The plan in one line, as the audit keeps it."""
        return f"{self.provinces} provinces, {self.registrations} registrations, {self.first}-{self.last}, seed {self.seed}"

    def batch_id(self, code: str, year: int) -> uuid.UUID:
        """Return the id of the act that writes a province's year."""
        return uuid.uuid5(_SPACE, f"{self.text}: {code} {year}")


def lands(plan: Plan) -> list[Land]:
    """Return the provinces of the plan, as they stand since July 2025."""
    return provinces(plan.provinces, dt.date(2025, 12, 31))


def shares(plan: Plan, chosen: list[Land]) -> dict[tuple[str, int], int]:
    """Return how many registrations each province has in each year; they add up to what was asked for."""
    keys, weights = [], []
    for land in chosen:
        size = land.communes * Random(f"{plan.seed}:{land.code}").uniform(0.75, 1.3)  # noqa: S311 - a fixed seed is the point
        for year in range(plan.first, plan.last + 1):
            keys.append((land.code, year))
            weights.append(size * (1 + GROWTH) ** (year - plan.first))
    return dict(zip(keys, apportion(plan.registrations, weights), strict=True))
