"""Many rows at once, below the ORM: COPY on PostgreSQL, one prepared statement on SQLite. Write inside an action.

Rows carry values as the engine stores them (``id_value``, ``TRUE``…), in the order of the columns named.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.db.transaction import atomic  # noqa: TID251 - a part of an act, or a snapshot derived from the territory
from uuid_utils import uuid7

# Up to so many rows one statement costs less than a table of its own.
MANY = 500


def is_postgres() -> bool:
    """Tell whether the installation's database is PostgreSQL."""
    return connection.vendor == "postgresql"


def id_value(key: uuid.UUID) -> Any:
    """Return a key as the engine stores it."""
    return key if is_postgres() else key.hex


def id_values(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """Return each key with how the engine stores it."""
    return {key: key for key in keys} if is_postgres() else {key: key.hex for key in keys}


def new_id_values(number: int) -> list[Any]:
    """Return so many new keys as the engine stores them."""
    # as text at once, without an object of Python's own for each
    return [str(uuid7()) for _ in range(number)] if is_postgres() else [uuid7().hex for _ in range(number)]


def as_text(column: str) -> Any:
    """Read a key as text (``str(id_value(key))``): an object for each would take more time than all the rest of a row."""
    return Cast(column, CharField())


def among(rows: QuerySet[Any], keys: list[str], column: str = "pk") -> QuerySet[Any]:
    """Keep the rows whose key is among ``keys`` (32 hex digits each), given to the engine as one value."""
    if is_postgres():
        listed = RawSQL("SELECT unnest(%s::uuid[])", [keys])
    else:
        listed = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])
    return rows.filter(**{f"{column}__in": listed}).order_by()


def fetched(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a ``values_list`` as the driver gives them: texts, whole numbers, and flags that may be 0 and 1."""
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]] | str) -> None:
    """Insert rows. On PostgreSQL they may come as text in COPY's own format (tabs, line feeds, ``\\N``)."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                if isinstance(rows, str):
                    copy.write(rows)
                else:
                    for row in rows:
                        copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", cast("Any", rows))  # noqa: S608 - names are ours


def add(
    table: str, columns: Sequence[str], key: Sequence[str], sums: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows; where one of the same ``key`` stands, add the columns ``sums`` to it, or leave it where there are none."""
    names = ", ".join(columns)
    marks = ", ".join(["%s"] * len(columns))
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in sums)
    settle = f"ON CONFLICT ({', '.join(key)}) DO {f'UPDATE SET {added}' if added else 'NOTHING'}"
    # Snapshots are written outside an act too, where each row would be a transaction; within one this is a savepoint.
    with atomic(), connection.cursor() as cursor:
        if not is_postgres():
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {settle}", rows)  # noqa: S608
        elif len(rows) <= MANY:
            one = f"({marks})"
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * len(rows))} {settle}",  # noqa: S608
                [value for row in rows for value in row],
            )
        else:
            cursor.execute(f"CREATE TEMPORARY TABLE coming ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0")  # noqa: S608
            with cursor.copy(f"COPY coming ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM coming {settle}")  # noqa: S608
            cursor.execute("DROP TABLE coming")
