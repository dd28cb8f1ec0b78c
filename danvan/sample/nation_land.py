"""The territory as the nation's generator sees it: each of the 34 provinces with all that it came from, year by year."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from danvan.core.dates import year_end
from danvan.sample.files import read
from danvan.sample.seats import REORGANISED, URBAN
from danvan.units.atlas import FAR_FUTURE, FAR_PAST, Key, Span, atlas
from danvan.units.models import Level

BEFORE = REORGANISED - dt.timedelta(days=1)
VILLAGES = 12
OFFICES = {"province": 0.012, "district": 0.045}  # how much stands at the unit itself, of what its area has
PARTY = {"tỉnh": "Tỉnh ủy", "thành phố": "Thành ủy", "huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy"}


@dataclass(slots=True, eq=False)
class Spot:
    """One unit in one year's tree, with the words that texts take from it."""

    unit: str
    tenant: str  # the province that its records live with
    level: str
    name: str
    label: str
    kind: str
    urban: bool
    upland: bool
    path: str
    since: dt.date | None
    until: dt.date | None
    parent: "Spot | None"
    weight: float
    words: dict[str, str]
    villages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    below: "list[Spot]" = field(default_factory=list)

    @property
    def district(self) -> "Spot | None":
        """The district of a commune, or the district itself."""
        if self.level == Level.DISTRICT:
            return self
        return self.parent if self.parent and self.parent.level == Level.DISTRICT else None


@dataclass
class Land:
    """One of the 34 provinces: its code, and the trees that its records are registered in."""

    code: str
    unit: str
    label: str
    communes: int
    trees: dict[dt.date, list[Spot]] = field(default_factory=dict)
    villages: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def tree(self, day: dt.date) -> list[Spot]:
        """Return the units in which something may be registered on a day, top first."""
        era = atlas().era(day)
        if era not in self.trees:
            self.trees[era] = list(_spots(self, day))
        return self.trees[era]


def provinces(number: int, day: dt.date) -> list[Land]:
    """Return the first ``number`` provinces by code, of the tree of ``day``."""
    picture = atlas()
    if picture.country is None:
        msg = "the country's units are not loaded"
        raise LookupError(msg)
    return [
        Land(span.code, str(span.unit), span.label, sum(s.level == Level.COMMUNE for s in picture.subtree(span.unit, day)))
        for span in picture.children(picture.country, day)[:number]
    ]  # fmt: skip


def tops(land: Land, day: dt.date) -> list[Span]:
    """Return the provinces of a day that the land consists of: itself, or those that went into it."""
    picture = atlas()
    own = picture.span(Key(land.unit), day)
    kin = (
        [own] if own and day >= REORGANISED else [s for k in picture.kin(Key(land.unit)) if (s := picture.span(k, day))]
    )
    return sorted((s for s in kin if s.level == Level.PROVINCE), key=lambda s: s.code)


def _spots(land: Land, day: dt.date) -> Iterator[Spot]:
    for top in tops(land, day):
        yield from _spot(land, top, None, day)


def _spot(land: Land, span: Span, parent: Spot | None, day: dt.date) -> Iterator[Spot]:
    region = region_of(land.code)
    rng = Random(f"{span.unit}:{span.label}")  # noqa: S311 - a fixed seed is the point
    urban = span.kind in URBAN
    since, until = _days(span)
    spot = Spot(
        str(span.unit), parent.tenant if parent else str(span.unit), span.level, span.name, span.label, span.kind, urban,
        bool(region.get("upland")) and not urban, _path(span, parent), since, until, parent,
        rng.uniform(0.6, 1.5), _words(span, parent),
    )  # fmt: skip
    if span.level == Level.COMMUNE:
        start = rng.randrange(len(region["products"]) - 2)
        spot.products = tuple(region["products"][start : start + 3])
        known = (spot.unit, spot.label)
        if known not in land.villages:
            land.villages[known] = tuple(_villages(region, spot, rng))
        spot.villages = land.villages[known]
    else:
        spot.products = tuple(region["products"][:4])
    found = [s for child in atlas().children(span.unit, day) for s in _spot(land, child, spot, day)]
    spot.below = [s for s in found if s.parent is spot]
    if span.level != Level.COMMUNE:
        spot.weight = OFFICES[span.level] * sum(s.weight for s in found if s.level == Level.COMMUNE)
    yield spot
    yield from found


def _days(span: Span) -> tuple[dt.date | None, dt.date | None]:
    """Return the days between which the unit bore this name and kind."""
    same = [s for s in atlas().spans[span.unit] if s.label == span.label]
    first, last = same[0].valid_from, same[-1].valid_to
    return None if first == FAR_PAST else first, None if last == FAR_FUTURE else last


def _path(span: Span, parent: Spot | None) -> str:
    if parent and parent.level == Level.DISTRICT:
        return f"{span.label}, {parent.label}"
    return span.label


def _words(span: Span, parent: Spot | None) -> dict[str, str]:
    words = dict(parent.words) if parent else {}
    words["noi"] = span.label
    match span.level:
        case Level.PROVINCE:
            words |= {
                "tinh": span.label,
                "ten": span.name,
                "cap_uy": PARTY[span.kind],
                "noi": "nhiều địa phương trong tỉnh",
            }
            if span.kind != "tỉnh":
                words["noi"] = "nhiều địa phương trong thành phố"
        case Level.DISTRICT:
            office = "Phòng Nông nghiệp và Phát triển nông thôn" if span.kind == "huyện" else "Phòng Kinh tế"
            words |= {
                "huyen": span.label, "huyen_ten": span.name, "cap_uy": PARTY[span.kind], "phong_nong_nghiep": office,
                "phong_nong_nghiep_thuong": office[0].lower() + office[1:], "thpt": f"Trường THPT {span.name}",
                "noi": f"nhiều nơi của {span.label}",
            }  # fmt: skip
        case _:
            words |= {"xa": span.label, "xa_ten": span.name}
    words.setdefault("thon", "")
    words.setdefault("xa", span.label)
    words.setdefault("xa_ten", span.name)
    return words


def _villages(region: dict[str, Any], spot: Spot, rng: Random) -> Iterator[str]:
    """Yield made-up villages: the data has none, and these stay text on the records."""
    if spot.urban:
        for number in range(1, VILLAGES + 1):
            yield f"{region['urban']} {number}"
        return
    prefix = rng.choice(region["rural"])
    seen: set[str] = set()
    while len(seen) < VILLAGES:
        first, last = rng.choice(region["first"]), rng.choice(region["last"])
        name = f"{prefix} {first} {last}" if first != last else f"{prefix} {last}"
        if name not in seen:
            seen.add(name)
            yield name


@cache
def region_of(code: str) -> dict[str, Any]:
    """Return the words of the region of one of the 34 provinces."""
    regions: dict[str, dict[str, Any]] = read("nation/words")["regions"]
    return next((region for region in regions.values() if code in region["provinces"]), regions["delta"])


def tree_days(year: int) -> list[tuple[dt.date, float]]:
    """Return the days whose trees a year's registrations are made in, with their shares: 2025 has two."""
    if year == REORGANISED.year:
        return [(BEFORE, 0.6), (year_end(year), 0.4)]
    return [(year_end(year), 1.0)]
