"""The picture of the movement: one unit, one year, every figure opening its records."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.core.numbers import count, rate
from danvan.initiatives.listing import ANY_LEVEL
from danvan.initiatives.models import Registration
from danvan.reporting.queries import published_for
from danvan.reports.indicators import SPLITS, Type
from danvan.reports.picture import ChildLine, Figure, Picture, draw
from danvan.reports.stats import basis_for, in_places
from danvan.units.atlas import Span, atlas
from danvan.web.charts import Chart, Kind, Row
from danvan.web.initiatives.filters import drill, drill_split
from danvan.web.look import Look, label_of, look
from danvan.web.request import Request

KINDS = {"field": "bar", "line": "bar", "status": "bar", "renewal": "whole", "owner_kind": "whole", "level": "bar"}


@login_required
@require_safe
def overview(request: Request) -> HttpResponse:
    """The dashboard."""
    here = look(request)
    if here.unit is None:
        return redirect("web:initiatives")
    by_place = request.GET.get("tinh-theo") == "dia-ban"
    picture = draw(here.unit, basis_for(here.unit, here.year), here.lines)
    context = {
        "look": here, "picture": picture, "tiles": [_tile(here, f) for f in picture.figures],
        "columns": [
            [_split_chart(here, picture, name) for name in ("field", "renewal", "owner_kind", "status", "level")],
            [_years_chart(here, picture), _split_chart(here, picture, "line")],
        ],
        "children": _child_lines(here, picture), "totals": _totals(picture), "by_place": by_place,
        "places": _places(request, here, picture) if by_place else None,
        "fields": list(SPLITS["field"][1].items()), "published": published_for(here.unit, here.year),
        "illustration": picture.figures[-1].value,
    }  # fmt: skip
    return render(request, "reports/overview.html", context)


def records(here: Look, **words: Any) -> str:
    """Return the address of the records behind a figure."""
    values = {"don-vi": here.code, "nam": here.year, **{k.replace("_", "-"): v for k, v in words.items()}}
    return f"{reverse('web:initiatives')}?{urlencode(values)}"


def _tile(here: Look, figure: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": figure.indicator.label,
        "definition": figure.indicator.definition,
        "id": figure.indicator.id,
    }
    found["href"] = records(here, **drill(figure.indicator.id))
    if figure.indicator.type is Type.RATIO:
        found["text"] = rate(figure.value, figure.of or 0)
        found["note"] = _("%(part)s trên %(whole)s") % {"part": count(figure.value), "whole": count(figure.of)}
        return found
    found["value"] = figure.value
    if figure.before is not None:
        found["before"], found["change"] = figure.before, figure.value - figure.before
    return found


def _split_chart(here: Look, picture: Picture, name: str) -> Chart:
    rows = [
        Row(label, (n,), records(here, **drill_split(name, value)))
        for value, label, n in picture.splits[name]
        if n or name == "field"
    ]
    if KINDS[name] == "bar" and name != "field":
        rows.sort(key=lambda r: -r.values[0])
    label = SPLITS[name][0]
    return Chart(KINDS[name], str(label), rows, head=str(label), shares=True)  # type: ignore[arg-type]


def _years_chart(here: Look, picture: Picture) -> Chart:
    rows = [
        Row(
            str(year),
            (n, recognised),
            f"?{here.query(nam=year)}",
            (records(here, nam=year), records(here, nam=year, cap=ANY_LEVEL)),
        )
        for year, n, recognised in picture.years
    ]
    series = (_("Trong sổ"), _("Được công nhận"))
    kind: Kind = "line" if len(rows) > 2 else "grouped"  # noqa: PLR2004 - a line needs three points
    return Chart(kind, _("Qua các năm"), rows, series, head=_("Năm"), sums=False)


def _child_lines(here: Look, picture: Picture) -> list[dict[str, Any]]:
    return [_child_line(here, line) for line in picture.children]


def _child_line(here: Look, line: ChildLine) -> dict[str, Any]:
    words = {"don-vi": line.code, "nam": here.year}
    if line.own:
        words = {"don-vi": here.code, "nam": here.year, "rieng": "co"}
    base = f"{reverse('web:initiatives')}?{urlencode(words)}"
    return {
        "line": line, "name": _("Trực tiếp tại %(unit)s") % {"unit": line.name} if line.own else line.name[:1].upper() + line.name[1:],
        "open": "" if line.own else f"?{urlencode({'don-vi': line.code, 'nam': here.year})}", "records": base,
        "fields": [(line.splits["field"][v], f"{base}&linh-vuc={v}", str(name)) for v, name in SPLITS["field"][1].items()],
        "new": line.splits["renewal"]["new"], "maintained": line.splits["renewal"]["maintained"],
        "recognised_href": f"{base}&cap=bat-ky", "new_href": f"{base}&dang-ky=new", "maintained_href": f"{base}&dang-ky=maintained",
    }  # fmt: skip


def _totals(picture: Picture) -> dict[str, Any]:
    """Return the sums of the children's table, which must equal the total; the page shows both."""
    lines = picture.children
    return {
        "total": sum(c.total for c in lines), "recognised": sum(c.recognised for c in lines),
        "new": sum(c.splits["renewal"]["new"] for c in lines), "maintained": sum(c.splits["renewal"]["maintained"] for c in lines),
        "fields": [(sum(c.splits["field"][v] for c in lines), str(name)) for v, name in SPLITS["field"][1].items()],
        "holds": sum(c.total for c in lines) == picture.total,
    }  # fmt: skip


def _places(request: Request, here: Look, picture: Picture) -> dict[str, Any]:
    """Return the second view: counted in each place, with the distinct total."""
    if here.unit is None:
        return {}
    visible = Registration.objects.visible_to(request.user).of_year(here.year).placed_under(here.unit, here.day)
    counted = in_places(here.unit, picture.basis, visible)
    home = atlas().home(here.unit.pk, here.day)[0] if here.unit.pk in atlas().spans else here.unit.pk
    rows = [
        _place_row(here, s, n, own=unit in {here.unit.pk, home})
        for unit, n in counted["rows"].items()
        if (s := atlas().nearest(unit, here.day))
    ]
    rows.sort(key=lambda row: (row["own"], row["code"]))
    return {"rows": rows, "distinct": counted["distinct"], "sum": sum(r["n"] for r in rows)}


def _place_row(here: Look, span: Span, n: int, *, own: bool) -> dict[str, Any]:
    words = {"don-vi": span.code, "nam": here.year, "tinh-theo": "dia-ban", **({"rieng": "co"} if own else {})}
    name = _("Trực tiếp tại %(unit)s") % {"unit": span.label} if own else label_of(span)
    return {
        "name": name,
        "n": n,
        "own": own,
        "code": span.code,
        "records": f"{reverse('web:initiatives')}?{urlencode(words)}",
    }
