"""``danvan init``: from nothing to a ready installation with the whole country's units."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.installing import analyze, finish, make_secret_key, migrate
from danvan.cli.language import kept
from danvan.cli.progress import bar
from danvan.cli.upgrading import needs_upgrade, upgrade
from danvan.core import indexes
from danvan.units.loading import load_country


class Command(Base):
    """Khởi tạo."""

    help = gettext_lazy("Khởi tạo một bản cài đặt: khóa bí mật, cơ sở dữ liệu, đơn vị hành chính cả nước, dữ liệu mẫu.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("--sample", choices=("bac-giang", "none"), default="none", help=_("dữ liệu mẫu"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make everything that is missing, and nothing twice."""
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        made_key = make_secret_key()
        if "django_migrations" not in connection.introspection.table_names():
            migrate()
        elif needs_upgrade():
            upgrade(self.say, hidden=self.json_mode)
        indexes.put_back()
        with bar(_("Đơn vị hành chính cả nước"), hidden=self.json_mode) as advance, kept():
            units = load_country(advance)
        finish()
        if options["sample"] == "bac-giang":
            import danvan.sample.bac_giang as sample  # noqa: PLC0415 - loaded only where it is asked for

            with bar(_("Tỉnh mẫu Bắc Giang 2022"), hidden=self.json_mode) as advance, kept():
                sample.load(advance)
            analyze()
        if self.json_mode:
            self.print_json(
                {"home": str(settings.HOME), "secret_key_made": made_key, "units": units, "sample": options["sample"]}
            )
        else:
            self.stdout.write(_("Sẵn sàng: %(home)s") % {"home": settings.HOME})

    def say(self, message: str) -> None:
        """Tell a step."""
        if not self.json_mode:
            self.stdout.write(message)
