"""``danvan createsuperuser``: there is none, and the command says what to do instead."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base


class Command(Base):
    """Không có siêu người dùng."""

    help = gettext_lazy("Không dùng: Danvan không có siêu người dùng. Mở tài khoản bằng danvan open-account.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse."""
        self.fail(
            _(
                "Danvan không có siêu người dùng: quyền chỉ đến từ vai trò tại cơ quan. Mở tài khoản: danvan open-account --help"
            )
        )
