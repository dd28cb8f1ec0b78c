"""Acts on one registration: register, edit, parts, evidence, moves, recognitions. Each view fetches, reads, acts, shows."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.appraisal.actions import recognise as recognise_act
from danvan.appraisal.actions import withdraw_recognition
from danvan.appraisal.models import Recognition
from danvan.bodies.models import Body
from danvan.core.numbers import whole
from danvan.documents.intake import checked_type
from danvan.documents.storage import new_attachment, path_of
from danvan.initiatives import actions
from danvan.initiatives.drafts import TEXTS, Draft, Located, RecognitionDraft
from danvan.initiatives.intake import locate
from danvan.initiatives.models import Evidence, Registration
from danvan.initiatives.workflow import FLOW, NEEDS_REASON
from danvan.units.models import Unit
from danvan.web.initiatives.forms import (
    PARTS,
    EvidenceForm,
    MoveForm,
    RecognitionForm,
    RegistrationForm,
    WithdrawForm,
)
from danvan.web.initiatives.views import find
from danvan.web.look import look
from danvan.web.request import Request


def page_of(row: Registration) -> str:
    """Return the address of a registration."""
    return reverse("web:registration", args=(row.province_id, row.pk))


def show(request: Request, form: Any, title: Any, submit: Any, back: str, **more: Any) -> HttpResponse:
    """Show a form page; a form with errors keeps all that was typed."""
    crumbs = [(_("Sổ mô hình"), reverse("web:initiatives")), (title, "")]
    context = {"form": form, "title": title, "submit": submit, "back": back, "crumbs": crumbs, **more}
    return render(request, "initiatives/form.html", context, status=422 if form.is_bound else 200)


def need(request: Request, verb: str, row: Registration) -> None:
    """Refuse a page whose act the person may not do, before anything is typed into it."""
    if not request.user.has_perm(verb, row):
        raise PermissionDenied(_("Bạn xem được mô hình này nhưng không làm được việc này."))


def act(form: Any, run: Any) -> Any:
    """Run an action for a form; what it refuses becomes the form's errors, at their places."""
    try:
        return run()
    except ValidationError as error:
        known = {k: v for k, v in getattr(error, "error_dict", {}).items() if k in form.fields}
        other = [m for k, v in getattr(error, "error_dict", {}).items() if k not in form.fields for m in v]
        if known:
            form.add_error(None, ValidationError(known))
        if other or not hasattr(error, "error_dict"):
            form.add_error(None, other or error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
    except IntegrityError:  # somebody wrote the same between our look and our write
        form.add_error(None, _("Vừa có người ghi nội dung giống hệt. Mở lại trang của mô hình để xem rồi làm tiếp."))
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_new(request: Request) -> HttpResponse:
    """Register one model or exemplar."""
    here = look(request, "initiatives.register")
    user: Any = request.user
    if not user.has_perm("initiatives.register"):
        raise PermissionDenied(_("Vai trò của bạn không đăng ký mô hình."))
    scope = here.unit or _own_unit(user)
    form = RegistrationForm(request.POST or None, year=here.year, province=_province(scope, here.day))
    if form.is_valid():
        located = locate(form.cleaned_data["owner_name"], form.cleaned_data["places_text"], here.year, scope)
        row = None
        if not _refused(form, located):
            row = act(form, lambda: actions.register(_draft(form, located, here.year), actor=user))
        if row:
            _tell(request, located)
            messages.success(request, _("Đã đăng ký: %(code)s.") % {"code": row.initiative.code})
            return redirect(page_of(row))
    title = _("Đăng ký mô hình, điển hình năm %(year)s") % {"year": here.year}
    lead = _("Sổ của %(unit)s.") % {"unit": here.label} if here.label else ""
    return show(
        request,
        form,
        title,
        _("Đăng ký"),
        f"{reverse('web:initiatives')}?{here.query()}",
        groups=form.groups(),
        lead=lead,
        keep=f"register-{here.year}",
    )


def _own_unit(user: Any) -> Unit:
    body: Body | None = next(
        (a.body for a in user.assignments.select_related("body__unit").on(timezone.localdate())), None
    )
    if body is None:
        raise PermissionDenied(_("Bạn chưa được giao vai trò ở cơ quan nào."))
    return body.unit


def _province(scope: Unit, day: Any) -> Any:
    from danvan.initiatives.accounting import province_of  # noqa: PLC0415 - used once

    return province_of(scope.pk, day.year)


def _refused(form: Any, located: Located) -> bool:
    for problem in located.problems:
        form.add_error("places_text", problem)
    return bool(located.problems)


def _tell(request: Request, located: Located) -> None:
    for warning in located.warnings:
        messages.warning(request, warning)


def _draft(form: Any, located: Located, year: int) -> Draft:
    data = form.cleaned_data
    return Draft(
        year=year, name=data["name"], field=data["field"], accounting_unit=located.accounting_unit,
        province=located.province, places=located.places, places_text=data["places_text"],
        owner_name=data["owner_name"], owner_kind=data["owner_kind"], owner=located.owner, line=located.line,
        kind=data["kind"], renewal=data["renewal"], sub_field=data["sub_field"].pk if data["sub_field"] else None,
        registered_on=data["registered_on"],
        texts={name: data.get(name, "") for name in TEXTS},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration_edit(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Edit one registration; an edit made at the same time by somebody else is shown, not overwritten."""
    user: Any = request.user
    row = find(user, province, pk)
    if not user.has_perm("initiatives.edit", row):
        raise PermissionDenied(_("Bạn xem được mô hình này nhưng không sửa được."))
    opened = whole(request.POST.get("opened", ""))
    opened = actions.version(row) if opened is None else opened
    old_places, old_owner = row.places_text, row.owner_name
    form = RegistrationForm(
        request.POST or None, instance=row, year=row.year, province=province, initial={"opened": opened}
    )
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in row.editable_columns()}
        moved = (form.cleaned_data["places_text"], form.cleaned_data["owner_name"]) != (old_places, old_owner)
        located = (
            locate(
                form.cleaned_data["owner_name"],
                form.cleaned_data["places_text"],
                row.year,
                Unit.objects.get(pk=province),
            )
            if moved
            else None
        )
        if located is None or not _refused(form, located):
            done = act(form, lambda: actions.edit(row, actor=user, opened=opened, located=located, **changes))
            if done:
                messages.success(request, _("Đã lưu."))
                return redirect(page_of(row))
            form.data = request.POST.copy()
            form.data["opened"] = str(actions.version(row))
    return show(request, form, _("Sửa mô hình"), _("Lưu"), page_of(row), groups=form.groups(), row=row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration_part(request: Request, province: uuid.UUID, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Add a target, resource, participating body or key project."""
    row = find(request.user, province, pk)
    need(request, "initiatives.edit", row)
    if kind not in PARTS:
        raise Http404
    title, form_class = PARTS[kind]
    more: dict[str, Any] = {"row": row} if kind == "key_project_links" else {}
    form = form_class(request.POST or None, **more)
    if form.is_valid():
        part: Any = form.instance
        if act(form, lambda: actions.add_part(row, part, actor=request.user)):
            messages.success(request, _("Đã thêm."))
            return redirect(page_of(row))
    return show(request, form, title, _("Thêm"), page_of(row), row=row)


@login_required
@require_POST
def registration_part_remove(
    request: Request, province: uuid.UUID, pk: uuid.UUID, kind: str, part: uuid.UUID
) -> HttpResponse:
    """Remove a part; the audit keeps what it was."""
    row = find(request.user, province, pk)
    if kind not in PARTS:
        raise Http404
    found = get_object_or_404(getattr(row, kind), pk=part, province_id=province)
    actions.remove_part(row, found, actor=request.user)
    messages.success(request, _("Đã bỏ. Nhật ký giữ lại nội dung cũ."))
    return redirect(page_of(row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration_attach(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Add a file as evidence."""
    row = find(request.user, province, pk)
    need(request, "initiatives.attach", row)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid() and act(form, lambda: _attach(request, row, form)):
        messages.success(request, _("Đã thêm minh chứng."))
        return redirect(page_of(row) + "#minh-chung")
    return show(request, form, _("Thêm minh chứng"), _("Tải lên"), page_of(row), row=row)


def _attach(request: Request, row: Registration, form: Any) -> Evidence:
    file = form.cleaned_data["file"]
    media_type = checked_type(file, file.name, file.size)
    attachment = new_attachment(
        file.chunks(), name=file.name, media_type=media_type, province=row.province_id, added_by=request.user.pk
    )
    return actions.attach(row, attachment, actor=request.user, caption=form.cleaned_data["caption"])


@login_required
@require_safe
def evidence(request: Request, province: uuid.UUID, pk: uuid.UUID) -> FileResponse:
    """Hand out an evidence file to those who may see its registration; it is never shown as a page of ours."""
    item = get_object_or_404(Evidence.objects.select_related("attachment"), province_id=province, pk=pk)
    find(request.user, province, item.registration_id)
    path = path_of(item.attachment.digest)
    if not path.exists():
        raise Http404(_("Tệp không còn trong kho. Hãy báo người quản trị chạy danvan verify."))
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=item.attachment.original_name,
        content_type=item.attachment.media_type,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration_move(request: Request, province: uuid.UUID, pk: uuid.UUID, verb: str) -> HttpResponse:
    """Make one move of the workflow."""
    row = find(request.user, province, pk)
    step = next(
        (m for m in FLOW.open_from(row.status) if m.verb == verb and request.user.has_perm(f"initiatives.{verb}", row)),
        None,
    )
    if step is None:
        messages.error(request, _("Bước này không còn làm được: hồ sơ đã chuyển trạng thái hoặc bạn không có quyền."))
        return redirect(page_of(row))
    form = MoveForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = verb in NEEDS_REASON
    if form.is_valid() and act(
        form, lambda: actions.move(row, verb, actor=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("Đã chuyển: %(state)s.") % {"state": row.get_status_display()})
        return redirect(page_of(row))
    return show(request, form, step.label, step.label, page_of(row), row=row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recognise(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Record a recognition by hand."""
    row = find(request.user, province, pk)
    need(request, "appraisal.recognise", row)
    form = RecognitionForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        draft = RecognitionDraft(data["level"], data["number"], data["date"], data["outstanding"], data["issuer"])
        if act(form, lambda: recognise_act(row, draft, actor=request.user)):
            messages.success(request, _("Đã ghi công nhận."))
            return redirect(page_of(row))
    return show(request, form, _("Ghi công nhận"), _("Ghi"), page_of(row), row=row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recognition_withdraw(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a recognition, with the reason."""
    item = get_object_or_404(Recognition, province_id=province, pk=pk)
    row = find(request.user, province, item.registration_id)
    need(request, "appraisal.withdraw_recognition", row)
    form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        data = form.cleaned_data
        if act(form, lambda: withdraw_recognition(item, actor=request.user, on=data["on"], reason=data["reason"])):
            messages.success(request, _("Đã hủy ghi nhận; quyết định cũ vẫn còn trong nhật ký."))
            return redirect(page_of(row))
    return show(request, form, _("Hủy ghi nhận công nhận"), _("Hủy ghi nhận"), page_of(row), row=row, danger=True)
