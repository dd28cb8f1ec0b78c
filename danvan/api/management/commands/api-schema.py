"""``danvan api-schema``: the OpenAPI document, for tools that make a client of it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.responses import NinjaJSONEncoder

from danvan.api.service import document


class Command(BaseCommand):
    """Bản mô tả OpenAPI 3.1."""

    help: Any = gettext_lazy("Ghi bản mô tả OpenAPI 3.1 của API ra tệp, hoặc ra màn hình.")
    requires_system_checks = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.help = str(self.help)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("--out", help=_("tệp cần ghi; để trống thì in ra màn hình"))
        parser.add_argument("--language", choices=("vi", "en"), default="vi", help=_("ngôn ngữ của phần mô tả"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document."""
        with translation.override(options["language"]):
            text = json.dumps(document(), cls=NinjaJSONEncoder, ensure_ascii=False, indent=2)
        if not options["out"]:
            sys.stdout.write(f"{text}\n")
            return
        try:
            Path(options["out"]).write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("Không ghi được tệp «%(file)s»: %(reason)s. Chọn chỗ khác ghi được rồi chạy lại.")
                % {"file": options["out"], "reason": error.strerror}
            ) from error
        self.stdout.write(_("Đã ghi: %(file)s") % {"file": options["out"]})
