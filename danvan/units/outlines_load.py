"""An office's own boundaries come in, all or none, and go again."""

import datetime as dt
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import shapely
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from danvan.audit.door import Actor, action
from danvan.units.atlas import FAR_FUTURE, FAR_PAST, Atlas, Key, Span, atlas
from danvan.units.editions import bump
from danvan.units.models import Boundary, BoundarySet, Level, Unit
from danvan.units.outlines_file import Feature, Progress, Source, polygons
from danvan.units.outlines_json import Unusable
from danvan.units.outlines_match import Matcher
from danvan.units.outlines_net import clean_coverage

# How far a line may be moved when it is simplified, in degrees: a pixel or less on the maps of each level.
STEPS = {Level.COMMUNE.value: 0.0002, Level.DISTRICT.value: 0.0004, Level.PROVINCE.value: 0.001}
# Two outlines of one unit are parts of it unless they overlap by more than this much of the smaller.
OVERLAP = 0.02
BATCH = 100


@dataclass(slots=True)
class Line:
    """One line of the report: the outline's number in the file, what the file calls it, and what became of it."""

    number: int
    text: str
    code: str = ""
    unit: str = ""
    reason: str = ""


@dataclass(slots=True)
class Report:
    """What a file holds. ``matched`` are units; the others are outlines of the file, and ``missing`` units without one."""

    matched: list[Line] = field(default_factory=list)
    unmatched: list[Line] = field(default_factory=list)
    doubled: list[Line] = field(default_factory=list)
    outside: list[Line] = field(default_factory=list)
    mended: list[Line] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    read: int = 0
    digest: str = ""
    set_id: str = ""


@dataclass(slots=True)
class _Spool:
    """The outlines that were matched, on disk: the memory holds only where they lie."""

    file: IO[bytes]
    pieces: dict[Key, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[Key, Span] = field(default_factory=dict)

    def add(self, span: Span, shape: BaseGeometry) -> bool:
        """Keep an outline; False when it lies over one that the unit has already."""
        if span.unit in self.pieces:
            before = self.shape(span.unit)
            if shapely.intersection(before, shape).area > OVERLAP * min(before.area, shape.area):
                return False
        data = shapely.to_wkb(shape)
        self.file.seek(0, 2)
        self.pieces[span.unit].append((self.file.tell(), len(data)))
        self.file.write(data)
        self.spans[span.unit] = span
        return True

    def shape(self, unit: Key) -> BaseGeometry:
        """Return what was kept of a unit."""
        found = []
        for start, length in self.pieces[unit]:
            self.file.seek(start)
            found.append(shapely.from_wkb(self.file.read(length)))
        return found[0] if len(found) == 1 else polygons(shapely.union_all(found))

    def groups(self, picture: Atlas, on: dt.date) -> list[list[Key]]:
        """Return the units level by level and province by province: those that share borders on a map."""
        groups: dict[tuple[str, Any], list[Key]] = defaultdict(list)
        for unit, span in self.spans.items():
            line = list(picture.ancestors(unit, on))
            province = next((s.unit for s in line if s.level == Level.PROVINCE and s.unit != unit), None)
            groups[span.level, province].append(unit)
        return list(groups.values())


def load_boundaries(
    path: Path, *, on: dt.date, source: str, actor: Actor, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Bring a file of boundaries in and return what became of each outline; ``on`` is the day of its codes and names.

    Raises ``Unusable`` for a file that is none, is broken, or names no unit: then nothing is written. Side effects: one
    ``BoundarySet`` with its boundaries, and a new edition.
    """
    report, picture = Report(), atlas()
    file = Source(path, progress)
    with tempfile.TemporaryFile() as held:
        spool = _Spool(held)
        matcher = Matcher(on)
        for feature in file.features():
            _take(feature, matcher, spool, report)
        report.digest = file.digest
        report.matched.sort(key=lambda line: line.code)
        report.missing = _missing(picture, spool, on)
        if not report.matched:
            raise Unusable(_nothing(report, on))
        if not dry_run:
            report.set_id = str(_write(path, on, source, actor, spool, report).pk)
    return report


def _take(feature: Feature, matcher: Matcher, spool: _Spool, report: Report) -> None:
    report.read += 1
    verdict = matcher.match(feature.properties)
    span = verdict.span
    line = Line(feature.number, verdict.text, span.code if span else "", span.label if span else "", verdict.reason)
    if feature.shape is None:
        line.reason = feature.trouble
        (report.outside if feature.trouble == _("nằm ngoài Việt Nam") else report.unmatched).append(line)
        return
    if span is None:
        report.unmatched.append(line)
        return
    known = span.unit in spool.pieces
    if not spool.add(span, feature.shape):
        line.reason = _("đơn vị đã có một vùng khác chồng lên; giữ vùng đứng trước")
        report.doubled.append(line)
        return
    if feature.mended:
        report.mended.append(line)
    if not known:
        report.matched.append(line)


def _nothing(report: Report, on: dt.date) -> str:
    if not report.read:
        return _("Tệp không có vùng nào. Chưa ghi gì.")
    lines = [*report.unmatched, *report.outside]
    return _("Không nhận ra đơn vị nào trong %(n)s vùng của tệp theo địa giới ngày %(day)s. Vùng đầu tiên: %(text)s – %(reason)s. Nếu tệp theo địa giới của ngày khác, hãy nêu ngày đó (--on). Chưa ghi gì.") % {
        "n": report.read, "day": f"{on:%d/%m/%Y}", "text": lines[0].text or "?", "reason": lines[0].reason,
    }  # fmt: skip


def _missing(picture: Atlas, spool: _Spool, on: dt.date) -> list[str]:
    """Return the neighbours – children of the same units – that the file leaves out."""
    parents = {span.parent for span in spool.spans.values() if span.parent}
    levels = {(span.parent, span.level) for span in spool.spans.values()}
    return sorted(
        f"{span.code} {span.label}"
        for parent in parents
        for span in picture.children(parent, on)
        if span.unit not in spool.spans and (parent, span.level) in levels
    )


def _write(path: Path, on: dt.date, source: str, actor: Actor, spool: _Spool, report: Report) -> BoundarySet:
    picture = atlas()
    country = Unit.objects.get(level=Level.COUNTRY)
    with action("units.load_boundaries", country, actor) as act:
        made = BoundarySet(
            source=source[:200] or path.name[:200], file_name=path.name[:255], digest=report.digest, on=on,
            count=len(spool.spans),
        )  # fmt: skip
        digests: list[tuple[str, bytes]] = []
        made.save()
        for group in spool.groups(picture, on):
            rows = []
            for unit, shape in _simple(spool, group):
                start, end = lasting(picture, unit, on)
                data = shapely.to_wkb(shape)
                digests.append((str(unit), hashlib.sha256(data).digest()))
                rows.append(Boundary(of=made, unit_id=unit, shape=data, valid_from=start, valid_to=end))
            Boundary.objects.bulk_create(rows, batch_size=BATCH)
        made.content = _digest(digests)
        made.save(update_fields=("content",))
        act.created(made)
        bump()
    return made


def _simple(spool: _Spool, units: list[Key]) -> Iterator[tuple[Key, BaseGeometry]]:
    """Yield the outlines of units that may be neighbours, simplified together so that they still meet."""
    shapes = np.array([spool.shape(unit) for unit in units])
    step = STEPS[spool.spans[units[0]].level]
    simple = shapely.coverage_simplify(clean_coverage(shapes, snapping_distance=step / 10, gap_width=step), step)
    for unit, rough, fine in zip(units, list(simple), list(shapes), strict=True):
        shape = rough if rough.is_valid else polygons(shapely.make_valid(rough))
        yield unit, fine if shape.is_empty else shape


def lasting(picture: Atlas, unit: Key, on: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return the days from and before which the unit had the outline of ``on``: until something came to it or left it."""
    spans = picture.spans[unit]
    days = {edge.on for edge in (*picture.forward.get(unit, ()), *picture.backward.get(unit, ()))}
    days |= {spans[0].valid_from, spans[-1].valid_to}
    start = max((day for day in days if day <= on), default=FAR_PAST)
    end = min((day for day in days if day > on), default=FAR_FUTURE)
    return (None if start == FAR_PAST else start), (None if end == FAR_FUTURE else end)


def _digest(digests: list[tuple[str, bytes]]) -> str:
    whole = hashlib.sha256()
    for unit, digest in sorted(digests):
        whole.update(unit.encode() + digest)
    return whole.hexdigest()


def content_of(made: BoundarySet) -> str:
    """Return the digest of the outlines that a set has now; it must be the one that was written down."""
    rows = Boundary.objects.filter(of=made).values_list("unit_id", "shape")
    return _digest(
        [(str(unit), hashlib.sha256(bytes(shape)).digest()) for unit, shape in rows.iterator(chunk_size=BATCH)]
    )


def remove_boundaries(made: BoundarySet, *, actor: Actor) -> None:
    """Take a set away; the maps are drawn as they were before it came."""
    with action("units.remove_boundaries", Unit.objects.get(level=Level.COUNTRY), actor) as act:
        act.removed(made)
        made.delete()
        bump()


def boundary_sets() -> QuerySet[BoundarySet]:
    """Return what was brought in, the newest first."""
    return BoundarySet.objects.order_by("-loaded_at", "-pk")


__all__ = ["Line", "Report", "boundary_sets", "content_of", "lasting", "load_boundaries", "remove_boundaries"]
