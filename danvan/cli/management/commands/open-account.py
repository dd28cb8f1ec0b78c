"""``danvan open-account``: the first account of an installation, and any other that an operator must open."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.actions import open_account
from danvan.accounts.links import make_link
from danvan.accounts.models import Role
from danvan.bodies.actions import create_body, give_coordination
from danvan.bodies.models import Body, Coordination, Line
from danvan.cli.base import Command as Base
from danvan.cli.base import find_unit, operator, whole_number
from danvan.cli.language import kept
from danvan.core.text import fold
from danvan.units.models import Unit


class Command(Base):
    """Mở tài khoản."""

    help = gettext_lazy(
        "Mở tài khoản đầu tiên (hay tài khoản khác) cùng cơ quan và vai trò, rồi in liên kết đăng nhập một lần."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("username", help=_("tên đăng nhập"))
        parser.add_argument("--post", required=True, help=_("chức vụ, hiện làm tên người dùng; không ghi họ tên"))
        parser.add_argument("--body", required=True, help=_("tên cơ quan; chưa có thì được thêm"))
        parser.add_argument("--unit", required=True, help=_("mã đơn vị hiện nay nơi cơ quan đặt trụ sở"))
        parser.add_argument("--role", required=True, choices=Role.values, help=_("vai trò"))
        parser.add_argument(
            "--line", choices=Line.values, default=Line.PARTY.value, help=_("hệ thống của cơ quan khi thêm mới")
        )
        parser.add_argument("--coordinates", action="store_true", help=_("cơ quan điều phối phong trào tại đơn vị"))
        parser.add_argument("--hours", type=whole_number, default=72, help=_("liên kết dùng được trong bao nhiêu giờ"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account."""
        unit = Unit.objects.get(pk=find_unit(options["unit"], timezone.localdate().year).pk)
        actor = operator(unit, "open-account")
        try:
            with kept():
                body = self.body(unit, actor, options)
                person = open_account(
                    actor=actor, username=options["username"], display_name=options["post"], body=body,
                    role=options["role"],
                )  # fmt: skip
                path = make_link(person, hours=options["hours"])
        except (ValidationError, PermissionDenied) as error:
            self.fail(" ".join(getattr(error, "messages", None) or [str(error)]))
        if self.json_mode:
            self.print_json({"username": person.username, "body": str(body), "path": path})
        else:
            self.stdout.write(
                _(
                    "Đã mở tài khoản %(name)s tại %(body)s.\nLiên kết đăng nhập một lần, nối sau địa chỉ trang web:\n  %(path)s"
                )
                % {"name": person.username, "body": body, "path": path}
            )

    def body(self, unit: Unit, actor: Any, options: dict[str, Any]) -> Body:
        """Return the body, made if it is not there, and coordinating if that was asked."""
        today = timezone.localdate()
        body = Body.objects.on(today).filter(unit=unit, folded=fold(options["body"])).first()
        body = body or create_body(actor=actor, name=options["body"], line=options["line"], unit=unit)
        held = Coordination.objects.on(today).filter(body=body, unit=unit)
        if options["coordinates"] and not held.exists():
            give_coordination(body, actor=actor, unit=unit)
        return body
