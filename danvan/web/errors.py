"""Error pages that say what happened, what it means for the work and what to do."""

import logging
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from danvan.core.ids import new_id

SHEETS = ("danvan/base.css", "danvan/frame.css", "danvan/components.css")
# what a person wrote, as against a code or a key that a form carries
WRITTEN = re.compile(r"\S\s+\S|[^\x00-\x7f]")
logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400; 413 when more was sent than is taken at once."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return render(request, "errors/400.html", status=400)


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413, naming the limit in bytes."""
    return render(request, "errors/413.html", {"limit": limit}, status=413)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403, with the reason that the refusal carries."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: it is not there, or not for this person to see."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: without a request, a database or a manifest, since any of them may be what broke."""
    code = str(new_id())[-12:]
    logger.error("500 %s %s: the person was shown the code %s", request.method, request.path, code)
    try:
        return HttpResponse(render_to_string("errors/500.html", {"code": code, "sheets": sheets()}), status=500)
    except Exception:
        logger.exception("The page for 500 could not be drawn")
        text = _("Máy chủ gặp lỗi, việc vừa rồi chưa xong. Hãy thử lại sau vài phút; mã lỗi:")
        return HttpResponse(f"{text} {code}", status=500, content_type="text/plain; charset=utf-8")


def sheets() -> list[str]:
    """Return the addresses of the styles that an error page needs; none where they cannot be told."""
    try:
        return [static(name) for name in SHEETS]
    except ValueError:  # the manifest lacks the file
        return []


@dataclass(frozen=True)
class Typed:
    """One value of a form that came too late."""

    text: str
    lines: bool


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token has ended: what was typed is shown and can be sent again with a fresh token.

    Only from our own pages: what a foreign site posts is never offered back.
    """
    own = _from_here(request)
    typed = _typed(request) if own else []
    context = {"typed": typed, "action": request.path, "files": bool(own and request.FILES)}
    return render(request, "errors/403_csrf.html", context, status=403)


def _from_here(request: HttpRequest) -> bool:
    """Tell whether the browser says that the form stood on one of our pages."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    ours = f"{request.scheme}://{request.get_host()}"
    return site in {None, "same-origin"} and (origin == ours or origin.startswith(f"{ours}/"))


def _typed(request: HttpRequest) -> list[tuple[str, Typed]]:
    """Return the values sent, but nothing of a form that carries a password or a key."""
    if any("password" in name.lower() or name == "credential" for name in request.POST):
        return []
    return [
        (name, Typed(value, lines=bool(WRITTEN.search(value))))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in map(str, values)
    ]
