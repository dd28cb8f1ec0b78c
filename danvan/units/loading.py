"""The whole country's units and their lineage, from the files of this package into the tables, once."""

import csv
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from django.db import models
from django.db.transaction import atomic  # noqa: TID251 - facts of the State, brought in before anyone can act

from danvan.core.ids import new_id
from danvan.core.text import fold_i
from danvan.units.atlas import COUNTRY_CODE, KNOWN_FROM
from danvan.units.editions import bump
from danvan.units.models import Edition, Level, Lineage, Unit, UnitPeriod
from danvan.units.nodes import forget_nodes

DATA = Path(__file__).parent / "data"
SOURCE = "Danh mục đơn vị hành chính Việt Nam 2019 - 9/2026"
# One unit goes on under a new name or parent; merged or split, it ends, whoever takes over its code.
LIVES_ON = {Lineage.Kind.RENAME, Lineage.Kind.TRANSFER}
BATCH = 2000

Progress = Callable[[int, int], object]


@dataclass(eq=False, slots=True)
class Version:
    """One line of ``units.csv``: what stood under a code from one day until another."""

    code: str
    level: str
    kind: str
    name: str
    parent_code: str
    start: dt.date | None
    end: dt.date | None
    figures: dict[str, str]
    unit: uuid.UUID = field(default_factory=new_id)

    @property
    def first_day(self) -> dt.date:
        """The first day on which the files know what stood above the version."""
        return max(self.start or KNOWN_FROM, KNOWN_FROM)

    def holds(self, day: dt.date) -> bool:
        """Tell whether the version is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(slots=True)
class Files:
    """What the files say, with the versions that are one unit carrying one id."""

    versions: list[Version]
    edges: list[dict[str, str]]
    country: uuid.UUID = field(default_factory=new_id)
    by_code: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))

    def at(self, code: str, day: dt.date) -> Version:
        """Return the version of a code on a day."""
        return next(version for version in self.by_code[code] if version.holds(day))

    def parent(self, version: Version) -> uuid.UUID:
        """Return the unit above a version, the country above a province."""
        if not version.parent_code:
            return self.country
        return self.at(version.parent_code, version.first_day).unit

    def province(self, version: Version) -> uuid.UUID:
        """Return the province of a version at its first day."""
        day = version.first_day
        while version.parent_code:
            version = self.at(version.parent_code, day)
        return version.unit


def load_country(progress: Progress | None = None) -> int:
    """Fill the empty tables with the whole country and return how many units there are; do nothing when it is there.

    ``progress`` is called with the rows done and to do.
    """
    if not Edition.objects.exists():
        files = read_files()
        with atomic():
            write(files, progress)
            forget_nodes()
            bump(SOURCE)
    return Unit.objects.exclude(level=Level.VILLAGE).count()


def read_files() -> Files:
    """Read the files and settle which versions are one unit."""
    files = Files([_version(line) for line in _lines("units.csv")], list(_lines("lineage.csv")))
    for version in files.versions:
        files.by_code[version.code].append(version)
    for versions in files.by_code.values():
        versions.sort(key=lambda v: v.start or dt.date.min)
    lives_on = {
        (edge["predecessor"], dt.date.fromisoformat(edge["effective_on"]))
        for edge in files.edges
        if edge["predecessor"] == edge["successor"] and edge["kind"] in LIVES_ON
    }
    for code, versions in files.by_code.items():
        for before, after in pairwise(versions):
            if before.end == after.start and before.level == after.level and (code, after.start) in lives_on:
                after.unit = before.unit
    return files


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _version(line: dict[str, str]) -> Version:
    return Version(
        code=line["code"],
        level=line["level"],
        kind=line["kind"],
        name=line["name"],
        parent_code=line["parent"],
        start=_day(line["valid_from"]),
        end=_day(line["valid_to"]),
        figures={name: line[name] for name in ("lat", "lon", "area_km2", "population")},
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def write(files: Files, progress: Progress | None = None) -> None:
    """Write all rows, in batches; whoever calls it opens the transaction and tells the others."""
    tables = [_units(files), _periods(files), _edges(files)]
    todo, done = sum(map(len, tables)), 0
    for rows in tables:
        for start in range(0, len(rows), BATCH):
            batch: list[models.Model] = rows[start : start + BATCH]
            type(batch[0])._default_manager.bulk_create(batch)
            done += len(batch)
            if progress:
                progress(done, todo)


def _units(files: Files) -> list[models.Model]:
    first = {version.unit: version for versions in files.by_code.values() for version in reversed(versions)}
    units = [
        Unit(id=unit, level=version.level, audit_province_id=files.province(version)) for unit, version in first.items()
    ]
    return [Unit(id=files.country, level=Level.COUNTRY, audit_province_id=files.country), *units]


def _periods(files: Files) -> list[models.Model]:
    country = UnitPeriod(unit_id=files.country, code=COUNTRY_CODE, name="Việt Nam", folded=fold_i("Việt Nam"))
    return [country, *(_period(version, files.parent(version)) for version in files.versions)]


def _period(version: Version, parent: uuid.UUID) -> UnitPeriod:
    figures = version.figures
    return UnitPeriod(
        unit_id=version.unit,
        code=version.code,
        name=version.name,
        folded=fold_i(version.name),
        kind=version.kind,
        parent_id=parent,
        valid_from=version.start,
        valid_to=version.end,
        lat=float(figures["lat"]) if figures["lat"] else None,
        lon=float(figures["lon"]) if figures["lon"] else None,
        area_km2=Decimal(figures["area_km2"]) if figures["area_km2"] else None,
        population=int(figures["population"]) if figures["population"] else None,
    )


def _edges(files: Files) -> list[models.Model]:
    """Return the edges between two units: one that stays itself needs none, its periods say so."""
    rows: list[models.Model] = []
    for edge in files.edges:
        on = dt.date.fromisoformat(edge["effective_on"])
        before = files.at(edge["predecessor"], on - dt.timedelta(days=1)).unit
        after = files.at(edge["successor"], on).unit if edge["successor"] else None
        if before != after:
            rows.append(
                Lineage(
                    predecessor_id=before,
                    successor_id=after,
                    effective_on=on,
                    kind=edge["kind"],
                    share=Decimal(edge["share"]) if edge["share"] else None,
                    resolution=edge["resolution"],
                    note=edge["note"],
                )
            )
    return rows
