"""Territory of any day: units, their story, villages, and the finder of places."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.accounts.scope import reach_of
from danvan.api.bearer import Asked, need
from danvan.api.reading import Body, Code, Day, Line, Out, Title, asked, commune, found, said, unit_within
from danvan.api.routes import Routes
from danvan.core.dates import valid_on
from danvan.units.actions import add_village
from danvan.units.atlas import FAR_FUTURE, FAR_PAST, Span, atlas
from danvan.units.models import Level, Lineage, Unit, UnitPeriod
from danvan.units.places import Finder

routes = Routes(_("Đơn vị"))
VillageKind = Literal["thôn", "tổ dân phố", "bản", "khu phố", "xóm", "ấp", "khối"]  # data: stays Vietnamese


class UnitOut(Out):
    """A unit on a day."""

    id: uuid.UUID
    code: str
    name: str
    kind: str
    level: str
    path: str
    parent: uuid.UUID | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    lat: float | None
    lon: float | None


class UnitsOut(Out):
    """Units on a day, by code."""

    on: dt.date
    items: list[UnitOut]


class VillageOut(Out):
    """A village."""

    id: uuid.UUID
    code: str
    name: str
    kind: str
    commune: uuid.UUID | None
    valid_from: dt.date | None
    valid_to: dt.date | None


class VillagesOut(Out):
    """The villages of a commune on a day, by code."""

    on: dt.date
    items: list[VillageOut]


class EdgeOut(Out):
    """How a unit went into another on a day."""

    predecessor: uuid.UUID
    successor: uuid.UUID | None
    effective_on: dt.date
    kind: str
    share: Decimal | None
    resolution: str
    note: str


class StoryOut(Out):
    """All periods of a unit and what it came from and went into."""

    id: uuid.UUID
    periods: list[UnitOut]
    lineage: list[EdgeOut]


class CandidateOut(Out):
    """A unit that may be meant."""

    id: uuid.UUID
    code: str
    name: str
    path: str
    confidence: float


class FoundPlaceOut(Out):
    """What an address names: a unit, or why none is sure."""

    unit: uuid.UUID | None
    code: str | None
    village: str
    reason: str
    warning: str
    candidates: list[CandidateOut]


class VillageIn(Body):
    """A village to be added."""

    name: Title = said(_("Tên, không cần ghi loại."), max_length=120, min_length=1, examples=["Đồng Lân"])
    kind: VillageKind = said(_("Loại."), "thôn")  # data: stays Vietnamese
    valid_from: Day | None = said(_("Có từ ngày; để trống nếu đã có từ lâu."), None)


def span_out(span: Span, on: dt.date) -> UnitOut:
    """Return a period of a unit as the API shows it."""
    return UnitOut(
        id=span.unit, code=span.code, name=span.name, kind=span.kind, level=span.level, parent=span.parent,
        path=atlas().path(span.unit, on), lat=span.lat, lon=span.lon,
        valid_from=None if span.valid_from == FAR_PAST else span.valid_from,
        valid_to=None if span.valid_to == FAR_FUTURE else span.valid_to,
    )  # fmt: skip


def village_out(row: UnitPeriod) -> VillageOut:
    """Return a village as the API shows it."""
    return VillageOut(
        id=row.unit_id, code=row.code, name=row.name, kind=row.kind, commune=row.parent_id,
        valid_from=row.valid_from, valid_to=row.valid_to,
    )  # fmt: skip


def _within(request: Asked, pk: uuid.UUID, on: dt.date) -> Span:
    """Return a unit that stands on a day and is reached."""
    need(request.auth, "units.view")
    span = atlas().span(pk, on)
    if span is None or not reach_of(request.auth, "units.view").covers(pk):
        raise Http404
    return span


def _commune(pk: uuid.UUID) -> Unit:
    return commune(found(Unit.objects.filter(pk=pk).first()))


ON: Any = asked(_("Ngày của cây đơn vị; mặc định hôm nay."), None, examples=["2022-12-31"])


@routes.get(
    "/units", UnitsOut, _("Đơn vị theo mã, theo ngày"),
    _("Có code: đơn vị mang mã đó vào ngày on. Không có code: các đơn vị đầu phạm vi của bạn."),
)  # fmt: skip
def units(request: Asked, code: Code | None = None, on: Day | None = ON) -> UnitsOut:
    """Find a unit by its code, or the tops of one's reach."""
    day = on or timezone.localdate()
    need(request.auth, "units.view")
    if code is None:
        tops = reach_of(request.auth, "units.view").tops(day)
        spans = sorted((s for top in tops if (s := atlas().span(top, day))), key=lambda s: s.code)
    else:
        unit = unit_within(request.auth, "units.view", code, day)
        spans = [s for s in (atlas().span(found(unit).pk, day),) if s]
    return UnitsOut(on=day, items=[span_out(span, day) for span in spans])


@routes.get("/units/{uuid:pk}", UnitOut, _("Một đơn vị vào một ngày"))
def unit(request: Asked, pk: uuid.UUID, on: Day | None = ON) -> UnitOut:
    """Show one unit."""
    day = on or timezone.localdate()
    return span_out(_within(request, pk, day), day)


@routes.get("/units/{uuid:pk}/children", UnitsOut, _("Đơn vị cấp dưới trực tiếp vào một ngày"))
def children(request: Asked, pk: uuid.UUID, on: Day | None = ON) -> UnitsOut:
    """List what stands directly below."""
    day = on or timezone.localdate()
    _within(request, pk, day)
    return UnitsOut(on=day, items=[span_out(span, day) for span in atlas().children(pk, day)])


@routes.get(
    "/units/{uuid:pk}/history", StoryOut, _("Lịch sử của một đơn vị"),
    _("Các giai đoạn tên, mã, cấp trên; từ đơn vị nào tới, nhập vào đơn vị nào, theo nghị quyết nào."),
)  # fmt: skip
def history(request: Asked, pk: uuid.UUID) -> StoryOut:
    """Tell what a unit was and what became of it."""
    need(request.auth, "units.view")
    spans = atlas().spans.get(pk, [])
    if not spans or not reach_of(request.auth, "units.view").covers(pk):
        raise Http404
    edges = Lineage.objects.filter(predecessor=pk) | Lineage.objects.filter(successor=pk)
    return StoryOut(
        id=pk, periods=[span_out(s, max(s.valid_from, dt.date(1900, 1, 1))) for s in spans],
        lineage=[
            EdgeOut(
                predecessor=e.predecessor_id, successor=e.successor_id, effective_on=e.effective_on, kind=e.kind,
                share=e.share, resolution=e.resolution, note=e.note,
            )
            for e in edges.order_by("effective_on", "id")
        ],
    )  # fmt: skip


@routes.get("/units/{uuid:pk}/villages", VillagesOut, _("Thôn, tổ dân phố của một xã vào một ngày"))
def villages(request: Asked, pk: uuid.UUID, on: Day | None = ON) -> VillagesOut:
    """List the villages of a commune."""
    day = on or timezone.localdate()
    span = _within(request, pk, day)
    rows = UnitPeriod.objects.filter(valid_on(day), parent=span.unit, unit__level=Level.VILLAGE).order_by("code")
    return VillagesOut(on=day, items=[village_out(row) for row in rows])


@routes.post("/units/{uuid:pk}/villages", VillageOut, _("Thêm thôn, tổ dân phố vào một xã"), status=201)
def village_new(request: Asked, pk: uuid.UUID, body: VillageIn) -> VillageOut:
    """Add a village."""
    _within(request, pk, body.valid_from or timezone.localdate())
    here = _commune(pk)
    need(request.auth, "units.add_village", here)
    made = add_village(here, body.name, body.kind, body.valid_from, actor=request.auth)
    return village_out(made.periods.get())


@routes.get(
    "/places", FoundPlaceOut, _("Tìm đơn vị theo địa chỉ"),
    _("Không bao giờ đoán: khi không chắc, unit để trống, reason nói vì sao, candidates là các khả năng."),
)  # fmt: skip
def places(
    request: Asked,
    text: Line = asked(_("Địa chỉ như người ta viết."), max_length=1000, examples=["xã Đồng Kỳ, huyện Yên Thế"]),
    on: Day | None = ON,
    unit: Code | None = asked(_("Chỉ tìm trong đơn vị mang mã này vào ngày đó."), None),
) -> FoundPlaceOut:  # fmt: skip
    """Find which unit a text names."""
    day = on or timezone.localdate()
    need(request.auth, "units.view")
    scope = found(unit_within(request.auth, "units.view", unit, day)) if unit else None
    match = Finder(day, Unit(id=scope.pk, level=scope.level) if scope else None).find(text)
    return FoundPlaceOut(
        unit=match.unit, code=match.code or None, village=match.village, reason=match.reason, warning=match.warning,
        candidates=[
            CandidateOut(id=c.unit, code=c.code, name=c.name, path=c.path, confidence=c.confidence)
            for c in match.candidates
        ],
    )  # fmt: skip
