"""``danvan backup``: everything into one file, while the installation goes on."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.backup_writing import back_up
from danvan.cli.base import Command as Base
from danvan.cli.progress import bar
from danvan.core.numbers import count, written


class Command(Base):
    """Sao lưu."""

    help = gettext_lazy(
        "Sao lưu toàn bộ dữ liệu và tệp vào một tệp .zip trong khi hệ thống vẫn chạy; không gồm khóa bí mật."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar=_("TỆP"), help=_("tệp ghi ra, ví dụ /srv/sao-luu/danvan.zip"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the backup and tell what is in it."""
        begun = time.monotonic()
        path = Path(options["file"])
        with bar(_("Sao lưu"), hidden=self.json_mode) as advance:
            manifest = back_up(path, advance)
        (settings.HOME / "last_backup").touch()  # /metrics tells how old the last one is
        told = {
            "file": str(path), "bytes": path.stat().st_size, "rows": sum(manifest["tables"].values()),
            "files": sum(name.startswith("files/") for name in manifest["members"]),
            "damaged_files": manifest["damaged_files"], "seconds": round(time.monotonic() - begun, 1),
        }  # fmt: skip
        if self.json_mode:
            self.print_json(told)
            return
        self.stdout.write(
            _("Đã sao lưu %(rows)s dòng và %(files)s tệp vào «%(file)s» (%(size)s MB).")
            % {
                "rows": count(told["rows"]),
                "files": count(told["files"]),
                "file": path,
                "size": written(f"{told['bytes'] / 1e6:,.1f}"),
            }
        )
        self.stdout.write(
            _("Tệp này chứa toàn bộ dữ liệu: giữ ở nơi chỉ người vận hành đọc được, và cất một bản ở máy khác.")
        )
        for digest in told["damaged_files"]:
            self.stderr.write(
                _("Tệp %(digest)s đã hỏng từ trước (xem danvan verify); bản sao lưu giữ nguyên nội dung hiện có.")
                % {"digest": digest}
            )
