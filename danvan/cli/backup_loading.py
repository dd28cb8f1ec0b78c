"""Putting a backup into an empty place: all of it, or nothing."""

import base64
import json
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import Error as DatabaseError
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from danvan.cli.backup_reading import Backup, Progress
from danvan.cli.backup_tables import all_or_nothing, columns_of, ends_of, tables_after
from danvan.core.numbers import count
from danvan.documents.storage import path_of

CHUNK = 2000
Convert = Callable[[Any], Any]
# kind of column → what makes its value one that the engine takes; the rest asks the column itself
EITHER: dict[str, Convert | None] = {
    **dict.fromkeys((
        "CharField", "TextField", "EmailField", "SlugField", "URLField", "FileField", "FilePathField", "IntegerField",
        "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
        "PositiveBigIntegerField", "AutoField", "BigAutoField", "SmallAutoField", "FloatField", "DateField",
        "TimeField", "GenericIPAddressField",
    )),
    "JSONField": json.dumps, "BinaryField": base64.b64decode,
}  # fmt: skip
LITE: dict[str, Convert | None] = {
    "UUIDField": lambda text: text.replace("-", ""),
    # as Django keeps instants in SQLite: UTC, without saying so
    "DateTimeField": lambda text: text.replace("T", " ").removesuffix("+00:00"),
    "BooleanField": int,
}
POSTGRES: dict[str, Convert | None] = dict.fromkeys(("UUIDField", "DateTimeField", "BooleanField", "DecimalField"))


def check_place() -> None:
    """Refuse a place where there is something already; clear what an interrupted restore has left."""
    tables = connection.introspection.table_names()
    if tables:
        raise CommandError(
            _(
                "Chỉ phục hồi vào nơi trống, mà cơ sở dữ liệu này đã có %(n)s bảng. Đặt DANVAN_HOME (và "
                "DANVAN_DATABASE_URL, nếu dùng) tới một thư mục và một cơ sở dữ liệu mới rồi chạy lại; chưa có gì bị thay đổi."
            )
            % {"n": len(tables)}
        )
    if _mark().exists():
        _clear()
    files = Path(settings.MEDIA_ROOT)
    if files.exists() and any(files.iterdir()):
        raise CommandError(
            _("Chỉ phục hồi vào nơi trống, mà «%(folder)s» đã có tệp. Chọn một DANVAN_HOME khác.") % {"folder": files}
        )


def load(backup: Backup, progress: Progress) -> None:
    """Put files and rows in their places, then bring the tables up to this program's. Interrupted, nothing is there."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_room(home, backup)
    _mark().touch()
    try:
        _unpack_files(backup)
        with all_or_nothing():
            _load_rows(backup, progress)
        _mark().unlink()
    except BaseException:
        _clear()
        raise


def _mark() -> Path:
    """Return the file that says: what lies in ``files/`` is of a restore that has not ended."""
    return Path(settings.HOME) / "restore.unfinished"


def _clear() -> None:
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    _mark().unlink(missing_ok=True)


def _check_room(home: Path, backup: Backup) -> None:
    free = shutil.disk_usage(home).free
    if free < backup.bytes:
        raise CommandError(
            _("Đĩa chứa «%(home)s» còn %(free)s MiB, bản sao lưu cần ít nhất %(needed)s MiB. Chưa phục hồi.")
            % {"home": home, "free": count(free >> 20), "needed": count(backup.bytes >> 20)}
        )


def _unpack_files(backup: Backup) -> None:
    for digest in backup.files:
        target = path_of(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with backup.opened(f"files/{digest[:2]}/{digest}") as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
    os.sync()


def _load_rows(backup: Backup, progress: Progress) -> None:
    """Make the tables as they were, fill them, and run the migrations that came since."""
    executor = MigrationExecutor(connection)
    executor.migrate(ends_of(backup.migrations))
    tables = tables_after(backup.migrations)
    if {model._meta.db_table for model in tables} != set(backup.tables):
        raise CommandError(_("Các bảng của bản sao lưu không khớp các bước nâng cấp mà nó kê. Chưa có gì bị thay đổi."))
    with connection.cursor() as cursor:
        for model in reversed(tables):  # a migration may have written rows; the backup has them all
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our own name
    done, todo = 0, sum(backup.tables.values())
    for model in tables:
        try:
            for loaded in _load_table(backup, model):
                done += loaded
                progress(done, todo)
        except (DatabaseError, ValueError, TypeError) as error:
            raise CommandError(
                _("Không nạp được bảng %(table)s: %(error)s. Chưa có gì bị thay đổi.")
                % {"table": model._meta.db_table, "error": str(error).strip()}
            ) from error
    _reset_sequences(tables)
    forward = MigrationExecutor(connection)
    forward.migrate(forward.loader.graph.leaf_nodes())


def _load_table(backup: Backup, model: type[models.Model]) -> Iterator[int]:
    table, fields = model._meta.db_table, columns_of(model)
    by_column = {field.column: field for field in fields}
    with backup.opened(f"data/{table}.jsonl") as lines:
        names = json.loads(next(lines))
        if sorted(names) != sorted(by_column):
            raise ValueError(_("các cột không khớp"))
        converters = [_converter(by_column[name]) for name in names]
        quoted = ", ".join(map(connection.ops.quote_name, names))
        loaded = 0
        while lot := [_row(line, converters) for line in islice(lines, CHUNK)]:
            _insert(connection.ops.quote_name(table), quoted, lot, len(names))
            loaded += len(lot)
            yield len(lot)
    if loaded != backup.tables[table]:
        raise ValueError(_("cần %(needed)s dòng, có %(there)s") % {"needed": backup.tables[table], "there": loaded})


def _row(line: bytes, converters: list[Convert | None]) -> list[Any]:
    values = json.loads(line)
    return [
        value if value is None or convert is None else convert(value)
        for value, convert in zip(values, converters, strict=True)
    ]


def _insert(table: str, names: str, rows: list[list[Any]], width: int) -> None:
    if connection.vendor == "postgresql":
        copying = f"COPY {table} ({names}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copying) as copy:
            for row in rows:
                copy.write_row(row)
        return
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * width)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of our tables


def _converter(field: Any) -> Convert | None:
    """Return what makes the value of a backup into one that the engine takes; None where it is one already."""
    while field.is_relation:
        field = field.target_field
    kind = field.get_internal_type()
    known = {**EITHER, **(LITE if connection.vendor == "sqlite" else POSTGRES)}
    if kind in known:
        return known[kind]
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)


def _reset_sequences(tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
