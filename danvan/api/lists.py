"""The lists that a province and its units keep, and the words that everything else is said in."""

import datetime as dt
import uuid
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, StringConstraints

from danvan.accounts.models import Role, User
from danvan.api.bearer import Asked
from danvan.api.reading import Body, Code, Day, Line, Out, Title, Year, must, said, unit_of_year
from danvan.api.routes import Routes
from danvan.core.dates import year_end
from danvan.core.text import clean
from danvan.imports.decoding import LABELS
from danvan.imports.models import ImportState, Verdict
from danvan.imports.roles import Role as ColumnRole
from danvan.initiatives import actions
from danvan.initiatives.accounting import province_of
from danvan.initiatives.models import Field, KeyProject, Participation, Resource, SubField
from danvan.reports.indicators import SPLITS
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit

routes = Routes(_("Danh mục"))
Synonym = Annotated[str, AfterValidator(clean), StringConstraints(min_length=1, max_length=200)]


class WordOut(Out):
    """A value and what it is called."""

    value: str
    label: str


class VocabularyOut(Out):
    """Every list of fixed values, by name."""

    lists: dict[str, list[WordOut]]


class KeyProjectOut(Out):
    """A key project or task of a unit."""

    id: uuid.UUID
    unit: str
    name: str
    decision: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class KeyProjectsOut(Out):
    """Key projects."""

    items: list[KeyProjectOut]


class SubFieldOut(Out):
    """A sub-field or local class; without a province it is the country's."""

    id: uuid.UUID
    province: uuid.UUID | None
    field: str
    name: str
    synonyms: list[str]
    valid_from: dt.date | None
    valid_to: dt.date | None


class SubFieldsOut(Out):
    """Sub-fields."""

    items: list[SubFieldOut]


class KeyProjectIn(Body):
    """A key project for a unit's list."""

    unit: Code = said(_("Mã đơn vị, đọc tại 31/12 của năm."))
    year: Year = said(_("Năm."))
    name: Title = said(_("Tên công trình, nhiệm vụ trọng tâm."), min_length=1, max_length=300)
    decision: Line = said(_("Văn bản."), "", max_length=120)
    valid_from: Day | None = said(_("Từ ngày."), None)
    valid_to: Day | None = said(_("Ngày đầu tiên không còn hiệu lực."), None)


class SubFieldIn(Body):
    """A sub-field for a province's list."""

    unit: Code = said(_("Mã tỉnh hoặc đơn vị trong tỉnh, đọc tại 31/12 của năm."))
    year: Year = said(_("Năm."))
    field: Field = said(_("Lĩnh vực."))
    name: Title = said(_("Tên phân nhóm."), min_length=1, max_length=200)
    synonyms: list[Synonym] = said(_("Cách viết khác, dùng khi nhập sổ."), [], max_length=50)
    valid_from: Day | None = said(_("Từ ngày."), None)
    valid_to: Day | None = said(_("Ngày đầu tiên không còn hiệu lực."), None)


@routes.get(
    "/vocabulary", VocabularyOut, _("Các danh mục giá trị"), _("Mọi giá trị cố định và tên gọi, theo ngôn ngữ.")
)
def vocabulary(request: Asked) -> VocabularyOut:
    """Name every fixed value."""
    lists = {name: list(names.items()) for name, (_label, names) in SPLITS.items() if name != "outstanding"}
    lists |= {
        "role": Role.choices, "unit_level": Level.choices, "participation": Participation.Part.choices,
        "resource": Resource.ResourceKind.choices, "import_state": ImportState.choices, "verdict": Verdict.choices,
        "column_role": ColumnRole.choices, "encoding": list(LABELS.items()),
    }  # fmt: skip
    return VocabularyOut(
        lists={n: [WordOut(value=str(v), label=str(label)) for v, label in pairs] for n, pairs in lists.items()}
    )


def _project(row: KeyProject, year: int) -> KeyProjectOut:
    span = atlas().nearest(row.unit_id, year_end(year))
    return KeyProjectOut(
        id=row.pk, unit=span.code if span else "", name=row.name, decision=row.decision, valid_from=row.valid_from,
        valid_to=row.valid_to,
    )  # fmt: skip


def _sub_field(row: SubField) -> SubFieldOut:
    return SubFieldOut(
        id=row.pk, province=row.province_id, field=row.field, name=row.name, synonyms=[str(s) for s in row.synonyms],
        valid_from=row.valid_from, valid_to=row.valid_to,
    )  # fmt: skip


@routes.get(
    "/key-projects", KeyProjectsOut, _("Công trình, nhiệm vụ trọng tâm"), _("Của đơn vị và các cấp trên của nó.")
)
def projects(request: Asked, year: Year, unit: Code | None = None) -> KeyProjectsOut:
    """List the key projects that the models of a unit may serve."""
    here = must(unit_of_year(request.auth, "initiatives.view", unit, year))
    chain = [s.unit for s in atlas().ancestors(here.pk, year_end(year))]
    rows = KeyProject.objects.on(year_end(year)).filter(unit__in=chain).order_by("name", "pk")
    return KeyProjectsOut(items=[_project(row, year) for row in rows])


@routes.post("/key-projects", KeyProjectOut, _("Thêm công trình, nhiệm vụ trọng tâm"), status=201)
def project_new(request: Asked, body: KeyProjectIn) -> KeyProjectOut:
    """Put a key project on a unit's list."""
    here = _managed(request.auth, body.unit, body.year)
    row = KeyProject(unit=here, **body.model_dump(exclude={"unit", "year"}))
    return _project(actions.add_key_project(row, actor=request.auth), body.year)


@routes.get("/sub-fields", SubFieldsOut, _("Phân nhóm lĩnh vực"), _("Của tỉnh mà đơn vị thuộc về, và của cả nước."))
def sub_fields(request: Asked, year: Year, unit: Code | None = None) -> SubFieldsOut:
    """List the sub-fields and local classes of a unit's province."""
    here = must(unit_of_year(request.auth, "initiatives.view", unit, year))
    local = SubField.objects.on(year_end(year)).filter(province=province_of(here.pk, year))
    rows = (local | SubField.objects.on(year_end(year)).filter(province=None)).order_by("field", "name", "pk")
    return SubFieldsOut(items=[_sub_field(row) for row in rows])


@routes.post("/sub-fields", SubFieldOut, _("Thêm phân nhóm lĩnh vực"), status=201)
def sub_field_new(request: Asked, body: SubFieldIn) -> SubFieldOut:
    """Add a sub-field or local class to a province's list."""
    here = _managed(request.auth, body.unit, body.year)
    province = Unit.objects.get(pk=province_of(here.pk, body.year))
    row = SubField(
        province=province, **body.model_dump(mode="json", exclude={"unit", "year", "valid_from", "valid_to"})
    )
    row.valid_from, row.valid_to = body.valid_from, body.valid_to
    return _sub_field(actions.add_sub_field(row, actor=request.auth))


def _managed(person: User, code: str, year: int) -> Unit:
    """Return the unit whose lists the person keeps."""
    here = must(unit_of_year(person, "initiatives.manage_lists", code, year))
    if not person.has_perm("initiatives.manage_lists", here):
        raise PermissionDenied(gettext("Danh mục của đơn vị này do cơ quan điều phối quản lý."))
    return Unit.objects.get(pk=here.pk)
