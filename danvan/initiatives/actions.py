"""Every write to the register."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from danvan.audit.chain import snapshot
from danvan.audit.door import Actor, action
from danvan.audit.models import Entry
from danvan.core.models import label_of
from danvan.documents.models import Attachment
from danvan.initiatives.drafts import Draft, Located, folded_words, key_of
from danvan.initiatives.models import (
    Evidence,
    KeyProject,
    KeyProjectLink,
    Participation,
    Registration,
    Resource,
    SubField,
    Target,
)
from danvan.initiatives.register import Plan, plain_places, plan, replace_places, write
from danvan.initiatives.workflow import FLOW

Part = Target | Resource | Participation | KeyProjectLink


class DraftScope:
    """What scope asks of a registration that is not there yet."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def scope_key(self) -> dict[str, object]:
        """Name the columns that scope asks for."""
        return {
            "unit": self.draft.accounting_unit,
            "line": self.draft.line,
            "body": self.draft.owner.pk if self.draft.owner else None,
        }


def register(draft: Draft, *, actor: Actor) -> Registration:
    """Register one draft; one that is on the register already is refused, nothing is overwritten."""
    with action("initiatives.register", DraftScope(draft), actor) as act:
        planned: Plan = plan([draft])[0]
        if planned.verdict != "create":
            raise ValidationError(
                _("Mô hình này đã có trong sổ năm %(year)s (%(code)s)."),
                params={"year": draft.year, "code": planned.registration.initiative.code},
            )
        planned.registration.clean_fields(exclude=("initiative",))
        write(act, [planned])
    return planned.registration


def edit(
    registration: Registration,
    *,
    actor: Actor,
    opened: int | None = None,
    located: Located | None = None,
    **changes: Any,
) -> Registration:
    """Change columns of a registration, and its places where ``located`` brings new ones.

    ``opened`` is the ``version`` that the form was opened with. Raises ``ValidationError`` when somebody else
    has saved one of the same columns meanwhile: nobody's text is overwritten silently.
    """
    with action("initiatives.edit", registration, actor) as act:
        row: Registration = Registration.objects.select_for_update().get(
            pk=registration.pk, province_id=registration.province_id
        )
        if opened is not None:
            _refuse_conflict(row, opened, changes)
        old = list(row.places.all())
        row.audit_parts = {"places": plain_places(old)}
        before = snapshot(row)
        if located is not None:
            changes |= {"accounting_unit_id": located.accounting_unit, "line": located.line, "owner": located.owner}
        for name, value in changes.items():
            setattr(row, name, value)
        row.match_key = key_of(row.name, row.owner_name)
        row.folded = folded_words(row.initiative.code, row.name, row.owner_name, row.places_text)
        row.full_clean()
        row.save()
        if located is not None:
            row.audit_parts = {"places": plain_places(replace_places(row, located.places))}
        act.changed(row, before)
    return row


def version(row: Registration) -> int:
    """Return the number of the last audit row of a registration: its version, for telling edits made at once."""
    entries = Entry.objects.filter(province_id=row.province_id, object_id=row.pk)
    return entries.aggregate(last=Max("seq"))["last"] or 0


def conflicts(row: Registration, opened: int, changes: dict[str, Any]) -> list[str]:
    """Return the columns that somebody else has changed since version ``opened`` and that would be changed otherwise."""
    since = Entry.objects.filter(province_id=row.province_id, object_id=row.pk, seq__gt=opened)
    touched = {name.removesuffix("_id") for entry in since for name in entry.after or {}}
    return [name for name in changes if name in touched and getattr(row, name) != changes[name]]


def _refuse_conflict(row: Registration, opened: int, changes: dict[str, Any]) -> None:
    """Refuse an edit of columns that somebody else has changed since the form was opened; others may pass."""
    both = [label_of(row, name) for name in conflicts(row, opened, changes)]
    if both:
        raise ValidationError(
            _("Trong lúc bạn sửa, người khác đã lưu các mục: %(fields)s. Nội dung bạn gõ vẫn còn ở đây; lưu lần nữa thì nội dung của bạn được dùng, bản kia vẫn còn trong nhật ký."),
            code="conflict", params={"fields": ", ".join(both)},
        )  # fmt: skip


def move(registration: Registration, verb: str, *, actor: Actor, reason: str = "") -> Registration:
    """Make one move of the workflow; a reason goes into the note, dated by the audit."""
    with action(f"initiatives.{verb}", registration, actor) as act:
        before = snapshot(registration)
        changes = {"note": f"{registration.note}\n{reason}".strip()} if reason else {}
        FLOW.fire(verb, registration, **changes)
        if registration.level and verb in {"resume", "reopen"}:
            FLOW.fire("recognise", registration)  # its recognitions have stood all the while
        act.changed(registration, before)
    return registration


def add_part(registration: Registration, part: Part, *, actor: Actor) -> Part:
    """Add a target, resource, participating body or key-project link."""
    with action("initiatives.edit", registration, actor) as act:
        part.province_id, part.registration = registration.province_id, registration
        part.full_clean()
        part.save(force_insert=True)
        act.created(part)
    return part


def remove_part(registration: Registration, part: Part, *, actor: Actor) -> None:
    """Remove a target, resource, participating body or key-project link; the audit keeps what it was."""
    with action("initiatives.edit", registration, actor) as act:
        act.removed(part)
        part.delete()


def attach(registration: Registration, attachment: Attachment, *, actor: Actor, caption: str = "") -> Evidence:
    """Add a file, just kept and not yet recorded, as evidence."""
    with action("initiatives.attach", registration, actor) as act:
        attachment.save(force_insert=True)
        act.created(attachment)
        evidence = Evidence(
            province_id=registration.province_id, registration=registration, attachment=attachment, caption=caption
        )
        evidence.full_clean()
        evidence.save(force_insert=True)
        act.created(evidence)
    return evidence


def add_key_project(project: KeyProject, *, actor: Actor) -> KeyProject:
    """Put a key project on its unit's list."""
    with action("initiatives.manage_lists", project.unit, actor) as act:
        project.full_clean()
        project.save(force_insert=True)
        act.created(project)
    return project


def add_sub_field(sub_field: SubField, *, actor: Actor) -> SubField:
    """Add a sub-field or local class to a province's list."""
    with action("initiatives.manage_lists", sub_field.province, actor) as act:
        sub_field.full_clean()
        sub_field.save(force_insert=True)
        act.created(sub_field)
    return sub_field
