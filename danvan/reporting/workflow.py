"""The life of a report, on one screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from danvan.core.workflow import Workflow, move


class ReportStatus(TextChoices):
    """Where a report stands."""

    DRAFT = "draft", _("Dự thảo")
    SIGNED = "signed", _("Đã ký")
    REPLACED = "replaced", _("Đã được thay thế")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")
    DROPPED = "dropped", _("Đã bỏ")


FLOW = Workflow(
    move("sign", ReportStatus.DRAFT, ReportStatus.SIGNED, _("Ký báo cáo")),
    move("drop", ReportStatus.DRAFT, ReportStatus.DROPPED, _("Bỏ dự thảo")),
    move("replace", ReportStatus.SIGNED, ReportStatus.REPLACED, _("Thay thế")),
    move("withdraw", ReportStatus.SIGNED, ReportStatus.WITHDRAWN, _("Thu hồi")),
)
