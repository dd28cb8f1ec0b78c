"""Which code may run on these tables: one at a time, and none while an upgrade is on its way."""

import hashlib
from functools import cache
from importlib.metadata import version

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.jobs.models import Installation


def app_version() -> str:
    """Return the version of Danvan that runs."""
    return version("danvan")


@cache
def code() -> str:
    """Name the code that runs: its version and a digest of the migrations that it brings."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = "\n".join(sorted(".".join(key) for key in loader.disk_migrations or ()))
    return f"{app_version()}+{hashlib.sha256(names.encode()).hexdigest()[:12]}"


def waiting_migrations() -> int:
    """Return how many migrations wait."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def current() -> Installation | None:
    """Return the row of this installation; None before the first ``init``, and in tables older than it."""
    return Installation.objects.filter(pk=Installation.ONLY).first()


def refusal() -> str:
    """Return why this code may not serve or work now, in a sentence that says what to do; empty if it may."""
    row = current()
    if row is None:
        return ""
    if row.upgrading_to:
        return _(
            "Bản cài đặt đang được nâng cấp, hoặc lần nâng cấp trước dừng giữa chừng. Nếu không có ai đang nâng cấp, chạy: danvan upgrade"
        )
    if row.code and row.code != code():
        return _(
            "Dữ liệu thuộc bản Danvan %(theirs)s, chương trình này là bản %(ours)s. Nếu vừa đổi mã nguồn, chạy: danvan upgrade. Nếu đã nâng cấp xong, khởi động lại dịch vụ."
        ) % {"theirs": row.code, "ours": code()}
    return ""


def refusal_to_start() -> str:
    """Return why nothing may be started: as ``refusal``, and also tables that are not there or not migrated."""
    try:
        tables = connection.introspection.table_names()
        waiting = waiting_migrations()
        said = refusal() if Installation._meta.db_table in tables else ""
    except DatabaseError as error:
        return _("Cơ sở dữ liệu không trả lời (%(error)s). Nếu chưa khởi tạo, chạy trước: danvan init") % {
            "error": str(error).strip()
        }
    if said:
        return said
    if not tables or waiting_from_nothing(tables):
        return _("Bản cài đặt chưa sẵn sàng. Chạy trước: danvan init")
    if waiting:
        return _("Còn %(n)s bước nâng cấp cơ sở dữ liệu chưa chạy. Chạy: danvan upgrade") % {"n": waiting}
    return ""


def waiting_from_nothing(tables: list[str]) -> bool:
    """Tell whether the database was never initialised."""
    return "django_migrations" not in tables


def settle() -> None:
    """Note that the tables belong to this code, and that no upgrade is on its way."""
    Installation.objects.update_or_create(
        pk=Installation.ONLY, defaults={"code": code(), "upgrading_to": "", "since": None, "backup": ""}
    )


def begin_upgrade() -> bool:
    """Close the house for an upgrade to this code; False if one was begun before, which is taken up."""
    Installation.objects.get_or_create(pk=Installation.ONLY)
    fresh = Installation.objects.filter(pk=Installation.ONLY, upgrading_to="")
    return bool(fresh.update(upgrading_to=code(), since=timezone.now(), backup=""))


def cancel_upgrade() -> None:
    """Open the house again with the tables as they are."""
    Installation.objects.filter(pk=Installation.ONLY).update(upgrading_to="", since=None, backup="")
