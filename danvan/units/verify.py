"""Reading the territory again: periods that overlap, orphans, snapshots that no longer agree with their source."""

from collections import defaultdict

from danvan.core.dates import overlaps
from danvan.units.atlas import atlas, forget
from danvan.units.models import Node, UnitPeriod


def territory_problems() -> list[dict[str, str]]:
    """Return what does not hold: a unit or a code with two periods on one day, a parent not there, an old snapshot."""
    forget()
    picture = atlas()
    by_code: dict[str, list[UnitPeriod]] = defaultdict(list)
    by_unit: dict[object, list[UnitPeriod]] = defaultdict(list)
    for period in UnitPeriod.objects.only("unit_id", "code", "valid_from", "valid_to", "parent_id").iterator(
        chunk_size=5000
    ):
        by_code[period.code].append(period)
        by_unit[period.unit_id].append(period)
    found = [
        {"problem": problem, "unit": str(a.unit_id), "code": a.code}
        for problem, groups in (("code twice on a day", by_code.values()), ("unit twice on a day", by_unit.values()))
        for rows in groups for i, a in enumerate(rows) for b in rows[i + 1 :] if overlaps(a, b)
    ]  # fmt: skip
    for spans in picture.spans.values():
        found += [
            {"problem": "parent not there", "unit": str(s.unit), "code": s.code}
            for s in spans
            if s.parent and picture.span(s.parent, s.valid_from) is None and s.valid_from.year > 1
        ]
    for era in Node.objects.values_list("on", flat=True).distinct():
        for unit, home in Node.objects.filter(on=era).values_list("unit", "home"):
            if unit in picture.spans and picture.home(unit, era)[0] != home:
                found.append({"problem": "snapshot is old", "unit": str(unit), "code": str(era)})
    return found
