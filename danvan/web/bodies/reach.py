"""Bodies within somebody's reach, and finding one of them by its name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy

from danvan.accounts.queries import bodies_in_reach, bodies_named
from danvan.bodies.models import Body
from danvan.core.text import fold
from danvan.units.atlas import atlas

SHOWN = 8
DASH = " – "


def seat_name(body: Body) -> str:
    """Return the name of the unit where a body sits, as the unit is called today or was called last."""
    span = atlas().nearest(body.unit_id, timezone.localdate())
    return span.label if span else str(body.unit)


def full_name(body: Body) -> str:
    """Return the name that tells a body from its namesakes: ``Hội Nông dân – xã Đồng Kỳ``."""
    return f"{body.name}{DASH}{seat_name(body)}"


def suggestions(user: Any, verb: str, words: str) -> list[str]:
    """Return full names for what was typed so far."""
    found = bodies_named(bodies_in_reach(user, verb).on(timezone.localdate()), words.split(DASH, maxsplit=1)[0])  # type: ignore[attr-defined]
    return [full_name(body) for body in found.select_related("unit").order_by("folded")[:SHOWN]]


class BodyField(forms.CharField):
    """A body, named by typing; suggestions help where there is a script. ``bodies`` is set by the form."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "Không thấy cơ quan nào tên như vậy trong phạm vi của bạn. Hãy gõ lại, hoặc lập cơ quan trước."
        ),
        "many": gettext_lazy("Có nhiều cơ quan tên như vậy, hãy chép đủ một dòng: %(names)s"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=400, **options)
        self.bodies: QuerySet[Body] = Body.objects.none()
        self.widget.attrs |= {
            "list": "body-names", "autocomplete": "off", "hx-get": reverse_lazy("web:body_names"), "hx-target": "#body-names",
            "hx-trigger": "input changed delay:250ms", "hx-swap": "innerHTML",
        }  # fmt: skip

    def clean(self, value: Any) -> Any:
        """Return the one body that is meant."""
        text = super().clean(value)
        if not text:
            return None
        named = fold(text)
        near = list(bodies_named(self.bodies, text.split(DASH)[0]).select_related("unit")[:200])
        found = [b for b in near if fold(full_name(b)) == named] or [b for b in near if fold(b.name) == named] or near
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            names = "; ".join(full_name(body) for body in found[:SHOWN])
            raise ValidationError(self.error_messages["many"], code="many", params={"names": names})
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """Show a body by its full name."""
        return full_name(value) if isinstance(value, Body) else value


class BodyForm(forms.Form):
    """A form that may ask for bodies within the reach of its person for a verb."""

    verb = "bodies.view"

    def __init__(self, user: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, BodyField):
                field.bodies = bodies_in_reach(user, self.verb)


class DayField(forms.DateField):
    """A day as officers write it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("Ghi ngày/tháng/năm, ví dụ 01/3/2025."))
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
