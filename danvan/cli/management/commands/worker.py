"""``danvan worker``: does the background work, by the library's own worker."""

from typing import Any

from django.core.management import call_command

from danvan.cli.base import Command as Base


class Command(Base):
    """Việc nền."""

    help = "Chạy việc nền (nhập sổ lớn…) cho đến khi dừng."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped."""
        call_command("db_worker", queue_name="*", interval=0.3, verbosity=0)
