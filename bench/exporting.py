"""One export in a process of its own, so that its memory can be told: ``python -m bench.exporting WHAT ROWS``.

``WHAT`` is csv, xlsx, or alone: XlsxWriter writing as many rows of the same cells and nothing else.
"""

import itertools
import json
import os
import resource
import sys
import tempfile
import time
from typing import Any

import django


def main() -> None:
    """Export and print rows, seconds and the most memory held, in MB."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
    django.setup()
    what, number = sys.argv[1], int(sys.argv[2])
    rows = chosen(number)
    work = {"csv": csv, "xlsx": xlsx, "alone": alone}[what]
    prepared = list(itertools.islice(table(rows), 1, 1001)) if what == "alone" else rows
    start = time.perf_counter()
    written = work(prepared, number)
    seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": written, "seconds": seconds, "memory": most}))


def chosen(number: int) -> Any:
    """Return the first so many registrations of all years, by key."""
    from danvan.initiatives.models import Registration

    last = Registration.objects.order_by("pk").values_list("pk", flat=True)[number - 1]
    return Registration.objects.filter(pk__lte=last)


def table(rows: Any) -> Any:
    from danvan.reports import exports

    return exports.table(rows)


def csv(rows: Any, number: int) -> int:
    from danvan.reports import exports

    with tempfile.TemporaryFile("w", encoding="utf-8") as file:
        file.writelines(exports.csv_lines(rows))
    return number


def xlsx(rows: Any, number: int) -> int:
    from danvan.reports.workbooks import write_xlsx

    with tempfile.TemporaryFile() as file:
        write_xlsx(rows, file, "Danh sách")
    return number


def alone(sample: Any, number: int) -> int:
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
        form = book.add_format({"valign": "top", "border": 1, "border_color": "#B9B4AA", "text_wrap": True})
        sheet = book.add_worksheet("Danh sách")
        for line, row in enumerate(itertools.islice(itertools.cycle(sample), number), 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(line, column, value, form)
                else:
                    sheet.write_string(line, column, value or "", form)
        book.close()
    return number


if __name__ == "__main__":
    main()
