"""The map of one indicator: the same figures twice, as areas and as a table, each opening its records."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.core.numbers import count
from danvan.reports.indicators import INDICATORS, Indicator, Type
from danvan.reports.mapped import Figure, Figures, figures_of, has_districts
from danvan.reports.stats import Basis, basis_for
from danvan.units.atlas import KNOWN_FROM, Key, atlas
from danvan.units.models import Level, UnitPeriod
from danvan.units.outlines import Sheet, sheet_of
from danvan.web.initiatives.filters import drill
from danvan.web.look import Look, label_of, look
from danvan.web.maps import drawing
from danvan.web.maps.scale import Scale, Way, make
from danvan.web.request import Request

LAST_DAY = dt.date(2100, 12, 31)


@dataclass
class Asked:
    """What the address asks for beside unit and year; what it says wrongly is told and read as the default."""

    look: Look
    indicator: Indicator
    day: dt.date | None
    day_text: str
    communes: bool
    way: Way
    by_name: bool
    troubles: list[str]

    @classmethod
    def read(cls, here: Look, request: Request) -> "Asked":
        """Read an address."""
        data, troubles = request.GET, []
        name, text = data.get("chi-so", ""), data.get("ngay", "").strip()[:20]
        if name and name not in INDICATORS:
            troubles.append(_("Không có chỉ số này; đang hiện số mô hình, điển hình trong sổ."))
        day = _day(text)
        if text and day is None:
            troubles.append(
                _(
                    "Ngày “%(text)s” không hợp lệ: ghi ngày/tháng/năm từ 01/01/2019, ví dụ 01/7/2025. Đang hiện theo ngày cuối năm."
                )
                % {"text": text}
            )
        indicator = INDICATORS.get(name, INDICATORS["registered"])
        way: Way = "deu" if data.get("chia") == "deu" else "phan-vi"
        return cls(here, indicator, day, text, data.get("muc") == "xa", way, data.get("sap") == "ten", troubles)

    @cached_property
    def basis(self) -> Basis:
        """The tree that the figures are laid on."""
        assert self.look.unit is not None  # noqa: S101 - the view has turned away who reaches no territory
        return basis_for(self.look.unit, self.look.year, as_of=self.day)

    @cached_property
    def own_tree(self) -> bool:
        """Tell whether the tree is that of the year's end, by which the lists of records go."""
        return not self.basis.restated and atlas().era(self.basis.on) == atlas().era(self.look.day)

    @property
    def may_go_deep(self) -> bool:
        """Tell whether communes can be chosen: below a province that had districts."""
        return self.look.unit is not None and has_districts(self.look.unit, self.basis)

    def query(self, **changes: Any) -> str:
        """Return the query of this map with changes."""
        values = {
            "don-vi": self.look.code, "nam": self.look.year, "chi-so": self.indicator.id,
            "ngay": self.day.isoformat() if self.day else "", "muc": "xa" if self.communes else "",
            "chia": "" if self.way == "phan-vi" else self.way, "sap": "ten" if self.by_name else "", **changes,
        }  # fmt: skip
        return urlencode({k.replace("_", "-"): v for k, v in values.items() if v not in (None, "")})


def _day(text: str) -> dt.date | None:
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(text, layout).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
        return day if KNOWN_FROM <= day <= LAST_DAY else None
    return None


@login_required
@require_safe
def show(request: Request) -> HttpResponse:
    """The map and its table."""
    here = look(request)
    if here.unit is None:
        return redirect("web:initiatives")
    asked = Asked.read(here, request)
    deep = asked.communes and asked.may_go_deep
    figures = figures_of(here.unit, asked.basis, asked.indicator, here.lines, communes=deep)
    sheet = sheet_of([row.unit for row in figures.children], asked.basis.on) if _has_areas(here, asked) else None
    scale = make(figures.children, asked.way)
    rows = {row.unit: _row(asked, row, scale) for row in figures.children}
    listed = _sorted(asked, list(rows.values()))
    # who has no record is one line that opens, so that what there is comes first; by name everybody stands in place
    silent = [] if asked.by_name else [row for row in listed if row["figure"].size is None]
    context = {
        "look": here, "asked": asked, "figures": figures, "deep": deep, "is_rate": asked.indicator.type is Type.RATIO,
        "rows": listed[: len(listed) - len(silent)], "silent": silent,
        "own": [_row(asked, row, scale) for row in figures.own],
        "indicators": list(INDICATORS.values()), "sheet": sheet, "basis_text": _basis_text(asked),
        "legend": [(drawing.swatch(one.id), one.label, one.count) for one in scale.classes],
        "map": _drawn(asked, sheet, rows, figures) if sheet and sheet.areas else "",
        "by_size": asked.query(sap=""),
        "without_place": [rows[unit] for unit in sheet.without_place] if sheet else [],
        "lacking": [rows[unit]["name"] for unit in sheet.lacking] if sheet else [],
    }  # fmt: skip
    return render(request, "maps/map.html", context)


def _has_areas(here: Look, asked: Asked) -> bool:
    """Tell whether there is anything to draw: villages have no place."""
    return here.unit is not None and (here.unit.level != Level.COMMUNE or asked.basis.restated)


def _basis_text(asked: Asked) -> str:
    values = {"year": asked.look.year, "day": date_format(asked.basis.on, "d/m/Y"), "unit": asked.look.inside}
    if asked.basis.restated:
        return _("Số liệu năm %(year)s của %(unit)s, quy đổi về các đơn vị hành chính ngày %(day)s.") % values
    if asked.own_tree:
        return _("Số liệu năm %(year)s theo đơn vị hành chính ngày %(day)s.") % values
    return _("Số liệu năm %(year)s đặt trên cây đơn vị hành chính ngày %(day)s.") % values


def _sorted(asked: Asked, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if asked.by_name:
        return sorted(rows, key=lambda row: (row["folded"], row["code"]))
    return sorted(rows, key=lambda row: (row["figure"].size is None, -(row["figure"].size or 0), row["code"]))


def _row(asked: Asked, figure: Figure, scale: Scale) -> dict[str, Any]:
    code, name, short, folded, level = _named(figure.unit, asked)
    words = {"don-vi": code, "nam": asked.look.year, **({"rieng": "co"} if figure.own else {})}
    records = f"{reverse('web:initiatives')}?" if asked.own_tree else ""
    row = {
        "figure": figure, "code": code, "name": name, "short": short, "folded": folded, "opens": "", "above": "",
        "records": f"{records}{urlencode(words | drill(asked.indicator.id))}" if records else "",
        "all_records": f"{records}{urlencode(words)}" if records else "",
    }  # fmt: skip
    if figure.own:  # no area of its own, so no class either
        return row | {"name": _("Trực tiếp tại %(unit)s") % {"unit": name[:1].lower() + name[1:]}}
    kind = scale.of(figure)
    if asked.communes and asked.may_go_deep:  # a province may have two communes of one name
        row["above"] = _above(figure.unit, asked.basis.on)
    return row | {"opens": _opens(asked, code, level), "kind": kind, "swatch": drawing.swatch(kind)}


def _above(unit: Key, on: dt.date) -> str:
    line = list(atlas().ancestors(unit, on))
    return line[1].label if len(line) > 1 else ""


def _opens(asked: Asked, code: str, level: str) -> str:
    """Return where a unit leads: to its own map, or to its page where the lists do not know its code."""
    if not asked.own_tree:
        return f"{reverse('web:units')}?{urlencode({'don-vi': code, 'nam': asked.basis.on.year})}"
    return "" if level in {Level.COMMUNE, Level.VILLAGE} else f"?{asked.query(**{'don-vi': code, 'muc': ''})}"


def _named(unit: Key, asked: Asked) -> tuple[str, str, str, str, str]:
    """Return code, full and bare name, name for sorting and level of a unit on the day."""
    span = atlas().nearest(unit, asked.basis.on)
    if span:
        return span.code, label_of(span) or span.name, span.name, span.folded, span.level
    village = UnitPeriod.objects.filter(unit=unit).order_by("valid_from").last()
    return (village.code, str(village), village.name, village.folded, Level.VILLAGE) if village else ("",) * 5


def _drawn(asked: Asked, sheet: Sheet, rows: dict[Key, dict[str, Any]], figures: Figures) -> SafeString:
    areas = {unit: _area(asked, row) for unit, row in rows.items()}
    title = _("%(indicator)s – %(unit)s, năm %(year)s") % {
        "indicator": asked.indicator.label, "unit": asked.look.label or _("Việt Nam"), "year": asked.look.year,
    }  # fmt: skip
    text = _("%(n)s đơn vị trên bản đồ; bảng bên cạnh ghi cùng những con số này.") % {"n": count(len(sheet.areas))}
    unit = asked.look.unit
    return drawing.draw(sheet, areas, title=title, text=text, framed=unit is not None and unit.level != Level.COUNTRY)


def _area(asked: Asked, row: dict[str, Any]) -> drawing.Area:
    figure: Figure = row["figure"]
    name = ", ".join(filter(None, (row["name"], row["above"])))
    if figure.size is None:
        sentence = _("%(name)s: chưa có bản ghi") % {"name": name}
    elif figure.is_rate:
        sentence = _("%(name)s: %(rate)s (%(part)s trên %(whole)s)") % {
            "name": name, "rate": figure.text, "part": count(figure.value), "whole": count(figure.records),
        }  # fmt: skip
    else:
        sentence = _("%(name)s: %(figure)s") % {"name": name, "figure": figure.text}
    href = row["opens"] or row["all_records"]
    return drawing.Area(figure.unit, row["kind"], figure.text, row["name"], row["short"], href, sentence)
