"""Plain indexes that can be left for the end: a table is filled faster without, and they are made in one go after it.

Only ``Meta.indexes`` are meant – keys and unique constraints always stand. Which of them stand is asked of the database,
so what a killed process left out is found and made again by whoever calls ``put_back``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from danvan.core.bulk import is_postgres

Model = type[models.Model]


def put_back(tables: Iterable[Model] | None = None) -> list[str]:
    """Make the indexes that are missing, by default of every table of ours; return their names."""
    made = []
    for model in tables or apps.get_models():
        if not model.__module__.startswith("danvan.") or not model._meta.indexes:
            continue
        standing = _standing(model)
        for index in model._meta.indexes:
            if index.name not in standing:
                _run(str(index.create_sql(model, _editor())))
                made.append(index.name)
    return made


@contextmanager
def left_for_the_end(tables: Iterable[Model]) -> Iterator[None]:
    """Drop the plain indexes of some tables while they are filled, and make them again whatever happens."""
    tables = list(tables)
    try:
        for model in tables:
            standing = _standing(model)
            for index in model._meta.indexes:
                if index.name in standing:
                    _run(str(index.remove_sql(model, _editor())))
        yield
    finally:
        put_back(tables)


def _standing(model: Model) -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, model._meta.db_table))


def _editor() -> BaseDatabaseSchemaEditor:
    """Return who knows the engine's words. It is not entered: on SQLite leaving it looks through the whole database."""
    editor = connection.schema_editor()
    editor.deferred_sql = []
    return editor


def _run(sql: str) -> None:
    if is_postgres():  # within a transaction its tables may not be altered before the keys of new rows were looked at
        connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(sql)
