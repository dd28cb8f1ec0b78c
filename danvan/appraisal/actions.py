"""Recording and withdrawing recognitions by hand."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.appraisal.models import Recognition
from danvan.appraisal.results import settle
from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import Registration


def recognise(registration: Registration, draft: RecognitionDraft, *, actor: Actor) -> Recognition:
    """Record a recognition: level, decision number and date, outstanding or not."""
    with action("appraisal.recognise", registration, actor) as act:
        row = Registration.objects.select_for_update().get(pk=registration.pk, province_id=registration.province_id)
        if draft.date and draft.date.year < row.year:
            raise ValidationError({"date": _("Ngày quyết định không thể trước năm đăng ký.")})
        if draft.date and draft.date > timezone.localdate():
            raise ValidationError({"date": _("Ngày quyết định không thể sau hôm nay.")})
        made = Recognition(
            province_id=row.province_id, registration=row, level=draft.level, number=draft.number, date=draft.date,
            outstanding=draft.outstanding, issuer=draft.issuer,
        )  # fmt: skip
        made.full_clean()
        made.save(force_insert=True)
        act.created(made)
        settle(act, row)
    return made


def withdraw_recognition(recognition: Recognition, *, actor: Actor, on: dt.date, reason: str) -> Recognition:
    """Withdraw a recognition; it stays on record with its reason."""
    with action("appraisal.withdraw_recognition", recognition.registration, actor) as act:
        row = Recognition.objects.select_for_update().get(pk=recognition.pk, province_id=recognition.province_id)
        if row.withdrawn_on:
            raise ValidationError(_("Công nhận này đã bị hủy trước đó."))
        before = snapshot(row)
        row.withdrawn_on, row.withdrawn_reason = on, reason
        row.full_clean()
        row.save(update_fields=("withdrawn_on", "withdrawn_reason"))
        act.changed(row, before)
        settle(act, Registration.objects.select_for_update().get(pk=row.registration_id, province_id=row.province_id))
    return row
