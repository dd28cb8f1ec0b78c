"""``danvan generate``: a whole country of illustration, of any size, the same for the same seed."""

import time
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from danvan.cli.base import Command as Base
from danvan.cli.language import kept
from danvan.core.numbers import count
from danvan.sample.nation import Plan, Refused, generate, years_allowed

PROVINCES, MOST = 34, 5_000_000


class Command(Base):
    """Sinh dữ liệu minh hoạ."""

    help = gettext_lazy(
        "Sinh dữ liệu minh hoạ cho cả nước: cơ quan, mô hình, công nhận nhiều năm; cùng --seed thì cùng nội dung. "
        "Bị ngắt giữa chừng thì chạy lại lệnh này, phần đã ghi được giữ nguyên."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments; they are read in ``handle``, so that a wrong one is answered in the format asked for."""
        super().add_arguments(parser)
        parser.add_argument(
            "--provinces", default=str(PROVINCES), help=_("số tỉnh, thành phố theo thứ tự mã, từ 1 đến 34")
        )
        parser.add_argument("--registrations", required=True, help=_("tổng số đăng ký của mọi tỉnh, mọi năm"))
        parser.add_argument("--from", dest="first", default="2021", help=_("năm đầu (mặc định 2021)"))
        parser.add_argument("--to", dest="last", default="", help=_("năm cuối (mặc định năm nay)"))
        parser.add_argument("--seed", default="1", help=_("số hạt giống (mặc định 1)"))
        parser.add_argument(
            "--into-existing",
            action="store_true",
            help=_("cho phép ghi vào bản dùng thử đã có đăng ký minh hoạ khác"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate and tell the pace."""
        plan = self.plan(options)
        start = time.perf_counter()
        try:
            with tqdm(
                desc=_("Sinh dữ liệu"), total=plan.registrations, disable=self.json_mode, unit=_(" đăng ký"), unit_scale=True
            ) as bar, kept():  # fmt: skip

                def progress(done: int, _todo: int) -> None:
                    bar.update(done - bar.n)

                found = generate(plan, mix=options["into_existing"], progress=progress)
        except Refused as refusal:
            self.fail(str(refusal))
        seconds = time.perf_counter() - start
        document = {
            "provinces": plan.provinces, "registrations": plan.registrations, "from": plan.first, "to": plan.last,
            "seed": plan.seed, **found, "seconds": round(seconds, 2), "per_second": round(found["written"] / seconds),
        }  # fmt: skip
        if self.json_mode:
            self.print_json(document)
        else:
            self.stdout.write(
                _(
                    "Đã ghi %(written)s đăng ký minh hoạ trong %(seconds)s giây (%(pace)s đăng ký/giây); đã có sẵn %(there)s. "
                    "Xem toàn quốc: danvan link trung-uong"
                )
                % {
                    "written": count(found["written"]),
                    "seconds": count(seconds),
                    "pace": count(document["per_second"]),
                    "there": count(found["there"]),
                }
            )

    def plan(self, options: dict[str, Any]) -> Plan:
        """Read what is asked for."""
        earliest, latest = years_allowed(timezone.localdate())
        provinces = self.number(options["provinces"], "--provinces", 1, PROVINCES)
        registrations = self.number(options["registrations"], "--registrations", 1, MOST)
        first = self.number(options["first"], "--from", earliest, latest)
        last = self.number(options["last"] or str(latest), "--to", earliest, latest)
        if last < first:
            self.fail(
                _("Năm cuối %(last)s đứng trước năm đầu %(first)s; hãy đổi --from hoặc --to.")
                % {"last": last, "first": first}
            )
        return Plan(provinces, registrations, first, last, self.number(options["seed"], "--seed", 0, 2**31))

    def number(self, text: Any, name: str, low: int, high: int) -> int:
        """Read a whole number within bounds; dots that group digits are allowed."""
        plain = str(text).replace(".", "").replace("_", "")
        if not (plain.isascii() and plain.isdigit()) or not low <= int(plain) <= high:
            self.fail(
                _("%(name)s «%(text)s» không hợp lệ: cần một số nguyên từ %(low)s đến %(high)s.")
                % {"name": name, "text": text, "low": low, "high": high}
            )
        return int(plain)
