"""The register: the list, one registration with its years, and the exports."""

import uuid
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.accounts.scope import holds_whole
from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.core.models import label_of
from danvan.initiatives.listing import ORDERS
from danvan.initiatives.models import Registration
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.workflow import FLOW
from danvan.reports import exports
from danvan.reports.workbooks import write_xlsx
from danvan.units.atlas import atlas
from danvan.web.initiatives.filters import Filter
from danvan.web.initiatives.history import stories
from danvan.web.look import look
from danvan.web.request import Request

SHOWN = ("problem", "goal", "method", "result", "note", "source")


def find(user: Any, province: uuid.UUID, pk: uuid.UUID) -> Registration:
    """Return a registration that the person may see, or 404. The rule is asked in memory first, of the tables only then."""
    rows = Registration.objects.select_related("initiative", "owner", "sub_field")
    found: Registration = get_object_or_404(rows, province_id=province, pk=pk)
    if not user.has_perm("initiatives.view", found):
        get_object_or_404(Registration.objects.visible_to(user), province_id=province, pk=pk)
    return found


def listed(chosen: Filter, user: Any) -> RegistrationQuerySet:
    """Return the rows of a list. Always by the scope rule: a part of the unit may have left the person's reach since."""
    return chosen.apply(Registration.objects.visible_to(user))


@login_required
@require_safe
def register(request: Request) -> HttpResponse:
    """The list of one year, filtered by address."""
    here = look(request)
    chosen = Filter.read(here, request.GET)
    rows = listed(chosen, request.user)
    found, following = chosen.page(rows)
    context = {
        "look": here, "filter": chosen, "rows": found, "following": following, "count": rows.count(),
        "orders": [(word, label, word == chosen.order) for word, (label, _order) in ORDERS.items()],
        "may_register": request.user.has_perm("initiatives.register"),
        "may_import": holds_whole(request.user, "imports.start"),
        "any_illustration": any(row.illustration for row in found),
    }  # fmt: skip
    return render(request, "initiatives/register.html", context)


@login_required
@require_safe
def registration(request: Request, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One registration: what it is, where it stands, what was done to it."""
    row = find(request.user, province, pk)
    return render(request, "initiatives/registration.html", detail(request, row))


def detail(request: Request, row: Registration) -> dict[str, Any]:
    """Return what the page of one registration shows."""
    user: Any = request.user
    recognitions = list(Recognition.objects.filter(province_id=row.province_id, registration=row))
    years = Registration.objects.filter(province_id=row.province_id, initiative_id=row.initiative_id).order_by("-year")
    mine = [other for other in years if other.pk == row.pk or user.has_perm("initiatives.view", other)]
    places = list(row.places.all())
    names = exports.unit_codes({row.accounting_unit_id, *(p.unit_id for p in places)}, row.year)
    parts: dict[str, list[Any]] = {
        name: list(getattr(row, name).select_related(*related) if related else getattr(row, name).all())
        for name, related in (
            ("participations", ("body",)), ("targets", ()), ("resources", ()), ("key_project_links", ("key_project",)),
            ("evidence", ("attachment",)),
        )
    }  # fmt: skip
    objects = [row.pk, *(r.pk for r in recognitions), *(p.pk for found in parts.values() for p in found)]
    # By the records alone, and sorted here: told the province or the order, a planner walks the province's whole chain.
    entries = sorted(Entry.objects.filter(object_id__in=objects).order_by(), key=lambda e: -e.seq)
    return {
        "row": row, "places": [(p, names[p.unit_id]) for p in places], "accounting": names[row.accounting_unit_id],
        "accounting_path": _path(row), "recognitions": recognitions,
        "texts": [(label_of(row, name), getattr(row, name)) for name in SHOWN],
        "years": mine, **parts,
        "stories": stories(entries) if user.has_perm("audit.view", row) else [],
        "moves": [m for m in FLOW.open_from(row.status) if user.has_perm(f"initiatives.{m.verb}", row)],
        "may_edit": user.has_perm("initiatives.edit", row), "may_attach": user.has_perm("initiatives.attach", row),
        "may_recognise": user.has_perm("appraisal.recognise", row),
    }  # fmt: skip


def _path(row: Registration) -> str:
    span = atlas().nearest(row.accounting_unit_id, row.year_end)
    return atlas().path(row.accounting_unit_id, max(span.valid_from, min(row.year_end, span.last_day))) if span else ""


@login_required
@require_safe
def export(request: Request, form: str) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """The same list in full, as a workbook or as CSV."""
    here = look(request, "initiatives.export")
    rows = listed(Filter.read(here, request.GET), request.user)
    name = f"mo-hinh-dan-van-kheo-{here.code or 'cua-toi'}-{here.year}.{form}"
    if form == "csv":
        answer = StreamingHttpResponse(_encoded(exports.csv_lines(rows)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_xlsx(rows, file, _("Danh sách mô hình, điển hình Dân vận khéo"))
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    for line in lines:
        yield line.encode()
