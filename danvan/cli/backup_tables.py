"""What a backup is: one zip of the tables as lines of JSON, the files under their digests, and a manifest.

``manifest.json``         format, versions, migrations, rows of each table, size and SHA-256 of each member
``data/<table>.jsonl``    first the names of the columns, then one array a row, in the order of the keys
``files/ab/abcd…``        as they lie in the home folder

Values are those of JSON; a UUID, a day, an instant (UTC) and a decimal number are texts, bytes are base64. Nothing in it
knows an engine. Left out are sessions, caches, what is derived from the machine (workers), and the secret key: with a new
key everybody signs in anew, and whoever steals a backup cannot sign anything with it.
"""

import base64
import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

FORMAT = "danvan-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
LEFT_OUT = {"sessions.session", "jobs.worker", "jobs.installation"}
Key = tuple[str, str]


def applied_migrations() -> list[Key]:
    """Return the migrations that the tables have had; refuse tables that are newer than this program."""
    loader = MigrationLoader(connection)
    applied = sorted(key for key in loader.applied_migrations if key in loader.graph.nodes)
    newer = [key for key in loader.applied_migrations if key not in (loader.disk_migrations or {})]
    if newer:
        raise CommandError(
            _("Cơ sở dữ liệu thuộc một bản Danvan mới hơn chương trình này (bước %(step)s). Hãy dùng đúng bản đó.")
            % {"step": ".".join(newer[0])}
        )
    return applied


def ends_of(applied: Iterable[Key]) -> list[Key]:
    """Return the migrations after which no other of ``applied`` comes."""
    graph, there = MigrationLoader(None).graph, set(applied)
    return sorted(key for key in there if not any(child.key in there for child in graph.node_map[key].children))


def tables_after(applied: Iterable[Key]) -> list[type[models.Model]]:
    """Return the tables as they were after those migrations, each after the tables that it refers to."""
    apps = MigrationLoader(None).project_state(ends_of(applied)).apps
    kept = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    }
    order: TopologicalSorter[str] = TopologicalSorter()
    for name, model in sorted(kept.items()):
        targets = {f.related_model._meta.db_table for f in columns_of(model) if f.is_relation and f.db_constraint}
        order.add(name, *sorted(targets & set(kept) - {name}))
    try:
        return [kept[name] for name in order.static_order()]
    except CycleError as error:
        msg = f"tables refer to one another in a circle: {error.args[1]}"
        raise AssertionError(msg) from error


def columns_of(model: type[models.Model]) -> list[Any]:
    """Return the fields of a table that hold values of their own."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def plain(value: Any) -> Any:
    """Return a value that JSON lacks as a text; for ``json.dumps(default=…)``."""
    match value:
        case uuid.UUID() | decimal.Decimal():
            return str(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return value.total_seconds()
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            msg = f"no backup of a {type(value).__name__}"
            raise TypeError(msg)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, while others go on writing."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
        try:
            with transaction.atomic():  # noqa: TID251 - only reads
                yield
        finally:
            connection.transaction_mode = mode  # type: ignore[attr-defined]
    else:
        with transaction.atomic(), connection.cursor() as cursor:  # noqa: TID251 - only reads
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Change tables and rows in one transaction, of which an interruption leaves nothing. Both engines can do it."""
    connection.ensure_connection()
    lite = connection.vendor == "sqlite"
    if lite:
        connection.disable_constraint_checking()  # cannot be done inside a transaction
    try:
        with transaction.atomic(), connection.cursor() as cursor:  # noqa: TID251 - tables, not acts of people
            if not lite:
                # one upgrade at a time; and no trigger waits when the next step alters its table
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
            if lite:
                connection.check_constraints()
    finally:
        if lite:
            connection.enable_constraint_checking()


LOCK = int.from_bytes(b"danvan")
