"""How an endpoint is declared: one line each, and everything that all of them share."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel

from danvan.api.bearer import Asked
from danvan.api.once import HEADER, once
from danvan.api.problems import Problem

V = TypeVar("V", bound=Callable[..., Any])


class Routes:
    """The endpoints of one noun. ``summary`` and ``about`` are Vietnamese and translated when they are shown."""

    def __init__(self, tag: Any) -> None:
        self.tag = tag
        self.router = Router(tags=[tag])

    def get(self, path: str, answer: Any, summary: Any, about: Any = "", **more: Any) -> Callable[[V], V]:
        """Declare a read; a parameter that is not declared is refused, not left aside."""

        def declare(view: V) -> V:
            @wraps(view)
            def run(request: Asked, *args: Any, **kwargs: Any) -> Any:
                _refuse_unknown(request, run)
                return view(request, *args, **kwargs)

            self.router.get(path, response=answer, summary=summary, description=about or summary, **more)(run)
            return view

        return declare

    def file(self, path: str, media_types: tuple[str, ...], summary: Any, about: Any = "") -> Callable[[V], V]:
        """Declare a download."""
        binary = {"schema": {"type": "string", "format": "binary"}}
        content: dict[str, Any] = {
            kind: {"schema": {}} if kind == "application/json" else binary for kind in media_types
        }
        extra = {"responses": {200: {"description": "OK", "content": content}}}
        return self.get(path, None, summary, about, openapi_extra=extra)

    def post(
        self, path: str, answer: type[BaseModel], summary: Any, about: Any = "", status: int = HTTPStatus.OK,
        *, keyed: bool = True,
    ) -> Callable[[V], V]:  # fmt: skip
        """Declare a write; ``keyed`` is false where the answer is a secret, which no key may keep."""
        return self._write("POST", path, answer, summary, about, status, keyed=keyed)

    def patch(self, path: str, answer: type[BaseModel], summary: Any, about: Any = "") -> Callable[[V], V]:
        """Declare a change."""
        return self._write("PATCH", path, answer, summary, about, HTTPStatus.OK)

    def delete(self, path: str, answer: type[BaseModel], summary: Any, about: Any = "") -> Callable[[V], V]:
        """Declare a removal; it answers with what is left."""
        return self._write("DELETE", path, answer, summary, about, HTTPStatus.OK)

    def _write(
        self, method: str, path: str, answer: type[BaseModel], summary: Any, about: Any, status: int,
        *, keyed: bool = True,
    ) -> Callable[[V], V]:  # fmt: skip
        def declare(view: V) -> V:
            @wraps(view)
            def run(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
                _refuse_unknown(request, run)
                if not keyed:
                    _refuse_key(request)
                    return _written(view(request, *args, **kwargs), status)
                return once(request, lambda: _written(view(request, *args, **kwargs), status))

            extra = {"x-idempotent": keyed}
            declared = self.router.api_operation(
                [method], path, response={status: answer}, summary=summary, description=about or summary,
                openapi_extra=extra,
            )  # fmt: skip
            declared(run)
            return view

        return declare


def _written(made: BaseModel, status: int) -> HttpResponse:
    return HttpResponse(made.model_dump_json(), status=status, content_type="application/json; charset=utf-8")


def _refuse_key(request: Asked) -> None:
    if HEADER in request.headers:
        text = _("Việc này trả về một bí mật chỉ hiện một lần nên không nhận Idempotency-Key.")
        raise Problem(HTTPStatus.BAD_REQUEST, "bad_key", text)


def _refuse_unknown(request: Asked, run: Any) -> None:
    models = [m for m in run._ninja_operation.models if m.__ninja_param_source__ == "query"]  # noqa: SLF001 - ninja's mark
    known = {name for model in models for name in model.__ninja_flatten_map__}
    unknown = sorted(set(request.GET) - known)
    if unknown:
        text = _("Không có tham số này. Các tham số: %(known)s.") % {"known": ", ".join(sorted(known)) or "–"}
        raise Problem(422, "unknown_parameter", text, errors={name[:100]: [text] for name in unknown[:20]})
