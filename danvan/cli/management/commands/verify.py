"""``danvan verify``: the audit chains, the cells and the territory, checked against what they were made from."""

import sys
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.appraisal.models import Recognition
from danvan.audit.models import Chain, Entry
from danvan.audit.verify import broken_links
from danvan.cli.base import Command as Base
from danvan.documents.storage import damaged_files
from danvan.initiatives.models import Registration
from danvan.initiatives.verify import register_problems
from danvan.reporting.models import Goal, LegacyTotal, Report, ReportFile
from danvan.reporting.verify import report_problems
from danvan.reports.cells import differences
from danvan.units.verify import territory_problems

AUDITED = (Registration, Recognition, Report, ReportFile, Goal, LegacyTotal)


class Command(Base):
    """Kiểm tra toàn vẹn."""

    help = gettext_lazy("Kiểm tra chuỗi nhật ký, số liệu tổng hợp, địa giới và tệp; mã thoát khác 0 khi có sai lệch.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and tell."""
        found = {
            "chains": list(broken_links()), "cells": differences()[:50], "territory": territory_problems()[:50],
            "files": damaged_files()[:50],
            "records": [problem for model in AUDITED for problem in register_problems(model)][:50],
            "reports": report_problems()[:50],
        }  # fmt: skip
        document = {
            "ok": not any(found.values()), "entries": Entry.objects.count(), "problems": found,
            "heads": {str(c.province_id): {"length": c.length, "digest": c.digest} for c in Chain.objects.all()},
        }  # fmt: skip
        if self.json_mode:
            self.print_json(document)
        else:
            self.tell(document)
        if not document["ok"]:
            sys.exit(1)

    def tell(self, document: dict[str, Any]) -> None:
        """Print the findings for people."""
        names = {
            "chains": _("Chuỗi nhật ký"),
            "cells": _("Ô số liệu"),
            "territory": _("Địa giới"),
            "files": _("Tệp"),
            "records": _("Sổ đối chiếu nhật ký"),
            "reports": _("Báo cáo đã ký"),
        }
        for key, problems in document["problems"].items():
            said = _("%(n)s sai lệch") % {"n": len(problems)} if problems else _("không sai lệch")
            self.stdout.write(f"{names[key]}: {said}")
            for problem in problems[:10]:
                self.stdout.write(f"  {problem}")
