"""One list of the register: what narrows it, in which order it stands, one page of it by keyset.

A page reads it off its address, the API off its parameters; both ask the same questions of the same rows.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.initiatives.models import Registration
from danvan.initiatives.querysets import RegistrationQuerySet
from danvan.units.models import Unit

PAGE = 50
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "moi": (_("Mới nhập trước"), ("-id",)),
    "cu": (_("Nhập trước trước"), ("id",)),
    "ten": (_("Theo tên A–Y"), ("folded", "id")),
}
NO_LEVEL = "chua"
ANY_LEVEL = "bat-ky"


@dataclass(kw_only=True)
class Listing:
    """What is asked of the register; the unit and year come from whoever asks."""

    words: str = ""
    choices: dict[str, str] = field(default_factory=dict)  # dimension → value
    outstanding: bool = False
    illustration: str = ""  # "", "co", "khong"
    at_places: bool = False
    own_row: bool = False
    order: str = "moi"
    after: uuid.UUID | None = None
    size: int = PAGE

    @property
    def listed_year(self) -> int:
        """The year of the list."""
        raise NotImplementedError

    @property
    def listed_unit(self) -> Unit | None:
        """The unit that it is narrowed to, if any."""
        raise NotImplementedError

    @property
    def listed_day(self) -> dt.date:
        """The day at which the tree is read."""
        raise NotImplementedError

    def apply(self, visible: RegistrationQuerySet) -> RegistrationQuerySet:
        """Narrow what the person may see."""
        rows = self._within(visible.of_year(self.listed_year))
        for name, value in self.choices.items():
            rows = rows.filter(self._choice(name, value))
        if self.outstanding:
            rows = rows.filter(outstanding=True)
        if self.illustration:
            rows = rows.filter(illustration=self.illustration == "co")
        return rows.matching(self.words) if self.words else rows

    def _within(self, rows: RegistrationQuerySet) -> RegistrationQuerySet:
        unit = self.listed_unit
        if unit is None:
            return rows
        if self.own_row:
            narrow = rows.placed_at if self.at_places else rows.at
        else:
            narrow = rows.placed_under if self.at_places else rows.under
        return narrow(unit, self.listed_day)

    @staticmethod
    def _choice(name: str, value: str) -> Q:
        if name == "level" and value == ANY_LEVEL:
            return ~Q(level="")
        return Q(**{name: "" if value == NO_LEVEL else value})

    def page(self, rows: RegistrationQuerySet) -> tuple[list[Registration], uuid.UUID | None]:
        """Return one page by keyset and the key to go on from, None at the end."""
        _label, order = ORDERS[self.order]
        if self.after and (beyond := self._beyond(self.after)) is not None:
            rows = rows.filter(beyond)
        # The keys first, off an index alone; only the page's own rows are read whole.
        keys = list(rows.order_by(*order).values_list("pk", flat=True)[: self.size + 1])
        found = Registration.objects.select_related("initiative").in_bulk(keys[: self.size])
        following = keys[self.size - 1] if len(keys) > self.size else None
        return [found[key] for key in keys[: self.size] if key in found], following

    def _beyond(self, key: uuid.UUID) -> Q | None:
        """Return what comes after a row, also when the row itself has left the list; None when it is no more."""
        match self.order:
            case "ten":
                last = Registration.objects.filter(pk=key).values_list("folded", flat=True).first()
                return None if last is None else Q(folded__gt=last) | Q(folded=last, id__gt=key)
            case "cu":
                return Q(id__gt=key)
            case _:
                return Q(id__lt=key)
