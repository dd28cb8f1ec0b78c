"""Signed reports against what they were frozen with: the content, its digest, its figures and the files made from it."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from danvan.documents.models import Attachment
from danvan.initiatives.verify import last_states
from danvan.reporting.freezing import digest_of, frozen_document
from danvan.reporting.models import Report, ReportFile


def report_problems() -> list[dict[str, str]]:
    """Return the signed reports that are no longer what was signed, none when all is well."""
    return list(_problems())


def _problems() -> Iterator[dict[str, str]]:
    known: dict[uuid.UUID, dict[uuid.UUID, dict[str, Any]]] = {}
    for report in Report.objects.exclude(digest="").select_related("frozen").order_by("pk"):
        if report.province_id not in known:
            known[report.province_id] = last_states(report.province_id, Attachment._meta.label_lower)
        for problem in _of(report, known[report.province_id]):
            yield {"report": str(report.pk), "problem": problem}


def _of(report: Report, attachments: dict[uuid.UUID, dict[str, Any]]) -> Iterator[str]:
    if report.frozen is None or report.frozen.digest != report.digest:
        yield "the frozen content was exchanged"
    try:
        document = frozen_document(report)
    except (ValidationError, json.JSONDecodeError):
        yield "the frozen content is missing or altered"
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
    for file in ReportFile.objects.filter(report=report).select_related("attachment"):
        written = attachments.get(file.attachment_id)
        if written is None or written["digest"] != file.attachment.digest:
            yield f"the {file.form} file is not the one that was made"
