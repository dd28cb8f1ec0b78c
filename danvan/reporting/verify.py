"""Signed reports against what they were frozen with: the content, its digest, its figures and the files made from it."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from danvan.documents.models import Attachment
from danvan.documents.storage import damage
from danvan.initiatives.verify import last_states
from danvan.reporting.freezing import digest_of, frozen_document
from danvan.reporting.models import FilesState, Report, ReportFile
from danvan.units.atlas import atlas


def report_problems() -> list[dict[str, str]]:
    """Return the signed reports that are no longer what was signed, none when all is well."""
    return list(_problems())


def _problems() -> Iterator[dict[str, str]]:
    known: dict[uuid.UUID, dict[uuid.UUID, dict[str, Any]]] = {}
    rows = (
        Report.objects.exclude(digest="")
        .select_related("frozen", "issuer", "unit")
        .prefetch_related("files__attachment")
    )
    for report in rows.order_by("pk"):
        if report.province_id not in known:
            known[report.province_id] = last_states(report.province_id, Attachment._meta.label_lower)
        for problem in _of(report, known[report.province_id]):
            yield {"report": str(report.pk), "name": _name(report), "problem": problem}


def _name(report: Report) -> str:
    """Return how people know the report: ``12-BC/BDVTU, Ban Dân vận Tỉnh ủy Bắc Giang, 2022, tỉnh Bắc Giang``."""
    span = atlas().nearest(report.unit_id, report.last_day)
    return ", ".join(
        [report.printed_number, report.issuer.name, report.period, span.label if span else str(report.unit)]
    )


def _of(report: Report, attachments: dict[uuid.UUID, dict[str, Any]]) -> Iterator[str]:
    if report.frozen is None or report.frozen.digest != report.digest:
        yield "the frozen content was exchanged"
    try:
        document = frozen_document(report)
    except (ValidationError, json.JSONDecodeError):
        yield "the frozen content is missing or altered"
        yield from _files(report, attachments)
        return
    if digest_of(document) != report.digest:
        yield "the frozen content is not canonical"
    for figure in document["figures"]:
        if (
            figure["counts"] == "records"
            and figure["records"] is not None
            and len(figure["records"]) != figure["value"]
        ):
            yield f"figure {figure['id']} is not the number of its records"
    head = document["head"]
    signed = (head["number"], head["symbol"], head["place"], head["date"])
    if signed != (report.number, report.symbol, report.place, report.signed_on and report.signed_on.isoformat()):
        yield "number, symbol, place or day differ from the frozen content"
    yield from _files(report, attachments)


def _files(report: Report, attachments: dict[uuid.UUID, dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the files that people download: exchanged, lost, altered, or one of the three gone."""
    files = list(report.files.all())
    for file in files:
        written = attachments.get(file.attachment_id)
        if written is None or written["digest"] != file.attachment.digest:
            yield f"the {file.form} file is not the one that was made"
        if problem := damage(file.attachment.digest):
            yield f"the {file.form} file is {problem}"
    if files or report.files_state == FilesState.READY:
        gone = sorted({form.value for form in ReportFile.Form} - {file.form for file in files})
        yield from (f"the {form} file is no longer on record" for form in gone)
