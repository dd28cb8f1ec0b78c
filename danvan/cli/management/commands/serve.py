"""``danvan serve``: the site as production would serve it, with its background worker."""

import os
import signal
import socket
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.links import make_link
from danvan.accounts.models import User
from danvan.cli.base import Command as Base
from danvan.cli.base import whole_number
from danvan.cli.language import kept
from danvan.cli.supervisor import Supervisor
from danvan.jobs.installation import refusal_to_start


class Command(Base):
    """Phục vụ."""

    help = gettext_lazy("Phục vụ trang web và chạy việc nền. Dừng bằng Ctrl+C.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument(
            "--port", type=whole_number, default=os.environ.get("PORT") or "8000", help=_("cổng; mặc định 8000")
        )
        parser.add_argument("--host", default="127.0.0.1", help=_("địa chỉ nghe; mặc định 127.0.0.1"))
        parser.add_argument("--workers", type=whole_number, default=1, help=_("số tiến trình phục vụ"))
        parser.add_argument(
            "--no-worker", action="store_true", help=_("không chạy việc nền (đã có danvan worker riêng)")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, tell the address, serve until stopped."""
        host, port = options["host"], options["port"]
        self.check_ready()
        self.check_port(host, port)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.greet(host, port)
        # The server's processes are forked off this one: what it has open must not be shared with them.
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]
        helper = None if options["no_worker"] else Supervisor()
        try:
            serve(host, port, options["workers"])
        finally:
            if helper:
                helper.stop()

    def check_ready(self) -> None:
        """Refuse to start on a database that is not ready: a half-done upgrade serves nobody."""
        refusal = refusal_to_start()
        if refusal:
            self.fail(refusal)
        if not (settings.HOME / "keys" / "secret_key").exists() and not os.environ.get("DANVAN_SECRET_KEY"):
            self.fail(_("Bản cài đặt chưa có khóa bí mật. Chạy trước: danvan init"))

    def check_port(self, host: str, port: int) -> None:
        """Refuse a taken port with what to do."""
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                self.fail(
                    _("Cổng %(port)s đang có chương trình khác dùng. Chọn cổng khác, ví dụ: PORT=%(other)s make run")
                    % {"port": port, "other": port + 1}
                )

    def greet(self, host: str, port: int) -> None:
        """Print the address, and one-time links for the people of the sample."""
        address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"  # noqa: S104 - compared only
        self.stdout.write(f"\nDanvan: {address}/\n")
        people = User.objects.filter(illustration=True, is_active=True).order_by("username")
        if people:
            self.stdout.write("\n" + _("Tài khoản mẫu – mỗi liên kết đăng nhập được một lần, trong 24 giờ:"))
        for person in people:
            with kept():
                path = make_link(person, hours=24)
            self.stdout.write(f"  {person.username} – {person.display_name}\n    {address}{path}")
        self.stdout.write("\n" + _("Dừng bằng Ctrl+C.") + "\n")
        self.stdout.flush()


# Granian takes this over whole in each of its processes: our lines, and its own without its own handlers.
LOGGING: dict[str, Any] = settings.LOGGING
SERVER_LOGGING = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "_granian": {"level": "WARNING"}, "granian.access": {}},
}


def serve(host: str, port: int, workers: int) -> None:
    """Run the application server until it is told to stop."""
    from granian import Granian  # noqa: PLC0415 - not needed by any other command
    from granian.constants import Interfaces  # noqa: PLC0415 - see above

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    Granian(
        "danvan.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, respawn_failed_workers=True,
        # Granian's own access log writes addresses as they are, with one-time links: ours is danvan.web.watch.
        log_access=False, log_dictconfig=SERVER_LOGGING,
    ).serve()  # fmt: skip
