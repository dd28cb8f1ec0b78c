"""Which models a report names, and the words for them: what stands in the register, nothing added."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from danvan.core.text import fold
from danvan.initiatives.models import Field
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.register import RANK
from danvan.initiatives.workflow import Status
from danvan.reporting.counting import Ref, records
from danvan.reporting.frames import Frame
from danvan.reporting.wording import wording

MOST = 4  # named per field
LONGEST = 600
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
COLUMNS = (
    "pk", "initiative__code", "name", "owner_name", "places_text", "field", "method", "result", "level_then",
    "outstanding_then", "illustration", "kind",
)  # fmt: skip


@dataclass(frozen=True)
class Notable:
    """A model that the report names, as it stands in the register."""

    id: uuid.UUID
    code: str
    name: str
    owner: str
    places: str
    field: str
    method: str
    result: str
    level: str
    outstanding: bool
    illustration: bool
    kind: str

    @property
    def title(self) -> str:
        """Name, owner and place: ``“Đường hoa” của Hội Phụ nữ xã Đồng Kỳ (xã Đồng Kỳ, huyện Yên Thế)``."""
        words = {"name": self.name, "owner": self.owner, "places": self.places}
        if self.owner and self.places and self.places not in self.owner:
            text = _("“%(name)s” của %(owner)s (%(places)s)") % words
        elif self.owner:
            text = _("“%(name)s” của %(owner)s") % words
        else:
            text = _("“%(name)s” (%(places)s)") % words if self.places else _("“%(name)s”") % words
        return text + (wording()["illustration"] if self.illustration else "")

    @property
    def achieved(self) -> str:
        """What was achieved: the result and, where it gives no number, how it was done; then the recognition."""
        result = without_remarks(self.result)
        parts = [result] if re.search(r"\d", result) else [_first(self.method), result]
        text = " ".join(_closed(part) for part in parts if part.strip())
        return " ".join(filter(None, (text[:LONGEST] + ("…" if len(text) > LONGEST else ""), self.standing)))

    @property
    def standing(self) -> str:
        """The recognition that stands, as a sentence."""
        if not self.level:
            return ""
        level = {
            "base": _("cấp cơ sở"), "district": _("cấp huyện"), "province": _("cấp tỉnh"), "centre": _("cấp Trung ương"),
        }[self.level]  # fmt: skip
        if self.outstanding:
            return _("Được công nhận %(level)s, xếp tiêu biểu.") % {"level": level}
        return _("Được công nhận %(level)s.") % {"level": level}


def without_remarks(result: str) -> str:
    """Return a result without the clauses that only remark that there is none (``remarks`` in the wording)."""
    clauses = [clause for row in result.split("\n") for clause in _SENTENCE_END.split(row.strip())]
    kept = [clause for clause in clauses if not _is_remark(clause)]
    return " ".join(kept) if len(kept) < len(clauses) else result


def _is_remark(clause: str) -> bool:
    begins, alone = _remarks()
    words = fold(clause)
    return not re.search(r"\d", clause) and (not words or words in alone or words.startswith(begins))


@cache
def _remarks() -> tuple[tuple[str, ...], frozenset[str]]:
    words = wording()
    return tuple(map(fold, words["remarks"])), frozenset(map(fold, words["remarks_alone"]))


def _first(text: str) -> str:
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def _closed(text: str) -> str:
    text = " ".join(text.split())
    return text if text[-1:] in ".!?…" else f"{text.rstrip(';,')}."


def notable(frame: Frame) -> list[Notable]:
    """Return what is named: per field at most four, real records before illustration, outstanding and highest first.

    Named is what was recognised, or tells its result or how it is done and has neither fallen short nor paused; what has a
    result comes before what only tells how.
    """
    rows = records(Ref((frame,)))
    told = ~Q(result="") | ~Q(method="")
    worth = ~Q(level_then="") | (told & ~Q(status__in=(Status.NOT_RECOGNISED, Status.PAUSED)))
    ranked = rows.filter(worth).annotate(
        rank=Case(
            *(When(level_then=level, then=Value(rank)) for level, rank in RANK.items()), default=Value(0),
            output_field=IntegerField(),
        ),
        bare=Case(When(result="", then=Value(1)), default=Value(0), output_field=IntegerField()),
    )  # fmt: skip
    order = ("illustration", "-outstanding_then", "-rank", "bare", "initiative__code")
    found: list[Notable] = []
    for field in Field:
        found += [Notable(*row) for row in ranked.filter(field=field).order_by(*order).values_list(*COLUMNS)[:MOST]]
    return found


def by_code(frame: Frame, codes: Iterable[str]) -> list[Notable]:
    """Return the records that an edited text names by code, as far as they are among those of the frame."""
    wanted = sorted(codes)
    rows: RegistrationQuerySet = records(Ref((frame,)))
    return [Notable(*row) for row in rows.filter(initiative__code__in=wanted).values_list(*COLUMNS)] if wanted else []
