"""Hashing of the audit chain: each entry's digest covers its content and the digest before it."""

import datetime as dt
import decimal
import hashlib
import json
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from pydantic_core import to_json

from danvan.audit.models import Entry


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it, the same on both engines."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, float):
        return repr(value)
    return value


def snapshot(obj: models.Model) -> dict[str, Any]:
    """Return the columns of ``obj`` as plain values, the key and the province apart (the entry carries them).

    An object that is written together with its parts (places, targets…) sets ``audit_parts`` to their plain values.
    """
    row = {name: plain(getattr(obj, name)) for name in _columns(type(obj))}
    parts = getattr(obj, "audit_parts", None)
    if parts is not None:
        row["parts"] = parts
    return row


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    hidden = {"id", "province_id", *getattr(model, "audit_hidden", ())}
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname not in hidden)


def seal_of(values: Sequence[Any]) -> str:
    """Return the SHA-256 (hex) of a record's plain values, for an entry that names many records at once.

    They are hashed as JSON without blanks, UTF-8 (RFC 8259), which a country's register asks for a million times.
    """
    return hashlib.sha256(to_json(values)).hexdigest()


def digest_of(entry: Entry) -> str:
    """Return the SHA-256 (hex) of an entry's content and of the digest before it."""
    content = [
        str(entry.province_id), entry.seq, str(entry.act), entry.at.astimezone(dt.UTC).isoformat(), entry.verb,
        str(entry.actor_id or ""), entry.actor_name, entry.kind, str(entry.object_id), entry.before, entry.after,
        entry.previous,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
