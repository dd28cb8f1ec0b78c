"""``danvan api-schema``: the OpenAPI document, for tools that make a client of it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.responses import NinjaJSONEncoder

from danvan.api.service import document
from danvan.cli.base import Command as Base
from danvan.cli.reasons import reason


class Command(Base):
    """Bản mô tả OpenAPI 3.1."""

    help = gettext_lazy("Ghi bản mô tả OpenAPI 3.1 của API ra tệp, hoặc ra màn hình.")
    formats = ("json",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("--out", help=_("tệp cần ghi; để trống thì in ra màn hình"))
        parser.add_argument(
            "--language", choices=sorted(dict(settings.LANGUAGES)), default=settings.LANGUAGE_CODE,
            help=_("ngôn ngữ của phần mô tả"),
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document."""
        with translation.override(options["language"]):
            text = json.dumps(document(), cls=NinjaJSONEncoder, ensure_ascii=False, indent=2)
        try:
            with self.output(options["out"]) as stream:
                stream.write(f"{text}\n")
        except OSError as error:
            self.fail(
                _("Không ghi được tệp «%(file)s»: %(reason)s. Chọn chỗ khác ghi được rồi chạy lại.")
                % {"file": options["out"], "reason": reason(error)}
            )
        if options["out"]:
            self.stdout.write(_("Đã ghi: %(file)s") % {"file": options["out"]})
