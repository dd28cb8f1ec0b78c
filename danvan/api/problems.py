"""Every refusal in one shape: ``application/problem+json`` (RFC 9457), in Vietnamese, or English where that is asked for."""

import logging
from collections import defaultdict
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError
from ninja.errors import ValidationError as Unreadable
from pydantic import BaseModel, Field

from danvan.core.ids import new_id
from danvan.core.workflow import StaleState

MEDIA_TYPE = "application/problem+json"
WHOLE = "_"  # the key of what concerns no single field
logger = logging.getLogger(__name__)

TITLES: dict[int, Any] = {
    400: gettext_lazy("Yêu cầu không đọc được"),
    401: gettext_lazy("Cần khóa API hợp lệ"),
    403: gettext_lazy("Không được phép"),
    404: gettext_lazy("Không có"),
    405: gettext_lazy("Cách gọi không đúng"),
    409: gettext_lazy("Trạng thái đã đổi"),
    413: gettext_lazy("Gửi quá lớn"),
    415: gettext_lazy("Kiểu nội dung không đúng"),
    422: gettext_lazy("Nội dung chưa đúng"),
    429: gettext_lazy("Gọi quá nhiều"),
    500: gettext_lazy("Máy chủ gặp lỗi"),
    503: gettext_lazy("Máy chủ đang bận"),
}


class ProblemOut(BaseModel):
    """The shape of a refusal, for the documentation."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: dict[str, list[str]] = Field(default_factory=dict)


class Problem(Exception):
    """A refusal with what to do about it; ``more`` are further members of the answer."""

    def __init__(
        self, status: int, code: str, detail: str, *, errors: dict[str, list[str]] | None = None,
        retry_after: int | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.status, self.code, self.detail, self.errors = status, code, detail, errors or {}
        self.retry_after, self.more = retry_after, more


def answer(problem: Problem) -> HttpResponse:
    """Return the refusal as an answer."""
    body = {
        "type": "about:blank", "title": str(TITLES[problem.status]), "status": problem.status, "code": problem.code,
        "detail": problem.detail, "errors": problem.errors, **problem.more,
    }  # fmt: skip
    response = JsonResponse(body, status=problem.status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = MEDIA_TYPE
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Danvan"'
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def refused(error: ValidationError) -> Problem:
    """Return what an action refused: 409 when the record has moved on, 422 with each sentence at its field otherwise."""
    if isinstance(error, StaleState):
        return Problem(HTTPStatus.CONFLICT, "stale", error.messages[0])
    if hasattr(error, "error_dict"):
        errors = {WHOLE if k == NON_FIELD_ERRORS else k: list(v) for k, v in error.message_dict.items()}
    else:
        errors = {WHOLE: list(error.messages)}
    return Problem(422, "invalid", " ".join(m for found in errors.values() for m in found), errors=errors)


def unreadable(error: Unreadable) -> Problem:
    """Return what the shape of the request refused, each sentence at its field."""
    errors: dict[str, list[str]] = defaultdict(list)
    for one in error.errors:
        place = [str(part) for part in one["loc"][1:] if part not in {"body", "data", "form", "asked"}]
        errors[".".join(place) or WHOLE].append(_sentence(one))
    return Problem(422, "invalid", _("Có mục chưa đúng; xem từng mục trong errors."), errors=dict(errors))


# pydantic's kinds of error → what to do, with the limits that it names
_SENTENCES: dict[str, Any] = {
    "missing": gettext_lazy("Cần mục này."),
    "extra_forbidden": gettext_lazy("Không có mục này; xem lại tên mục trong tài liệu."),
    "string_type": gettext_lazy("Phải là chữ."),
    "string_unicode": gettext_lazy("Chữ có ký tự hỏng."),
    "string_too_long": gettext_lazy("Không quá %(max_length)s ký tự."),
    "string_too_short": gettext_lazy("Không được để trống."),
    "string_pattern_mismatch": gettext_lazy("Không đúng dạng."),
    "too_long": gettext_lazy("Không quá %(max_length)s mục."),
    "too_short": gettext_lazy("Cần ít nhất %(min_length)s mục."),
    "enum": gettext_lazy("Chọn một trong: %(expected)s."),
    "literal_error": gettext_lazy("Chọn một trong: %(expected)s."),
    "greater_than_equal": gettext_lazy("Không nhỏ hơn %(ge)s."),
    "less_than_equal": gettext_lazy("Không lớn hơn %(le)s."),
    "uuid_parsing": gettext_lazy("Không phải mã UUID."),
    "uuid_type": gettext_lazy("Không phải mã UUID."),
    "bool_type": gettext_lazy("Phải là true hoặc false."),
    "bool_parsing": gettext_lazy("Phải là true hoặc false."),
    "model_type": gettext_lazy("Phải là một đối tượng JSON."),
    "model_attributes_type": gettext_lazy("Phải là một đối tượng JSON."),
    "dict_type": gettext_lazy("Phải là một đối tượng JSON."),
    "list_type": gettext_lazy("Phải là một danh sách."),
}
_NUMBERS = ("int_", "decimal_", "finite_number", "float_")


def _sentence(error: dict[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind in _SENTENCES:
        return str(_SENTENCES[kind]) % {k: str(v) for k, v in context.items()}
    if kind.startswith("date"):
        return _("Ngày phải viết năm-tháng-ngày, ví dụ 2022-12-31.")
    if kind.startswith(_NUMBERS):
        return _("Phải là một số trong giới hạn cho phép.")
    if kind == "value_error" and context.get("error"):
        return str(context["error"])
    return _("Giá trị không đúng.")


def _framework(error: Exception) -> Exception:
    """Return what Django and ninja refuse by themselves as a refusal of ours."""
    match error:
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            mb = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1_000_000
            text = _("Nội dung gửi lớn hơn %(mb)s MB. Hãy gửi tệp bằng multipart/form-data, hoặc chia nhỏ.") % {
                "mb": mb
            }
            return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", text)
        case HttpError() | BadRequest() | SuspiciousOperation() | MultiPartParserError() | UnicodeDecodeError():
            text = _("Nội dung gửi không đọc được: cần JSON mã UTF-8, hoặc multipart/form-data khi có tệp.")
            return Problem(HTTPStatus.BAD_REQUEST, "unreadable", text)
        case RawPostDataException():
            text = _("Địa chỉ này nhận JSON (Content-Type: application/json).")
            return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", text)
    return error


def of(error: Exception) -> Problem:
    """Return any exception as a refusal; what nobody foresaw is logged under a code and is a 500."""
    found: Problem
    error = _framework(error)
    match error:
        case Problem():
            found = error
        case Unreadable():
            found = unreadable(error)
        case ValidationError():
            found = refused(error)
        case PermissionDenied():
            reason = str(error) or _("Bạn không có quyền làm việc này trong phạm vi được giao.")
            found = Problem(HTTPStatus.FORBIDDEN, "forbidden", reason)
        case Http404():
            found = Problem(HTTPStatus.NOT_FOUND, "not_found", _("Không có, hoặc không thuộc phạm vi bạn được xem."))
        case IntegrityError():  # somebody wrote the same between our look and our write
            text = _("Vừa có người ghi nội dung giống hệt. Hãy đọc lại bản ghi rồi làm tiếp.")
            found = Problem(HTTPStatus.CONFLICT, "stale", text)
        case OperationalError():  # held by another write for too long, or not there at all
            logger.warning("the database did not answer in the API", exc_info=error)
            text = _("Máy chủ đang bận, việc vừa rồi chưa được ghi. Hãy gửi lại sau ít giây.")
            found = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "busy", text, retry_after=5)
        case _other:
            found = _unforeseen(error)
    return found


def _unforeseen(error: Exception) -> Problem:
    code = str(new_id())[-12:]
    logger.error("500 in the API: the program was given the code %s", code, exc_info=error)
    text = _("Việc vừa rồi chưa xong, chưa có gì được ghi. Hãy thử lại sau vài phút; mã lỗi: %(code)s.") % {
        "code": code
    }
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", text)


def handled(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer an exception; the one handler of the API."""
    return answer(of(error if isinstance(error, Exception) else error()))
