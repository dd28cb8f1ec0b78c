"""What a report does in the background: making its files."""

import io
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django_tasks import task

from danvan.accounts.models import User
from danvan.audit.door import Actor, action
from danvan.documents.models import Attachment
from danvan.documents.storage import new_attachment
from danvan.reporting.models import FilesState, Report, ReportFile
from danvan.reporting.queries import content_of, head_of_report
from danvan.reporting.rendering import MEDIA_TYPES, file_name, writers


@task()
def make_report_files(report_id: str, user_id: str) -> None:
    """Make the three files of a report; running twice gives the same files."""
    report = (
        Report.objects.select_related("unit", "issuer__unit", "issuer__superior")
        .filter(pk=uuid.UUID(report_id))
        .first()
    )
    actor = User.objects.filter(pk=uuid.UUID(user_id)).first()
    if report is None or actor is None:
        return
    made = Report.objects.filter(pk=report.pk)
    made.update(files_state=FilesState.MAKING, problem="")
    try:
        make_files(report, actor)
    except (PermissionDenied, ValidationError) as error:
        text = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        made.update(files_state=FilesState.FAILED, problem=text[:500])
    except Exception:
        sorry = _("Chưa lập xong tệp vì có lỗi ngoài dự kiến. Bấm «Lập tệp» lần nữa; nội dung báo cáo không thay đổi.")
        made.update(files_state=FilesState.FAILED, problem=sorry)
        raise


def make_files(report: Report, actor: Actor) -> list[ReportFile]:
    """Make the files and put them in the place of those that there were; all three, or none.

    A report that was edited or signed meanwhile keeps the files that it has: these would say what it no longer says.
    """
    content, head = content_of(report), head_of_report(report)
    attachments = [_kept(form, write, report, content, actor) for form, write in writers(content, head).items()]
    with action("reporting.files", report, actor) as act:
        now = Report.objects.select_for_update(of=("self",)).get(pk=report.pk, province_id=report.province_id)
        if (now.digest, now.edits) != (report.digest, report.edits):
            return list(report.files.all())
        old = list(report.files.all())
        act.removed(*old)
        report.files.all().delete()
        Attachment.objects.bulk_create([attachment for _form, attachment in attachments])
        files = [
            ReportFile(province_id=report.province_id, report=report, form=form, attachment=attachment)
            for form, attachment in attachments
        ]
        ReportFile.objects.bulk_create(files)
        act.created(*(attachment for _form, attachment in attachments), *files)
    Report.objects.filter(pk=report.pk).update(files_state=FilesState.READY, problem="")
    return files


def _kept(form: str, write: Any, report: Report, content: Any, actor: Actor) -> tuple[str, Attachment]:
    buffer = io.BytesIO()
    write(buffer)
    attachment = new_attachment(
        [buffer.getvalue()], name=file_name(content, form), media_type=MEDIA_TYPES[form], province=report.province_id,
        added_by=actor.audit_id,
    )  # fmt: skip
    return form, attachment
