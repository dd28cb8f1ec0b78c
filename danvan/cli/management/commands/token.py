"""``danvan token``: an API token for a person, made at the server."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.models import User
from danvan.accounts.tokens import Bundle, make_token
from danvan.cli.base import Command as Base
from danvan.cli.base import whole_number
from danvan.cli.language import kept


class Command(Base):
    """Khóa API."""

    help = gettext_lazy("Tạo khóa API cho một tài khoản; khóa chỉ hiện một lần.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("username", help=_("tên đăng nhập"))
        parser.add_argument("--name", required=True, help=_("phần mềm nào sẽ dùng khóa"))
        parser.add_argument(
            "--scope", action="append",
            help=_("phạm vi, ghi được nhiều lần: %(names)s (mặc định: read)") % {"names": ", ".join(Bundle.values)},
        )  # fmt: skip
        parser.add_argument("--days", type=whole_number, default=90, help=_("số ngày hiệu lực, không quá 366"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the token and print its secret."""
        person = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if person is None:
            self.fail(_("Không có tài khoản đang hoạt động tên «%(name)s».") % {"name": options["username"]})
        if not 1 <= options["days"] <= 366:  # noqa: PLR2004 - a year
            self.fail(_("Khóa phải có hạn từ 1 đến 366 ngày."))
        until = timezone.now() + dt.timedelta(days=options["days"])
        try:
            with kept():
                token, secret = make_token(
                    person, name=options["name"], scopes=options["scope"] or [Bundle.READ.value], expires_at=until
                )
        except ValidationError as error:
            self.fail(" ".join(error.messages))
        if self.json_mode:
            self.print_json({"username": person.username, "token": secret, "expires_at": token.expires_at.isoformat()})
        else:
            self.stdout.write(
                f"{secret}\n"
                + _("Khóa «%(name)s» của %(person)s, hết hạn %(until)s. Chỉ hiện một lần.")
                % {"name": token.name, "person": person, "until": f"{until:%d/%m/%Y}"}
            )
