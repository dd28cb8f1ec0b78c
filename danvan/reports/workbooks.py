"""The register as a workbook: every row, on as many sheets as it takes; the first columns print on a landscape page."""

from math import ceil
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.initiatives.models import Registration
from danvan.reports.exports import columns, table

SHEET_ROWS = 1_048_575
PRINTED = 11  # columns that the paper shows
LINE = 15.5  # points of a line at 11 points
TALLEST = 12  # lines; Excel allows 409 points


@override(settings.LANGUAGE_CODE)
def write_xlsx(registrations: QuerySet[Registration], target: IO[bytes] | str, title: str) -> None:
    """Write the register row by row, in flat memory; texts stay texts, whatever they begin with."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title})
    look = {"valign": "top", "border": 1, "border_color": "#B9B4AA"}
    head = book.add_format(
        {**look, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#F2E8E6"}
    )
    wrapped, plain = book.add_format({**look, "text_wrap": True}), book.add_format(look)
    widths = [width for _header, _read, width in columns()]
    rows = table(registrations)
    header = next(rows)
    sheet = _new_sheet(book, header, head, widths, 0)
    line = 0
    for number, row in enumerate(rows):
        if number and number % SHEET_ROWS == 0:
            sheet.print_area(0, 0, line, PRINTED - 1)
            sheet, line = _new_sheet(book, header, head, widths, number // SHEET_ROWS), 0
        line += 1
        sheet.set_row(line, LINE * _lines(row, widths))
        for column, value in enumerate(row):
            form = wrapped if column < PRINTED else plain
            if isinstance(value, int):
                sheet.write_number(line, column, value, form)
            else:
                sheet.write_string(line, column, value or "", form)
    sheet.print_area(0, 0, line, PRINTED - 1)
    book.close()


def _lines(row: list[Any], widths: list[int]) -> int:
    """Return how many lines the printed cells of a row need; Excel does not measure them by itself."""
    needed = [ceil(1.1 * len(str(value or "")) / width) for value, width in zip(row[:PRINTED], widths, strict=False)]
    return min(max(1, *needed), TALLEST)


def _new_sheet(book: Any, header: list[Any], head: Any, widths: list[int], number: int) -> Any:
    sheet = book.add_worksheet(_("Danh sách") + (f" {number + 1}" if number else ""))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, LINE * 3)
    sheet.write_row(0, 0, header, head)
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(_("&CTrang &P/&N"))
    return sheet
