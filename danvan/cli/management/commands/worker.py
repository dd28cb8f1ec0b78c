"""``danvan worker``: does the background work, and takes up again what a killed worker left."""

from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.language import kept
from danvan.jobs.installation import refusal_to_start
from danvan.jobs.working import Worker


class Command(Base):
    """Việc nền."""

    help = gettext_lazy(
        "Chạy việc nền (nhập sổ lớn, làm báo cáo…) cho đến khi dừng; việc dở của tiến trình đã chết được chạy lại."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        # given by ``serve``: end when it is gone
        parser.add_argument("--supervised", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped."""
        refusal = refusal_to_start()
        if refusal:
            self.fail(refusal)
        worker = Worker(supervised=options["supervised"])
        worker.configure_signals()
        with kept():
            worker.run()
