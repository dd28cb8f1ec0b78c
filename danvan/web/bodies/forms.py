"""The questions about bodies; forms only read input."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.accounts.scope import reach_of
from danvan.bodies.models import Line
from danvan.core.text import fold
from danvan.units.atlas import Span, atlas
from danvan.units.models import Level, Unit
from danvan.web.bodies.reach import BodyField, BodyForm, DayField

MOST_UNITS = 600


def unit_choices(user: Any, verb: str) -> list[tuple[str, Any]]:
    """Return the units of today that the person reaches, grouped under the unit above them."""
    picture, today = atlas(), timezone.localdate()
    choices: list[tuple[str, Any]] = []
    for top in reach_of(user, verb).tops(today):
        span = picture.span(top, today)
        if span:
            choices.append(_choice(span))
            deep = sum(1 for _s in picture.subtree(top, today)) <= MOST_UNITS
            choices += _below(span, today, deep=deep)
    return choices


def _below(span: Span, today: dt.date, *, deep: bool) -> list[tuple[str, Any]]:
    picture = atlas()
    found: list[tuple[str, Any]] = []
    for child in sorted(picture.children(span.unit, today), key=_by_name):
        under = picture.children(child.unit, today) if deep else []
        if under:
            rows = [_choice(child), *(_choice(s) for s in sorted(under, key=_by_name))]
            found.append((child.label, rows))
        else:
            found.append(_choice(child))
    return found


def _by_name(span: Span) -> str:
    return fold(str(span.name))


def _choice(span: Span) -> tuple[str, str]:
    name = str(_("Cả nước")) if span.level == Level.COUNTRY else span.label
    return str(span.unit), name[:1].upper() + name[1:]


def unit_of(value: str) -> Unit:
    """Return the unit of a choice."""
    return Unit.objects.get(pk=uuid.UUID(value))


class NewBodyForm(BodyForm):
    """A body as it is put on the roll."""

    name = forms.CharField(
        label=_("Tên cơ quan, tổ chức"), max_length=300, help_text=_("Tên đầy đủ, như trên con dấu.")
    )
    line = forms.ChoiceField(label=_("Hệ thống"), choices=Line.choices)
    unit = forms.TypedChoiceField(label=_("Đơn vị đặt trụ sở"), coerce=unit_of)
    superior = BodyField(label=_("Cấp trên trực tiếp"), required=False, help_text=_("Trong cùng hệ thống."))
    valid_from = DayField(label=_("Thành lập từ ngày"), required=False)

    def __init__(self, user: Any, *args: Any, **options: Any) -> None:
        super().__init__(user, *args, **options)
        self.fields["unit"].choices = unit_choices(user, "bodies.manage")  # type: ignore[attr-defined]


class SuperiorForm(BodyForm):
    """The body above."""

    superior = BodyField(label=_("Cấp trên trực tiếp"), required=False, help_text=_("Để trống nếu không có."))


class CoordinationForm(forms.Form):
    """The unit for which a body coordinates."""

    unit = forms.TypedChoiceField(label=_("Điều phối phong trào ở"), coerce=unit_of)
    valid_from = DayField(label=_("Từ ngày"), required=False)

    def __init__(self, user: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = unit_choices(user, "bodies.manage")  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    """The last day of something; the day after is the first without it."""

    last_day = DayField(label=_("Ngày cuối cùng"))

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the first day without."""
        data = super().clean() or self.cleaned_data
        if data.get("last_day"):
            data["on"] = data["last_day"] + dt.timedelta(days=1)
        return data
