"""``danvan import-register``: a register file in."""

import dataclasses
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from danvan.cli.base import Command as Base
from danvan.cli.base import operator, unit_and_year
from danvan.cli.language import kept
from danvan.core.numbers import count
from danvan.core.retelling import retold
from danvan.core.sheets import Unreadable
from danvan.imports.comparing import Outcome
from danvan.imports.running import import_file


class Command(Base):
    """Nhập sổ."""

    help = gettext_lazy(
        "Nhập một sổ đăng ký mô hình, điển hình (.xlsx, .xls, .ods, .docx, .csv) vào một đơn vị và một năm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument(
            "file", metavar=_("TỆP"), help=_("tệp .xlsx, .xlsm, .xls, .ods, .docx, .csv, .tsv hoặc .txt")
        )
        # Read in ``handle``, so that a wrong year is answered in the format asked for.
        parser.add_argument("--year", required=True, help=_("năm, từ 2000; năm ghi ở từng dòng được ưu tiên"))
        parser.add_argument("--unit", required=True, help=_("mã đơn vị, đọc tại ngày 31/12 của năm; VN là cả nước"))
        parser.add_argument("--dry-run", action="store_true", help=_("chỉ xem trước, không ghi gì"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the register in and print the count."""
        unit, year = unit_and_year(options)
        path = Path(options["file"])
        if not path.is_file():
            self.fail(_("Không tìm thấy tệp «%(file)s». Hãy kiểm tra lại đường dẫn.") % {"file": path})
        with tqdm(
            desc=_("Nhập sổ"), total=1, disable=self.json_mode, leave=False, unit=_(" dòng"), delay=0.3
        ) as bar, kept():  # fmt: skip

            def progress(done: int, todo: int) -> None:
                bar.total, bar.n = max(todo, 1), done
                bar.refresh()

            actor = operator(unit, "import-register")
            try:
                found = import_file(
                    path, unit=unit, year=year, actor=actor, dry_run=options["dry_run"], progress=progress
                )
            except Unreadable as refusal:
                self.fail(refusal.message)
        self.tell(found, dry_run=options["dry_run"])

    def tell(self, found: Outcome, *, dry_run: bool) -> None:
        """Print the count, by the contract or for people."""
        document = dataclasses.asdict(found)
        warnings = document.pop("warnings")
        if self.json_mode:
            self.print_json(document)
            return
        rows = len({(one["sheet"], one["row"]) for one in found.rejected})
        counts = {
            "read": found.read, "created": found.created, "updated": found.updated, "unchanged": found.unchanged,
            "rejected": rows, "warnings": warnings,
        }  # fmt: skip
        self.stdout.write(
            (_("Xem trước (chưa ghi gì): ") if dry_run else _("Đã nhập: "))
            + _(
                "đọc %(read)s dòng; thêm %(created)s, cập nhật %(updated)s, giữ nguyên %(unchanged)s, trả lại %(rejected)s; %(warnings)s lưu ý."
            )
            % {name: count(number) for name, number in counts.items()}
        )
        for one in found.rejected:
            told = {**one, "column": one["column"] or "–", "message": retold(str(one["message"]))}
            self.stdout.write("  " + _("%(sheet)s, dòng %(row)s, cột %(column)s: %(message)s") % told)
        if found.rejected_file:
            self.stdout.write(
                _("Các dòng bị trả lại, sửa xong nhập lại được: %(file)s") % {"file": found.rejected_file}
            )
