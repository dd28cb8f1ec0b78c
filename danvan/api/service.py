"""The API as a whole: its endpoints, its documentation, its addresses."""

from importlib.metadata import version
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as Unreadable
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import NinjaJSONEncoder

from danvan.api import (
    bodies,
    columns,
    figures,
    goals,
    imports,
    lists,
    maps,
    me,
    people,
    recording,
    registering,
    registrations,
    report_records,
    reports,
    units,
)
from danvan.api.bearer import Bearer
from danvan.api.guard import guarded, nothing_here
from danvan.api.once import HEADER, REPLAYED
from danvan.api.problems import MEDIA_TYPE, TITLES, ProblemOut, handled

REF = "#/components/responses/"
NAMES = {
    400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed", 409: "Conflict",
    413: "TooLarge", 422: "Invalid", 429: "TooMany", 503: "Busy",
}  # fmt: skip
READS = (400, 401, 403, 404, 409, 422, 429, 503)
WRITES = (*READS, 413)
ABOUT = gettext_lazy(
    "Cùng việc, cùng quyền, cùng lý do từ chối như trên trang. Mỗi yêu cầu mang khóa API của một người: Authorization: Bearer dv_…. Mọi lời từ chối là application/problem+json; câu chữ tiếng Việt, hoặc tiếng Anh khi gửi Accept-Language: en. Danh sách dài đọc từng trang bằng after. Việc ghi nên kèm Idempotency-Key."
)


class Service(NinjaAPI):
    """The API; its document says what all endpoints share once."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the OpenAPI 3.1 document in the language of the moment."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["info"]["license"] = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
        schema["components"]["schemas"]["ProblemOut"] = ProblemOut.model_json_schema()
        schema["components"]["responses"] = {NAMES[status]: _problem(status) for status in NAMES}
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _complete(operation, writes=method != "get")
        return schema


def _problem(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    found: dict[str, Any] = {"description": str(TITLES[status]), "content": content}
    if status in {409, 429, 503}:
        about = _("Số giây nên đợi trước khi gửi lại.")
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": about}}
    return found


def _complete(operation: dict[str, Any], *, writes: bool) -> None:
    for parameter in operation["parameters"]:  # a parameter has one example, only a schema has a list of them
        if examples := parameter.pop("examples", None):
            parameter["example"] = examples[0]
    for status in WRITES if writes else READS:
        operation["responses"][status] = {"$ref": REF + NAMES[status]}
    for status, response in operation["responses"].items():
        if status in {200, 201} and writes:
            about = _("true khi đây là câu trả lời của lần gửi trước với cùng Idempotency-Key.")
            response["headers"] = {REPLAYED: {"schema": {"type": "string"}, "description": about}}
    if operation.pop("x-idempotent", False):
        about = _(
            "Một chuỗi mới cho mỗi việc (nên là UUID), giữ 48 giờ. Gửi lại cùng khóa và cùng nội dung thì nhận lại đúng câu trả lời cũ, việc không làm hai lần; cùng khóa mà khác nội dung là 422; đang làm dở là 409 kèm Retry-After."
        )
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        operation["parameters"].append({
            "in": "header", "name": HEADER, "required": False, "description": about, "schema": schema,
            "example": "0198c9a2-7d1e-7c3b-9c55-2f6d6a1b0e11",
        })  # fmt: skip


api = Service(
    title="Danvan", version=version("danvan"), description=cast("str", ABOUT), auth=Bearer(), urls_namespace="api", docs_url=None,
    openapi_url="",
)  # fmt: skip
for kind in (Exception, Http404, HttpError, Unreadable):  # ninja has answers of its own for the last three
    api.add_exception_handler(kind, handled)
# One address knows all its methods only within one router: these declare theirs on another's.
ON_OTHERS = (registering, recording, maps, report_records)
for noun in (me, units, bodies, people, registrations, lists, figures, imports, columns, reports, goals):
    api.add_router("", noun.routes.router)


@cache_control(public=True, max_age=300)
def openapi(request: HttpRequest) -> HttpResponse:
    """Serve the document."""
    return JsonResponse(document(), encoder=NinjaJSONEncoder, json_dumps_params={"ensure_ascii": False})


def document() -> OpenAPISchema:
    """Return the document with the addresses as they are served."""
    return api.get_openapi_schema(path_prefix="api/v1/")


def docs(request: HttpRequest) -> HttpResponse:
    """Show the document, to read and to try out, with nothing but this installation's own files."""
    return render(request, "api/docs.html")


def addresses() -> tuple[list[URLPattern], str, str]:
    """Return the addresses under ``/api/v1/``; whatever is none of them is a problem+json too."""
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = guarded(pattern.callback)
    own = [path("openapi.json", guarded(openapi), name="openapi"), path("docs", docs, name="docs")]
    last = [re_path(r"[\s\S]*", guarded(nothing_here))]
    return [*own, *(p for p in patterns if p.name != "api-root"), *last], "api", "api"
