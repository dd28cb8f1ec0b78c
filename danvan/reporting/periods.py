"""The periods that a report speaks of: month, quarter, six months, nine months, year, five-year stage."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danvan.initiatives.models import FIRST_YEAR

LAST_YEAR = 2100
STAGE_YEARS = 5
ROMAN = ("I", "II", "III", "IV")
# Months that a part of the year takes, by kind: how many, and how many such parts there are.
PARTS = {"month": (1, 12), "quarter": (3, 4), "half": (6, 2), "nine_months": (9, 1), "year": (12, 1)}


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    STAGE = "stage"


@dataclass(frozen=True, order=True)
class Period:
    """A period; ``year`` is its (first) year, ``index`` counts its kind within the year from 1."""

    kind: PeriodKind
    year: int
    index: int = 1

    @property
    def first(self) -> dt.date:
        """The first day."""
        months = 1 if self.kind is PeriodKind.STAGE else PARTS[self.kind][0]
        return dt.date(self.year, (self.index - 1) * months + 1, 1)

    @property
    def last(self) -> dt.date:
        """The last day."""
        if self.kind is PeriodKind.STAGE:
            return dt.date(self.years[-1], 12, 31)
        month = self.index * PARTS[self.kind][0]
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it covers, one unless it is a stage."""
        return tuple(range(self.year, self.year + (STAGE_YEARS if self.kind is PeriodKind.STAGE else 1)))

    @property
    def within_year(self) -> bool:
        """Tell whether it is a part of a year, so that records count by their days."""
        return self.kind not in {PeriodKind.YEAR, PeriodKind.STAGE}

    @property
    def before(self) -> "Period":
        """The period to compare with: the month or quarter before; of six and nine months the same a year earlier."""
        if self.kind in {PeriodKind.MONTH, PeriodKind.QUARTER} and self.index > 1:
            return Period(self.kind, self.year, self.index - 1)
        if self.kind in {PeriodKind.MONTH, PeriodKind.QUARTER}:
            return Period(self.kind, self.year - 1, PARTS[self.kind][1])
        return Period(self.kind, self.year - (STAGE_YEARS if self.kind is PeriodKind.STAGE else 1), self.index)

    @property
    def label(self) -> str:
        """How a report names it: ``6 tháng đầu năm 2022``."""
        half = _("6 tháng đầu năm %(year)s") if self.index == 1 else _("6 tháng cuối năm %(year)s")
        texts = {
            PeriodKind.MONTH: _("tháng %(index)s năm %(year)s"), PeriodKind.QUARTER: _("quý %(roman)s năm %(year)s"),
            PeriodKind.HALF: half, PeriodKind.NINE_MONTHS: _("9 tháng đầu năm %(year)s"),
            PeriodKind.YEAR: _("năm %(year)s"), PeriodKind.STAGE: _("giai đoạn %(year)s - %(last)s"),
        }  # fmt: skip
        roman = ROMAN[self.index - 1] if self.kind is PeriodKind.QUARTER else ""
        return texts[self.kind] % {"year": self.year, "index": self.index, "roman": roman, "last": self.years[-1]}

    @property
    def before_label(self) -> str:
        """What it is compared with: ``cùng kỳ năm 2021``, ``năm 2021``."""
        if self.kind in {PeriodKind.HALF, PeriodKind.NINE_MONTHS}:
            return _("cùng kỳ năm %(year)s") % {"year": self.before.year}
        return self.before.label

    @property
    def code(self) -> str:
        """How addresses and commands write it: ``2022``, ``2022-Q3``, ``2022-H1``, ``2022-9M``, ``2022-03``, ``2021-2025``."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year}-{self.index:02}"
            case PeriodKind.QUARTER:
                return f"{self.year}-Q{self.index}"
            case PeriodKind.HALF:
                return f"{self.year}-H{self.index}"
            case PeriodKind.NINE_MONTHS:
                return f"{self.year}-9M"
            case PeriodKind.YEAR:
                return str(self.year)
            case _:
                return f"{self.year}-{self.years[-1]}"

    def __str__(self) -> str:
        return self.code


_FORMS = (
    (PeriodKind.YEAR, re.compile(r"(\d{4})()")),
    (PeriodKind.MONTH, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})-Q([1-4])")),
    (PeriodKind.HALF, re.compile(r"(\d{4})-H([12])")),
    (PeriodKind.NINE_MONTHS, re.compile(r"(\d{4})-9M()")),
)
_STAGE = re.compile(r"(\d{4})-(\d{4})")


def parse_period(text: str) -> Period:
    """Read a period as ``Period.code`` writes it, in upper or lower case. Raises ``ValidationError`` saying how to write it."""
    word = text.strip().upper()
    found = next(
        (Period(kind, int(m[1]), int(m[2] or 1)) for kind, form in _FORMS if (m := form.fullmatch(word))), None
    )
    stage = _STAGE.fullmatch(word)
    if stage and int(stage[1]) % STAGE_YEARS == 1 and int(stage[2]) - int(stage[1]) == STAGE_YEARS - 1:
        found = Period(PeriodKind.STAGE, int(stage[1]))
    if found is None or not found.year >= FIRST_YEAR or found.years[-1] > LAST_YEAR:
        raise ValidationError(
            _("Kỳ «%(text)s» không hợp lệ: viết 2022 (năm), 2022-Q3 (quý III), 2022-H1 (6 tháng đầu năm), 2022-9M (9 tháng), 2022-03 (tháng 3) hoặc 2021-2025 (giai đoạn 5 năm)."),
            params={"text": text[:40]}, code="period",
        )  # fmt: skip
    return found


def periods_of(year: int) -> list[Period]:
    """Return the periods of a year that one may choose from, the longest first, and the stage that it lies in."""
    stage = Period(PeriodKind.STAGE, year - (year - 1) % STAGE_YEARS)
    parts = (PeriodKind.YEAR, PeriodKind.NINE_MONTHS, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)
    return [stage, *(Period(kind, year, i + 1) for kind in parts for i in range(PARTS[kind][1]))]
