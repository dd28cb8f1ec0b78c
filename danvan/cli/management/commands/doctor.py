"""``danvan doctor``: looks an installation over and says what to do about each finding."""

import sys
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.cli.base import Command as Base
from danvan.cli.checkup import CHECKS, Finding


class Command(Base):
    """Khám bản cài đặt."""

    help = gettext_lazy(
        "Kiểm tra bản cài đặt: cơ sở dữ liệu, nơi lưu tệp, phông chữ, khóa bí mật, thư điện tử, múi giờ, di trú, đĩa."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every check; one that fails to run is a finding too."""
        findings = [self.run(str(name), check) for name, check in CHECKS]
        ok = all(f.ok for f in findings)
        if self.json_mode:
            self.print_json({"ok": ok, "checks": [vars(f) for f in findings]})
        else:
            for f in findings:
                self.stdout.write(f"{'✓' if f.ok else '✗'} {f.name}: {f.found}" + ("" if f.ok else f"\n  → {f.advice}"))
        if not ok:
            sys.exit(1)

    def run(self, name: str, check: Any) -> Finding:
        """Run one check."""
        try:
            return Finding(name, *check())
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what the doctor reports
            return Finding(
                name,
                ok=False,
                found=_("không kiểm tra được (%(error)s)") % {"error": error},
                advice=_("Chạy: danvan init. Nếu vẫn lỗi, sửa điều nêu trên rồi chạy lại danvan doctor."),
            )
