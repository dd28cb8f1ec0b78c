"""``danvan units boundaries``: an office's own boundaries, in and out."""

import dataclasses
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from danvan.cli.base import Command as Base
from danvan.cli.base import date_argument, find_unit, operator
from danvan.cli.language import kept
from danvan.core.numbers import count
from danvan.core.retelling import retold
from danvan.units.models import BoundarySet
from danvan.units.outlines_json import Unusable
from danvan.units.outlines_load import Line, Report, boundary_sets, load_boundaries, remove_boundaries

LISTS = {
    "unmatched": gettext_lazy("Không nhận ra đơn vị"), "doubled": gettext_lazy("Trùng"),
    "outside": gettext_lazy("Nằm ngoài Việt Nam"), "mended": gettext_lazy("Đường tự cắt, đã sửa"),
}  # fmt: skip
SHOWN = 20


class Command(Base):
    """Ranh giới của đơn vị."""

    help = gettext_lazy(
        "Nạp ranh giới đơn vị của cơ quan (GeoJSON, TopoJSON) để vẽ bản đồ; liệt kê và gỡ các bộ đã nạp."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments."""
        super().add_arguments(parser)
        parser.add_argument("what", choices=("boundaries",), help=_("boundaries: ranh giới"))
        parser.add_argument(
            "file", nargs="?", metavar=_("TỆP"), help=_("tệp .geojson, .json, .topojson; toạ độ kinh độ, vĩ độ")
        )
        parser.add_argument("--on", help=_("ngày mà mã và tên trong tệp được hiểu theo (mặc định: hôm nay)"))
        parser.add_argument("--source", default="", help=_("nguồn, ghi dưới bản đồ (mặc định: tên tệp)"))
        parser.add_argument("--dry-run", action="store_true", help=_("chỉ xem trước, không ghi gì"))
        parser.add_argument("--list", action="store_true", help=_("liệt kê các bộ đã nạp"))
        parser.add_argument("--remove", metavar=_("MÃ_BỘ"), help=_("gỡ một bộ đã nạp; mã xem bằng --list"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, list or remove."""
        asked = [bool(options["file"]), options["list"], options["remove"] is not None]
        if sum(asked) != 1:
            self.fail(_("Cần đúng một việc: một TỆP để nạp, --list, hoặc --remove MÃ_BỘ."))
        if options["list"]:
            self.list_sets()
        elif options["remove"] is not None:
            self.remove(options["remove"])
        else:
            self.load(Path(options["file"]), options)

    def actor(self) -> Any:
        """Return the operator for the whole country: the file may hold any unit."""
        return operator(find_unit("VN", timezone.localdate().year), "units")

    def load(self, path: Path, options: dict[str, Any]) -> None:
        """Bring a file in and tell what became of each outline."""
        if not path.is_file():
            self.fail(_("Không tìm thấy tệp «%(file)s». Hãy kiểm tra lại đường dẫn.") % {"file": path})
        on = date_argument(options["on"]) if options["on"] else timezone.localdate()
        with tqdm(
            desc=_("Đọc ranh giới"), total=path.stat().st_size, disable=self.json_mode, leave=False, unit="B", unit_scale=True,
            delay=0.3,
        ) as bar, kept():  # fmt: skip

            def progress(done: int, todo: int) -> None:
                bar.n = done
                bar.update(0)

            try:
                report = load_boundaries(
                    path, on=on, source=options["source"], actor=self.actor(), dry_run=options["dry_run"], progress=progress
                )  # fmt: skip
            except Unusable as refusal:
                self.fail(refusal.message)
        if self.json_mode:
            self.print_json(dataclasses.asdict(report) | {"on": on, "dry_run": options["dry_run"]})
        else:
            self.tell(report, dry_run=options["dry_run"])

    def tell(self, report: Report, *, dry_run: bool) -> None:
        """Print the report for people."""
        self.stdout.write(
            _("Đọc %(read)s vùng; nhận ra %(matched)s đơn vị.")
            % {"read": count(report.read), "matched": count(len(report.matched))}
        )
        for key, title in LISTS.items():
            lines: list[Line] = getattr(report, key)
            if lines:
                self.stdout.write(f"{title}: {len(lines)}")
            for line in lines[:SHOWN]:
                what = (line.unit or line.text or "?") + (f" – {retold(line.reason)}" if line.reason else "")
                self.stdout.write("  " + _("vùng %(number)s: %(what)s") % {"number": line.number, "what": what})
        if report.missing:
            missing = {"n": len(report.missing), "names": ", ".join(report.missing[:SHOWN])}
            self.stdout.write(_("Còn thiếu %(n)s đơn vị cùng cấp: %(names)s") % missing)
            self.stdout.write(_("Bản đồ của đơn vị cấp trên chỉ vẽ theo ranh giới khi có đủ các đơn vị bên dưới."))
        if dry_run:
            self.stdout.write(_("Xem trước, chưa ghi gì."))
        else:
            self.stdout.write(_("Đã nạp. Gỡ bằng: danvan units boundaries --remove %(id)s") % {"id": report.set_id})

    def list_sets(self) -> None:
        """Print what was brought in."""
        sets = list(boundary_sets())
        if self.json_mode:
            self.print_json([
                {"id": one.pk, "source": one.source, "file": one.file_name, "digest": one.digest, "on": one.on,
                 "loaded_at": one.loaded_at, "count": one.count}
                for one in sets
            ])  # fmt: skip
            return
        for one in sets:
            units = _("%(n)s đơn vị") % {"n": count(one.count)}
            self.stdout.write(f"{one.pk}  {one.on:%d/%m/%Y}  {units}  {one.source} ({one.file_name})")
        if not sets:
            self.stdout.write(_("Chưa nạp bộ ranh giới nào."))

    def remove(self, text: str) -> None:
        """Take a set away."""
        try:
            made = BoundarySet.objects.get(pk=uuid.UUID(text))
        except (ValueError, BoundarySet.DoesNotExist):
            self.fail(
                _("Không có bộ ranh giới mang mã «%(id)s». Xem mã bằng: danvan units boundaries --list") % {"id": text}
            )
        with kept():
            remove_boundaries(made, actor=self.actor())
        if self.json_mode:
            self.print_json({"removed": text})
        else:
            self.stdout.write(_("Đã gỡ bộ ranh giới «%(source)s».") % {"source": made.source})
