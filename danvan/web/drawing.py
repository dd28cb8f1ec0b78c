"""The pictures of ``charts``: SVG in pixels down and per cent across, so that text keeps its size on any screen.

Colours and fonts come from data.css by class; the attributes beside them are for where no style sheet is (papers).
Series are told apart by pattern as well, so that a black-and-white print can be read.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from danvan.core.numbers import count

if TYPE_CHECKING:
    from danvan.web.charts import Chart, Row

COLOURS = ("#2a50a6", "#b56e0c", "#2b7a4b", "#7a4797", "#1a7784", "#ab4235")
DASHES = ("", "7 4", "2 4", "10 3 2 3", "1 5", "14 4")
HATCHES = (
    "",
    '<path class="hatch" d="M-2 2 2-2M0 8 8 0M6 10 10 6" stroke="#fff" stroke-width="2"/>',
    '<circle class="hatch-dot" cx="2" cy="2" r="1.4" fill="#fff"/><circle class="hatch-dot" cx="6" cy="6" r="1.4" fill="#fff"/>',
    '<path class="hatch" d="M0 2h8M0 6h8" stroke="#fff" stroke-width="1.6"/>',
    '<path class="hatch" d="M-2 2 2-2M0 8 8 0M6 10 10 6M-2 6 2 10M0 0l8 8M6-2l4 4" stroke="#fff" stroke-width="1.2"/>',
    '<path class="hatch" d="M2 0v8M6 0v8" stroke="#fff" stroke-width="1.6"/>',
)
WIDEST = 76  # per cent: the figure stands after the longest bar
LINE = 21
BAR = 20
LABEL_CHARS = 36
LABEL_LINES = 2
PLOT = 190
LEFT, RIGHT = 7, 93


def draw(chart: Chart) -> SafeString:
    """Return the SVG of a chart."""
    body, height = {"line": _years, "whole": _whole}.get(chart.kind, _bars)(chart)
    role = "group" if chart.has_links else "img"
    return format_html(
        '<svg class="chart__picture" xmlns="http://www.w3.org/2000/svg" width="100%" height="{h}" role="{role}" '
        'aria-labelledby="{k}-t {k}-d" font-size="15">'
        '<title id="{k}-t">{title}</title><desc id="{k}-d">{text}</desc>{defs}{body}</svg>',
        h=height, role=role, k=chart.key, title=chart.title, text=chart.description, defs=_defs(chart), body=body,
    )  # fmt: skip


def swatch(series: int, key: str) -> SafeString:
    """Return a patch of a series' colour and pattern."""
    return format_html('<svg aria-hidden="true" class="chart__picture" width="28" height="16">{}</svg>',
                       _rect(series, key, "0", 1, "100%", 14))  # fmt: skip


def line_swatch(series: int, key: str) -> SafeString:
    """Return a piece of a series' line."""
    return format_html('<svg aria-hidden="true" class="chart__picture" width="28" height="16">{}{}</svg>',
                       _stroke(series, "0", 8, "100%", 8), _dot(series, "50%", 8))  # fmt: skip


def _defs(chart: Chart) -> SafeString:
    if chart.kind == "line":
        return SafeString()
    needed = len(chart.rows) if chart.kind == "whole" else len(chart.names)
    patterns = format_html_join(
        "",
        '<pattern id="{}-p{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>',
        (
            (chart.key, i % 6, mark_safe(HATCHES[i % 6])) for i in range(min(needed, 6)) if HATCHES[i % 6]
        ),  # own constants
    )
    return format_html("<defs>{}</defs>", patterns) if patterns else SafeString()


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def _rect(series: int, key: str, x: str, y: float, width: str, height: float) -> SafeString:
    i = series % 6
    plain = format_html(
        '<rect class="s{}" x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}"/>',
        i + 1,
        x,
        y,
        width,
        height,
        COLOURS[i],
    )
    if not HATCHES[i]:
        return plain
    over = '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="url(#{}-p{})"/>'
    return plain + format_html(over, x, y, width, height, key, i)


def wrap(label: str) -> list[str]:
    """Return a label in at most two lines."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LABEL_CHARS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], f"{lines[LABEL_LINES - 1][: LABEL_CHARS - 1]}…"]
    return [line if len(line) <= LABEL_CHARS + 1 else f"{line[:LABEL_CHARS]}…" for line in lines]


def _label(row: Row, y: float) -> tuple[SafeString, float]:
    lines = wrap(row.label)
    spans = format_html_join(
        "", '<text class="name" x="0" y="{}">{}</text>', ((y + 16 + i * LINE, t) for i, t in enumerate(lines))
    )
    return spans, y + len(lines) * LINE + 3


def _link(href: str, name: str, y: float, height: float, inner: SafeString) -> SafeString:
    """Wrap a part of the drawing in a link that is as high as a finger and as wide as the drawing."""
    if not href:
        return inner
    return format_html(
        '<a href="{}" aria-label="{}"><rect class="hit" x="0" y="{}" width="100%" height="{}" fill="none" rx="4"/>'
        '<g aria-hidden="true">{}</g></a>',
        href, name, y, height, inner,
    )  # fmt: skip


def _bars(chart: Chart) -> tuple[SafeString, float]:
    """Draw ``bar``, ``grouped`` and ``stacked``: a label, and its bars below it, so that long names fit a phone."""
    stacked = chart.kind == "stacked"
    top = max((row.total if stacked else max(row.values, default=0) for row in chart.rows), default=0) or 1
    parts, y = SafeString(), 0.0
    for row in chart.rows:
        start = y
        label, y = _label(row, y)
        if stacked or len(chart.names) == 1:
            bars = _stack(chart, row, y, top)
            y += BAR + 10
            href = row.href or row.opens(0)
            parts += _link(href, f"{row.label}: {count(row.total)}", start, y - start - 4, label + bars)
        else:
            parts += label
            for i, name in enumerate(chart.names):
                bar = _bar(chart, row, i, y, top)
                parts += _link(row.opens(i), f"{row.label}, {name}: {count(row.values[i])}", y - 3, BAR + 6, bar)
                y += BAR + 6
            y += 8
    return parts, y


def _stack(chart: Chart, row: Row, y: float, top: int) -> SafeString:
    drawn, x = SafeString(), 0.0
    for i, value in enumerate(row.values):
        width = value * WIDEST / top
        if value:
            drawn += _rect(i, chart.key, _percent(x), y, _percent(width), BAR)
        x += width
    return drawn + _figure(row.total, x, y)


def _bar(chart: Chart, row: Row, series: int, y: float, top: int) -> SafeString:
    width = row.values[series] * WIDEST / top
    return _rect(series, chart.key, "0", y, _percent(width), BAR) + _figure(row.values[series], width, y)


def _figure(value: int, x: float, y: float) -> SafeString:
    return format_html('<text class="value" x="{}" y="{}" dx="7">{}</text>', _percent(x), y + 15, count(value))


def _whole(chart: Chart) -> tuple[SafeString, float]:
    """Draw the rows as parts of one bar; their figures stand in the list below it."""
    drawn, x, total = SafeString(), 0.0, chart.total or 1
    for i, row in enumerate(chart.rows):
        width = row.total * 100 / total
        if row.total:
            drawn += _rect(i, chart.key, _percent(x), 0, f"{max(width - 0.4, 0.3):.2f}%", 34)
        x += width
    return drawn, 34


def nice(top: int) -> int:
    """Return a round number at or above ``top`` that halves well."""
    step: int = 10 ** max(len(str(top)) - 1, 0)
    return next(n for n in (step, 2 * step, 4 * step, 6 * step, 8 * step, 10 * step) if n >= top)


def _years(chart: Chart) -> tuple[SafeString, float]:
    """Draw the values over the years."""
    top = nice(max((v for row in chart.rows for v in row.values), default=1) or 1)
    spread = (RIGHT - LEFT) / max(len(chart.rows) - 1, 1)
    xs = [LEFT + i * spread if len(chart.rows) > 1 else 50 for i in range(len(chart.rows))]
    drawn = _scale(top)
    every = 1 + (len(chart.rows) - 1) // 8
    for i in range(len(chart.names)):
        points = [(x, _height(row.values[i], top)) for x, row in zip(xs, chart.rows, strict=True)]
        for (x1, y1), (x2, y2) in pairwise(points):
            drawn += _stroke(i, _percent(x1), y1, _percent(x2), y2)
        for n, (x, y) in enumerate(points):
            drawn += _dot(i, _percent(x), y)
            if len(chart.names) == 1 and (n % every == 0 or n == len(points) - 1):
                drawn += format_html('<text class="value" x="{}" y="{}" text-anchor="middle">{}</text>',
                                     _percent(x), y - 11, count(chart.rows[n].values[i]))  # fmt: skip
    for n, (x, row) in enumerate(zip(xs, chart.rows, strict=True)):
        drawn += _year(chart, row, x, spread, shown=n % every == 0 or n == len(xs) - 1)
    return drawn, PLOT + 56


def _height(value: int, top: int) -> float:
    return round(24 + PLOT * (1 - value / top), 1)


def _scale(top: int) -> SafeString:
    lines = ((_height(v, top), _height(v, top) - 4, count(v)) for v in sorted({0, top // 2, top}))
    return format_html_join(
        "",
        '<line class="axis" x1="0" x2="100%" y1="{0}" y2="{0}" stroke="#bbb"/>'
        '<text class="axis-text" x="100%" y="{1}" text-anchor="end" font-size="13">{2}</text>',
        lines,
    )


def _year(chart: Chart, row: Row, x: float, spread: float, *, shown: bool) -> SafeString:
    label = format_html('<text class="name" x="{}" y="{}" text-anchor="middle">{}</text>',
                        _percent(x), PLOT + 46, row.label) if shown else SafeString()  # fmt: skip
    href = row.href or row.opens(0)
    if not href:
        return label
    spoken = "; ".join(f"{name} {count(value)}" for name, value in zip(chart.names, row.values, strict=True))
    width = min(spread, 14)
    return format_html(
        '<a href="{}" aria-label="{}"><rect class="hit" x="{}" y="2" width="{}" height="{}" fill="none" rx="4"/>'
        '<g aria-hidden="true">{}</g></a>',
        href, f"{row.label}: {spoken}", _percent(x - width / 2), _percent(width), PLOT + 52, label,
    )  # fmt: skip


def _stroke(series: int, x1: str, y1: float, x2: str, y2: float) -> SafeString:
    i = series % 6
    return format_html(
        '<line class="l{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>',
        i + 1, x1, y1, x2, y2, COLOURS[i], DASHES[i],
    )  # fmt: skip


def _dot(series: int, x: str, y: float) -> SafeString:
    i = series % 6
    return format_html(
        '<circle class="l{} {}" cx="{}" cy="{}" r="4.5" stroke="{}" stroke-width="2.5" fill="{}"/>',
        i + 1, f"s{i + 1}" if i % 2 == 0 else "dot", x, y, COLOURS[i], COLOURS[i] if i % 2 == 0 else "#fff",
    )  # fmt: skip
