"""What surrounds every address of the API: its language, its refusals, and what no endpoint ever sees."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from danvan.accounts.tokens import SHAPE
from danvan.api.problems import Problem, answer, handled

View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """Wrap a view of the API: whatever happens, its answer is one of ours."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            response = _answered(view, request, args, kwargs)
            response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response

    guard.csrf_exempt = True  # type: ignore[attr-defined] # there is no cookie that could be ridden on
    return guard


def _answered(view: View, request: HttpRequest, args: Any, kwargs: dict[str, Any]) -> HttpResponseBase:
    try:
        _refuse_secrets_in_the_address(request)
        response = view(request, *args, **kwargs)
    except Exception as error:  # noqa: BLE001 - answered as a problem, logged there when nobody foresaw it
        return handled(request, error)
    if isinstance(response, HttpResponseNotAllowed):
        allowed = response.headers["Allow"]
        text = _("Địa chỉ này chỉ nhận: %(methods)s.") % {"methods": allowed}
        response = answer(Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method", text))
        response.headers["Allow"] = allowed
    return response


def _refuse_secrets_in_the_address(request: HttpRequest) -> None:
    """Addresses are logged and remembered: a token in one is no longer a secret, however it is spelled there."""
    if SHAPE.search(request.path) or SHAPE.search(unquote_plus(request.META.get("QUERY_STRING", ""))):
        text = _(
            "Khóa API nằm trong địa chỉ nên có thể đã bị ghi lại ở nhật ký máy chủ, trình duyệt. Hãy thu hồi khóa đó, tạo khóa mới và gửi trong tiêu đề Authorization."
        )
        raise Problem(HTTPStatus.UNAUTHORIZED, "token_in_address", text)


def language_of(request: HttpRequest) -> str:
    """Return English where it is asked for before Vietnamese; Vietnamese otherwise."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        language = code.partition("-")[0]
        if language in dict(settings.LANGUAGES):
            return language
    return settings.LANGUAGE_CODE


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address that is none."""
    text = _("Không có địa chỉ này trong API. Danh sách địa chỉ: %(docs)s.") % {"docs": "/api/v1/docs"}
    return answer(Problem(HTTPStatus.NOT_FOUND, "no_such_address", text))
