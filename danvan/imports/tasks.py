"""What an import does in the background."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django_tasks import task

from danvan.accounts.models import User
from danvan.imports.models import Import, ImportState
from danvan.imports.pace import progress_of
from danvan.imports.understanding import understand
from danvan.imports.undoing import take_back
from danvan.imports.writing import commit, loaded
from danvan.jobs.reaping import when_abandoned


@task()
def understand_import(batch_id: str) -> None:
    """Read a register that was handed in."""
    batch = Import.objects.select_related("attachment", "unit").filter(pk=uuid.UUID(batch_id)).first()
    if batch:
        understand(batch)


@task()
def commit_import(batch_id: str, user_id: str) -> None:
    """Write an import that somebody has confirmed."""
    batch = Import.objects.select_related("attachment", "unit").filter(pk=uuid.UUID(batch_id)).first()
    if batch is None or batch.state != ImportState.COMMITTING:
        return
    actor = User.objects.get(pk=uuid.UUID(user_id))
    try:
        commit(batch, loaded(batch), actor, progress_of(batch), rows=False)
    except Exception:
        sorry = _(
            "Chưa ghi xong vì có lỗi ngoài dự kiến. Bấm «Ghi vào sổ» lần nữa để ghi tiếp; không có dòng nào bị ghi hai lần."
        )
        Import.objects.filter(pk=batch.pk, state=ImportState.COMMITTING).update(
            state=ImportState.PREVIEW, problem=sorry
        )
        raise


@task()
def undo_import(batch_id: str, user_id: str) -> None:
    """Take back an import that somebody has asked to undo."""
    batch = Import.objects.select_related("attachment", "unit").filter(pk=uuid.UUID(batch_id)).first()
    if batch is None or batch.state != ImportState.UNDOING:
        return
    try:
        take_back(batch, User.objects.get(pk=uuid.UUID(user_id)))
    except ValidationError as refusal:
        _stays(batch, "\n".join(refusal.messages))
    except PermissionDenied:
        _stays(batch, _("Người yêu cầu hoàn tác không còn quyền ở đơn vị này, nên chưa hoàn tác."))
    except Exception:
        _stays(
            batch,
            _(
                "Chưa hoàn tác được vì có lỗi ngoài dự kiến; sổ vẫn như trước. Hãy thử lại hoặc báo người quản trị hệ thống."
            ),
        )
        raise


def _stays(batch: Import, problem: str) -> None:
    Import.objects.filter(pk=batch.pk, state=ImportState.UNDOING).update(state=ImportState.COMMITTED, problem=problem)


@when_abandoned(understand_import)
def tell_unread(batch_id: str) -> None:
    """Tell on the page of the import that its file stopped the worker each time."""
    sorry = _(
        "Máy chủ đã dừng đột ngột mỗi lần đọc tệp này nên không đọc lại nữa. Tệp vẫn được giữ; hãy báo người quản trị hệ thống."
    )
    waiting = Import.objects.filter(pk=uuid.UUID(batch_id), state__in=(ImportState.QUEUED, ImportState.READING))
    waiting.update(state=ImportState.FAILED, problem=sorry)


@when_abandoned(commit_import)
def tell_unwritten(batch_id: str, user_id: str) -> None:
    """Tell on the page of the import that writing it stopped the worker each time."""
    sorry = _(
        "Chưa ghi xong vì máy chủ dừng đột ngột nhiều lần. Bấm «Ghi vào sổ» để ghi tiếp; không có dòng nào bị ghi hai lần. Nếu vẫn không được, hãy báo người quản trị hệ thống."
    )
    Import.objects.filter(pk=uuid.UUID(batch_id), state=ImportState.COMMITTING).update(
        state=ImportState.PREVIEW, problem=sorry
    )


@when_abandoned(undo_import)
def tell_not_undone(batch_id: str, user_id: str) -> None:
    """Tell on the page of the import that undoing it stopped the worker each time."""
    sorry = _(
        "Chưa hoàn tác được vì máy chủ dừng đột ngột nhiều lần; sổ vẫn như trước. Hãy báo người quản trị hệ thống."
    )
    batch = Import.objects.filter(pk=uuid.UUID(batch_id)).first()
    if batch:
        _stays(batch, sorry)
