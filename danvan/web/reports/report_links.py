"""A report's text with its links: each figure, and each sentence as a whole, opens its records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from danvan.documents.papers import Paragraph
from danvan.reporting.behind import opens
from danvan.reporting.content import Content, Section
from danvan.reporting.models import Report
from danvan.reporting.tables import Summary

# Columns of the summary tables that are called otherwise among the figures.
COLUMN_FIGURES = {"tong": "tong-so", "moi": "moi-cuoi-ky", "trong-ky": "dang-ky-trong-ky"}
MAIN = (
    "tong-so", "dang-ky-trong-ky", "moi-cuoi-ky", "duy-tri", "tap-the", "ca-nhan", "kt", "vhxh", "qpan", "htct",
    "cong-nhan", "cong-nhan-trong-ky", "tieu-bieu", "chua-dat", "tam-dung", "ket-thuc",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``href`` where it is a figure that opens its records."""

    text: str
    href: str = ""
    label: str = ""
    value: int | None = None


@dataclass(frozen=True)
class Sentence:
    """One paragraph with its pieces; ``href`` opens the records of all its figures together."""

    pieces: list[Piece]
    dash: bool
    href: str


def page_of(report: Report) -> str:
    """Return the address of a report."""
    return reverse("web:report", args=(report.province_id, report.pk))


def records_href(report: Report, figures: Iterable[str], **narrow: str) -> str:
    """Return the address of the records behind figures, narrowed to a child unit (``don_vi``) or line (``he_thong``)."""
    words = [("so", figure) for figure in figures] + [(k.replace("_", "-"), v) for k, v in narrow.items()]
    return f"{reverse('web:report_records', args=(report.province_id, report.pk))}?{urlencode(words)}"


def sentences(report: Report, content: Content, section: Section) -> list[Sentence]:
    """Return a section's text for the page."""
    return [_sentence(report, content, paragraph) for paragraph in content.paragraphs(section)]


def _sentence(report: Report, content: Content, paragraph: Paragraph) -> Sentence:
    pieces, named = [], []
    for run in paragraph.runs:
        figure = content.figures.get(run.ref) if run.ref else None
        if figure is not None and opens(figure):
            named.append(figure.id)
            pieces.append(Piece(run.text, records_href(report, [figure.id]), figure.label, figure.value))
        else:
            pieces.append(Piece(run.text))
    unique = list(dict.fromkeys(named))
    return Sentence(pieces, paragraph.dash, records_href(report, unique) if unique else "")


def comparison(report: Report, content: Content) -> list[dict[str, Any]]:
    """Return the main figures beside those of the period before."""
    found = [content.figures[name] for name in MAIN if name in content.figures]
    return [
        {"figure": figure, "href": records_href(report, [figure.id])}
        for figure in found
        if figure.before is not None and (figure.value or figure.before)
    ]


def tables(report: Report, content: Content) -> list[dict[str, Any]]:
    """Return the summary tables with a link in every cell that counts something."""
    return [
        {
            "table": table,
            "rows": [{"name": row.name, "cells": list(_cells(report, table, row.values, row.key))} for row in table.rows],
            "total": list(_cells(report, table, table.total)),
            "holds": table.sums() == table.total,
        }
        for table in content.tables
    ]  # fmt: skip


_NARROWED_BY = {"don-vi": "don_vi", "he-thong": "he_thong", "nam": "nam"}


def _cells(report: Report, table: Summary, values: tuple[int, ...], key: str = "") -> Iterator[dict[str, Any]]:
    narrow = {_NARROWED_BY[table.key]: key} if key else {}
    for head, value in zip(table.heads, values, strict=True):
        figure = COLUMN_FIGURES.get(head.key, head.key)
        # What a table of years adds up is no figure of the text: the years are opened one by one.
        href = records_href(report, [figure], **narrow) if value and (key or table.key != "nam") else ""
        yield {"value": value, "href": href, "label": f"{head.group} {head.label}".strip()}
