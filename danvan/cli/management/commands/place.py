"""``danvan place``: which unit a text names on a day."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.base import date_argument
from danvan.units.models import Unit
from danvan.units.places import Finder, Match
from danvan.units.queries import unit_by_code


class Command(Base):
    """Tìm đơn vị theo tên."""

    help = gettext_lazy("Tìm đơn vị mà một địa chỉ nêu tên, theo danh mục của một ngày; không bao giờ đoán.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("text", help=_("địa chỉ, ví dụ: xã Đồng Kỳ, huyện Yên Thế"))
        parser.add_argument("--on", help=_("ngày của danh mục (mặc định: hôm nay)"))
        parser.add_argument("--unit", default="VN", help=_("mã đơn vị, đọc tại ngày đó: chỉ tìm trong đơn vị này"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found."""
        on = date_argument(options["on"]) if options["on"] else timezone.localdate()
        scope = unit_by_code(options["unit"].strip(), on)
        if scope is None:
            self.fail(
                _("Không có đơn vị mang mã «%(code)s» tại ngày %(on)s.")
                % {"code": options["unit"], "on": f"{on:%d/%m/%Y}"}
            )
        match = Finder(on, Unit(id=scope.pk, level=scope.level)).find(options["text"])
        if self.json_mode:
            self.print_json(document(match))
        else:
            self.print_answer(match)

    def print_answer(self, match: Match) -> None:
        """Print an answer for people."""
        self.stdout.write(f"{match.code}  {match.reason}" if match.code else match.reason)
        if match.village:
            self.stdout.write(_("Thôn, tổ dân phố (chưa có trong danh mục): %(name)s") % {"name": match.village})
        if match.warning:
            self.stdout.write(_("Lưu ý: %(text)s") % {"text": match.warning})
        if not match.code:
            for candidate in match.candidates:
                self.stdout.write(f"  {candidate.code:<8} {candidate.path} ({candidate.confidence:.0%})")


def document(match: Match) -> dict[str, Any]:
    """Return the match by the contract."""
    return {
        "match": match.code or None,
        "reason": " ".join(filter(None, (match.reason, match.warning))),
        "candidates": [
            {"code": c.code, "name": c.name, "path": c.path, "confidence": c.confidence} for c in match.candidates
        ],
    }
