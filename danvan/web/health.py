"""Is the house well? For a service manager, a balancer in front, and Prometheus; answered before any page is.

``/suc-khoe/``            the process lives
``/suc-khoe/san-sang/``   it can do its work: database, tables, files; 503 if not. Whether a worker lives is told beside
``/metrics``              Prometheus' text format; from this machine itself, or with ``DANVAN_METRICS_TOKEN``
"""

import hmac
import os
import shutil
import time
from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from danvan.audit.models import Chain
from danvan.initiatives.models import Registration
from danvan.jobs.installation import app_version, refusal, waiting_migrations
from danvan.jobs.living import living
from danvan.web.counters import BUCKETS, totals

LIVE, READY, METRICS = "/suc-khoe/", "/suc-khoe/san-sang/", "/metrics"
LOOPBACK = {"127.0.0.1", "::1"}
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
LEAST_FREE = 100 << 20  # bytes
COUNT_AGAIN = 60.0  # seconds: counting 1.5 million rows at each scrape would be a load of its own
Check = dict[str, Any]


def answer(request: HttpRequest) -> HttpResponse | None:
    """Answer if the request is one of these; None otherwise."""
    views: dict[str, Callable[[HttpRequest], HttpResponse]] = {LIVE: live, READY: ready, METRICS: metrics}
    view = views.get(request.path)
    if view is None or request.method not in {"GET", "HEAD"}:
        return None
    response = view(request)
    response.headers["Cache-Control"] = "no-store"
    return response


def from_the_house(request: HttpRequest) -> bool:
    """Tell whether the asker is on this machine itself, not behind a proxy on it, or carries the token."""
    token = os.environ.get("DANVAN_METRICS_TOKEN", "")
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    near = (
        request.META.get("REMOTE_ADDR", "").rsplit(":", 1)[0] in LOOPBACK or request.META.get("REMOTE_ADDR") in LOOPBACK
    )
    return near and not any(name in request.headers for name in FORWARDED)


def live(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; nothing is asked of anybody."""
    return JsonResponse({"ok": True})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer whether pages can be served; what is wrong only to whom it concerns."""
    checks = {name: _tried(check) for name, check in CHECKS.items()}
    ok = all(check["ok"] for check in checks.values())
    found: dict[str, Any] = {"ok": ok}
    if from_the_house(request):
        found |= {"danvan": app_version(), "checks": checks, "worker": _tried(worker)}
    return JsonResponse(found, status=HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE)


def _tried(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (DatabaseError, OSError) as error:
        return {"ok": False, "error": str(error).strip()}


def database() -> Check:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True, "engine": connection.vendor}


def tables() -> Check:
    """The tables are those of this program, and no upgrade is on its way."""
    said = refusal() or ("" if _migrated() else "danvan upgrade")
    return {"ok": not said, **({"error": said} if said else {})}


_seen_migrated = False


def _migrated() -> bool:
    """Tell whether no migration waits. Once seen, it stays so: an upgrade changes what ``refusal`` reads."""
    global _seen_migrated  # noqa: PLW0603 - what this process has seen
    _seen_migrated = _seen_migrated or not waiting_migrations()
    return _seen_migrated


def files() -> Check:
    """Files can be written, and there is room."""
    home = Path(settings.HOME)
    free = shutil.disk_usage(home).free
    return {"ok": os.access(home, os.W_OK) and free > LEAST_FREE, "free_bytes": free}


def worker() -> Check:
    """Somebody does the background work."""
    there = living()
    if not there:
        return {"ok": False, "workers": 0}
    ages = [(timezone.now() - one.seen_at).total_seconds() for one in there]
    return {"ok": True, "workers": len(there), "seconds_since_heartbeat": round(min(ages), 1)}


CHECKS = {"database": database, "tables": tables, "files": files}


# ── Prometheus ───────────────────────────────────────────────────────────────────────────────────────────────────


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures, or that there is nothing for this asker."""
    if not from_the_house(request):
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    lines = [*_requests(), *_safely(_jobs), *_safely(_records), *_safely(_room)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _safely(part: Callable[[], Iterator[str]]) -> list[str]:
    """Leave out what cannot be asked just now; the other figures are needed all the more."""
    try:
        return list(part())
    except (DatabaseError, OSError):
        return []


def _metric(name: str, kind: str, about: str, *values: tuple[str, float]) -> Iterator[str]:
    yield f"# HELP danvan_{name} {about}"
    yield f"# TYPE danvan_{name} {kind}"
    for labels, value in values:
        yield f"danvan_{name}{labels} {value:.10g}"


def _requests() -> Iterator[str]:
    by_status, by_bucket, seconds = totals()
    counted = [(f'{{status="{status or "other"}"}}', float(n)) for status, n in by_status.items()]
    yield from _metric("http_requests_total", "counter", "Answered requests by status.", *counted)
    name = "danvan_http_request_seconds"
    yield f"# HELP {name} Time to answer a request."
    yield f"# TYPE {name} histogram"
    below = 0
    for bound, n in zip(BUCKETS, by_bucket, strict=True):
        below += n
        yield f'{name}_bucket{{le="{"+Inf" if bound == float("inf") else bound}"}} {below}'
    yield f"{name}_sum {seconds:.6f}"
    yield f"{name}_count {below}"


def _jobs() -> Iterator[str]:
    counts = dict.fromkeys(("READY", "RUNNING", "SUCCESSFUL", "FAILED"), 0)
    counts |= dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    labelled = [(f'{{status="{status.lower()}"}}', float(n)) for status, n in counts.items()]
    yield from _metric("jobs", "gauge", "Background jobs by status; finished ones are kept 30 days.", *labelled)
    oldest = DBTaskResult.objects.ready().aggregate(first=Min("enqueued_at"))["first"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield from _metric("oldest_waiting_job_seconds", "gauge", "How long the oldest waiting job has waited.", ("", age))
    found = worker()
    yield from _metric("workers", "gauge", "Living background workers.", ("", float(found["workers"])))
    if found["workers"]:
        beat = float(found["seconds_since_heartbeat"])
        yield from _metric("worker_heartbeat_age_seconds", "gauge", "Since the last heartbeat of a worker.", ("", beat))


@cache
def _counted(_period: int) -> tuple[int, int]:
    entries = sum(Chain.objects.values_list("length", flat=True))
    return Registration.objects.count(), entries


def _records() -> Iterator[str]:
    registrations, entries = _counted(int(time.monotonic() // COUNT_AGAIN))
    yield from _metric("registrations", "gauge", "Registrations in the register.", ("", float(registrations)))
    yield from _metric("audit_entries", "gauge", "Entries of the audit.", ("", float(entries)))
    yield from _metric("database_bytes", "gauge", "Size of the database.", ("", float(_database_size())))


def _database_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    return sum(path.stat().st_size for path in map(Path, (name, f"{name}-wal")) if path.exists())


def _room() -> Iterator[str]:
    home = Path(settings.HOME)
    yield from _metric(
        "disk_free_bytes", "gauge", "Room on the disk of DANVAN_HOME.", ("", float(shutil.disk_usage(home).free))
    )
    last = home / "last_backup"
    if last.exists():
        when = last.stat().st_mtime
        yield from _metric("last_backup_timestamp_seconds", "gauge", "When danvan backup last succeeded.", ("", when))
