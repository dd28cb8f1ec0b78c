"""The upgrade: closed, backed up, migrated in one transaction, checked, opened. Cut short anywhere, nothing half-done runs.

While ``Installation.upgrading_to`` is set, pages answer "being upgraded" (danvan.web.watch), workers end, and neither
``serve`` nor ``worker`` starts. The migrations are one transaction on both engines: after a failure, or a power cut, the
tables are as before, and the older program may go on with them.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.cli.backup_tables import applied_migrations
from danvan.cli.backup_writing import back_up
from danvan.cli.installing import check_integrity, finish, migrate
from danvan.cli.progress import bar
from danvan.jobs import installation
from danvan.jobs.living import living
from danvan.jobs.models import Installation
from danvan.jobs.reaping import reap
from danvan.units.loading import load_country

NOTICED = 3.0  # seconds after which every process of the site has seen that it is closed
Say = Callable[[str], None]


def needs_upgrade() -> bool:
    """Tell whether the tables are older than this program, or an upgrade was cut short; refuse newer tables."""
    tables = connection.introspection.table_names()
    if "django_migrations" not in tables:
        raise CommandError(_("Bản cài đặt chưa sẵn sàng. Chạy trước: danvan init"))
    applied_migrations()
    if Installation._meta.db_table not in tables:
        return True
    row = installation.current()
    return (
        bool(installation.waiting_migrations())
        or row is None
        or bool(row.upgrading_to)
        or row.code != installation.code()
    )


def upgrade(
    say: Say, *, hidden: bool, backup: Path | None = Path(), verify: bool = True, wait: int = 600
) -> None:  # fmt: skip
    """Do the whole of it. ``backup``: a file, an empty path for one of a name of our own, or None for none."""
    if Installation._meta.db_table not in connection.introspection.table_names():
        # from before there was an upgrade: these tables only add to the others, and older code does not see them
        call_command("migrate", "jobs", "0001", verbosity=0, interactive=False)
    if not installation.begin_upgrade():
        say(_("Tiếp tục lần nâng cấp dừng giữa chừng."))
    else:
        say(_("Đã đóng hệ thống để nâng cấp."))
    kept: Path | None = None
    try:
        _wait_for_workers(say, wait)
        kept = _back_up(backup, hidden=hidden, say=say)
        say(_("Nâng cấp cơ sở dữ liệu …"))
        migrate()
    except Exception as error:
        # the transaction left nothing behind: whoever ran before may run on
        installation.cancel_upgrade()
        raise CommandError(
            _("Nâng cấp không thành: %(error)s\nCơ sở dữ liệu còn nguyên như trước.") % {"error": str(error).strip()}
            + _kept_at(kept)
            + _(
                " Để chạy tiếp: cài lại mã nguồn của bản cũ rồi khởi động dịch vụ. Xin gửi thông báo này cho người phát triển."
            )
        ) from error
    with bar(_("Đơn vị hành chính cả nước"), hidden=hidden) as advance:
        load_country(advance)
    if verify and not check_integrity():
        raise CommandError(
            _("Đã nâng cấp, nhưng danvan verify thấy sai lệch nên hệ thống còn đóng.")
            + _kept_at(kept)
            + _(" Xem: danvan verify. Nếu sai lệch đã có từ trước, mở lại bằng: danvan upgrade --no-backup --no-verify")
        )
    finish()


def _kept_at(backup: Path | None) -> str:
    return _(" Bản sao lưu: %(file)s.") % {"file": backup} if backup else ""


def _wait_for_workers(say: Say, wait: int) -> None:
    """Wait until pages have noticed and no worker works any more."""
    time.sleep(NOTICED)
    until, told = time.monotonic() + wait, False
    while living():
        if not told:
            say(_("Chờ việc nền đang chạy xong …"))
            told = True
        if time.monotonic() > until:
            raise CommandError(
                _("việc nền chưa xong sau %(n)s giây; dừng dịch vụ việc nền rồi chạy lại danvan upgrade.") % {"n": wait}
            )
        time.sleep(0.5)
    reap()


def _back_up(target: Path | None, *, hidden: bool, say: Say) -> Path | None:
    """Make the backup after the last write was taken, so that it lacks nothing."""
    if target is None:
        return None
    if target == Path():
        folder = Path(settings.HOME) / "backups"
        folder.mkdir(exist_ok=True, mode=0o700)
        target = folder / f"truoc-nang-cap-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
    with bar(_("Sao lưu"), hidden=hidden) as advance:
        back_up(target, advance)
    say(_("Đã sao lưu: %(file)s") % {"file": target})
    Installation.objects.filter(pk=Installation.ONLY).update(backup=str(target))
    return target
