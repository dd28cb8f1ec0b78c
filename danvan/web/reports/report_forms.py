"""What is asked to prepare, edit and sign a report, and for goals and printed totals."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.bodies.models import Body, Line
from danvan.initiatives.models import FIRST_YEAR
from danvan.reporting.frames import frame
from danvan.reporting.models import COUNTED, Goal, LegacyTotal
from danvan.reporting.periods import LAST_YEAR, Period, PeriodKind, parse_period, periods_of
from danvan.reporting.queries import default_issuer, issuers_for
from danvan.reports.scope import lines_on
from danvan.units.codes import Meaning
from danvan.units.models import Unit
from danvan.web.bodies.reach import DayField
from danvan.web.reports.report_units import DASH, Asked, UnitField


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


class PrepareForm(forms.Form):
    """Unit, period and issuer of a report."""

    unit = UnitField(
        label=gettext_lazy("Đơn vị"), help_text=gettext_lazy("Chọn trong danh sách gợi ý, hoặc ghi mã đơn vị.")
    )
    meant = forms.ChoiceField(label=gettext_lazy("Đơn vị của báo cáo"), required=False, widget=forms.RadioSelect)
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
        self.asked = self._asked()
        self._ask_which()
        self.fields["issuer"].choices = [("", _("Cơ quan điều phối tại đơn vị")), *self._issuers()]  # type: ignore[attr-defined]

    def _asked(self) -> Asked | None:
        """What the typed unit may mean in the chosen period; None where there is no period or no such unit."""
        try:
            period = period_of(int(self["year"].value() or 0), str(self["part"].value()))
            asked: Asked = self.fields["unit"].ask(str(self["unit"].value() or ""), period)  # type: ignore[attr-defined]
        except (ValidationError, ValueError, OverflowError, StopIteration):
            return None
        return asked

    def _ask_which(self) -> None:
        """Offer the units to choose from, where the typed one is not clear."""
        if not self.asked or not self.asked.unclear:
            del self.fields["meant"]
            return
        self.fields["meant"].choices = [(str(one.unit), _label(one)) for one in self.asked.units]  # type: ignore[attr-defined]
        if self.is_bound and not self["meant"].value() and len(self.asked.units) == 1:
            self.fields["meant"].widget.attrs["checked"] = True  # one press confirms it

    @property
    def chosen(self) -> Unit | None:
        """The unit that is meant, by what was typed or chosen."""
        if self.asked is None:
            return None
        key = self.asked.unit
        if key is None and self.is_bound:
            key = next((one.unit for one in self.asked.units if str(one.unit) == self["meant"].value()), None)
        return None if key is None else Unit.objects.get(pk=key)

    def _issuers(self) -> list[tuple[str, str]]:
        """The bodies that may issue for what is chosen; for another unit the form is shown once more with its own."""
        unit = self.chosen
        if unit is None or self.asked is None:
            return []
        try:
            here = frame(unit, self.asked.period)
        except ValidationError:
            return []
        self.issuers = issuers_for(here, self.user)
        return [(str(body.pk), str(body)) for body in self.issuers]

    def clean(self) -> dict[str, Any]:
        """Find the unit in its period and the body that issues."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        if data["year"] > timezone.localdate().year:
            raise ValidationError({"year": _("Năm này chưa đến.")})
        period = period_of(data["year"], data["part"])
        try:
            asked = self.fields["unit"].ask(data["unit"], period)  # type: ignore[attr-defined]
        except ValidationError as error:
            raise ValidationError({"unit": error}) from None
        unit = self.chosen
        if unit is None:
            raise ValidationError({"unit": asked.question})
        here = frame(unit, period, (data["line"],) if data["line"] else None)
        issuer = next((b for b in self.issuers if str(b.pk) == data["issuer"]), None) or default_issuer(here, self.user)
        if issuer is None:
            raise ValidationError(
                {"issuer": _("Đơn vị chưa có cơ quan điều phối phong trào. Hãy lập ở trang Cơ quan.")}
            )
        return data | {"unit": unit, "period": period, "issuer": issuer}


def _label(one: Meaning) -> str:
    return f"{one.code}{DASH}{one}"


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
