"""``danvan stats``: the figures of a unit and year."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.base import add_unit_and_year, date_argument, unit_and_year
from danvan.core.numbers import count
from danvan.reports.exports import unit_codes
from danvan.reports.indicators import SPLITS
from danvan.reports.stats import BY, CHILD, Row, basis_for, roll_up, total
from danvan.units.atlas import atlas


class Command(Base):
    """Số liệu của một đơn vị trong một năm."""

    help = gettext_lazy(
        "Số liệu của một đơn vị trong một năm, chia theo lĩnh vực, trạng thái, hệ thống, đơn vị cấp dưới."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        add_unit_and_year(parser)
        parser.add_argument(
            "--by", default="field", help=_("một hay nhiều trong: %(names)s") % {"names": ", ".join(BY)}
        )
        parser.add_argument("--as-of", help=_("cây đơn vị của ngày này (mặc định 31/12 của năm)"))
        parser.add_argument("--restated-to", help=_("quy đổi về cây đơn vị của ngày này"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the roll-up."""
        by = [name.strip() for name in options["by"].split(",") if name.strip()]
        unknown = [name for name in by if name not in BY]
        if unknown or not by:
            self.fail(
                _("Không chia được theo «%(names)s»; chọn trong: %(known)s.")
                % {"names": ", ".join(unknown), "known": ", ".join(BY)}
            )
        unit, year = unit_and_year(options)
        as_of, restated_to = (date_argument(options[k]) if options[k] else None for k in ("as_of", "restated_to"))
        basis = basis_for(unit, year, as_of, restated_to)
        rows = [self.row(row, by, basis.on) for row in roll_up(unit, basis, by)]
        rows.sort(key=lambda r: [str(r[name]) for name in by])
        document = {
            "unit": options["unit"], "year": year, "basis": basis.name, "on": basis.on.isoformat(),
            "total": total(unit, basis), "rows": rows,
        }  # fmt: skip
        if self.json_mode:
            self.print_json(document)
        else:
            self.print_table(document, by)

    def row(self, row: Row, by: list[str], on: dt.date) -> dict[str, Any]:
        """Return one row by the contract."""
        found = dict(row.values)
        if CHILD in by and row.child:
            span = atlas().nearest(row.child, on)
            code, name = (span.code, span.label) if span else unit_codes({row.child}, on.year)[row.child]
            found.update(child=code, unit=code, name=name or "Việt Nam")  # a name: stays Vietnamese
        return {**{name: found[name] for name in by}, **found, "count": row.count}

    def print_table(self, document: dict[str, Any], by: list[str]) -> None:
        """Print a table for people, in their words."""
        basis = _("quy đổi về ngày %(on)s") if document["basis"] == "restated" else _("cây đơn vị ngày %(on)s")
        on = f"{dt.date.fromisoformat(document['on']):%d/%m/%Y}"
        self.stdout.write(
            _("Đơn vị %(unit)s, năm %(year)s: %(total)s (%(basis)s)")
            % {**document, "total": count(document["total"]), "basis": basis % {"on": on}}
        )
        for row in document["rows"]:
            self.stdout.write(f"{count(row['count']):>9}  " + "  ".join(_in_words(name, row) for name in by))


def _in_words(name: str, row: dict[str, Any]) -> str:
    if name == CHILD:
        return str(row["name"])
    _label, values = SPLITS[name]
    return str(values.get(row[name], row[name] or "–"))
