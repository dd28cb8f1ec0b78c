"""Written once, however often it is sent: the ``Idempotency-Key`` of a write.

A key is claimed, committed at once, so that a second call sees that the first is under way. The write and the answer
under the key are then one transaction: after a crash there is either both or neither, and whoever takes the claim over
when it has grown old makes the first one's transaction fail, should that still be alive.
"""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.api.bearer import Asked
from danvan.api.models import IdempotencyKey
from danvan.api.problems import Problem
from danvan.audit.door import together

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
SHAPE = re.compile(r"[\x21-\x7e]{1,200}")
KEPT = dt.timedelta(hours=48)
# Longer than any write takes; whoever was killed meanwhile has written nothing.
LEASE = dt.timedelta(seconds=60)


def once(request: Asked, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a write; with a key, run it once and repeat its answer to whoever sends the same again."""
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not SHAPE.fullmatch(key):
        text = _("Idempotency-Key dài 1–200 ký tự ASCII, không có dấu cách; nên dùng một UUID mới cho mỗi việc.")
        raise Problem(HTTPStatus.BAD_REQUEST, "bad_key", text)
    row = _claim(request, key, _fingerprint(request))
    if row.status is not None:
        return _again(row)
    try:
        with together():
            answer = act()
            _keep(row, answer)
    except BaseException:
        IdempotencyKey.objects.filter(pk=row.pk, province_id=row.province_id, claim=row.claim, status=None).delete()
        raise
    return answer


def _claim(request: Asked, key: str, asked: str) -> IdempotencyKey:
    """Return the key's row: newly claimed, or with the answer of the first call. Raises ``Problem`` otherwise."""
    person, now = request.auth, timezone.now()
    mine = IdempotencyKey(
        province_id=person.audit_province_id, user=person, key=key, asked=asked, claim=uuid.uuid4(), claimed_at=now
    )
    rows = IdempotencyKey.objects.filter(province_id=mine.province_id)
    rows.filter(claimed_at__lt=now - KEPT).delete()
    known = rows.filter(user=person, key=key).first()
    if known is None:
        IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
        known = rows.filter(user=person, key=key).first()
        if known is None:  # another call held it and has failed since: nothing was written
            raise _busy()
        if known.claim == mine.claim:
            return known
    if known.asked != asked:
        text = _("Idempotency-Key này đã dùng cho một việc khác. Mỗi việc cần một khóa mới.")
        raise Problem(422, "key_reused", text)
    if known.status is not None:
        return known
    if known.claimed_at > now - LEASE or not rows.filter(pk=known.pk, claim=known.claim, status=None).update(
        claim=mine.claim, claimed_at=now
    ):
        raise _busy()
    known.claim = mine.claim
    return known


def _busy() -> Problem:
    text = _("Việc mang Idempotency-Key này đang được làm. Hãy gửi lại sau giây lát.")
    return Problem(HTTPStatus.CONFLICT, "in_progress", text, retry_after=1)


def _keep(row: IdempotencyKey, answer: HttpResponse) -> None:
    """Write the answer beside what was written; not when somebody else holds the claim by now."""
    held = IdempotencyKey.objects.filter(pk=row.pk, province_id=row.province_id, claim=row.claim, status=None)
    if not held.update(status=answer.status_code, answer=answer.content.decode()):
        text = _("Việc này lâu quá nên đã được làm lại ở lượt gọi khác; lượt này không ghi gì.")
        raise Problem(HTTPStatus.CONFLICT, "in_progress", text, retry_after=1)


def _again(row: IdempotencyKey) -> HttpResponse:
    answer = HttpResponse(row.answer, status=row.status, content_type="application/json; charset=utf-8")
    answer.headers[REPLAYED] = "true"
    return answer


def _fingerprint(request: Asked) -> str:
    """Return the hash of what is asked; of a form the fields and files, since its boundary is new each time."""
    token: Any = request.auth.token
    digest = hashlib.sha256(f"{token.pk} {request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, file.name)).encode())
                digest.update(b"".join(hashlib.sha256(chunk).digest() for chunk in file.chunks()))
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
