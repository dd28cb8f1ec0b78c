"""``danvan restore``: a backup into an empty place, of the same engine or the other."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.backup_loading import check_place, load
from danvan.cli.backup_reading import open_backup
from danvan.cli.base import Command as Base
from danvan.cli.installing import check_integrity, finish, make_secret_key
from danvan.cli.progress import bar
from danvan.core.numbers import count


class Command(Base):
    """Phục hồi."""

    help = gettext_lazy(
        "Phục hồi một bản sao lưu vào nơi trống (DANVAN_HOME mới, cơ sở dữ liệu trống), SQLite hay PostgreSQL đều được."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar=_("TỆP"), help=_("tệp do danvan backup tạo"))
        parser.add_argument("--no-verify", action="store_true", help=_("không chạy danvan verify sau khi phục hồi"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the backup, load it, check the result."""
        begun = time.monotonic()
        path = Path(options["file"])
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        new_database = connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
        try:
            with open_backup(path) as backup:
                check_place()
                with bar(_("Kiểm tra bản sao lưu"), hidden=self.json_mode) as advance:
                    backup.check(advance)
                with bar(_("Phục hồi"), hidden=self.json_mode) as advance:
                    load(backup, advance)
        except BaseException:
            if new_database:
                connection.close()
                for ending in ("", "-wal", "-shm"):
                    Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
            raise
        make_secret_key()
        finish()
        told: dict[str, Any] = {
            "home": str(settings.HOME), "rows": sum(backup.tables.values()), "files": len(backup.files),
            "made_at": backup.manifest.get("made_at"), "danvan": backup.manifest.get("danvan"),
            "verified": None if options["no_verify"] else check_integrity(),
            "seconds": round(time.monotonic() - begun, 1),
        }  # fmt: skip
        if self.json_mode:
            self.print_json(told)
        else:
            self.stdout.write(
                _("Đã phục hồi %(rows)s dòng và %(files)s tệp vào %(home)s.")
                % {"rows": count(told["rows"]), "files": count(told["files"]), "home": settings.HOME}
            )
        if told["verified"] is False:
            self.fail(_("Dữ liệu đã phục hồi đủ như bản sao lưu, nhưng kiểm tra thấy sai lệch. Xem: danvan verify"))
