"""How often a token may be used: so many calls a minute, over all processes together.

Each process counts by itself and adds up with the others every few calls, in one row per token: a read must not wait
for a write each time. A burst may therefore pass the limit by ``STEP`` calls per process, no more.
"""

import threading
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError
from django.db.models import Case, F, Value, When
from django.utils import timezone

from danvan.accounts.models import ApiToken, TokenUse

STEP = 10
MINUTE = 60


@dataclass
class _Count:
    """What this process knows of one token in one minute."""

    minute: int
    unsent: int = 0
    known: int = 0


_counts: dict[uuid.UUID, _Count] = {}
_lock = threading.Lock()


def seconds_to_wait(token: ApiToken) -> int:
    """Count one call; return 0 when it may pass, or in how many seconds to come again."""
    now = time.time()
    minute = int(now // MINUTE)
    with _lock:
        count = _counts.get(token.pk)
        if count is None or count.minute != minute:
            count = _counts[token.pk] = _Count(minute)
        if count.known + count.unsent >= settings.API_CALLS_A_MINUTE:
            return MINUTE - int(now % MINUTE)
        count.unsent += 1
        due = count.unsent if count.known == 0 or count.unsent >= STEP else 0
        count.known, count.unsent = (count.known + due, 0) if due else (count.known, count.unsent)
    if due:
        try:
            total = _add(token, minute, due)
        except OperationalError:  # a long write holds the tables: what only reads is not kept waiting for its count
            return 0
        with _lock:
            count.known = max(count.known, total)
    return 0


def _add(token: ApiToken, minute: int, calls: int) -> int:
    """Add calls to the row that all processes share and return the minute's total."""
    rows = TokenUse.objects.filter(token=token)
    values = {
        "calls": Case(When(minute=minute, then=F("calls") + calls), default=Value(calls)),
        "minute": minute, "last_used_at": timezone.now(),
    }  # fmt: skip
    if not rows.update(**values):
        TokenUse.objects.bulk_create([TokenUse(token=token, last_used_at=timezone.now())], ignore_conflicts=True)
        rows.update(**values)
    return rows.values_list("calls", flat=True).first() or calls


def forget() -> None:
    """Begin anew (tests)."""
    with _lock:
        _counts.clear()
