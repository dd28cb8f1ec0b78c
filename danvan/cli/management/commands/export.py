"""``danvan export``: records out, as one JSON array, or as a workbook or CSV."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.base import add_unit_and_year, unit_and_year
from danvan.cli.language import kept
from danvan.core.dates import year_end
from danvan.initiatives.models import Registration
from danvan.reports import exports
from danvan.reports.workbooks import write_xlsx


class Command(Base):
    """Xuất dữ liệu."""

    help = gettext_lazy("Xuất danh sách mô hình, điển hình của một đơn vị trong một năm.")
    formats = ("json", "csv", "xlsx")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("what", choices=("initiatives",), help=_("loại bản ghi"))
        super().add_arguments(parser)
        add_unit_and_year(parser)
        parser.add_argument("--out", help=_("tệp ghi ra; không có thì in ra màn hình (xlsx bắt buộc có)"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the records."""
        unit, year = unit_and_year(options)
        rows = Registration.objects.of_year(year).under(unit, year_end(year))
        match options["format"]:
            case "json":
                with self.output(options["out"]) as stream:
                    self.print_array(exports.documents(rows), stream)
            case "csv":
                with self.output(options["out"]) as stream:
                    stream.writelines(exports.csv_lines(rows))
            case _:
                if not options["out"]:
                    self.fail(_("Cần --out TỆP.xlsx để ghi sổ tính."))
                with kept():
                    write_xlsx(rows, options["out"], _("Danh sách mô hình, điển hình Dân vận khéo"))
