"""The life of a registration within its year, on one screen (``domain.md`` §3.1)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danvan.core.workflow import Workflow, move


class Status(TextChoices):
    """Where a registration stands."""

    REGISTERED = "registered", _("Đã đăng ký")
    APPROVED = "approved", _("Đã duyệt danh mục")
    UNDER_WAY = "under_way", _("Đang thực hiện")
    RECOGNISED = "recognised", _("Được công nhận")
    NOT_RECOGNISED = "not_recognised", _("Chưa đạt")
    PAUSED = "paused", _("Tạm dừng")
    ENDED = "ended", _("Đã kết thúc")


_ON_LIST = {Status.REGISTERED, Status.APPROVED, Status.UNDER_WAY, Status.NOT_RECOGNISED}

FLOW = Workflow(
    move("approve", Status.REGISTERED, Status.APPROVED, _("Duyệt vào danh mục")),
    move("start", {Status.REGISTERED, Status.APPROVED}, Status.UNDER_WAY, _("Bắt đầu thực hiện")),
    move("recognise", {*_ON_LIST, Status.RECOGNISED}, Status.RECOGNISED, _("Ghi nhận công nhận")),
    move(
        "fall_short",
        {Status.REGISTERED, Status.APPROVED, Status.UNDER_WAY},
        Status.NOT_RECOGNISED,
        _("Đánh giá chưa đạt"),
    ),
    move("withdraw_recognition", Status.RECOGNISED, Status.UNDER_WAY, _("Hủy ghi nhận công nhận")),
    move("pause", {*_ON_LIST, Status.RECOGNISED}, Status.PAUSED, pgettext_lazy("move", "Tạm dừng")),
    move("resume", Status.PAUSED, Status.UNDER_WAY, _("Thực hiện tiếp")),
    move("end", {*_ON_LIST, Status.RECOGNISED, Status.PAUSED}, Status.ENDED, _("Kết thúc")),
    move("reopen", {Status.ENDED, Status.NOT_RECOGNISED}, Status.UNDER_WAY, _("Mở lại")),
)

# Moves that somebody else has to understand later: they are not made without a word.
NEEDS_REASON = frozenset({"pause", "end", "fall_short", "reopen"})
