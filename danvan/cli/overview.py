"""What ``danvan --help`` shows: our commands by what one wants to do, in one line each."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.management import commands

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Cài đặt và chạy"), ("init", "serve", "worker", "upgrade")),
    (gettext_lazy("Bảo trì"), ("doctor", "verify", "backup", "restore")),
    (gettext_lazy("Tài khoản"), ("open-account", "link", "token")),
    (
        gettext_lazy("Sổ và số liệu"),
        ("import-register", "import-template", "export", "stats", "report", "place", "units", "generate", "api-schema"),
    ),
)
OTHERS = gettext_lazy("Lệnh khác")
NOT_FOR_USE = {"createsuperuser"}


def overview() -> str:
    """Return the page; Django is set up."""
    there = {module.name for module in iter_modules([str(Path(commands.__file__ or "").parent)])} - NOT_FOR_USE
    grouped = [(title, [name for name in names if name in there]) for title, names in GROUPS]
    grouped.append((OTHERS, sorted(there - {name for _title, names in grouped for name in names})))
    lines = [_("Dùng: danvan LỆNH [tùy chọn]"), ""]
    for title, names in grouped:
        if names:
            lines += [f"{title}:", *(f"  {name:<17}{_help(name)}" for name in names), ""]
    lines += [
        _("danvan help LỆNH cho biết các tùy chọn của một lệnh. Các lệnh có --format json in ra một tài liệu JSON."),
        _("Lệnh của Django (migrate, shell…) vẫn chạy được."),
    ]
    return "\n".join(lines)


def _help(name: str) -> str:
    return str(import_module(f"danvan.cli.management.commands.{name}").Command.help)
