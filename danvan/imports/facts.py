"""What the texts of a row mean: name, owner, field, year, recognition …, each with its problem when they mean nothing."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.imports.boxes import keep, unfold
from danvan.imports.evidence import field_by_content, has_no_box
from danvan.imports.limits import LIMITS, fits, short
from danvan.imports.owners import read_owner
from danvan.imports.records import RowDraft
from danvan.imports.roles import TICKS, Role
from danvan.imports.sections import split_enumerator
from danvan.imports.targets import resources_in, targets_in
from danvan.imports.words import (
    date_of,
    decision_of,
    is_mark,
    is_no,
    kind_of,
    level_of,
    level_of_symbol,
    renewal_of,
    status_of,
    written_days,
    year_of,
)  # fmt: skip
from danvan.initiatives.drafts import ResourceDraft
from danvan.initiatives.fields import LocalNames, Reading, fields_in_words, key, read_field
from danvan.initiatives.models import FIRST_YEAR, Field, Kind, OwnerKind, Participation, RecognitionLevel, Renewal

TEXTS = ("problem", "goal", "method", "result", "duration", "contact", "note", "source")
RECOGNITION = ("level", "decision", "decision_number", "decision_date", "outstanding")
_LISTED = re.compile(r"[;\n]|,(?=\s*[A-ZĐÀ-Ỵ])")
_TICKED = [(role.value, role, *what) for role, what in TICKS.items()]
_LABELS: dict[str, Any] = {
    "field": Field,
    "owner_kind": OwnerKind,
    "kind": Kind,
    "renewal": Renewal,
    "level": RecognitionLevel,
}


class Reader:
    """Reads the facts of rows; keeps the year of the register and the local names of fields."""

    def __init__(self, year: int, local: Callable[[int], LocalNames], *, last_year: int | None = None) -> None:
        self.year, self.local = year, local
        self.last_year = last_year or dt.datetime.now(tz=dt.UTC).year + 1
        self._fields: dict[tuple[str, int], Reading] = {}

    def read(self, draft: RowDraft) -> None:
        """Fill ``draft.facts``; what means nothing becomes a problem of the row."""
        draft.facts["forces"] = unfold(draft)
        _tick(draft)
        self._year(draft)
        self._registered_on(draft)
        _name(draft)
        self._field(draft)
        read_owner(draft)
        _words(draft)
        _recognition(draft)
        _texts(draft)

    def _year(self, draft: RowDraft) -> None:
        said = draft.values.get("year", "")
        year = year_of(said) if said else None
        if said and year is None:
            draft.object_to(
                "year",
                _("«%(text)s» không phải là một năm. Ghi một năm có bốn chữ số, ví dụ 2022.") % {"text": short(said)},
            )
        elif year is not None and not FIRST_YEAR <= year <= self.last_year:
            draft.object_to(
                "year", _("Năm %(year)s nằm ngoài khoảng %(first)s–%(last)s. Sửa lại năm.")
                % {"year": year, "first": FIRST_YEAR, "last": self.last_year},
            )  # fmt: skip
            year = None
        elif year is None and "year" in draft.context:
            year = int(draft.context["year"])
        draft.facts["year"] = year or self.year

    def _registered_on(self, draft: RowDraft) -> None:
        said = draft.values.get("registered_on", "")
        day = date_of(said) if said else None
        if said and (day is None or not FIRST_YEAR <= day.year <= self.last_year):
            draft.object_to(
                "registered_on",
                _("«%(text)s» không phải là ngày đăng ký, nên để trống. Ghi ngày/tháng/năm, ví dụ 12/3/2022.")
                % {"text": short(said)},
                level="warning",
            )
            day = None
        draft.facts["registered_on"] = day

    def _field(self, draft: RowDraft) -> None:
        if "field" in draft.facts:
            return
        said, year = draft.values.get("field", ""), draft.facts["year"]
        if said:
            if (said, year) not in self._fields:
                self._fields[said, year] = read_field(said, self.local(year))
            reading = self._fields[said, year]
            draft.facts |= {"field": reading.field, "sub_field": reading.sub_field}
            if reading.rest and not reading.sub_field:
                draft.values.setdefault("sub_field", reading.rest)
            if reading.several:
                draft.object_to(
                    "field",
                    _("«%(text)s» gồm nhiều lĩnh vực. Ghi một lĩnh vực: %(fields)s.")
                    % {"text": short(said), "fields": fields_in_words()},
                )
            elif not reading.field:
                draft.object_to(
                    "field",
                    _("Không hiểu lĩnh vực «%(text)s». Ghi một trong bốn lĩnh vực: %(fields)s.")
                    % {"text": short(said), "fields": fields_in_words()},
                )
        elif "field" in draft.context:
            draft.facts["field"] = draft.context["field"]
        elif has_no_box(draft):
            self._by_content(draft)
        else:
            draft.facts["field"] = None
            draft.object_to(
                "field", _("Chưa ghi lĩnh vực. Ghi một trong bốn lĩnh vực: %(fields)s.") % {"fields": fields_in_words()}
            )
        self._sub_field(draft)

    def _by_content(self, draft: RowDraft) -> None:
        """Take the field that a form without a box for it clearly speaks of, aloud; ask for it otherwise."""
        found = field_by_content(draft, self.local(draft.facts["year"]))
        draft.facts |= {"field": found, "field_by_content": True}
        if found:
            message = _("Phiếu không có ô lĩnh vực: tạm xếp «%(field)s» theo nội dung; hãy xem lại.")
            draft.object_to("field", message % {"field": found.label}, "name", level="warning")
        else:
            message = _(
                "Chưa ghi lĩnh vực: phiếu không có ô này và nội dung chưa cho thấy rõ là lĩnh vực nào. "
                "Bấm «Sửa dòng này» để chọn một trong bốn lĩnh vực: %(fields)s."
            )
            draft.object_to("field", message % {"fields": fields_in_words()}, "name")

    def _sub_field(self, draft: RowDraft) -> None:
        said = draft.values.get("sub_field", "")
        if said and not draft.facts.get("sub_field"):
            found = self.local(draft.facts["year"]).get(key(said))
            if found and found[0] == draft.facts["field"]:
                draft.facts["sub_field"] = found[1]
            else:
                keep(draft, "note", "sub_field", said)


def _tick(draft: RowDraft) -> None:
    """Read the columns that tick a value, or hold a name, an owner, a decision in its place."""
    named: dict[str, list[tuple[str, Role, str]]] = {}
    for name, role, fact, value, holds in _TICKED:
        text = draft.values.get(name, "")
        if not text or is_no(text):
            continue
        if holds and not is_mark(text):
            before = draft.values.setdefault(holds, text)
            if holds == "decision" and text != before:
                draft.values[holds] = f"{before}; {text}"
        # A column "Mới" may hold ticks, or the words "mới" and "duy trì".
        said = renewal_of(text) if fact == "renewal" else None
        named.setdefault(fact, []).append((said or value, role, text))
    for fact, found in named.items():
        if len(found) > 1 and fact != "level":
            _two_ticks(draft, fact, found)
            continue
        draft.facts[fact] = found[-1][0]


def _two_ticks(draft: RowDraft, fact: str, found: list[tuple[str, Role, str]]) -> None:
    labels = ", ".join(str(_LABELS[fact](value).label) for value, _, _ in found)
    role = found[0][1].value
    if fact == "field":
        draft.object_to(role, _("Đánh dấu nhiều lĩnh vực (%(labels)s). Chỉ để lại một dấu.") % {"labels": labels})
        draft.facts["field"] = None
    elif fact == "owner_kind" and len({text for _, _, text in found}) > 1:
        draft.facts["owner_kind"] = OwnerKind.COLLECTIVE
        draft.object_to(
            role,
            _("Cả cột tập thể và cá nhân đều có chữ; được hiểu là tập thể «%(text)s».") % {"text": short(found[0][2])},
            level="warning",
        )
    else:
        draft.object_to(
            role, _("Đánh dấu cả hai cột (%(labels)s); chưa dùng dấu nào.") % {"labels": labels}, level="warning"
        )


def _name(draft: RowDraft) -> None:
    said = draft.values.get("name", "")
    name = " ".join(said.split())
    draft.facts["name"] = name
    if "\n" in said and sum(bool(split_enumerator(line)[0]) for line in said.split("\n")) > 1:
        message = _("Ô này ghi nhiều dòng có đánh số; nếu là nhiều mô hình thì tách mỗi mô hình thành một dòng.")
        draft.object_to("name", message, level="warning")
    if not name:
        draft.object_to(
            "name", _("Chưa ghi tên mô hình, điển hình. Ghi tên vào cột này; nếu đây là phần tiếp của dòng trên thì gộp vào dòng đó."),
            "kind_model", "name_collective",
        )  # fmt: skip
    elif len(name) > LIMITS["name"]:
        draft.object_to(
            "name", _("Tên dài %(length)s ký tự, tối đa là %(limit)s. Rút gọn tên, phần còn lại ghi ở cột nội dung.")
            % {"length": len(name), "limit": LIMITS["name"]},
        )  # fmt: skip


_WORDS = (
    ("renewal", renewal_of, gettext_lazy("Ghi «Mới» hoặc «Duy trì».")),
    ("kind", kind_of, gettext_lazy("Ghi «Mô hình» hoặc «Điển hình».")),
    ("status", status_of, gettext_lazy("Ghi ví dụ «Đang thực hiện».")),
)


def _words(draft: RowDraft) -> None:
    """Read the columns of which the words are few."""
    state = draft.values.get("status", "")
    if (
        status_of(state) is None
        and renewal_of(state)
        and not draft.values.get("renewal")
        and "renewal" not in draft.facts
    ):
        # "Tình trạng": mới, duy trì
        draft.values["renewal"] = draft.values.pop("status")
    for role, reading, advice in _WORDS:
        if role in draft.facts:
            continue
        said = draft.values.get(role, "")
        found = reading(said) if said else draft.context.get(role)
        if said and found is None and not (role == "kind" and "dien hinh" in key(said)):
            draft.object_to(
                role,
                _("Không hiểu «%(text)s», nên để trống. %(advice)s") % {"text": short(said), "advice": advice},
                level="warning",
            )
        draft.facts[role] = found
    draft.facts["kind_said"] = draft.facts["kind"] is not None


def _recognition(draft: RowDraft) -> None:
    _leave_other_years(draft)
    said, marked = draft.values.get("level", ""), draft.values.get("outstanding", "")
    level, outstanding = _level(draft, said)
    number, date, issuer = _decision(draft)
    if not level and number:
        level = level_of_symbol(number)
        if level:
            message = _("Cấp công nhận được hiểu theo ký hiệu của văn bản «%(text)s».") % {"text": short(number)}
            draft.object_to("decision", message, "decision_number", level="warning")
    outstanding = outstanding or bool(marked and not is_no(marked))
    if (number or date or outstanding or is_mark(said)) and not level:
        message = _("Có công nhận nhưng chưa rõ cấp, nên chưa ghi công nhận. Ghi thêm cột «Cấp công nhận».")
        draft.object_to("level", message, *RECOGNITION, level="warning")
        for role in RECOGNITION[1:]:
            if role in draft.values:
                keep(draft, "note", role, draft.values[role])
    draft.facts |= {"level": level, "number": number, "date": date, "issuer": issuer[:300]}
    draft.facts["outstanding"] = outstanding and bool(level)


def _level(draft: RowDraft, said: str) -> tuple[str, bool]:
    """Return the level that the row says and whether it says outstanding; a decision in this column is put where it belongs."""
    level = draft.facts.get("level") or draft.context.get("level", "")
    if is_no(said):
        return level, False
    found = level_of(said)
    if found:
        return found
    if is_mark(said):
        return level, False
    if decision_of(said)[0]:
        draft.values.setdefault("decision", said)
    else:
        message = _("Không hiểu cấp công nhận «%(text)s», nên để trống. Ghi «Cấp cơ sở», «Cấp huyện» hoặc «Cấp tỉnh».")
        draft.object_to("level", message % {"text": short(said)}, level="warning")
    return level, False


def _leave_other_years(draft: RowDraft) -> None:
    """Keep in the note what a column says of another year: ``Công nhận năm 2021`` in the register of 2022."""
    for role in RECOGNITION:
        column = draft.table.by_role.get(Role(role))
        years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", column.header)} if column else set()
        if years and draft.facts["year"] not in years and role in draft.values:
            keep(draft, "note", role, draft.values.pop(role))


def _decision(draft: RowDraft) -> tuple[str, dt.date | None, str]:
    number, date, issuer = decision_of(draft.values.get("decision", ""))
    if "decision_number" in draft.values:
        number, day, issuer = decision_of(draft.values["decision_number"])
        number, date = number or draft.values["decision_number"], date or day
    said = draft.values.get("decision_date", "")
    if said:
        date = date_of(said)
        if date is None:
            draft.object_to(
                "decision_date",
                _("«%(text)s» không phải là ngày, nên để trống. Ghi ngày/tháng/năm, ví dụ 12/3/2022.")
                % {"text": short(said)},
                level="warning",
            )
    fits(draft, "decision_number", number, "decision")
    return number, date, issuer


def _texts(draft: RowDraft) -> None:
    draft.facts["targets"] = targets_in(draft.values.get("goal", ""), draft.facts["year"])
    draft.facts["resources"] = _resources(draft)
    if "resources" in draft.values:
        keep(draft, "note", "resources", draft.values["resources"])
    texts = {name: draft.values[name] for name in TEXTS if draft.values.get(name)}
    for name, text in texts.items():
        if name in {"duration", "contact", "source"}:
            texts[name] = " ".join(written_days(text).split())
        fits(draft, name, texts[name])
    draft.facts["texts"] = texts
    coordinate = [p.strip(" -–•.")[:300] for p in _LISTED.split(draft.values.get("participants", ""))]
    forces = draft.facts["forces"]
    draft.facts["participants"] = [(name, Participation.Part.COORDINATES) for name in coordinate if name] + forces


def _resources(draft: RowDraft) -> tuple[ResourceDraft, ...]:
    """Return the resources that the column or box for them states, or the box for means and time."""
    text = draft.values.get("resources") or draft.facts.get("means", "")
    column = draft.table.by_role.get(Role.RESOURCES) if text else None
    return resources_in(text, column.header if column else "") if text else ()
