"""The lists that a province and its units keep: key projects, sub-fields and local classes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from danvan.initiatives import actions
from danvan.initiatives.accounting import province_of
from danvan.initiatives.models import KeyProject, SubField
from danvan.units.models import Unit
from danvan.web.initiatives.forms import KeyProjectForm, SubFieldForm
from danvan.web.initiatives.writing import act, show
from danvan.web.look import Look, look
from danvan.web.request import Request


@login_required
@require_safe
def lists(request: Request) -> HttpResponse:
    """Both lists of the unit and year that one looks at."""
    here = look(request)
    if here.unit is None:
        raise Http404
    chain = [s.unit for s in here.chain]
    local = SubField.objects.on(here.day).filter(province=province_of(here.unit.pk, here.year))
    context = {
        "look": here,
        "projects": KeyProject.objects.on(here.day).filter(unit__in=chain).select_related("unit").order_by("name"),
        "sub_fields": (local | SubField.objects.on(here.day).filter(province=None)).order_by("field", "name"),
        "may_manage": request.user.has_perm("initiatives.manage_lists", here.unit),
    }
    return render(request, "initiatives/lists.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: Request) -> HttpResponse:
    """Put a key project on the unit's list."""
    here = _managed(request)
    form = KeyProjectForm(request.POST or None)
    if form.is_valid():
        form.instance.unit = here.unit
        if act(form, lambda: actions.add_key_project(form.instance, actor=request.user)):
            return _done(request, here)
    return show(request, form, _("Thêm công trình, nhiệm vụ trọng tâm"), _("Thêm"), _back(here), lead=here.label)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sub_field_new(request: Request) -> HttpResponse:
    """Add a sub-field or local class to the province's list."""
    here = _managed(request)
    form = SubFieldForm(request.POST or None)
    if form.is_valid() and here.unit is not None:
        form.instance.province = Unit.objects.get(pk=province_of(here.unit.pk, here.year))
        form.instance.synonyms = form.cleaned_data["synonyms"]
        if act(form, lambda: actions.add_sub_field(form.instance, actor=request.user)):
            return _done(request, here)
    return show(request, form, _("Thêm phân nhóm lĩnh vực"), _("Thêm"), _back(here), lead=here.label)


def _managed(request: Request) -> Look:
    here = look(request, "initiatives.manage_lists")
    if here.unit is None or not request.user.has_perm("initiatives.manage_lists", here.unit):
        raise PermissionDenied(_("Danh mục của đơn vị này do cơ quan điều phối quản lý."))
    return here


def _back(here: Look) -> str:
    return f"{reverse('web:lists')}?{here.query()}"


def _done(request: Request, here: Look) -> HttpResponse:
    messages.success(request, _("Đã thêm vào danh mục."))
    return redirect(_back(here))
