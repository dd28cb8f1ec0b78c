"""What ``danvan --help`` shows: our commands by what one wants to do, in one line each."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import django

from danvan.cli.management import commands

GROUPS: dict[str, tuple[str, ...]] = {
    "Cài đặt và chạy": ("init", "serve", "worker", "upgrade"),
    "Trông nom": ("doctor", "verify", "backup", "restore"),
    "Tài khoản": ("open-account", "link", "token"),
    "Sổ và số liệu": (
        "import-register", "import-template", "export", "stats", "report", "place", "units", "generate",
    ),
}  # fmt: skip
OTHERS = "Lệnh khác"
NOT_FOR_USE = {"createsuperuser"}


def overview() -> str:
    """Return the page."""
    django.setup()
    there = {module.name for module in iter_modules([str(Path(commands.__file__ or "").parent)])} - NOT_FOR_USE
    grouped = {title: [name for name in names if name in there] for title, names in GROUPS.items()}
    grouped[OTHERS] = sorted(there - {name for names in grouped.values() for name in names})
    lines = ["Dùng: danvan LỆNH [tùy chọn]", ""]
    for title, names in grouped.items():
        if names:
            lines += [f"{title}:", *(f"  {name:<17}{_help(name)}" for name in names), ""]
    lines += [
        "danvan help LỆNH cho biết các tùy chọn của một lệnh. Các lệnh có --format json in ra một tài liệu JSON.",
        "Lệnh của Django (migrate, shell…) vẫn chạy được.",
    ]
    return "\n".join(lines)


def _help(name: str) -> str:
    return str(import_module(f"danvan.cli.management.commands.{name}").Command.help)
