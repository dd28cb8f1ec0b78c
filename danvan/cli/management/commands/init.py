"""``danvan init``: from nothing to a ready installation with the whole country's units."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from tqdm import tqdm

from danvan.cli.base import Command as Base
from danvan.units.loading import load_country


class Command(Base):
    """Khởi tạo."""

    help = "Khởi tạo hoặc nâng cấp một bản cài đặt: khóa bí mật, cơ sở dữ liệu, đơn vị hành chính cả nước, dữ liệu mẫu."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("--sample", choices=("bac-giang", "none"), default="none", help="dữ liệu mẫu")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make everything that is missing, and nothing twice."""
        made_key = make_secret_key()
        quiet = {"verbosity": 0, "interactive": False}
        call_command("migrate", **quiet)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", **quiet)
        with bar("Đơn vị hành chính cả nước", hidden=self.json_mode) as advance:
            units = load_country(advance)
        if options["sample"] == "bac-giang":
            import danvan.sample.bac_giang as sample  # noqa: PLC0415 - loaded only where it is asked for

            with bar("Tỉnh mẫu Bắc Giang 2022", hidden=self.json_mode) as advance:
                sample.load(advance)
        if self.json_mode:
            self.print_json(
                {"home": str(settings.HOME), "secret_key_made": made_key, "units": units, "sample": options["sample"]}
            )
        else:
            self.stdout.write(f"Sẵn sàng: {settings.HOME}")


def make_secret_key() -> bool:
    """Write a secret key readable by its owner alone, unless there is one."""
    path = settings.HOME / "keys" / "secret_key"
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(64))
    settings.SECRET_KEY = path.read_text()
    return True


class bar:  # noqa: N801 - reads as a function: ``with bar("…") as advance``
    """A progress bar on standard error; ``advance(done, todo)`` moves it."""

    def __init__(self, label: str, *, hidden: bool) -> None:
        self.label, self.hidden = label, hidden

    def __enter__(self) -> Any:
        self.tqdm = tqdm(
            desc=self.label,
            total=1,
            disable=self.hidden,
            bar_format="{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}]",
            delay=0.3,
        )
        return self.advance

    def advance(self, done: int, todo: int) -> None:
        """Move to ``done`` of ``todo``."""
        self.tqdm.total = max(todo, 1)
        self.tqdm.n = done
        self.tqdm.refresh()

    def __exit__(self, *_: object) -> None:
        self.tqdm.close()
