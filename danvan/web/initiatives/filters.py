"""The filter of the register: read off the address, shown in words, kept by every link and export."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from danvan.core.dates import year_end
from danvan.initiatives.listing import ANY_LEVEL, NO_LEVEL, ORDERS, Listing
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.initiatives.waiting import waits_for, waits_for_others
from danvan.reports.indicators import INDICATORS, SPLITS
from danvan.units.models import Unit
from danvan.web.look import Look

# address word → dimension
CHOICES = {
    "linh-vuc": "field", "trang-thai": "status", "he-thong": "line", "dang-ky": "renewal", "chu-the": "owner_kind",
    "loai": "kind", "cap": "level",
}  # fmt: skip
# whose approval is waited for
WAITING = {
    "toi": (_("Chờ tôi duyệt"), waits_for), "khac": (_("Chờ cơ quan khác duyệt"), waits_for_others),
}  # fmt: skip


@dataclass(kw_only=True)
class Filter(Listing):
    """What the address asks of the register."""

    look: Look
    waiting: str = ""  # "", "toi": for the person's own approval, "khac": for somebody else's

    def apply(self, visible: RegistrationQuerySet) -> RegistrationQuerySet:
        """Narrow what the person may see."""
        rows = super().apply(visible)
        return rows.filter(WAITING[self.waiting][1](self.look.user)) if self.waiting else rows

    @property
    def listed_year(self) -> int:
        """The year looked at."""
        return self.look.year

    @property
    def listed_unit(self) -> Unit | None:
        """The unit looked at."""
        return self.look.unit

    @property
    def listed_day(self) -> dt.date:
        """The day at which the year's tree is read."""
        return year_end(self.look.year)

    @classmethod
    def read(cls, look: Look, data: QueryDict) -> "Filter":
        """Read an address; what it does not know it leaves aside."""
        found = cls(look=look, words=data.get("q", "").strip()[:200])
        for word, name in CHOICES.items():
            value = data.get(word, "")
            special = name == "level" and value in {NO_LEVEL, ANY_LEVEL}
            if value and (special or value in SPLITS[name][1]):
                found.choices[name] = value
        found.outstanding = data.get("tieu-bieu") == "co"
        found.illustration = data.get("minh-hoa", "") if data.get("minh-hoa") in {"co", "khong"} else ""
        found.at_places = data.get("tinh-theo") == "dia-ban"
        found.own_row = data.get("rieng") == "co"
        found.waiting = data.get("cho", "") if data.get("cho") in WAITING else ""
        found.order = data.get("sap-xep", "moi") if data.get("sap-xep") in ORDERS else "moi"
        try:
            found.after = uuid.UUID(data.get("sau", "")) if data.get("sau") else None
        except ValueError:
            found.after = None
        return found

    def pairs(self) -> dict[str, str]:
        """Return the filter as words of an address, the page apart."""
        words = {word: self.choices[name] for word, name in CHOICES.items() if name in self.choices}
        flags = {
            "q": self.words, "tieu-bieu": "co" if self.outstanding else "", "minh-hoa": self.illustration,
            "tinh-theo": "dia-ban" if self.at_places else "", "rieng": "co" if self.own_row else "",
            "cho": self.waiting,
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
        if self.waiting:
            found.append((str(WAITING[self.waiting][0]), self.query(cho="")))
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
