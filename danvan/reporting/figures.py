"""The figures of a report: what each counts, its value, its value in the period before, and the records behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from danvan.core.numbers import count, rate
from danvan.initiatives.models import Field, Kind, OwnerKind, RecognitionLevel, Renewal
from danvan.initiatives.workflow import Status
from danvan.reporting.counting import FRESH, LATELY, LEVELS, Ref, Tally, Where
from danvan.reports.indicators import Type

# The short words of the fields in the tables and tokens, in the order of the tables.
FIELD_WORDS = {
    Field.ECONOMY: "kt", Field.CULTURE_SOCIETY: "vhxh", Field.DEFENCE_SECURITY: "qpan", Field.POLITICAL_SYSTEM: "htct",
}  # fmt: skip
OWNER_WORDS = {OwnerKind.COLLECTIVE: "tap-the", OwnerKind.INDIVIDUAL: "ca-nhan"}
LEVEL_WORDS = {"base": "co-so", "district": "huyen", "province": "tinh", "centre": "tw"}
RECOGNISED = ("level", LEVELS)


@dataclass(frozen=True)
class Figure:
    """One figure: ``id`` is its token in the text, ``text`` how it is written there.

    ``counts`` says what the value counts: ``records`` (then ``ref`` lists exactly so many), ``units``, ``bodies``,
    ``initiatives``, or nothing for a phrase. ``before`` is the value of the period before, None where there is none.
    ``of`` is the denominator of a ratio, whose value is its numerator.
    """

    id: str
    label: str
    value: int | None
    text: str
    type: Type | None = None
    counts: str = "records"
    ref: Ref | None = None
    before: int | None = None
    of: int | None = None
    indicator: str = ""  # the id in reports/indicators.py, where it is one of those

    @property
    def change(self) -> int | None:
        """How much more than in the period before."""
        return None if self.before is None or self.value is None else self.value - self.before


@dataclass(frozen=True)
class Definition:
    """How a figure is counted."""

    id: str
    label: str
    type: Type
    where: Where = ()
    indicator: str = ""


def definitions() -> list[Definition]:
    """Return the figures that are counts of registrations; labels in the language in force."""
    stock, flow = Type.STOCK, Type.FLOW
    new = ("renewal", Renewal.NEW.value)
    found = [
        Definition("tong-so", _("Mô hình, điển hình trong sổ"), stock, (), "registered"),
        Definition("moi", _("Đăng ký mới trong kỳ"), flow, (new, (FRESH, True)), "new"),
        Definition("moi-cuoi-ky", _("Xây dựng mới, tính đến cuối kỳ"), stock, (new,)),
        Definition("duy-tri", _("Duy trì"), stock, (("renewal", Renewal.MAINTAINED.value),), "maintained"),
        Definition("dang-ky-trong-ky", _("Đăng ký trong kỳ, cả mới và duy trì"), flow, ((FRESH, True),)),
        Definition("tap-the", _("Tập thể"), stock, (("owner_kind", OwnerKind.COLLECTIVE.value),), "collective"),
        Definition("ca-nhan", _("Cá nhân"), stock, (("owner_kind", OwnerKind.INDIVIDUAL.value),), "individual"),
        Definition("mo-hinh", _("Mô hình"), stock, (("kind", Kind.MODEL.value),)),
        Definition("dien-hinh", _("Điển hình"), stock, (("kind", Kind.EXEMPLAR.value),)),
        Definition("cong-nhan", _("Được công nhận"), stock, (RECOGNISED,), "recognised"),
        Definition("cong-nhan-trong-ky", _("Được công nhận trong kỳ"), flow, ((LATELY, True),)),
        Definition("tieu-bieu", _("Tiêu biểu"), stock, (("outstanding", True),), "outstanding"),
        Definition("chua-cong-nhan", _("Chưa được công nhận"), stock, (("level", ""),)),
        Definition("minh-hoa", _("Dữ liệu minh hoạ"), stock, (("illustration", True),), "illustration"),
    ]
    found += [
        Definition(f"cong-nhan-{w}", _level(level), stock, (("level", level),)) for level, w in LEVEL_WORDS.items()
    ]
    found += [Definition(_status_id(s), str(s.label), stock, (("status", s.value),)) for s in Status]
    for name, word in FIELD_WORDS.items():
        found.append(Definition(word, str(name.label), stock, (("field", name.value),)))
        for owner, who in OWNER_WORDS.items():
            where = (("owner_kind", owner.value), ("field", name.value))
            found.append(Definition(f"{who}-{word}", f"{owner.label}, {str(name.label).lower()}", stock, where))
    return found


def _level(level: str) -> str:
    return _("Công nhận %(level)s") % {
        "level": str(RecognitionLevel(level).label)[:1].lower() + str(RecognitionLevel(level).label)[1:]
    }


def _status_id(status: Status) -> str:
    return {
        Status.REGISTERED: "da-dang-ky", Status.APPROVED: "da-duyet", Status.UNDER_WAY: "dang-thuc-hien",
        Status.RECOGNISED: "trang-thai-cong-nhan", Status.NOT_RECOGNISED: "chua-dat", Status.PAUSED: "tam-dung",
        Status.ENDED: "ket-thuc",
    }[status]  # fmt: skip


def ref_of(counted: Tally, one: Definition) -> Ref:
    """Return the records of a figure: of all frames for a flow, of the last for a stock."""
    return Ref(counted.frames if one.type is Type.FLOW else (counted.last,), one.where)


def counted_figures(now: Tally, before: Tally | None) -> Iterator[Figure]:
    """Yield each counted figure, its value in the period before, and the phrase of the change between them."""
    for one in definitions():
        value = now.count(one.where, flow=one.type is Type.FLOW)
        was = None if before is None else before.count(one.where, flow=one.type is Type.FLOW)
        ref = ref_of(now, one)
        yield Figure(one.id, one.label, value, count(value), one.type, "records", ref, was, None, one.indicator)
        if before is None or was is None:
            continue
        label = _("%(figure)s, kỳ trước") % {"figure": one.label}
        yield Figure(f"{one.id}-ky-truoc", label, was, count(was), one.type, "records", ref_of(before, one))
        label = _("%(figure)s, so với kỳ trước") % {"figure": one.label}
        yield Figure(f"{one.id}-tang-giam", label, None, change_text(value, was), None, "", ref)
    yield _share(now, before)


def _share(now: Tally, before: Tally | None) -> Figure:
    where = (RECOGNISED,)
    value, whole = now.count(where), now.total
    was = None if before is None else before.count(where)
    return Figure(
        "ty-le-cong-nhan", _("Tỷ lệ được công nhận"), value, rate(value, whole), Type.RATIO, "records",
        Ref((now.last,), where), was, whole, "recognition_rate",
    )  # fmt: skip


def change_text(value: int, was: int) -> str:
    """Return a change in words: ``tăng 2.350 (123,7%)``, ``giảm 12 (5,0%)``, ``không thay đổi``; from nothing no per cent."""
    if value == was:
        return _("không thay đổi")
    words: dict[str, Any] = {"n": count(abs(value - was)), "share": rate(abs(value - was), was)}
    if not was:
        return _("tăng %(n)s") % words
    return (_("tăng %(n)s (%(share)s)") if value > was else _("giảm %(n)s (%(share)s)")) % words
