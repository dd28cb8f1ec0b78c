"""Identifiers made by the application, so that a phone or an import may make them before the server does."""

import json
import uuid
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from uuid_utils.compat import uuid7

__all__ = ["among", "as_text", "new_id", "stored_text"]


def new_id() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562): ordered by time, so that it clusters well as a primary key."""
    return uuid7()


def as_text(column: str) -> Any:
    """Read a key as text: making an object of each would take more time than all the rest of a row."""
    return Cast(column, CharField())


def stored_text(key: uuid.UUID) -> str:
    """Return a key as ``as_text`` reads it on the engine: 32 hex digits, on PostgreSQL with dashes."""
    return str(key) if connection.features.has_native_uuid_field else key.hex


def among(rows: QuerySet[Any], keys: list[str], column: str = "pk") -> QuerySet[Any]:
    """Keep the rows whose key is among ``keys`` (32 hex digits each), given to the engine as one value."""
    if connection.features.has_native_uuid_field:
        listed = RawSQL("SELECT unnest(%s::uuid[])", [keys])
    else:
        listed = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])
    return rows.filter(**{f"{column}__in": listed}).order_by()
