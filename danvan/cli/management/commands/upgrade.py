"""``danvan upgrade``: the tables of an installation brought up to the program, whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.base import whole_number
from danvan.cli.upgrading import needs_upgrade, upgrade
from danvan.jobs import installation


class Command(Base):
    """Nâng cấp."""

    help = gettext_lazy(
        "Nâng cấp cơ sở dữ liệu lên bản mã đang có: tạm đóng, sao lưu, nâng cấp trọn gói, kiểm tra, mở lại."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        kept = parser.add_mutually_exclusive_group()
        kept.add_argument(
            "--backup", metavar=_("TỆP"), help=_("nơi ghi bản sao lưu; mặc định trong DANVAN_HOME/backups")
        )
        kept.add_argument("--no-backup", action="store_true", help=_("không sao lưu (đã có bản sao lưu khác)"))
        parser.add_argument("--no-verify", action="store_true", help=_("không chạy danvan verify trước khi mở lại"))
        parser.add_argument("--wait", type=whole_number, default=600, help=_("chờ việc nền xong, giây; mặc định 600"))
        parser.add_argument(
            "--cancel",
            action="store_true",
            help=_("bỏ một lần nâng cấp dừng giữa chừng và mở lại với dữ liệu như đang có"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Upgrade, or open again."""
        if options["cancel"]:
            installation.cancel_upgrade()
            return self.done(_("Đã bỏ lần nâng cấp. Dữ liệu như đang có; khởi động lại dịch vụ."), upgraded=False)
        if not needs_upgrade():
            return self.done(_("Không có gì phải nâng cấp."), upgraded=False)
        upgrade(
            self.say, hidden=self.json_mode, verify=not options["no_verify"], wait=options["wait"],
            backup=None if options["no_backup"] else Path(options["backup"] or ""),
        )  # fmt: skip
        return self.done(
            _("Đã nâng cấp lên %(code)s. Khởi động lại dịch vụ.") % {"code": installation.code()}, upgraded=True
        )

    def say(self, message: str) -> None:
        """Tell a step."""
        if not self.json_mode:
            self.stdout.write(message)

    def done(self, message: str, *, upgraded: bool) -> None:
        """Tell the end."""
        if self.json_mode:
            self.print_json({"upgraded": upgraded, "code": installation.code(), "message": message})
        else:
            self.stdout.write(message)
