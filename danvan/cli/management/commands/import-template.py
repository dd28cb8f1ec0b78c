"""``danvan import-template``: the workbook to fill in, for one unit."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.base import unit_and_year
from danvan.imports.template import template


class Command(Base):
    """Mẫu nhập."""

    help = gettext_lazy("Ghi ra mẫu Excel để điền và nhập sổ, có sẵn danh mục xã, thôn của một đơn vị.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("--unit", required=True, help=_("mã đơn vị, đọc tại ngày 31/12 của năm; VN là cả nước"))
        parser.add_argument("--year", help=_("năm của sổ; không ghi là năm nay"))
        parser.add_argument("--out", required=True, metavar=_("TỆP"), help=_("tệp .xlsx ghi ra"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the workbook."""
        unit, year = unit_and_year({**options, "year": options["year"] or str(timezone.localdate().year)})
        path = Path(options["out"])
        if path.suffix.lower() != ".xlsx":
            self.fail(_("Tên tệp ghi ra phải kết thúc bằng .xlsx."))
        path.write_bytes(template(unit, year))
        if self.json_mode:
            self.print_json({"file": str(path), "unit": options["unit"], "year": year})
        else:
            self.stdout.write(_("Đã ghi mẫu nhập sổ: %(file)s") % {"file": path})
