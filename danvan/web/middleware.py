"""What every answer carries, and the receipt for a form that was taken."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]
# Nothing of the device is asked for; a passkey is the one exception and is the page's own.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
)
RECEIPT = "danvan_sent"


class Language:
    """The language that the person switched to on this device; Vietnamese otherwise, whatever the browser is set to.

    Django's own middleware would answer an officer's English browser in English.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the cookie."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response


class PageHeaders:
    """Pages are for one person: a shared cache keeps none, a browser asks again before it shows one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the view did not set itself."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class DraftReceipt:
    """Tells danvan.js that the form named in ``_keep`` arrived, so that it may forget what was typed.

    Taken means: sent on to another page that is not the sign-in, or, for htmx, any good answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the cookie on a good answer to a post."""
        response = self.get_response(request)
        if request.method == "POST" and self._taken(request, response):
            name = request.POST.get("_keep", "")[:200]
            if name:
                response.set_cookie(RECEIPT, quote(name), max_age=600, secure=request.is_secure(), samesite="Lax")
        return response

    @staticmethod
    def _taken(request: HttpRequest, response: HttpResponse) -> bool:
        if response.status_code in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}:
            return not response.headers["Location"].startswith(reverse("account_login"))
        return "HX-Request" in request.headers and response.status_code < HTTPStatus.MULTIPLE_CHOICES
