"""``danvan report``: the report of a unit and period as three files."""

import os
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.bodies.models import Body
from danvan.cli.base import Command as Base
from danvan.cli.base import find_unit, operator, year_argument
from danvan.cli.language import kept
from danvan.cli.reasons import reason
from danvan.cli.together import put
from danvan.core.numbers import count
from danvan.core.text import fold
from danvan.reporting.content import Content, compose
from danvan.reporting.frames import frame
from danvan.reporting.papers import head_of
from danvan.reporting.periods import Period, PeriodKind, parse_period
from danvan.reporting.queries import default_issuer
from danvan.reporting.rendering import file_name, writers
from danvan.units.codes import meanings
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code


class Command(Base):
    """Lập báo cáo."""

    help = gettext_lazy("Lập báo cáo của một đơn vị thành ba tệp: Word, PDF và biểu tổng hợp Excel.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument(
            "what", choices=("annual", "period"), help=_("annual: cả năm (--year); period: một kỳ (--period)")
        )
        super().add_arguments(parser)
        parser.add_argument("--unit", required=True, help=_("mã đơn vị, đọc tại ngày cuối kỳ; VN là cả nước"))
        parser.add_argument("--year", help=_("năm, từ 2000 (với annual)"))
        parser.add_argument("--period", help=_("2022, 2022-Q3, 2022-H1, 2022-9M, 2022-03, 2021-2025 (với period)"))
        parser.add_argument("--issuer", help=_("tên cơ quan ban hành; mặc định là cơ quan điều phối của đơn vị"))
        parser.add_argument("--out", required=True, help=_("thư mục ghi ba tệp"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        period = self.period(options)
        unit = self.unit(options["unit"], period)
        folder = self.folder(options["out"])
        try:
            here = frame(unit, period)
            content = compose(unit, period)
        except ValidationError as error:
            self.fail("; ".join(error.messages))
        issuer = self.issuer(options["issuer"]) if options["issuer"] else default_issuer(here, operator(unit, "report"))
        if issuer is None:
            self.fail(
                _('%(unit)s chưa có cơ quan điều phối. Chỉ rõ bằng --issuer "tên cơ quan".') % {"unit": here.label}
            )
        with kept():  # an official paper
            head = head_of(issuer, here.on)
            files = {form: folder / file_name(content, form) for form in ("docx", "pdf", "xlsx")}
            self.write({files[form]: write for form, write in writers(content, head).items()})
        self.tell(content, issuer, files)

    def period(self, options: dict[str, Any]) -> Period:
        """Read ``--year`` or ``--period``."""
        if options["what"] == "annual":
            if not options["year"]:
                self.fail(_("Cần --year NĂM, ví dụ: danvan report annual --unit 24 --year 2022 --out thu-muc"))
            return Period(PeriodKind.YEAR, year_argument(options["year"]))
        if not options["period"]:
            self.fail(_("Cần --period KỲ, ví dụ: danvan report period --unit 24 --period 2022-Q3 --out thu-muc"))
        try:
            return parse_period(options["period"])
        except ValidationError as error:
            self.fail(error.messages[0])

    def unit(self, code: str, period: Period) -> Unit:
        """Return the unit that has the code at the end of the period, or has had it on some day of it."""
        for day in (period.last, period.first):
            if found := unit_by_code(code.strip(), day):
                self.tell_others(code.strip(), found, period)
                return found
        return find_unit(code, period.years[-1])

    def tell_others(self, code: str, unit: Unit, period: Period) -> None:
        """Say that the code has been another unit's too within the period, so that nobody takes one for the other."""
        here = [one for one in meanings(code, period.last) if one.overlaps(period.first, period.last)]
        if len(here) > 1:
            words = {"code": code, "taken": next(str(one) for one in here if one.unit == unit.pk)}
            words["others"] = "; ".join(str(one) for one in here if one.unit != unit.pk)
            text = _(
                "Lưu ý: trong kỳ này mã %(code)s là của nhiều đơn vị. Báo cáo lập cho %(taken)s; không phải %(others)s."
            )
            self.stderr.write(text % words)

    def issuer(self, name: str) -> Body:
        """Return the body of that name."""
        found = list(
            Body.objects.filter(folded=fold(name)).select_related("unit", "superior").order_by("valid_from")[:2]
        )
        if not found:
            self.fail(_("Không có cơ quan tên «%(name)s». Xem tên ở trang Cơ quan.") % {"name": name})
        return found[-1]

    def folder(self, path: str) -> Path:
        """Return the folder to write into; it is made when it is not there."""
        folder = Path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            self.fail(_("«%(path)s» không phải thư mục. Chỉ một thư mục bằng --out.") % {"path": path})
        except OSError as error:
            self.fail(_("Không tạo được thư mục «%(path)s»: %(reason)s.") % {"path": path, "reason": reason(error)})
        if not os.access(folder, os.W_OK):
            self.fail(_("Không có quyền ghi vào thư mục «%(path)s».") % {"path": path})
        return folder

    def write(self, files: dict[Path, Callable[[IO[bytes]], None]]) -> None:
        """Write the files, all of them or none."""
        try:
            put(files, prefix=".bao-cao-")
        except OSError as error:
            words = {"file": error.filename or next(iter(files)).parent, "reason": reason(error)}
            self.fail(_("Không ghi được «%(file)s»: %(reason)s. Chưa có tệp nào bị ghi dở hay thay đổi.") % words)

    def tell(self, content: Content, issuer: Body, files: dict[str, Path]) -> None:
        """Print the files, figures and checks."""
        wrong = [check for check in content.checks if not check.holds]
        if self.json_mode:
            self.print_json({
                "unit": content.unit_code, "period": content.period.code, "issuer": issuer.name,
                "files": {form: str(path) for form, path in files.items()},
                "figures": {f.id: f.value for f in content.figures.values() if f.counts == "records" and f.value is not None},
                "notable": [one.code for one in content.notable],
                "checks": [
                    {"label": c.label, "left": c.left.value, "right": c.right.value, "ok": c.holds} for c in content.checks
                ],
                "published": [
                    {"unit": c.unit, "indicator": c.indicator, "printed": c.printed, "value": c.value, "ours": c.ours,
                     "difference": c.difference} for c in content.comparisons
                ],
            })  # fmt: skip
            return
        for path in files.values():
            self.stdout.write(str(path))
        told = {
            "unit": content.unit_label, "period": content.period.label, "total": count(content.total),
            "checks": len(content.checks), "wrong": len(wrong),
        }  # fmt: skip
        if wrong:
            said = _(
                "%(unit)s, %(period)s: %(total)s mô hình, điển hình; %(checks)s phép kiểm tra chéo, %(wrong)s phép LỆCH."
            )
        else:
            said = _("%(unit)s, %(period)s: %(total)s mô hình, điển hình; %(checks)s phép kiểm tra chéo đều đạt.")
        self.stdout.write(said % told)
