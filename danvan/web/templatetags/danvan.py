"""The tags and filters of the house: ``{% load danvan %}`` (danvan/web/README.md shows each in use)."""

import datetime as dt
import uuid
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Textarea
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from danvan.core import numbers
from danvan.core.dates import year_end
from danvan.core.retelling import retold
from danvan.units.atlas import Span, atlas
from danvan.units.models import Unit
from danvan.web.charts import Chart

register = template.Library()

register.filter("retold", retold)

# ── numbers and dates ────────────────────────────────────────────────────────────────────────────────────────────


@register.filter
def count(value: float | None) -> str:
    """1234567 → 1.234.567; nothing → –."""
    return numbers.count(value)


@register.filter
def rate(part: int, whole: int) -> str:
    """701 of 4250 → 16,5%."""
    return numbers.rate(part or 0, whole or 0)


@register.filter
def decimal(value: Decimal | None) -> str:
    """Write a quantity: 1.234,5."""
    return numbers.decimal(value)


@register.filter
def vdate(value: dt.date | None) -> str:
    """31/12/2022, in the time of Viet Nam; nothing → –."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(value, "d/m/Y") if value else "–"


@register.filter
def vtime(value: dt.datetime | None) -> str:
    """31/12/2022 08:05, in the time of Viet Nam."""
    return date_format(timezone.localtime(value), "d/m/Y H:i") if value else "–"


@register.filter
def period(row: Any) -> str:
    """Say from when until when a dated row holds: ``từ 01/03/2025 đến hết 31/12/2026``."""
    first, last = row.valid_from, row.valid_to - dt.timedelta(days=1) if row.valid_to else None
    if first and last:
        return _("từ %(first)s đến hết %(last)s") % {"first": vdate(first), "last": vdate(last)}
    if last:
        return _("đến hết %(last)s") % {"last": vdate(last)}
    return _("từ %(first)s") % {"first": vdate(first)} if first else _("không giới hạn ngày")


@register.filter
def is_on(row: Any, day: dt.date) -> bool:
    """Tell whether a dated row holds on a day."""
    return bool(row.is_on(day))


@register.filter
def filesize(value: float | None) -> str:
    """1536000 → 1,5 MB."""
    size = float(value or 0)
    for unit, digits in (("B", 0), ("kB", 0), ("MB", 1)):
        if size < 1024 or unit == "MB":  # noqa: PLR2004 - a kilobyte
            return numbers.written(f"{size:.{digits}f} {unit}")
        size /= 1024
    return ""


# ── units, by the name they had on a day ─────────────────────────────────────────────────────────────────────────


def _span(unit: Any, day: Any) -> Span | None:
    key = unit if isinstance(unit, uuid.UUID) else getattr(unit, "pk", None)
    if key is None:
        return None
    if isinstance(day, int):
        day = year_end(day)
    return atlas().nearest(key, day or timezone.localdate())


@register.filter
def unit_label(unit: Any, day: Any = None) -> str:
    """Name a unit (or its id) with its unit word as on a day or at the end of a year: ``xã Đồng Kỳ``."""
    span = _span(unit, day)
    return span.label if span else str(unit or "–") if isinstance(unit, Unit) else "–"


@register.filter
def unit_path(unit: Any, day: Any = None) -> str:
    """Name a unit and all above it: ``xã Đồng Kỳ, huyện Yên Thế, tỉnh Bắc Giang``."""
    span = _span(unit, day)
    if span is None:
        return unit_label(unit, day)
    on = year_end(day) if isinstance(day, int) else day or timezone.localdate()
    return atlas().path(span.unit, on if span.is_on(on) else span.valid_from) or span.label


# ── signs ────────────────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it is always decoration, the word beside it speaks."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("danvan/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag
def badge(text: Any, kind: str = "") -> SafeString:
    """Show a word with a shape and a colour; kinds: good warn bad info top plain illustration."""
    return format_html('<span class="badge{}">{}</span>', f" badge--{kind}" if kind else "", text)


@register.simple_tag
def illustration() -> SafeString:
    """Mark one record as illustration."""
    return badge(_("Dữ liệu minh hoạ"), "illustration")


# How the states and levels of the register look; the words are the models' own.
SIGNS = {
    "registered": "", "approved": "info", "under_way": "info", "recognised": "good", "not_recognised": "bad",
    "paused": "warn", "ended": "", "new": "info", "maintained": "", "base": "good", "district": "good",
    "province": "top", "centre": "top",
    "queued": "info", "reading": "info", "preview": "warn", "committing": "info", "committed": "good", "failed": "bad",
    "draft": "", "signed": "good", "replaced": "info", "withdrawn": "bad", "making": "info", "ready": "good",
}  # fmt: skip


@register.filter
def sign(value: str) -> str:
    """Return the kind of badge for a status, a renewal or a level of recognition."""
    return SIGNS.get(value, "")


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────

BOXES = (RadioSelect, CheckboxSelectMultiple)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", short: bool = False, limit: int = 0) -> dict[str, Any]:
    """Show one field: label, help, error at its place, widget; files get their drop zone."""
    widget = bound.field.widget
    shape = "plain"
    if isinstance(widget, BOXES):
        shape = "choices"
    elif isinstance(widget, CheckboxInput):
        shape = "check"
    elif isinstance(widget, FileInput):
        shape = "file"
    if str(widget.attrs.get("placeholder", "")) == str(bound.label):
        del widget.attrs["placeholder"]  # it would only say the label again
    attrs: dict[str, Any] = {"data-limit": limit} if limit and shape == "file" else {}
    if isinstance(widget, Textarea) and "rows" not in widget.attrs:
        attrs["rows"] = 5
    return {
        "field": bound, "shape": shape, "label": label or bound.label, "short": short, "limit": limit,
        "widget": bound.as_widget(attrs={**widget.attrs, **attrs}) if not bound.is_hidden else bound,
        "optional": not bound.field.required and shape in {"plain", "file"},
    }  # fmt: skip


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Show all fields of a form, hidden ones too."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm, title: Any = "") -> dict[str, Any]:
    """Show what is wrong in one or more forms, each with a link to its field; nothing when nothing is."""
    found = []
    for form in forms:
        if isinstance(form, BaseForm) and form.is_bound:
            for name, errors in form.errors.items():
                label = form[name].label if name in form.fields else ""
                found += [(bound_id(form, name), label, error) for error in errors]
    return {"title": title, "errors": found}


def bound_id(form: BaseForm, name: str) -> str:
    """Return the id that the error of a field leads to; errors of the whole form lead nowhere."""
    if name not in form.fields:
        return ""
    bound = form[name]
    return f"{bound.auto_id}_0" if isinstance(bound.field.widget, BOXES) else bound.auto_id


# ── bigger parts ─────────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/chart.html")
def chart(it: Chart) -> dict[str, Any]:
    """Show a chart with its legend and its table."""
    return {"chart": it}


@register.inclusion_tag("components/stat.html")
def stat(label: Any, value: Any, *, href: str = "", note: Any = "", main: bool = False) -> dict[str, Any]:
    """Show one figure that opens its records; numbers are written the Vietnamese way, text as it is."""
    text = numbers.count(value) if isinstance(value, int | float) or value is None else value
    return {"label": label, "value": text, "href": href, "note": note, "main": main}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, text: Any = "") -> dict[str, Any]:
    """Show how far long work has come; with no total the bar only says that it goes on."""
    return {"done": done, "total": total, "text": text, "percent": numbers.rate(done, total, 0) if total else ""}


@register.inclusion_tag("components/pager.html")
def pager(*, next_href: str = "", first_href: str = "", shown: int = 0, total: int | None = None) -> dict[str, Any]:
    """Show the way to the next page of a keyset list and back to its start."""
    return {"next_href": next_href, "first_href": first_href, "shown": shown, "total": total}
