"""Opening a backup and believing none of it before it was checked."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, cast

from django.core.management.base import CommandError
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from danvan.cli.backup_tables import FORMAT, FORMAT_VERSION, MANIFEST, Key
from danvan.jobs.installation import app_version

TABLE = re.compile(r"data/([a-z0-9_]+)\.jsonl")
FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
LARGEST_MANIFEST = 512 << 20
ENCRYPTED = 1
Progress = Callable[[int, int], None]


class Backup:
    """A backup that was looked at: its manifest and its members."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self.archive, self.manifest = archive, manifest
        self.members: dict[str, dict[str, Any]] = manifest["members"]
        self.migrations: list[Key] = [(app, name) for app, name in manifest["migrations"]]

    @property
    def tables(self) -> dict[str, int]:
        """Return table → rows."""
        return self.manifest["tables"]  # type: ignore[no-any-return]

    @property
    def files(self) -> list[str]:
        """Return the digests of the files."""
        return [match[2] for match in map(FILE.fullmatch, self.members) if match]

    @property
    def bytes(self) -> int:
        """Return the size of all members, unpacked."""
        return sum(member["bytes"] for member in self.members.values())

    @contextmanager
    def opened(self, name: str) -> Iterator[BufferedReader]:
        """Open a member."""
        with self.archive.open(name) as file:
            yield BufferedReader(cast(RawIOBase, file), 1 << 20)

    def check(self, progress: Progress) -> None:
        """Read every member once and compare it with its digest."""
        done, todo = 0, self.bytes
        for name, said in self.members.items():
            digest, size = hashlib.sha256(), 0
            with self.opened(name) as file:
                for piece in iter(lambda: file.read(1 << 20), b""):
                    digest.update(piece)
                    size += len(piece)
                    progress(done + size, todo)
            done += size
            if (size, digest.hexdigest()) != (said["bytes"], said["sha256"]):
                raise _damaged(_("«%(name)s» không khớp mã băm SHA-256") % {"name": name})


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open a backup; refuse with a sentence what is none, is damaged, or is of a newer version."""
    if not path.is_file():
        raise CommandError(_("Không tìm thấy tệp sao lưu «%(file)s».") % {"file": path})
    try:
        with zipfile.ZipFile(path) as archive:
            backup = Backup(archive, _manifest(archive, path))
            _check_names(archive, backup)
            _check_version(backup)
            yield backup
    except (zipfile.BadZipFile, EOFError, zipfile.LargeZipFile) as error:
        raise CommandError(
            _(
                "«%(file)s» không phải bản sao lưu của Danvan, hoặc bị cắt cụt hay hỏng. Hãy dùng bản sao lưu khác; chưa có gì bị thay đổi."
            )
            % {"file": path}
        ) from error
    except (zipfile.zlib.error, NotImplementedError) as error:  # type: ignore[attr-defined]
        raise _damaged(_("không giải nén được")) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    if MANIFEST not in archive.namelist() or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise CommandError(
            _("«%(file)s» không phải bản sao lưu của Danvan: không có bản kê «%(manifest)s».")
            % {"file": path, "manifest": MANIFEST}
        )
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except ValueError as error:
        raise _damaged(_("không đọc được bản kê")) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CommandError(_("«%(file)s» không phải bản sao lưu của Danvan.") % {"file": path})
    if manifest.get("format_version", 0) > FORMAT_VERSION:
        raise _newer(manifest)
    _check_shape(manifest)
    return manifest


def _check_shape(manifest: dict[str, Any]) -> None:
    """Refuse a manifest that was not written by ``back_up``."""

    def whole(value: Any) -> bool:
        return isinstance(value, int) and value >= 0

    good = (
        isinstance(manifest.get("migrations"), list)
        and all(isinstance(m, list) and [type(text) for text in m] == [str, str] for m in manifest["migrations"])
        and isinstance(manifest.get("tables"), dict)
        and all(map(whole, manifest["tables"].values()))
        and isinstance(manifest.get("members"), dict)
        and all(
            isinstance(m, dict) and whole(m.get("bytes")) and isinstance(m.get("sha256"), str)
            for m in manifest["members"].values()
        )
    )
    if not good:
        raise _damaged(_("bản kê không đúng dạng"))


def _check_names(archive: zipfile.ZipFile, backup: Backup) -> None:
    """The members are those of the manifest, once each, of its sizes, and named as we name them: no path leads elsewhere."""
    there = [info.filename for info in archive.infolist() if info.filename != MANIFEST]
    strange = [name for name in there if not TABLE.fullmatch(name) and not FILE.fullmatch(name)]
    if strange:
        raise _damaged(_("có mục lạ «%(name)s»") % {"name": strange[0][:80]})
    if sorted(there) != sorted(backup.members):
        raise _damaged(_("các mục không khớp bản kê"))
    for info in archive.infolist():
        if info.flag_bits & ENCRYPTED:
            raise _damaged(_("có mục bị mã hóa"))
        if info.filename != MANIFEST and info.file_size != backup.members[info.filename]["bytes"]:
            raise _damaged(_("«%(name)s» không đúng dung lượng") % {"name": info.filename})
    if {match[1] for match in map(TABLE.fullmatch, there) if match} != set(backup.tables):
        raise _damaged(_("các bảng không khớp bản kê"))


def _check_version(backup: Backup) -> None:
    known = MigrationLoader(None).disk_migrations or {}
    if any(key not in known for key in backup.migrations):
        raise _newer(backup.manifest)


def _newer(manifest: dict[str, Any]) -> CommandError:
    return CommandError(
        _(
            "Bản sao lưu này do Danvan %(theirs)s tạo, mới hơn chương trình đang chạy (%(ours)s). "
            "Hãy cài bản Danvan đó hoặc mới hơn rồi phục hồi lại; chưa có gì bị thay đổi."
        )
        % {"theirs": manifest.get("danvan", "?"), "ours": app_version()}
    )


def _damaged(what: str) -> CommandError:
    return CommandError(
        _("Bản sao lưu bị hỏng: %(what)s. Hãy dùng bản sao lưu khác; chưa có gì bị thay đổi.") % {"what": what}
    )
