"""``danvan link``: a one-time sign-in link for somebody who cannot get in."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.links import make_link
from danvan.accounts.models import User
from danvan.cli.base import Command as Base
from danvan.cli.base import whole_number
from danvan.cli.language import kept


class Command(Base):
    """Liên kết đăng nhập một lần."""

    help = gettext_lazy("Tạo liên kết đăng nhập một lần cho một tài khoản.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("username", help=_("tên đăng nhập"))
        parser.add_argument("--hours", type=whole_number, default=24, help=_("liên kết dùng được trong bao nhiêu giờ"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the path of the link."""
        person = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if person is None:
            self.fail(_("Không có tài khoản đang hoạt động tên «%(name)s».") % {"name": options["username"]})
        with kept():
            path = make_link(person, hours=options["hours"])
        if self.json_mode:
            self.print_json({"username": person.username, "path": path})
        else:
            self.stdout.write(f"{person}: {path}")
