"""What an import does in the background."""

import uuid

from django.utils.translation import gettext as _
from django_tasks import task

from danvan.accounts.models import User
from danvan.imports.models import Import, ImportState
from danvan.imports.pace import progress_of
from danvan.imports.understanding import understand
from danvan.imports.writing import commit, loaded


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
