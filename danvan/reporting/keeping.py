"""Drafts as they were last composed, kept in this process and used again as long as nothing that they count has changed.

What a report counts is written through the door only (docs/decisions/0004), so the ends of the audit chains tell of
every change: of registrations, recognitions, bodies, goals, printed totals. Of all provinces: a unit's records may
belong to another one (a commune that was moved), and one write too many costs a composition, one too few a wrong figure.
The rest is the territory's edition, the day, and what the report itself is of. A signature never reads from here.
"""

import json
import threading
import uuid
from collections import OrderedDict
from typing import Any

from django.utils import timezone

from danvan.audit.models import Chain
from danvan.reporting.content import Content, compose
from danvan.reporting.models import Report
from danvan.units.atlas import atlas

MOST = 32  # drafts that people work on at the same time; the content of a province is some hundred kilobytes
_lock = threading.Lock()
_kept: OrderedDict[uuid.UUID, tuple[Any, Content]] = OrderedDict()


def composed(report: Report) -> Content:
    """Return what a draft says now; whoever gets it reads it and changes nothing in it.

    The stamp is read before the counting begins: what is written meanwhile makes it old, never too new.
    """
    stamp = _stamp(report)
    with _lock:
        known = _kept.get(report.pk)
        if known and known[0] == stamp:
            _kept.move_to_end(report.pk)
            return known[1]
    content = compose(report.unit, report.span, report.lines, report.edits)
    with _lock:
        _kept[report.pk] = stamp, content
        _kept.move_to_end(report.pk)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return content


def _stamp(report: Report) -> tuple[Any, ...]:
    heads = tuple(Chain.objects.order_by("province").values_list("province", "length", "digest"))
    of = (report.unit_id, report.period, report.line, json.dumps(report.edits, sort_keys=True))
    return heads, atlas().edition, timezone.localdate(), of
