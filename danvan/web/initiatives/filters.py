"""The filter of the register: read off the address, shown in words, kept by every link and export."""

import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from danvan.initiatives.models import Registration
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.reports.indicators import INDICATORS, SPLITS
from danvan.web.look import Look

PAGE = 50
# address word → dimension
CHOICES = {
    "linh-vuc": "field", "trang-thai": "status", "he-thong": "line", "dang-ky": "renewal", "chu-the": "owner_kind",
    "loai": "kind", "cap": "level",
}  # fmt: skip
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "moi": (_("Mới nhập trước"), ("-id",)),
    "cu": (_("Nhập trước trước"), ("id",)),
    "ten": (_("Theo tên A–Y"), ("folded", "id")),
}
NO_LEVEL = "chua"
ANY_LEVEL = "bat-ky"


@dataclass
class Filter:
    """What the address asks of the register."""

    look: Look
    words: str = ""
    choices: dict[str, str] = field(default_factory=dict)  # dimension → value
    outstanding: bool = False
    illustration: str = ""  # "", "co", "khong"
    at_places: bool = False
    own_row: bool = False
    order: str = "moi"
    after: uuid.UUID | None = None

    @classmethod
    def read(cls, look: Look, data: QueryDict) -> "Filter":
        """Read an address; what it does not know it leaves aside."""
        found = cls(look, words=data.get("q", "").strip()[:200])
        for word, name in CHOICES.items():
            value = data.get(word, "")
            special = name == "level" and value in {NO_LEVEL, ANY_LEVEL}
            if value and (special or value in SPLITS[name][1]):
                found.choices[name] = value
        found.outstanding = data.get("tieu-bieu") == "co"
        found.illustration = data.get("minh-hoa", "") if data.get("minh-hoa") in {"co", "khong"} else ""
        found.at_places = data.get("tinh-theo") == "dia-ban"
        found.own_row = data.get("rieng") == "co"
        found.order = data.get("sap-xep", "moi") if data.get("sap-xep") in ORDERS else "moi"
        try:
            found.after = uuid.UUID(data.get("sau", "")) if data.get("sau") else None
        except ValueError:
            found.after = None
        return found

    def apply(self, visible: RegistrationQuerySet) -> RegistrationQuerySet:
        """Narrow what the person may see."""
        rows = visible.of_year(self.look.year)
        unit = self.look.unit
        if unit is not None:
            if self.own_row and self.at_places:
                rows = rows.placed_at(unit, self.look.day)
            elif self.own_row:
                rows = rows.at(unit, self.look.day)
            elif self.at_places:
                rows = rows.placed_under(unit, self.look.day)
            else:
                rows = rows.under(unit, self.look.day)
        for name, value in self.choices.items():
            rows = rows.filter(self._choice(name, value))
        if self.outstanding:
            rows = rows.filter(outstanding=True)
        if self.illustration:
            rows = rows.filter(illustration=self.illustration == "co")
        return rows.matching(self.words) if self.words else rows

    @staticmethod
    def _choice(name: str, value: str) -> Q:
        if name == "level" and value == ANY_LEVEL:
            return ~Q(level="")
        return Q(**{name: "" if value == NO_LEVEL else value})

    def page(self, rows: RegistrationQuerySet) -> tuple[list[Registration], uuid.UUID | None]:
        """Return one page by keyset and the key to go on from, None at the end."""
        _label, order = ORDERS[self.order]
        if self.after and (last := rows.filter(pk=self.after).first()):
            rows = rows.filter(self._beyond(last))
        # The keys first, off an index alone; only the page's own rows are read whole.
        keys = list(rows.order_by(*order).values_list("pk", flat=True)[: PAGE + 1])
        found = Registration.objects.select_related("initiative").in_bulk(keys[:PAGE])
        return [found[key] for key in keys[:PAGE] if key in found], keys[PAGE - 1] if len(keys) > PAGE else None

    def _beyond(self, last: Registration) -> Q:
        match self.order:
            case "ten":
                return Q(folded__gt=last.folded) | Q(folded=last.folded, id__gt=last.pk)
            case "cu":
                return Q(id__gt=last.pk)
            case _:
                return Q(id__lt=last.pk)

    def pairs(self) -> dict[str, str]:
        """Return the filter as words of an address, the page apart."""
        words = {word: self.choices[name] for word, name in CHOICES.items() if name in self.choices}
        flags = {
            "q": self.words, "tieu-bieu": "co" if self.outstanding else "", "minh-hoa": self.illustration,
            "tinh-theo": "dia-ban" if self.at_places else "", "rieng": "co" if self.own_row else "",
            "sap-xep": "" if self.order == "moi" else self.order,
        }  # fmt: skip
        base = {"don-vi": self.look.code, "nam": str(self.look.year)}
        return {k: v for k, v in {**base, **words, **flags}.items() if v}

    def query(self, **changes: Any) -> str:
        """Return the address's query with changes; an empty value takes a word away."""
        values = {**self.pairs(), **{k.replace("_", "-"): v for k, v in changes.items()}}
        return urlencode({k: v for k, v in values.items() if v not in (None, "")})

    @property
    def active(self) -> list[tuple[str, str]]:
        """Return what narrows the list, in words, each with the query that takes it away."""
        found = []
        if self.words:
            found.append((f"“{self.words}”", self.query(q="")))
        for word, name in CHOICES.items():
            if name in self.choices:
                label = self._value_label(name, self.choices[name])
                found.append((label, self.query(**{word: ""})))
        if self.outstanding:
            found.append((str(_("Tiêu biểu")), self.query(**{"tieu-bieu": ""})))
        if self.illustration:
            found.append(
                (
                    str(_("Dữ liệu minh hoạ") if self.illustration == "co" else _("Bỏ dữ liệu minh hoạ")),
                    self.query(**{"minh-hoa": ""}),
                )
            )
        if self.at_places:
            found.append((str(_("Tính theo địa bàn")), self.query(**{"tinh-theo": ""})))
        if self.own_row:
            found.append((str(_("Chỉ đơn vị này, không tính cấp dưới")), self.query(rieng="")))
        return found

    @staticmethod
    def _value_label(name: str, value: str) -> str:
        special = {NO_LEVEL: _("Chưa được công nhận"), ANY_LEVEL: _("Được công nhận")}
        return str(special.get(value) or SPLITS[name][1][value])

    def fields(self) -> list[dict[str, Any]]:
        """Return the choices of the filter form: address word, label, options with their state."""
        found = []
        for word, name in CHOICES.items():
            label, names = SPLITS[name]
            options = [(value, str(text)) for value, text in names.items() if value]
            if name == "level":
                options = [
                    (ANY_LEVEL, str(_("Được công nhận (mọi cấp)"))),
                    (NO_LEVEL, str(_("Chưa được công nhận"))),
                    *options,
                ]
            chosen = self.choices.get(name, "")
            found.append(
                {"word": word, "label": label, "options": [(v, t, v == chosen) for v, t in options], "chosen": chosen}
            )
        return found


def drill(indicator: str) -> dict[str, str]:
    """Return the address words that list the records behind an indicator."""
    words = {name: word for word, name in CHOICES.items()}
    found = {}
    for name, value in INDICATORS[indicator].where.items():
        match name:
            case "outstanding":
                found["tieu-bieu"] = "co"
            case "illustration":
                found["minh-hoa"] = "co"
            case "level":
                found["cap"] = ANY_LEVEL
            case _:
                found[words[name]] = str(value)
    return found


def drill_split(name: str, value: Any) -> dict[str, str]:
    """Return the address words that list the records of one value of a dimension."""
    if name == "outstanding":
        return {"tieu-bieu": "co"} if value else {}
    word = next(word for word, dimension in CHOICES.items() if dimension == name)
    return {word: str(value) or NO_LEVEL}
