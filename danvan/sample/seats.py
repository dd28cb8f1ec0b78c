"""The units of the sample as the generator sees them: names, words for the texts, made-up villages."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from danvan.core.dates import year_end
from danvan.sample.files import read
from danvan.units.atlas import FAR_FUTURE, FAR_PAST, Span, atlas
from danvan.units.models import Level, Unit

PROVINCE_CODE = "24"
YEAR = 2022
REORGANISED = dt.date(2025, 7, 1)
PARTY = {"huyện": "Huyện ủy", "thị xã": "Thị ủy", "tỉnh": "Tỉnh ủy", "thành phố": "Thành ủy"}
URBAN = {"phường", "thị trấn"}


@dataclass(frozen=True)
class Run:
    """A stretch of days in which a unit bore one name and kind."""

    unit: uuid.UUID
    kind: str
    name: str
    start: dt.date | None
    end: dt.date | None

    @property
    def label(self) -> str:
        """The name with its unit word."""
        return f"{self.kind} {self.name}"


@dataclass(eq=False)
class Seat:
    """A unit at the end of a year."""

    unit: Unit
    code: str
    level: str
    run: Run
    parent: "Seat | None" = None
    villages: tuple[str, ...] = ()
    children: list["Seat"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Seat"]:
        """Yield the unit and all below it."""
        yield self
        for child in self.children:
            yield from child

    @property
    def label(self) -> str:
        """The name with its unit word: ``xã Đồng Kỳ``."""
        return self.run.label

    @property
    def urban(self) -> bool:
        """Whether its villages are street blocks (tổ dân phố)."""
        return self.run.kind in URBAN

    @property
    def district(self) -> "Seat | None":
        """The district of a commune, or the district itself."""
        return self.parent if self.level == Level.COMMUNE else self if self.level == Level.DISTRICT else None

    @property
    def path(self) -> str:
        """The full name below the province."""
        if self.level == Level.COMMUNE and self.parent:
            return f"{self.label}, {self.parent.label}"
        return self.label

    def _parts(self) -> str:
        """Return the unit as a sentence says where: a large one is meant in parts."""
        if self.level == Level.PROVINCE:
            return "nhiều địa phương trong tỉnh"
        if self.level == Level.DISTRICT:
            return f"nhiều {'xã' if self.run.kind == 'huyện' else 'xã, phường'} của {self.label}"
        return self.label

    def slots(self) -> dict[str, str]:
        """Return the words that texts take from the unit."""
        words = {"noi": self._parts()}
        if self.level == Level.COMMUNE:
            words |= {"xa": self.label, "xa_ten": self.run.name}
        if self.district:
            words |= district_words(self.district.run)
        return words


def district_words(run: Run) -> dict[str, str]:
    """Return the words of a district: its Party committee, its agriculture office."""
    office = "Phòng Kinh tế" if run.kind != "huyện" else "Phòng Nông nghiệp và Phát triển nông thôn"
    return {
        "huyen": run.label,
        "huyen_ten": run.name,
        "cap_uy": PARTY[run.kind],
        "phong_nong_nghiep": office,
        "phong_nong_nghiep_thuong": office[0].lower() + office[1:],
    }


def runs(unit: uuid.UUID, since: dt.date) -> Iterator[Run]:
    """Yield the names that a unit bore on a day and later, each with all its days."""
    spans = list(atlas().spans[unit])
    while spans:
        first = last = spans.pop(0)
        while spans and spans[0].label == first.label and spans[0].valid_from == last.valid_to:
            last = spans.pop(0)
        if last.valid_to > since:
            start = None if first.valid_from == FAR_PAST else first.valid_from
            end = None if last.valid_to == FAR_FUTURE else last.valid_to
            yield Run(unit, first.kind, first.name, start, end)


def bac_giang(year: int) -> Seat:
    """Return the province with its districts and communes at the end of a year."""
    day = year_end(year)
    span = atlas().unit_by_code(PROVINCE_CODE, day)
    if span is None:
        msg = "the country's units are not loaded"
        raise LookupError(msg)
    units = Unit.objects.in_bulk([s.unit for s in atlas().subtree(span.unit, day)])
    return _seat(span, None, units, day)


def _seat(span: Span, parent: Seat | None, units: dict[uuid.UUID, Unit], day: dt.date) -> Seat:
    seat = Seat(units[span.unit], span.code, span.level, next(runs(span.unit, day)), parent)
    if seat.level == Level.COMMUNE:
        seat.villages = tuple(_villages(seat))
    else:
        seat.children = [_seat(child, seat, units, day) for child in atlas().children(span.unit, day)]
    return seat


def _villages(seat: Seat) -> Iterator[str]:
    """Yield made-up villages: the data has none, and these stay text on the records."""
    words = read("places")["villages"]
    rng = Random(f"{seat.code}:villages")  # noqa: S311 - a fixed seed is the point
    number = rng.randint(8, 14)
    if seat.urban:
        yield from (f"tổ dân phố số {n}" for n in range(1, number + 1))
        return
    upland = seat.parent is not None and seat.parent.code in words["upland_districts"]
    yield from (f"thôn {name}" for name in rng.sample(words["upland" if upland else "plain"], number))


def districts_since(province: uuid.UUID) -> Iterator[Run]:
    """Yield every name that a district of the province bore from the end of 2022 until the level ended."""
    seen: set[uuid.UUID] = set()
    for era in (year_end(YEAR), dt.date(2024, 2, 1), dt.date(2025, 1, 1)):
        for span in atlas().children(province, era):
            if span.unit not in seen:
                seen.add(span.unit)
                yield from runs(span.unit, year_end(YEAR))


def today_of(province: uuid.UUID) -> tuple[Unit, list[Unit]]:
    """Return the province of today where the old one's records stand, and its communes."""
    home = atlas().home(province, REORGANISED)[0]
    if home is None:
        msg = "the province has no successor"
        raise LookupError(msg)
    communes = [span.unit for span in atlas().children(home, REORGANISED)]
    units = Unit.objects.in_bulk([home, *communes])
    return units[home], [units[pk] for pk in communes]
