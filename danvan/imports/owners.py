"""Who carries a model out: an organisation or a person, by what the row says and by how the name looks."""

import re

from django.utils.translation import gettext as _

from danvan.bodies.lines import is_person
from danvan.imports.limits import fits, short
from danvan.imports.records import RowDraft
from danvan.imports.roles import Role
from danvan.imports.words import owner_kind_of
from danvan.initiatives.models import OwnerKind

_OWNER_LABEL = re.compile(r"(tập thể|cá nhân)\s*:\s*(?=\S)", re.IGNORECASE)
# The name of a person: a family name, Văn or Thị, a name of one's own.
_PERSON = re.compile(
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Nông|Hà|Giáp|Thân|Chu|Lương|Vi|Triệu|Lục|Hứa|Tạ|Trịnh|Đinh|Mai|Cao"
    r"|Lâm|Tống|Đào|Đoàn|La|Lò|Giàng|Vàng|Sùng|Hoàn|Ma|Bế|Đàm|Quách|Diệp|Ninh|Tô|Trương|Khổng|Mạc|Phùng|Kiều|Thạch|Kim|Sơn)"
    r"\s+(?:Văn|Thị)(?:\s+[^\W\d_]+){1,2}(?:\s*[-–,(].*)?",
    re.IGNORECASE,
)


def read_owner(draft: RowDraft) -> None:
    """Fill in the owner and its kind."""
    owner = " ".join((draft.values.get("owner") or draft.context.get("owner", "")).split())
    if not owner and draft.table.by_role.keys() >= {Role.OWNER, Role.VILLAGE}:
        owner = " ".join(draft.values.get("village", "").split())  # "Khu dân cư" or "Cơ quan khác": one is filled in
    labelled = _OWNER_LABEL.match(owner) if ":" in owner else None
    if labelled:
        owner = owner[labelled.end() :]
        draft.facts.setdefault("owner_kind", owner_kind_of(labelled[1]))
    draft.facts["owner"] = owner
    fits(draft, "owner", owner, "owner_collective", "owner_individual")
    if "owner_kind" in draft.facts:
        draft.facts["owner_kind_said"] = True
        return
    said = draft.values.get("owner_kind", "")
    kind = owner_kind_of(said) if said else draft.context.get("owner_kind")
    if said and kind is None:
        draft.object_to(
            "owner_kind",
            _("Không hiểu «%(text)s». Ghi «Tập thể» hoặc «Cá nhân»; tạm hiểu là tập thể.") % {"text": short(said)},
            level="warning",
        )
    draft.facts["owner_kind_said"] = kind is not None
    if kind is None and not said and (is_person(owner) or _PERSON.fullmatch(owner)):
        kind = OwnerKind.INDIVIDUAL
        draft.object_to("owner", _("«%(text)s» được hiểu là cá nhân.") % {"text": short(owner)}, level="warning")
    draft.facts["owner_kind"] = kind or OwnerKind.COLLECTIVE
