"""The outermost layer: gives each request a number, counts and tells it, and keeps the house closed during an upgrade."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from danvan.core.ids import new_id
from danvan.core.logs import context, scrub
from danvan.jobs import installation
from danvan.web.counters import COUNTER
from danvan.web.errors import sheets
from danvan.web.health import answer

LOOK_EVERY = 1.0  # seconds
logger = logging.getLogger("danvan.request")


class Lookout:
    """Looks, beside the requests, whether this process may serve; asked, it costs a request nothing."""

    def __init__(self) -> None:
        self.closed = ""
        self.lock = threading.Lock()
        self.started = False

    def start(self) -> None:
        """Begin to look, once in each process."""
        with self.lock:
            if not self.started:
                self.started = True
                threading.Thread(target=self._look_on, name="lookout", daemon=True).start()

    def _look_on(self) -> None:
        while True:
            try:
                self.closed = installation.refusal()
            except DatabaseError:
                pass  # the pages say so themselves
            finally:
                close_old_connections()
            time.sleep(LOOK_EVERY)


lookout = Lookout()
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def watched(application: Application) -> Application:
    """Return the application with a lookout, started in the process that serves: threads do not outlive a fork."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not lookout.started:
            lookout.start()
        return application(environ, start_response)

    return serve


class Watch:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell of it."""
        health = answer(request)
        if health:
            return health
        begun, number = time.perf_counter(), str(new_id())
        with context(request=number):
            static = request.path.startswith(settings.STATIC_URL)
            response = closed(request) if lookout.closed and not static else self.get_response(request)
            seconds = time.perf_counter() - begun
            COUNTER.count(response.status_code, seconds)
            if not static:
                logger.info("request", extra={"told": told(request, response, seconds)})
        response.headers["X-Request-ID"] = number
        return response


def told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    """Return what the log tells of a request: who by number, what by address; no name, no query, no secret."""
    person = getattr(request, "auth", None) or getattr(request, "_cached_user", None)
    found: dict[str, Any] = {
        "method": request.method, "path": path_to_tell(request), "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }  # fmt: skip
    match = request.resolver_match
    if match:
        found["verb"] = match.view_name or getattr(match.func, "__name__", "")
    key = getattr(person, "pk", None)
    if key:
        found["person"] = str(key)
    return found


def path_to_tell(request: HttpRequest) -> str:
    """Return the address as far as it may stand in a log: of what was not found, and of words in it, nothing."""
    match = request.resolver_match
    if match is None:
        first, *rest = request.path.removeprefix("/").split("/", 1)
        return scrub(f"/{first[:20]}{'/…' if rest else ''}")
    path = request.path
    for value in (*match.args, *match.kwargs.values()):
        if value and not isinstance(value, int | uuid.UUID):
            path = path.replace(str(value), "…")
    return path


def closed(request: HttpRequest) -> HttpResponse:
    """503 while the house is closed. What was typed stays with the person: nothing is taken that could be lost."""
    logger.debug("closed: %s", lookout.closed)
    if request.path.startswith("/api/"):
        with override(get_language_from_request(request)):
            said = _("Hệ thống đang được nâng cấp. Hãy gửi lại sau ít phút.")
        body = {"type": "about:blank", "title": said, "status": 503, "code": "closed", "detail": said, "errors": {}}
        response: HttpResponse = JsonResponse(body, content_type="application/problem+json")
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    else:
        page = render_to_string("errors/503.html", {"sheets": sheets()})
        response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "60"
    response.headers["Cache-Control"] = "no-store"
    return response
