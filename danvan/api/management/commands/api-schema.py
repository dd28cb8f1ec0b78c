"""``danvan api-schema``: the OpenAPI document, for tools that make a client of it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from ninja.responses import NinjaJSONEncoder

from danvan.api.service import document


class Command(BaseCommand):
    """Bản mô tả OpenAPI 3.1."""

    help = "Ghi bản mô tả OpenAPI 3.1 của API ra tệp, hoặc ra màn hình."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("--out", help="tệp cần ghi; để trống thì in ra màn hình")
        parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ của phần mô tả")

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
            msg = f"Không ghi được tệp «{options['out']}»: {error.strerror}. Chọn chỗ khác ghi được rồi chạy lại."
            raise CommandError(msg) from error
        self.stdout.write(f"Đã ghi: {options['out']}")
