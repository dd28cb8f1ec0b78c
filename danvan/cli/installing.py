"""What ``init``, ``restore`` and ``upgrade`` have in common."""

import io
import json
import secrets
from contextlib import redirect_stdout
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from danvan.cli.backup_tables import all_or_nothing
from danvan.jobs.installation import settle

QUIET = {"verbosity": 0, "interactive": False}


def make_secret_key() -> bool:
    """Write a secret key readable by its owner alone, unless there is one."""
    path = Path(settings.HOME) / "keys" / "secret_key"
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(64))
    settings.SECRET_KEY = path.read_text()
    return True


def migrate() -> None:
    """Run the migrations that wait, all or none."""
    with all_or_nothing():
        call_command("migrate", **QUIET)


def finish() -> None:
    """Do what comes after the tables: Django's own rows, cache, assets, the engine's statistics; note whose tables it is."""
    call_command("migrate", **QUIET)  # nothing waits; its followers write Django's own rows
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", **QUIET)
    analyze()
    settle()


def analyze() -> None:
    """Have the engine count its rows anew, so that its first plans are good ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA analysis_limit=1000")
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")


def check_integrity() -> bool:
    """Tell whether ``danvan verify`` finds nothing."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            call_command("verify", format="json")
    except SystemExit:
        return False
    return bool(json.loads(said.getvalue())["ok"])
