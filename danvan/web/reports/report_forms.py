"""What is asked to prepare, edit and sign a report, and for goals and printed totals."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.scope import reach_of
from danvan.bodies.models import Body, Line
from danvan.core.text import fold
from danvan.initiatives.models import FIRST_YEAR
from danvan.reporting.frames import frame
from danvan.reporting.models import COUNTED, Goal, LegacyTotal
from danvan.reporting.periods import LAST_YEAR, Period, PeriodKind, parse_period, periods_of
from danvan.reporting.queries import default_issuer, issuers_for
from danvan.reports.scope import lines_on
from danvan.units.atlas import Span, atlas
from danvan.units.models import Unit
from danvan.web.bodies.reach import DayField

DASH = " – "
OFFERED = 400  # units named in the list of suggestions; any other is found by typing its code or name


def parts() -> list[tuple[str, str]]:
    """Return the periods of any year as choices: ``year-1``, ``quarter-3`` … with their names."""
    names = {
        PeriodKind.STAGE: _("Giai đoạn 5 năm có năm này"), PeriodKind.YEAR: _("Cả năm"),
        PeriodKind.NINE_MONTHS: _("9 tháng đầu năm"),
    }  # fmt: skip
    halves = {1: _("6 tháng đầu năm"), 2: _("6 tháng cuối năm")}
    found = []
    for one in periods_of(FIRST_YEAR + 1):
        label = names.get(one.kind) or (halves[one.index] if one.kind is PeriodKind.HALF else "")
        if one.kind is PeriodKind.QUARTER:
            label = _("Quý %(quarter)s") % {"quarter": ("I", "II", "III", "IV")[one.index - 1]}
        elif one.kind is PeriodKind.MONTH:
            label = _("Tháng %(month)s") % {"month": one.index}
        found.append((f"{one.kind.value}-{one.index}", label))
    return found


def period_of(year: int, part: str) -> Period:
    """Return the period of a year that a choice of ``parts`` names."""
    kind, _dash, index = part.rpartition("-")
    if kind == PeriodKind.STAGE:
        return next(one for one in periods_of(year) if one.kind is PeriodKind.STAGE)
    return Period(PeriodKind(kind), year, int(index))


class UnitField(forms.CharField):
    """A unit of a year, by its code or name; ``user`` and ``year`` are set by the form."""

    user: Any = None
    verb = "reporting.prepare"

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.widget.attrs |= {"list": "unit-names", "autocomplete": "off"}

    def find(self, text: str, year: int) -> Unit:
        """Return the unit that the text names on some day of the year. Raises ``ValidationError``."""
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        picture, word = atlas(), text.split(DASH, maxsplit=1)[0].strip()
        spans = picture.by_code.get(word) or [s for name in _names(text) for s in picture.by_name.get(name, ())]
        folded = fold(text)
        if word not in picture.by_code and any(fold(s.label) == folded for s in spans):
            spans = [s for s in spans if fold(s.label) == folded]
        reach = reach_of(self.user, self.verb)
        standing = {s.unit: s for s in spans if s.valid_from <= last and s.last_day >= first and reach.covers(s.unit)}
        if len(standing) > 1:
            names = "; ".join(
                f"{s.code}{DASH}{picture.path(s.unit, max(first, s.valid_from))}" for s in standing.values()
            )
            raise ValidationError(_("Có nhiều đơn vị tên như vậy, hãy ghi mã: %(names)s."), params={"names": names})
        if not standing:
            raise ValidationError(
                _("Không thấy đơn vị này trong phạm vi của bạn năm %(year)s. Hãy chọn một tên trong danh sách gợi ý hoặc ghi mã đơn vị."),
                params={"year": year},
            )  # fmt: skip
        return Unit.objects.get(pk=next(iter(standing)))


def _names(text: str) -> list[str]:
    """Return the folded names that a typed one may mean: as it is, and without its unit word."""
    folded = fold(text)
    words = folded.split()
    return [folded, *(" ".join(words[n:]) for n in range(1, min(4, len(words))))]


def offered(user: Any, year: int, verb: str = "reporting.prepare") -> list[str]:
    """Return the units within reach on some day of a year, as suggestions: tops first, then what is below."""
    day = dt.date(year, 12, 31)
    picture, found = atlas(), list[Span]()
    level = [s for unit in reach_of(user, verb).tops(day) if (s := picture.span(unit, day))]
    # Units that ended within the year (the districts of 2025) had reports of their own.
    ended = (
        [s for s in picture.by_parent.get(level[0].unit, ()) if s.valid_from < day and s.last_day.year == year]
        if level
        else []
    )
    while level and len(found) + len(level) <= OFFERED:
        found += sorted(level, key=lambda s: s.code)
        level = [child for span in level for child in picture.children(span.unit, day)]
    return [f"{s.code}{DASH}{s.label}" for s in (*found, *ended)]


class PrepareForm(forms.Form):
    """Unit, period and issuer of a report."""

    unit = UnitField(
        label=gettext_lazy("Đơn vị"), help_text=gettext_lazy("Chọn trong danh sách gợi ý, hoặc ghi mã đơn vị.")
    )
    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    part = forms.ChoiceField(label=gettext_lazy("Kỳ báo cáo"))
    line = forms.ChoiceField(label=gettext_lazy("Hệ thống"), required=False)
    issuer = forms.ChoiceField(
        label=gettext_lazy("Cơ quan ban hành"), required=False,
        help_text=gettext_lazy("Để trống: cơ quan điều phối phong trào tại đơn vị. Thể thức văn bản theo hệ thống của cơ quan này."),
    )  # fmt: skip

    def __init__(self, user: Any, *args: Any, unit: Unit | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user: Any = user
        self.issuers: list[Body] = []
        self.fields["unit"].user = user  # type: ignore[attr-defined]
        self.fields["year"].widget.attrs["max"] = timezone.localdate().year
        self.fields["part"].choices = parts()  # type: ignore[attr-defined]
        lines = lines_on(user, unit) if unit else None
        known = [(str(line.value), str(line.label)) for line in Line if lines is None or line in lines]
        every = [("", _("Tất cả hệ thống"))] if lines is None else []
        self.fields["line"].choices = [*every, *known]  # type: ignore[attr-defined]
        self.fields["issuer"].choices = [("", _("Cơ quan điều phối tại đơn vị")), *self._issuers(unit)]  # type: ignore[attr-defined]

    def _issuers(self, unit: Unit | None) -> list[tuple[str, str]]:
        """The bodies that may issue for what is chosen; for another unit the form is shown once more with its own."""
        try:
            year = int(self["year"].value() or 0)
            chosen = self.fields["unit"].find(str(self["unit"].value() or ""), year)  # type: ignore[attr-defined]
            here = frame(chosen, period_of(year, str(self["part"].value())))
        except (ValidationError, ValueError, OverflowError, StopIteration):
            return []
        self.issuers = issuers_for(here, self.user)
        return [(str(body.pk), str(body)) for body in self.issuers]

    def clean(self) -> dict[str, Any]:
        """Find the unit in its year and the body that issues."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        if data["year"] > timezone.localdate().year:
            raise ValidationError({"year": _("Năm này chưa đến.")})
        try:
            unit = self.fields["unit"].find(data["unit"], data["year"])  # type: ignore[attr-defined]
        except ValidationError as error:
            raise ValidationError({"unit": error}) from None
        period = period_of(data["year"], data["part"])
        here = frame(unit, period, (data["line"],) if data["line"] else None)
        issuer = next((b for b in self.issuers if str(b.pk) == data["issuer"]), None) or default_issuer(here, self.user)
        if issuer is None:
            raise ValidationError(
                {"issuer": _("Đơn vị chưa có cơ quan điều phối phong trào. Hãy lập ở trang Cơ quan.")}
            )
        return data | {"unit": unit, "period": period, "issuer": issuer}


class SectionForm(forms.Form):
    """The text of one section, with the version that it was opened with."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung"), strip=False, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("Mỗi dòng là một đoạn; dòng bắt đầu bằng “- ” là gạch đầu dòng. Từ khóa trong ngoặc nhọn được thay bằng số liệu và giữ liên kết tới bản ghi."),
        error_messages={"required": gettext_lazy("Mục này đang trống. Ghi nội dung, hoặc lấy lại nội dung tính từ sổ.")},
    )  # fmt: skip
    opened = forms.IntegerField(widget=forms.HiddenInput)


class SignForm(forms.Form):
    """What stands on the signed paper besides its text."""

    number = forms.CharField(label=gettext_lazy("Số"), max_length=20)
    symbol = forms.CharField(label=gettext_lazy("Ký hiệu"), max_length=60)
    date = DayField(label=gettext_lazy("Ngày ký"))
    place = forms.CharField(label=gettext_lazy("Địa danh"), max_length=120)
    post = forms.CharField(
        label=gettext_lazy("Chức vụ người ký"), max_length=200,
        help_text=gettext_lazy("Cấp phó ký thay cấp trưởng: hệ thống tự ghi quyền hạn ký (K/T, KT.) theo thể thức của cơ quan."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Họ và tên người ký"), max_length=120, required=False,
        help_text=gettext_lazy("Để trống nếu ký tay trên bản in."),
    )  # fmt: skip
    sure = forms.BooleanField(
        label=gettext_lazy("Tôi đã đọc báo cáo và đồng ý chốt nội dung, số liệu, bản ghi như đang có"),
        error_messages={"required": gettext_lazy("Hãy đánh dấu đồng ý chốt báo cáo rồi ký.")},
    )


class ReasonForm(forms.Form):
    """Why something signed or entered is taken back."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class GoalForm(forms.ModelForm):  # type: ignore[type-arg]
    """A goal of a unit and year."""

    class Meta:
        model = Goal
        fields = ("indicator", "at_least", "basis")
        help_texts = {
            "at_least": gettext_lazy("Số mô hình, điển hình; với tỷ lệ được công nhận ghi số phần trăm."),
            "basis": gettext_lazy("Ví dụ: Kế hoạch 15-KH/TU ngày 05/01/2022. Có thể để trống."),
        }

    def _post_clean(self) -> None:
        """The action checks the row as a whole."""


class TotalForm(forms.Form):
    """A printed total."""

    period = forms.CharField(
        label=gettext_lazy("Kỳ"), max_length=12,
        help_text=gettext_lazy("2022 (năm), 2022-H1 (6 tháng đầu năm), 2022-Q3 (quý III), 2022-9M, 2022-03, 2021-2025."),
    )  # fmt: skip
    indicator = forms.ChoiceField(label=gettext_lazy("Số liệu"), choices=COUNTED)
    value = forms.IntegerField(
        label=gettext_lazy("Giá trị"), min_value=0, max_value=2_000_000_000,
        help_text=gettext_lazy("Nguồn ghi “hơn 700” thì ghi 700 ở đây và “hơn 700” ở ô dưới."),
    )  # fmt: skip
    words = forms.CharField(label=gettext_lazy("Ghi đúng như nguồn"), max_length=120, required=False)
    source = forms.CharField(label=gettext_lazy("Nguồn"), max_length=500)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args: Any, total: LegacyTotal | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if total is not None:  # a correction keeps what the figure is of
            del self.fields["period"], self.fields["indicator"]

    def clean_period(self) -> Period:
        """Read the period."""
        return parse_period(self.cleaned_data["period"])
