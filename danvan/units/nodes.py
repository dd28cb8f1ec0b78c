"""Snapshots of the tree: one flat row per unit and era, so that a roll-up of any day is one join."""

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import F, Max, Q
from django.db.transaction import on_commit

from danvan.core import bulk
from danvan.units.atlas import Atlas, Key, atlas
from danvan.units.models import Level, Node, UnitPeriod

COLUMNS = {Level.PROVINCE: "province_id", Level.DISTRICT: "district_id", Level.COMMUNE: "commune_id"}
ROW = ('"on"', "unit_id", "home_id", *COLUMNS.values(), "exact")


def ensure_nodes(on: dt.date) -> dt.date:
    """Return the day under which the tree of ``on`` stands in ``Node``, writing its rows if it is the first to ask.

    The rows are derived from the territory alone; two processes that write them at once write the same.
    """
    picture = atlas()
    era = picture.era(on)
    if era not in picture.written:
        if not Node.objects.filter(on=era).exists():
            bulk.add(Node._meta.db_table, ROW, ('"on"', "unit_id"), (), _rows(picture, era))
        # Known only once it is there for good: an act that fails takes its snapshot back.
        on_commit(partial(picture.written.add, era))
    return era


def _rows(picture: Atlas, era: dt.date) -> list[tuple[Any, ...]]:
    """Return the rows of an era below the ORM: fifteen thousand objects would take most of the time."""
    stored: dict[Any, Any] = {**bulk.id_values(picture.spans), None: None}
    day = era.isoformat()
    places: dict[Key, tuple[Any, ...]] = {}  # home → itself and what it stands in, as stored
    rows = []
    for unit in picture.spans:
        home, exact = picture.home(unit, era)
        if home is None:
            continue
        if home not in places:
            above = {s.level: s.unit for s in picture.ancestors(home, era)}
            places[home] = (stored[home], *(stored[above.get(level)] for level in COLUMNS))
        rows.append((day, stored[unit], *places[home], exact))
    return rows + _village_rows(day, {row[1]: row for row in rows})


def _village_rows(day: str, rows: dict[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of the villages, each under that of its commune: it stands where the commune stands."""
    villages = UnitPeriod.objects.filter(unit__level=Level.VILLAGE)
    last = villages.annotate(last=Max("unit__periods__valid_from")).filter(Q(last=None) | Q(valid_from=F("last")))
    found = []
    for village, commune in last.values_list("unit_id", "parent_id"):
        if above := rows.get(bulk.id_value(commune)):
            _on, unit, home, *rest = above
            stored = bulk.id_value(village)
            found.append((day, stored, stored if home == unit else home, *rest))
    return found


def village_node(village: Key, commune: Node) -> Node:
    """Return the node of a village under the node of its commune: it stands where the commune stands."""
    return Node(
        on=commune.on, unit_id=village, home_id=village if commune.home_id == commune.unit_id else commune.home_id,
        province_id=commune.province_id, district_id=commune.district_id, commune_id=commune.commune_id,
        exact=commune.exact,
    )  # fmt: skip


def forget_nodes() -> None:
    """Drop all snapshots: the territory has changed; they are written again when asked for."""
    Node.objects.all().delete()
    atlas().written.clear()
