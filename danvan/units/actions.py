"""Villages (thôn, tổ dân phố): the official lists have none, each commune adds its own."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danvan.audit.door import Act, Actor, action
from danvan.core.text import clean, fold, fold_i
from danvan.units.atlas import Atlas, Span, atlas
from danvan.units.editions import bump
from danvan.units.models import Level, Node, Unit, UnitPeriod
from danvan.units.nodes import village_node
from danvan.units.place_text import village_name

BATCH = 500
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class NewVillage:
    """A village to be added to a commune; ``valid_from`` None: since the commune itself."""

    commune: uuid.UUID
    name: str
    kind: str = ""
    valid_from: dt.date | None = None


def add_village(commune: Unit, name: str, kind: str, valid_from: dt.date | None, actor: Actor) -> Unit:
    """Add a village to a commune; one with the same name, whatever its marks, is refused."""
    name = _without_kind(name, kind)
    with action("units.add_village", commune, actor) as act:
        new = NewVillage(commune.pk, name, kind, valid_from)
        _lock([new])
        if (new.commune, fold_i(clean(name))) in _known([new]):
            raise ValidationError(_("Xã này đã có thôn, tổ dân phố tên “%(name)s”.") % {"name": clean(name)})
        return write_villages(act, [new])[0]


def _without_kind(name: str, kind: str) -> str:
    """Return the bare name where somebody has typed the kind once more: ``thôn Mới`` of kind thôn is ``Mới``."""
    words, lead = name.split(), len(kind.split())
    return " ".join(words[lead:]) if len(words) > lead and fold(" ".join(words[:lead])) == fold(kind) else name


def add_villages(commune: Unit, names: Iterable[str], actor: Actor, *, valid_from: dt.date | None = None) -> list[Unit]:
    """Add villages to a commune as they were typed (``thôn Khe Táu``); return those that it did not have yet."""
    new = [NewVillage(commune.pk, name, kind, valid_from) for kind, name in map(village_name, names)]
    with action("units.add_village", commune, actor) as act:
        _lock(new)
        known = set(_known(new).values())
        return [unit for unit in dict.fromkeys(write_villages(act, new)) if unit not in known]


def write_villages(act: Act, villages: Iterable[NewVillage]) -> list[Unit]:
    """Write villages within an open act (an import's own), and return the unit of each, in their order.

    Codes are the commune's and a number that no village of that code ever had. Side effects: rows in the snapshots that
    stand, and a new edition.
    """
    picture, villages = atlas(), list(villages)
    _lock(villages)
    known = _known(villages)
    numbers = _last_numbers(picture, villages)
    units, periods, found = [], [], []
    for new in villages:
        name = clean(new.name)
        key = (new.commune, fold_i(name))
        if key not in known:
            span = _commune(picture, new, name)
            numbers[span.code] += 1
            unit = Unit(level=Level.VILLAGE, audit_province_id=_province(picture, span, new.valid_from))
            periods.append(_period(unit, span, numbers[span.code], name, new))
            units.append(unit)
            known[key] = unit
        found.append(known[key])
    if units:
        _write(act, units, periods)
    return found


def _write(act: Act, units: list[Unit], periods: list[UnitPeriod]) -> None:
    Unit.objects.bulk_create(units, batch_size=BATCH)
    UnitPeriod.objects.bulk_create(periods, batch_size=BATCH)
    communes = {period.parent_id for period in periods}
    standing: dict[uuid.UUID | None, list[Node]] = defaultdict(list)
    for node in Node.objects.filter(unit__in=communes):
        standing[node.unit_id].append(node)
    nodes = [village_node(period.unit_id, node) for period in periods for node in standing[period.parent_id]]
    Node.objects.bulk_create(nodes, batch_size=BATCH, ignore_conflicts=True)
    act.created(*units, *periods)
    bump()


def _lock(villages: Iterable[NewVillage]) -> None:
    """Let nobody else number the villages of these communes meanwhile."""
    communes = {new.commune for new in villages}
    list(Unit.objects.select_for_update().filter(pk__in=communes).order_by("pk").values_list("pk"))


def _known(villages: Iterable[NewVillage]) -> dict[tuple[uuid.UUID, str], Unit]:
    """Return the villages that the communes have, by commune and folded name."""
    communes = {new.commune for new in villages}
    rows = UnitPeriod.objects.filter(parent__in=communes, unit__level=Level.VILLAGE).select_related("unit")
    return {(row.parent_id, row.folded): row.unit for row in rows if row.parent_id}


def _last_numbers(picture: Atlas, villages: Iterable[NewVillage]) -> dict[str, int]:
    """Return the highest number given under each commune's code, by whichever unit had that code."""
    numbers: dict[str, int] = defaultdict(int)
    codes = {span.code for new in villages for span in picture.spans.get(new.commune, ())}
    communes = {span.unit for code in codes for span in picture.by_code[code]}
    used = UnitPeriod.objects.filter(parent__in=communes, unit__level=Level.VILLAGE).values_list("code", flat=True)
    for code, _dash, number in (village.rpartition("-") for village in used):
        numbers[code] = max(numbers[code], int(number) if number.isdigit() else 0)
    return numbers


def _commune(picture: Atlas, new: NewVillage, name: str) -> Span:
    if not fold_i(name) or len(name) > LONGEST_NAME:
        raise ValidationError(_("Tên thôn, tổ dân phố phải có chữ và không quá 120 ký tự."))
    span = picture.span(new.commune, new.valid_from) if new.valid_from else None
    spans = picture.spans.get(new.commune)
    if not spans or spans[0].level != Level.COMMUNE or (new.valid_from and span is None):
        raise ValidationError(_("Thôn, tổ dân phố phải thuộc một xã, phường đang có vào ngày đó."))
    return span or spans[-1]


def _period(unit: Unit, span: Span, number: int, name: str, new: NewVillage) -> UnitPeriod:
    return UnitPeriod(
        unit=unit,
        code=f"{span.code}-{number:02d}",
        name=name,
        folded=fold_i(name),
        kind=clean(new.kind)[:20],
        parent_id=span.unit,
        valid_from=new.valid_from,
    )


def _province(picture: Atlas, span: Span, day: dt.date | None) -> uuid.UUID:
    """Return the chain that the village's audit rows belong to: the province above the commune on its first day."""
    line = list(picture.ancestors(span.unit, day or span.valid_from))
    return next(upper.unit for upper in reversed(line) if upper.level == Level.PROVINCE)
