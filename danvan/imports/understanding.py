"""An import from its file to its preview: read, judged, compared, kept for a person to look at."""

from django.utils.translation import gettext as _

from danvan.core.sheets import Unreadable
from danvan.documents.storage import path_of
from danvan.imports.comparing import compare, judge
from danvan.imports.models import Import, ImportState
from danvan.imports.pace import progress_of, without_collections
from danvan.imports.placing import Progress
from danvan.imports.reading import read_register
from danvan.imports.saved import saved_for
from danvan.imports.writing import keep_rows
from danvan.units.models import Level


def understand(batch: Import, progress: Progress | None = None) -> None:
    """Read the file of an import and keep its preview; what cannot be read says why. May run twice without harm."""
    waiting = (ImportState.QUEUED, ImportState.READING)
    if not Import.objects.filter(pk=batch.pk, state__in=waiting).update(state=ImportState.READING):
        return
    try:
        with without_collections():
            _preview(batch, progress or progress_of(batch))
    except Unreadable as refusal:
        Import.objects.filter(pk=batch.pk).update(state=ImportState.FAILED, problem=refusal.message)
    except Exception:
        sorry = _("Có lỗi ngoài dự kiến khi đọc tệp này. Tệp vẫn được giữ; hãy báo người quản trị hệ thống.")
        Import.objects.filter(pk=batch.pk).update(state=ImportState.FAILED, problem=sorry)
        raise


def _preview(batch: Import, progress: Progress) -> None:
    register = read_register(
        path_of(batch.attachment.digest), title=batch.attachment.original_name.rsplit(".", 1)[0], year=batch.year,
        province=None if batch.unit.level == Level.COUNTRY else batch.province_id, corrections=batch.corrections,
        saved=saved_for(batch.unit, batch.year),
    )  # fmt: skip
    judged = judge(register.rows, batch.unit, progress, register.summaries)
    compare(judged, batch.unit)
    batch.rows.all().delete()
    keep_rows(batch, judged)
    told = {
        "understanding": register.understanding(),
        "state": ImportState.PREVIEW,
        "problem": "",
        "todo": len(judged),
        "done": len(judged),
    }
    Import.objects.filter(pk=batch.pk).update(**told)
