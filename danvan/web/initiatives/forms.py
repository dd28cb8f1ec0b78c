"""The questions of the register; forms only read input, the rules live below."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danvan.appraisal.models import Recognition
from danvan.core.text import clean
from danvan.initiatives.intake import check_day
from danvan.initiatives.models import (
    Evidence,
    Field,
    KeyProject,
    KeyProjectLink,
    Participation,
    Registration,
    Resource,
    SubField,
    Target,
)

LONG = ("problem", "goal", "method", "result", "note")
COLUMNS = (
    "name", "kind", "field", "sub_field", "owner_name", "owner_kind", "places_text", "renewal", "registered_on", "duration", "contact",
    "problem", "goal", "method", "result", "note", "source",
)  # fmt: skip


class CleanForm(forms.ModelForm):  # type: ignore[type-arg]
    """Takes texts in one spelling: NFC, without control characters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.fields.values():  # a browser would cut what is too long without a word; the server says so
            one.widget.attrs.pop("maxlength", None)
            choices: Any = list(getattr(one, "choices", None) or ()) if isinstance(one, forms.TypedChoiceField) else []
            if choices and not choices[0][0]:
                one.choices = [("", _("Chọn…")), *choices[1:]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Clean every text."""
        data = super().clean() or self.cleaned_data
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = clean(value, lines=isinstance(self.fields[name].widget, forms.Textarea))
        return data

    def validate_unique(self) -> None:
        """Leave it to the action, which knows the whole row."""

    def validate_constraints(self) -> None:
        """Leave it to the action, which knows the whole row."""

    def _post_clean(self) -> None:
        """Read the columns without the row's own rules, which the action asks."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


class RegistrationForm(CleanForm):
    """One registration: its nine boxes in the order in which people fill them."""

    class Meta:
        model = Registration
        fields = COLUMNS
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}), "kind": forms.RadioSelect, "owner_kind": forms.RadioSelect,
            "renewal": forms.RadioSelect, "places_text": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in LONG},
        }  # fmt: skip
        help_texts = {
            "name": gettext_lazy("Ngắn gọn, dễ nhớ."),
            "places_text": gettext_lazy(
                "Ghi từ thôn đến huyện, nhiều nơi cách nhau bằng dấu chấm phẩy. Ví dụ: thôn Đồng Lân, xã Đồng Kỳ, huyện Yên Thế"
            ),
            "registered_on": gettext_lazy(
                "Ngày/tháng/năm. Để trống nếu sổ không ghi: khi làm báo cáo sẽ tính từ đầu năm."
            ),
            "owner_name": gettext_lazy("Tên đơn vị chịu trách nhiệm; cá nhân thì ghi theo chức vụ, không ghi họ tên."),
            "contact": gettext_lazy("Ghi chức vụ, không ghi họ tên."),
        }

    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, province: Any = None, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["owner_name"].required = True
        self.fields["field"].choices = [("", _("Chọn lĩnh vực")), *Field.choices]  # type: ignore[attr-defined]
        self.fields["sub_field"].empty_label = _("Không chọn")  # type: ignore[attr-defined]
        for name in ("kind", "owner_kind", "renewal"):
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]  # type: ignore[attr-defined]
        local = SubField.objects.filter(province__isnull=True) | SubField.objects.filter(province=province)
        self.fields["sub_field"].queryset = local.order_by("field", "name")  # type: ignore[attr-defined]
        self.fields["sub_field"].required = False
        self.year = year
        if self.instance._state.adding:  # noqa: SLF001 - Django's own way to ask
            self.initial.setdefault("kind", "model")
            if year == timezone.localdate().year:
                self.initial.setdefault("registered_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Keep a sub-field to its field."""
        data = super().clean()
        sub_field = data.get("sub_field")
        if sub_field and data.get("field") and sub_field.field != data["field"]:
            text = _("Phân nhóm này thuộc lĩnh vực %(field)s.") % {"field": sub_field.get_field_display()}
            self.add_error("sub_field", text)
        try:
            check_day(data.get("registered_on"), self.year)
        except ValidationError as error:
            self.add_error(None, error)
        return data

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the questions in their boxes."""
        parts = (
            (_("Mô hình, điển hình"), ("name", "kind", "field", "sub_field", "renewal", "registered_on")),
            (_("Ai thực hiện, ở đâu"), ("owner_name", "owner_kind", "places_text", "duration", "contact")),
            (_("Nội dung"), ("problem", "goal", "method", "result")),
            (pgettext("group", "Thêm"), ("note", "source")),
        )
        return [(title, [self[name] for name in names]) for title, names in parts]


class Quantity(forms.DecimalField):
    """A number as it is written here: 1.234,5. Also takes 1234.5, which spreadsheets give."""

    def to_python(self, value: Any) -> Any:
        """Read points as thousands where a comma follows or three digits stand behind each."""
        text = str(value or "").strip().replace(" ", "").replace("\u00a0", "")
        if "," in text or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text):
            text = text.replace(".", "").replace(",", ".")
        return super().to_python(text)


QUANTITY: dict[str, Any] = {"widget": forms.TextInput(attrs={"inputmode": "decimal"}), "required": False}


class TargetForm(CleanForm):
    """One target."""

    baseline = Quantity(
        label=Target._meta.get_field("baseline").verbose_name, max_digits=18, decimal_places=3, **QUANTITY
    )
    goal = Quantity(label=Target._meta.get_field("goal").verbose_name, max_digits=18, decimal_places=3, **QUANTITY)

    class Meta:
        model = Target
        fields = ("indicator", "measure", "baseline", "goal", "due_on")
        help_texts = {"due_on": gettext_lazy("Ngày/tháng/năm, ví dụ 31/12/2022.")}


class ResourceForm(CleanForm):
    """One resource."""

    amount = Quantity(
        label=Resource._meta.get_field("amount").verbose_name, max_digits=18, decimal_places=2, **QUANTITY
    )

    class Meta:
        model = Resource
        fields = ("kind", "amount", "origin")


class ParticipationForm(CleanForm):
    """One body's part."""

    class Meta:
        model = Participation
        fields = ("name", "part")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class KeyProjectLinkForm(CleanForm):
    """The tie to a key project."""

    class Meta:
        model = KeyProjectLink
        fields = ("key_project",)

    def __init__(self, *args: Any, row: Registration | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            projects = KeyProject.objects.on(row.year_end)
            chain = row.holders()
            self.fields["key_project"].queryset = projects.filter(unit__in=chain).order_by("name")  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """Files as evidence, several at once."""

    file = forms.FileField(
        label=gettext_lazy("Tệp"), help_text=gettext_lazy("Ảnh, PDF, Word hoặc Excel; không quá 25 MB.")
    )
    caption = forms.CharField(label=Evidence._meta.get_field("caption").verbose_name, max_length=300, required=False)


class RecognitionForm(CleanForm):
    """One recognition."""

    class Meta:
        model = Recognition
        fields = ("level", "number", "date", "issuer", "outstanding")
        help_texts = {"date": gettext_lazy("Ngày/tháng/năm."), "number": gettext_lazy("Ví dụ: 123-QĐ/HU")}


class WithdrawForm(forms.Form):
    """Why a recognition is withdrawn."""

    on = forms.DateField(label=gettext_lazy("Ngày hủy"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(forms.Form):
    """A move with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do, ghi chú"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


PARTS: dict[str, tuple[Any, type[CleanForm]]] = {
    "targets": (gettext_lazy("Thêm chỉ tiêu"), TargetForm),
    "resources": (gettext_lazy("Thêm nguồn lực"), ResourceForm),
    "participations": (gettext_lazy("Thêm đơn vị phối hợp"), ParticipationForm),
    "key_project_links": (gettext_lazy("Gắn công trình trọng tâm"), KeyProjectLinkForm),
}


class KeyProjectForm(CleanForm):
    """One key project."""

    class Meta:
        model = KeyProject
        fields = ("name", "decision", "valid_from", "valid_to")
        help_texts = {
            "valid_from": gettext_lazy("Để trống nếu không rõ. Ghi ngày/tháng/năm."),
            "valid_to": gettext_lazy("Ngày đầu tiên không còn hiệu lực."),
        }


class SubFieldForm(CleanForm):
    """One sub-field with the other spellings that registers use for it."""

    synonyms = forms.CharField(
        label=gettext_lazy("Cách viết khác"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một cách viết; khi nhập sổ, chữ này được hiểu là phân nhóm."),
    )

    class Meta:
        model = SubField
        fields = ("field", "name", "valid_from", "valid_to")

    def clean_synonyms(self) -> list[str]:
        """Return the lines."""
        return [line.strip() for line in self.cleaned_data["synonyms"].splitlines() if line.strip()]
