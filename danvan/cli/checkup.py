"""The checks of ``danvan doctor``: each returns (ok, what was found, what to do)."""

import datetime as dt
import os
import shutil
import stat
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from danvan.core.numbers import count
from danvan.jobs.installation import code, current, refusal, waiting_migrations
from danvan.jobs.living import living
from danvan.units.models import Unit

Result = tuple[bool, str, str]
FREE = 1 << 30  # one GiB
COUNTRY_UNITS = 10_000
LONG_KEY = 50
LONG_WAIT = dt.timedelta(minutes=10)
OLD_BACKUP = dt.timedelta(days=7)


@dataclass
class Finding:
    """What one check found."""

    name: str
    ok: bool
    found: str
    advice: str


def database() -> Result:
    """The database answers, and its engine is recent enough."""
    connection.ensure_connection()
    vendor = connection.vendor
    version = ".".join(map(str, connection.get_database_version()))
    if vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            wal = cursor.fetchone()[0] == "wal"
        return (
            wal,
            (_("SQLite %(version)s, nhật ký WAL") if wal else _("SQLite %(version)s, nhật ký thường"))
            % {"version": version},
            _("Đặt cơ sở dữ liệu trên đĩa cục bộ: WAL không chạy trên ổ mạng."),
        )
    return vendor == "postgresql", f"{vendor} {version}", _("Dùng PostgreSQL 15 trở lên hoặc SQLite.")


def migrations() -> Result:
    """Nothing waits to be migrated."""
    waiting = waiting_migrations()
    found = _("%(n)s bước chờ chạy") % {"n": waiting} if waiting else _("đã chạy hết")
    return not waiting, found, _("Chạy: danvan upgrade")


def versions() -> Result:
    """The tables belong to this program, and no upgrade was cut short."""
    said = refusal()
    here = code() if current() else _("%(code)s, chưa ghi nhận") % {"code": code()}
    return not said, said or here, _("Chạy: danvan upgrade")


def workers() -> Result:
    """Who does the background work; nobody is no fault while nothing runs."""
    there = living()
    stuck = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - LONG_WAIT).count()
    found = _("tiến trình đang chạy: %(n)s, việc chờ quá 10 phút: %(stuck)s") % {"n": len(there), "stuck": stuck}
    return not stuck, found, _("Chạy: danvan serve hoặc danvan worker")


def backup() -> Result:
    """How old the last backup is."""
    last = settings.HOME / "last_backup"
    if not last.exists():
        return True, _("chưa sao lưu lần nào; chạy: danvan backup TỆP"), ""
    age = timezone.now() - dt.datetime.fromtimestamp(last.stat().st_mtime, dt.UTC)
    return (
        age < OLD_BACKUP,
        _("lần cuối cách đây %(n)s ngày") % {"n": age.days},
        _("Chạy: danvan backup TỆP, và xem vì sao việc sao lưu hằng đêm dừng."),
    )


def territory() -> Result:
    """The country's units are there."""
    n = Unit.objects.count()
    return n > COUNTRY_UNITS, _("%(n)s đơn vị") % {"n": count(n)}, _("Chạy: danvan init")


def storage() -> Result:
    """The home folder can be written."""
    path = settings.HOME / "files"
    path.mkdir(parents=True, exist_ok=True)
    probe = path / ".doctor"
    probe.write_text("ă")  # stays Vietnamese: letters survive the disk
    ok = probe.read_text() == "ă"  # stays Vietnamese
    probe.unlink()
    return ok, str(settings.HOME), _("Cho tài khoản chạy Danvan quyền ghi vào thư mục này, hoặc đặt DANVAN_HOME.")


def disk() -> Result:
    """There is room."""
    free = shutil.disk_usage(settings.HOME if settings.HOME.exists() else settings.HOME.parent).free
    return (
        free > FREE,
        _("còn trống %(n)s MiB") % {"n": count(free >> 20)},
        _("Dọn đĩa hoặc chuyển DANVAN_HOME sang đĩa lớn hơn; cần ít nhất 1 GiB."),
    )


def secret_key() -> Result:
    """The key is our own, long, and readable by its owner alone."""
    path = settings.HOME / "keys" / "secret_key"
    if os.environ.get("DANVAN_SECRET_KEY"):
        return len(settings.SECRET_KEY) >= LONG_KEY, _("lấy từ môi trường"), _("Dùng khóa ngẫu nhiên từ 50 ký tự.")
    if not path.exists():
        return False, _("chưa có"), _("Chạy: danvan init")
    private = not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return (
        private and len(path.read_text()) >= LONG_KEY,
        f"{path.parent.name}/{path.name}",
        _("Chạy: %(command)s") % {"command": f"chmod 600 {path}"},
    )


def fonts() -> Result:
    """Pages use the reader's own fonts; nothing is fetched. The styles must be there."""
    url = staticfiles_storage.url("danvan/base.css")
    ok = (settings.STATIC_ROOT / url.removeprefix(settings.STATIC_URL).removeprefix("/static/")).exists()
    return ok, _("phông hệ thống; kiểu chữ đã gom") if ok else _("chưa gom tệp tĩnh"), _("Chạy: danvan init")


def email() -> Result:
    """The mail server answers, where one is set."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend in {"console", "locmem", "dummy"}:
        return True, _("chưa đặt máy chủ thư; thư in ra nhật ký"), ""
    with mail.get_connection(timeout=5):
        return True, _("%(host)s trả lời") % {"host": settings.EMAIL_HOST}, ""


def time_zone() -> Result:
    """Local days are days of Viet Nam."""
    zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return settings.TIME_ZONE == "Asia/Ho_Chi_Minh", settings.TIME_ZONE, _("Giữ TIME_ZONE là Asia/Ho_Chi_Minh.")


CHECKS: tuple[tuple[Any, Callable[[], Result]], ...] = (
    (gettext_lazy("Cơ sở dữ liệu"), database), (gettext_lazy("Di trú"), migrations), (gettext_lazy("Phiên bản"), versions),
    (gettext_lazy("Việc nền"), workers), (gettext_lazy("Sao lưu"), backup), (gettext_lazy("Địa giới"), territory),
    (gettext_lazy("Nơi lưu"), storage), (gettext_lazy("Đĩa"), disk), (gettext_lazy("Khóa bí mật"), secret_key),
    (gettext_lazy("Phông chữ và kiểu"), fonts), (gettext_lazy("Thư điện tử"), email), (gettext_lazy("Múi giờ"), time_zone),
)  # fmt: skip
