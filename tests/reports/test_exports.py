"""The register as CSV: what any reader of CSV takes out of it is what the sheet shows."""

import csv
import io

import pytest

from danvan.initiatives.models import Registration
from danvan.reports.exports import csv_lines, table
from tests.factories import draft, registered

pytestmark = pytest.mark.usefixtures("country")
NAMES = ['Mô hình "Sạch, đẹp"', "Hai\ndòng", "", "=SUM(A1)", "-5", "  cách  ", "Một; hai\tba", '"', "Ô, “ngoặc”"]


def test_every_cell_comes_back_as_it_was():
    registered(
        *(
            draft(f"Tên {i} {name}", owner_name=name or "x", texts={"method": name, "note": name})
            for i, name in enumerate(NAMES)
        )
    )
    rows = Registration.objects.all()

    text = "".join(csv_lines(rows))

    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    found = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    wanted = [["" if cell is None else str(cell) for cell in row] for row in table(rows)]
    guarded = [[f"'{cell}" if cell[:1] in set("=+-@\t\r") and cell else cell for cell in row] for row in wanted]
    assert found == guarded
    assert len(found) == len(NAMES) + 1
    assert {cell for row in found for cell in row} >= {"'=SUM(A1)", "'-5"}


def test_no_record_is_a_header_alone():
    text = "".join(csv_lines(Registration.objects.none()))
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [next(table(Registration.objects.none()))]
