"""Two views as short as Django allows."""

import os
import uuid
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.accounts.models import Assignment, User
from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.core.dates import year_end
from danvan.initiatives.listing import ORDERS, PAGE
from danvan.initiatives.models import Registration
from danvan.initiatives.workflow import FLOW
from danvan.reports.exports import unit_codes
from danvan.units.atlas import atlas
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code
from danvan.web.initiatives.filters import Filter
from danvan.web.initiatives.history import stories
from danvan.web.initiatives.views import SHOWN
from danvan.web.look import Look
from danvan.web.places import PLACES, Shell, address
from danvan.web.places import Entry as Link

# What the page of the signed-in person shows that does not depend on the records (bench.pages finds it out).
PERSON = os.environ.get("BENCH_PERSON", "")
YEARS = [int(year) for year in os.environ.get("BENCH_YEARS", "").split(",") if year]
NAV = os.environ.get("BENCH_NAV", "").split(",")
HERE = "web:initiatives"
APPRAISAL = {"recognise", "withdraw_recognition"}  # moves that have a page of their own


class BareShell(Shell):
    """The frame with entries that are the same for everybody."""

    def __init__(self, request: HttpRequest, here: str) -> None:
        self.request, self.here, self.user = request, here, User.objects.get(pk=PERSON)

    @property
    def nav(self) -> list[Link]:  # type: ignore[override]
        """The places, named beforehand."""
        named = [place for place in PLACES if place.url_name in NAV]
        return [Link(place, address(place.url_name), self.here if place.url_name == HERE else "") for place in named]

    @property
    def _held(self) -> list[Any]:  # type: ignore[override]
        return list(Assignment.objects.filter(user=self.user).select_related("body"))


def framed(request: HttpRequest, here: str) -> dict[str, Any]:
    shell = BareShell(request, here)
    return {"shell": shell, "user": shell.user}


@cache
def unit_of(code: str, year: int) -> Unit:
    found = unit_by_code(code, year_end(year))
    assert found
    return found


def looked(code: str, year: int) -> Look:
    """Return the unit and year of the page, without asking whether anybody may see it."""
    unit = unit_of(code, year)
    here = Look(None, year, unit, YEARS)
    span = atlas().span(unit.pk, here.day)
    here.__dict__["chain"] = [span]  # a coordinator's crumbs begin at her own unit
    return here


def listing(request: HttpRequest) -> HttpResponse:
    """The register of a province and year, newest first."""
    here = looked(request.GET["don-vi"], int(request.GET["nam"]))
    rows = Registration.objects.filter(province=here.unit, year=here.year)
    found = list(rows.select_related("initiative").order_by("-id")[: PAGE + 1])
    context = {
        **framed(request, "page"), "look": here, "filter": Filter(look=here), "rows": found[:PAGE],
        "following": found[PAGE - 1].pk if len(found) > PAGE else None, "count": rows.count(),
        "orders": [(word, label, word == "moi") for word, (label, _order) in ORDERS.items()],
        "may_register": True, "may_import": True, "any_illustration": any(row.illustration for row in found[:PAGE]),
    }  # fmt: skip
    return render(request, "initiatives/register.html", context)


def detail(request: HttpRequest, province: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One registration with all its parts."""
    row = Registration.objects.select_related("initiative", "owner", "sub_field").get(province=province, pk=pk)
    recognitions = list(Recognition.objects.filter(registration=row))
    places = list(row.places.all())
    names = unit_codes({row.accounting_unit_id, *(p.unit_id for p in places)}, row.year)
    parts: dict[str, list[Any]] = {
        "participations": list(row.participations.select_related("body")), "targets": list(row.targets.all()),
        "resources": list(row.resources.all()), "evidence": list(row.evidence.select_related("attachment")),
        "key_project_links": list(row.key_project_links.select_related("key_project")),
    }  # fmt: skip
    ids = [row.pk, *(r.pk for r in recognitions), *(part.pk for found in parts.values() for part in found)]
    entries = Entry.objects.filter(object_id__in=ids).order_by()
    context = {
        **framed(request, "true"), "row": row, "places": [(p, names[p.unit_id]) for p in places],
        "accounting": names[row.accounting_unit_id], "accounting_path": atlas().path(row.accounting_unit_id, row.year_end),
        "recognitions": recognitions, "texts": [(row._meta.get_field(n).verbose_name, getattr(row, n)) for n in SHOWN],
        "years": list(Registration.objects.filter(initiative=row.initiative_id).order_by("-year")), **parts,
        "stories": stories(sorted(entries, key=lambda e: -e.seq)), "moves": [m for m in FLOW.open_from(row.status) if m.verb not in APPRAISAL], "may_edit": True, "may_attach": True,
        "may_recognise": True,
    }  # fmt: skip
    return render(request, "initiatives/registration.html", context)
