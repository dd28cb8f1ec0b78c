"""The bodies of the nation: made when something first needs them, at the unit and for the days that they stood."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping

from danvan.audit.chain import seal_of
from danvan.sample.files import read
from danvan.sample.nation_land import Spot
from danvan.sample.nation_rows import Batch, Tables
from danvan.sample.nation_wording import folded
from danvan.sample.seats import REORGANISED
from danvan.units.models import Level

Known = Mapping[tuple[str, str, str], str]
MERGED = dt.date(2025, 3, 1)  # the departments of propaganda and of mass mobilisation became one
LEVELS = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}
COLUMNS = ("valid_from", "valid_to", "name", "line", "unit_id", "superior_id", "illustration")


class Bodies:
    """Bodies asked for by key and unit; new ones are put into the batch's tables."""

    def __init__(self, seed: int, known: Known) -> None:
        self.seed = seed
        self.known = known  # (unit, folded name, first day) → id: those of the installation
        self.made: dict[tuple[str, str, str, bool], str] = {}
        self.written: set[str] = set()
        self.tables: Tables
        self.batch: Batch

    def into(self, batch: Batch, tables: Tables) -> None:
        """Write what is new from now on into a batch."""
        self.batch, self.tables = batch, tables

    def of(self, key: str, spot: Spot, *, old: bool) -> str:
        """Return the id of a body at a unit or at the one above it that has such a body; ``old``: until June 2025."""
        if key == "khoi_dan_van" and not old:
            key = "dang_uy"
        entry = read("bodies").get(key)
        level = (
            "province" if key in read("nation/words")["province_bodies"] else entry["level"] if entry else "province"
        )
        while spot.parent and LEVELS[Level(spot.level)] > LEVELS[Level(level)]:
            spot = spot.parent
        place = (key, spot.unit, spot.label, old)
        if place not in self.made:
            self.made[place] = self._make(key, spot, old=old)
        return self.made[place]

    def _make(self, key: str, spot: Spot, *, old: bool) -> str:
        own = read("nation/words")["province_bodies"].get(key)
        entry = read("bodies").get(key, {})
        line, pattern = own or (entry["line"], entry["name"])
        superior = entry.get("superior")
        above = self._above(superior, spot, old=old) if superior else None
        ends = [day for day in (spot.until, entry.get("until")) if day]
        starts = [day for day in (spot.since, entry.get("since")) if day]
        coordinates = entry.get("coordinates") or (key == "dang_uy" and not old)
        return self._write(
            pattern.format_map(spot.words), line, spot, above, max(starts, default=None), min(ends, default=None),
            coordinates=bool(coordinates), old=old,
        )  # fmt: skip

    def _above(self, key: str, spot: Spot, *, old: bool) -> str | None:
        """Return the superior; since July 2025 a commune's body stands right below the province's."""
        if not old and key not in read("nation/words")["province_bodies"]:
            key = {"huyen_uy": "tinh_uy"}.get(key, key.replace("d_", "p_", 1))
        if key in read("nation/words")["province_bodies"] or (old and key in read("bodies")):
            return self.of(key, spot, old=old)
        return None

    def _write(
        self, name: str, line: str, spot: Spot, above: str | None, since: dt.date | None, until: dt.date | None,
        *, coordinates: bool, old: bool,
    ) -> str:  # fmt: skip
        words, first = folded(name), since.isoformat() if since else ""
        if found := self.known.get((spot.unit, words, first)):
            return found
        key = self._key(spot.unit, name, first)
        t = self.tables
        days = [day.isoformat() if day else t.null for day in (since, until)]
        if key not in self.written:  # the same body may be asked for in both trees of a unit that stayed
            self.written.add(key)
            t.add(
                "bodies_body", t.key(key), *days, name, words, line, t.true, t.key(spot.unit),
                t.key(above) if above else t.null,
            )  # fmt: skip
            self.batch.bodies[spot.tenant][key] = seal_of(
                [first or None, until.isoformat() if until else None, name, line, spot.unit, above, True]
            )
        role = self._key(spot.unit, name, f"{first}:coordinates")
        if coordinates and role not in self.written:
            self.written.add(role)
            begun = since
            if spot.level == Level.COMMUNE and not old:
                begun = max(since or REORGANISED, REORGANISED)
            t.add(
                "bodies_coordination", t.key(role), begun.isoformat() if begun else t.null, days[1], t.key(key),
                t.key(spot.unit),
            )  # fmt: skip
        return key

    def _key(self, *words: str) -> str:
        digest = bytearray(hashlib.blake2b("|".join((str(self.seed), *words)).encode(), digest_size=16).digest())
        digest[:6] = int(dt.datetime(2020, 1, 1, tzinfo=dt.UTC).timestamp() * 1000).to_bytes(6, "big")
        digest[6], digest[8] = digest[6] & 0x0F | 0x70, digest[8] & 0x3F | 0x80
        return str(uuid.UUID(bytes=bytes(digest)))

    def frame(self, spots: list[Spot], *, old: bool) -> None:
        """Make what stands whether or not it owns anything: the province's bodies, each district's Party committee."""
        for spot in spots:
            if spot.level == Level.PROVINCE:
                for key in read("nation/words")["province_bodies"]:
                    if key == "ban_dan_van_tinh" and not old:
                        continue
                    if key == "ban_tgdv_tinh" and spot.until and spot.until <= MERGED:
                        continue
                    self.of(key, spot, old=old)
            elif spot.level == Level.DISTRICT:
                self.of("ban_dan_van_huyen", spot, old=old)


__all__ = ["Bodies", "Known"]
