"""Identifiers made by the application, so that a phone or an import may make them before the server does."""

import uuid

from uuid_utils.compat import uuid7

__all__ = ["new_id"]


def new_id() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562): ordered by time, so that it clusters well as a primary key."""
    return uuid7()
