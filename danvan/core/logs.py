"""How the program tells what it does: lines for people or for machines, never with a secret or a name of a person."""

import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# What all lines of one request or one job have in common: ``request``, ``job``.
_context: ContextVar[dict[str, str]] = ContextVar("danvan_log_context", default={})  # noqa: B039 - never changed in place

# One-time links, tokens, session keys: long words of the url-safe alphabet. A UUID (36) stays readable.
SECRET = re.compile(r"[A-Za-z0-9_\-]{40,}")
# PostgreSQL tells the offending row with its values.
DETAIL = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
# A query may carry what somebody searched for.
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


@contextmanager
def context(**values: str) -> Iterator[None]:
    """Have every line told inside carry ``values``."""
    token = _context.set({**_context.get(), **values})
    try:
        yield
    finally:
        _context.reset(token)


def scrub(text: str) -> str:
    """Return ``text`` without secrets, queries and values of rows."""
    return SECRET.sub("…", DETAIL.sub(r"\1: …", QUERY.sub(r"\1?…", text)))


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {**_context.get(), **getattr(record, "told", {})}


class JsonLines(logging.Formatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, ``trace`` and what was told beside."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": scrub(record.getMessage()),
            **_fields(record),
        }  # fmt: skip
        if record.exc_info:
            told["trace"] = scrub(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)


class Lines(logging.Formatter):
    """Lines for people: the time, what happened, and ``name=value`` of what was told beside."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the trace below it."""
        beside = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        head, *rest = scrub(super().format(record)).split("\n", 1)
        return "\n".join([f"{head} {beside}".rstrip(), *rest])
