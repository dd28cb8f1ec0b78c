"""The audit of a record, told in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from danvan.audit.models import Entry

VERBS = {
    "initiatives.register": pgettext_lazy("history", "Đăng ký"),
    "initiatives.edit": pgettext_lazy("history", "Sửa"),
    "initiatives.attach": pgettext_lazy("history", "Thêm minh chứng"),
    "initiatives.approve": pgettext_lazy("history", "Duyệt vào danh mục"),
    "initiatives.start": pgettext_lazy("history", "Bắt đầu thực hiện"),
    "initiatives.fall_short": pgettext_lazy("history", "Đánh giá chưa đạt"),
    "initiatives.pause": pgettext_lazy("history", "Tạm dừng"),
    "initiatives.resume": pgettext_lazy("history", "Thực hiện tiếp"),
    "initiatives.end": pgettext_lazy("history", "Kết thúc"),
    "initiatives.reopen": pgettext_lazy("history", "Mở lại"),
    "appraisal.recognise": pgettext_lazy("history", "Ghi nhận công nhận"),
    "appraisal.withdraw_recognition": pgettext_lazy("history", "Hủy công nhận"),
    "imports.commit": pgettext_lazy("history", "Nhập từ sổ"),
    "imports.undo": pgettext_lazy("history", "Hoàn tác lần nhập sổ"),
    "sample.load": pgettext_lazy("history", "Nạp dữ liệu mẫu"),
    "sample.generate": pgettext_lazy("history", "Sinh dữ liệu minh hoạ"),
}
HIDDEN = {
    "parts",
    "initiative_id",
    "accounting_unit_id",
    "owner_id",
    "sub_field_id",
    "registration_id",
    "attachment_id",
}


@dataclass
class Story:
    """One act: when, who, what, and what changed from what to what."""

    at: Any
    actor: str
    verb: str
    changes: list[tuple[str, str, str]]
    lines: list[str]


def stories(entries: Iterable[Entry]) -> list[Story]:
    """Return the acts, newest first."""
    found = []
    for _act, rows in groupby(entries, key=lambda e: e.act):
        group = list(rows)
        first = group[0]
        changes = [change for entry in group for change in _changes(entry)]
        lines = [line for entry in group if (line := _line(entry))]
        found.append(Story(first.at, first.actor_name, str(VERBS.get(first.verb, first.verb)), changes, lines))
    return found


def _line(entry: Entry) -> str:
    model = apps.get_model(entry.kind)
    if entry.kind == "initiatives.registration" or (entry.before is not None and entry.after is not None):
        return ""
    kept = entry.after or entry.before or {}
    title = next((kept[k] for k in ("indicator", "name", "caption", "number", "origin") if kept.get(k)), "")
    word = _("thêm") if entry.before is None else _("bỏ")
    return f"{word} {str(model._meta.verbose_name).lower()}" + (f": {title}" if title else "")


@cache
def _fields(kind: str) -> dict[str, Any]:
    return {f.attname: f for f in apps.get_model(kind)._meta.concrete_fields}


def _changes(entry: Entry) -> Iterable[tuple[str, str, str]]:
    if entry.before is None or entry.after is None:
        return
    fields = _fields(entry.kind)
    for name, after in entry.after.items():
        if name in HIDDEN or name not in fields:
            continue
        field: Any = fields[name]
        yield str(field.verbose_name), _word(field, entry.before.get(name)), _word(field, after)


def _word(field: Any, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    names = dict(field.flatchoices)
    return str(names.get(value, value))
