"""Making a backup of a running installation: complete under its name, or not there at all."""

import errno
import fcntl
import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.cli.backup_tables import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    applied_migrations,
    columns_of,
    plain,
    snapshot,
    tables_after,
)
from danvan.cli.reasons import reason
from danvan.jobs.installation import app_version

CHUNK = 2000
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FILE_NAME = re.compile(r"[0-9a-f]{64}")
Progress = Callable[[int, int], None]


def back_up(target: Path, progress: Progress) -> dict[str, Any]:
    """Write a backup to ``target`` and return its manifest. An older file of that name stays until the new is complete."""
    with _new_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        writer = Writer(archive)
        with snapshot():
            applied = applied_migrations()
            tables = tables_after(applied)
            if not tables:
                raise CommandError(_("Chưa có gì để sao lưu: cơ sở dữ liệu còn trống. Chạy trước: danvan init"))
            todo = {model: model._base_manager.count() for model in tables}
            done, total = 0, sum(todo.values())
            for model in tables:
                for written in writer.table(model):
                    done += written
                    progress(done, total)
        writer.files()
        manifest = {
            "format": FORMAT, "format_version": FORMAT_VERSION, "danvan": app_version(),
            "made_at": timezone.now().isoformat(timespec="seconds"), "engine": connection.vendor,
            "migrations": applied, "tables": writer.rows, "damaged_files": writer.damaged, "members": writer.members,
        }  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes the name ``target`` when all went well, and is gone otherwise."""
    if target.is_dir():
        raise CommandError(
            _("«%(folder)s» là một thư mục. Hãy ghi rõ tên tệp, ví dụ: %(example)s")
            % {"folder": target, "example": target / "danvan.zip"}
        )
    part = target.with_name(target.name + ".part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandError(
            _("Không ghi được vào «%(folder)s»: %(reason)s. Chưa sao lưu.")
            % {"folder": target.parent, "reason": reason(error)}
        ) from error
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(_("Đang có lần sao lưu khác ghi «%(file)s».") % {"file": target}) from error
        try:
            file.truncate()  # what an earlier, killed run has left
            os.fchmod(descriptor, 0o600)
            yield file
            file.flush()
            os.fsync(descriptor)
            part.replace(target)
        except BaseException as error:
            part.unlink(missing_ok=True)
            with suppress(OSError):  # what is still to be written has no room either
                file.close()
            if isinstance(error, OSError) and error.errno in FULL:
                raise CommandError(
                    _(
                        "Đĩa chứa «%(file)s» đã đầy, chưa sao lưu được. Tệp ghi dở đã xóa; bản sao lưu cũ (nếu có) còn nguyên."
                    )
                    % {"file": target}
                ) from error
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Writer:
    """Adds members to the archive and keeps what the manifest says of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.rows: dict[str, int] = {}
        self.members: dict[str, dict[str, Any]] = {}
        self.damaged: list[str] = []

    def table(self, model: type[models.Model]) -> Iterator[int]:
        """Write a table; yield now and then how many rows were written since."""
        names = [field.attname for field in columns_of(model)]
        table = model._meta.db_table
        self.rows[table] = 0
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain, check_circular=False).encode
        with self._member(f"data/{table}.jsonl") as write:
            write((encode([field.column for field in columns_of(model)]) + "\n").encode())
            for rows in _in_chunks(model, names):
                write(("\n".join(map(encode, rows)) + "\n").encode())
                self.rows[table] += len(rows)
                yield len(rows)

    def files(self) -> None:
        """Write the files. Each was complete before a row spoke of it, and none is ever changed."""
        root = Path(settings.MEDIA_ROOT)
        for path in sorted(root.glob("[0-9a-f][0-9a-f]/*")):
            if not FILE_NAME.fullmatch(path.name) or path.parent.name != path.name[:2]:
                continue
            # what people bring is compressed already
            member = f"files/{path.parent.name}/{path.name}"
            with path.open("rb") as file, self._member(member, zipfile.ZIP_STORED) as write:
                for piece in iter(lambda: file.read(1 << 20), b""):
                    write(piece)
            if self.members[member]["sha256"] != path.name:
                self.damaged.append(path.name)

    @contextmanager
    def _member(self, name: str, compression: int = zipfile.ZIP_DEFLATED) -> Iterator[Callable[[bytes], None]]:
        info = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
        info.compress_type, info.external_attr = compression, 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=True) as file:

            def write(data: bytes) -> None:
                nonlocal size
                size += len(data)
                digest.update(data)
                file.write(data)

            yield write
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest()}


def _in_chunks(model: type[models.Model], names: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows by their keys: no cursor on the server is needed, and memory stays flat on both engines."""
    key = names.index(model._meta.pk.attname)
    rows = model._base_manager.order_by("pk").values_list(*names)
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(rows.filter(pk__gt=chunk[-1][key])[:CHUNK])
