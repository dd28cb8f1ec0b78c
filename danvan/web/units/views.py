"""Units in time: what a unit was and is, what stands below it, its villages."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from danvan.core.dates import valid_on
from danvan.units.actions import add_village
from danvan.units.atlas import Span, atlas
from danvan.units.models import Level, Lineage, Unit, UnitPeriod
from danvan.units.places import Finder
from danvan.web.look import label_of, look
from danvan.web.request import Request

KINDS = ("thôn", "tổ dân phố", "bản", "khu phố", "xóm", "ấp", "khối")  # stays Vietnamese: they are data


class VillageForm(forms.Form):
    """A village as its commune adds it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        choices=[(k, k) for k in KINDS],
    )
    name = forms.CharField(
        label=gettext_lazy("Tên"), max_length=100, help_text=gettext_lazy("Chỉ ghi tên, ví dụ: Đồng Lân")
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Có từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu đã có từ lâu. Ghi ngày/tháng/năm."),
    )


@login_required
@require_safe
def units(request: Request) -> HttpResponse:
    """One unit on 31 December of a year, with what stands below it; a search finds others."""
    here = look(request, "units.view")
    words = request.GET.get("tim", "").strip()[:200]
    found = Finder(here.day).find(words) if words else None
    return render(request, "units/unit.html", {"look": here, "words": words, "found": found, **_page(request, here)})


def _page(request: Request, here: Any, form: VillageForm | None = None) -> dict[str, Any]:
    if here.unit is None:
        return {}
    unit = Unit.objects.get(pk=here.unit.pk)
    may_add = unit.level == Level.COMMUNE and request.user.has_perm("units.add_village", unit)
    villages = UnitPeriod.objects.filter(valid_on(here.day), parent=unit, unit__level=Level.VILLAGE)
    return {
        "unit": unit, "story": _story(unit),
        "children": [(s, label_of(s)) for s in atlas().children(unit.pk, here.day)],
        "villages": list(villages.order_by("code")), "may_add_village": may_add,
        "village_form": form or VillageForm() if may_add else None,
    }  # fmt: skip


def _story(unit: Unit) -> list[dict[str, Any]]:
    """Return what the unit was called and what it came from and went into, in the order of time."""
    periods = [{"day": s.valid_from, "span": s, "name": label_of(s)} for s in atlas().spans.get(unit.pk, ())]
    events = [_event(e, before=True) for e in Lineage.objects.filter(successor=unit)]
    events += [_event(e, before=False) for e in Lineage.objects.filter(predecessor=unit)]
    # On one day: what comes in makes the unit, what it goes into follows it.
    return sorted([*events, *periods], key=lambda one: (one["day"], one.get("order", 1)))


def _event(edge: Lineage, *, before: bool) -> dict[str, Any]:
    """Return one edge: the other unit, with day, way and resolution."""
    other = edge.predecessor_id if before else edge.successor_id
    span = _span_at(other, edge.effective_on, before=before) if other else None
    year = edge.effective_on.year - (1 if before else 0)
    return {
        "day": edge.effective_on, "edge": edge, "before": before, "order": 0 if before else 2,
        "name": label_of(span) if span else "",
        "href": f"{reverse('web:units')}?don-vi={span.code}&nam={year}" if span else "",
    }  # fmt: skip


def _span_at(unit: Any, day: dt.date, *, before: bool) -> Span | None:
    spans = atlas().spans.get(unit, [])
    at = (s for s in spans if (s.valid_to == day if before else s.valid_from == day))
    return next(at, None) or atlas().nearest(unit, day)


@login_required
@require_POST
def new_village(request: Request) -> HttpResponse:
    """Add a village to a commune."""
    here = look(request, "units.add_village")
    if here.unit is None or here.unit.level != Level.COMMUNE:
        raise Http404
    form = VillageForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = add_village(
                Unit.objects.get(pk=here.unit.pk), data["name"], data["kind"], data["valid_from"], actor=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            period = made.periods.get()
            messages.success(request, _("Đã thêm %(kind)s %(name)s.") % {"kind": period.kind, "name": period.name})
            return redirect(f"{reverse('web:units')}?{here.query()}")
    return render(request, "units/unit.html", {"look": here, **_page(request, here, form)}, status=422)
