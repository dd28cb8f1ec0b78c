"""Where the records of a register are carried out and counted: places settled, seats found, all of a file at once."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from danvan.bodies.lines import line_of
from danvan.bodies.models import Body
from danvan.core.dates import year_end
from danvan.core.text import fold
from danvan.imports import issuers
from danvan.imports.addresses import is_plain, parted
from danvan.imports.records import RowDraft
from danvan.imports.roles import PLACES, Role
from danvan.imports.sections import place_of
from danvan.initiatives.accounting import accounting_unit, province_of
from danvan.initiatives.drafts import PlaceDraft
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit, UnitPeriod
from danvan.units.places import PlaceText, Settled, settle
from danvan.units.seats import owner_seat

LONGEST_TEXT, LONGEST_VILLAGE = 1000, 200
ALL = tuple(role.value for role in (Role.PLACE, *PLACES))
_RANKS: dict[str, str] = {Level.COMMUNE: "commune", Level.DISTRICT: "district", Level.PROVINCE: "province"}
_OF_UNITS = re.compile(r"\b(?:dia phuong|xa|phuong|thi tran|huyen|co so|dang bo|dang uy|cap uy)\b")
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Placed:
    """Where one record stands."""

    places: tuple[PlaceDraft, ...] = ()
    text: str = ""
    accounting_unit: uuid.UUID | None = None
    province: uuid.UUID | None = None
    owner: Body | None = None
    line: str = ""
    settled: list[Settled] = field(default_factory=list)


class Placer:
    """Places the records of one register within its scope; keeps what it has found."""

    def __init__(self, scope: Unit) -> None:
        self.scope = scope
        self.cache: dict[Any, Any] = {}
        self.provinces: dict[tuple[uuid.UUID, int], uuid.UUID] = {}
        self.inside: dict[tuple[uuid.UUID, int], bool] = {}
        self.seats: dict[Any, uuid.UUID | None] = {}

    def place(self, rows: list[RowDraft], progress: Progress) -> list[Placed]:
        """Return where each row stands; what cannot be settled becomes a problem of its row."""
        found = []
        for number, row in enumerate(rows):
            if number % 100 == 0:
                progress(number, len(rows))
            found.append(self._place(row))
        self._find_owners(rows, found)
        progress(len(rows), len(rows))
        return found

    def _place(self, row: RowDraft) -> Placed:
        year, owner = row.facts["year"], row.facts["owner"]
        own, context = _texts(row)
        settled = self._settle(row, own, context, year)
        text = _in_words({**context, **own})
        _object(row, settled, text)
        if row.rejected:
            return Placed(text=text, settled=settled)
        places = tuple(dict.fromkeys(PlaceDraft(one.unit, _village(one)) for one in settled if one.unit is not None))
        seat = self._seat(owner, settled, year)
        if seat is None and not places:  # "Chức vụ, đơn vị": Trưởng thôn, xã Đồng Kỳ
            seat = self._seat(" ".join(row.values.get("contact", "").split()), settled, year)
        unit = accounting_unit(seat, [place.unit for place in places], year, self.scope.pk)
        if not self._inside(unit, year):
            message = _(
                "«%(unit)s» nằm ngoài phạm vi của lần nhập này. Nhập dòng này ở đơn vị đó, hoặc sửa đơn vị và địa bàn."
            )
            row.object_to("owner", message % {"unit": unit_label(unit, year)}, *ALL)
            return Placed(places, text, settled=settled)
        if seat is None and not places and self.scope.level in (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT):
            message = _(
                "Chưa rõ địa bàn và trụ sở của đơn vị, nên tính cho %(unit)s. Ghi xã, phường vào cột địa bàn để tính đúng nơi."
            )
            row.object_to(_column(row), message % {"unit": unit_label(unit, year)}, "owner", *ALL, level="warning")
        return Placed(places, text, unit, self._province(unit, year), None, line_of(owner), settled)

    def _settle(self, row: RowDraft, own: dict[str, str], context: dict[str, str], year: int) -> list[Settled]:
        if not own and not context:
            owner = row.facts["owner"]
            if place_of(owner):
                return self._look({"place": owner}, year)
            return self._issued(row, year) or self._owner_place(row, owner, year)
        settled = self._look({**context, **own}, year)
        if not all(one.unit for one in settled):
            settled = self._within_issued(row, {**context, **own}, settled, year)
        if context and own and not all(one.unit for one in settled):
            alone = self._look(own, year)
            if alone and all(one.unit for one in alone):
                said = ", ".join(context.values())
                message = _("Địa bàn ghi ở dòng này không thuộc «%(heading)s» của mục bên trên; dùng địa bàn của dòng.")
                row.object_to(_column(row), message % {"heading": said}, level="warning")
                return alone
        return settled

    def _owner_place(self, row: RowDraft, owner: str, year: int) -> list[Settled]:
        """Return the unit that stands in the column of the owners without the word for its kind: ``Đồng Kỳ``."""
        column = row.table.by_role.get(Role.OWNER)
        header = column.header if column else ""
        ranked = parted(header, owner) if is_plain(owner.split(",", maxsplit=1)[0]) else {}
        if not ranked and not is_plain(owner):
            return []
        found = self._look(ranked or {"place": owner}, year)
        if len(found) != 1 or not found[0].unit or found[0].warning:
            return []
        if not ranked and not _OF_UNITS.search(fold(header)):
            message = _("«%(text)s» được hiểu là %(unit)s.")
            row.object_to("owner", message % {"text": owner, "unit": unit_label(found[0].unit, year)}, level="warning")
        return found

    def unit_called(self, label: str, year: int) -> uuid.UUID | None:
        """Return the one unit that a text names, or None."""
        found = self._look({"place": label}, year)
        return found[0].unit if len(found) == 1 and not found[0].warning and not found[0].village else None

    def _within_issued(self, row: RowDraft, texts: dict[str, str], settled: list[Settled], year: int) -> list[Settled]:
        """Settle places that the row alone leaves open within the unit whose list it is: ``thôn Bùi`` of the commune above."""
        above = [one for one in self._issued(row, year, aloud=False) if one.unit]
        if not above:
            return settled
        unit = above[0].unit
        path = atlas().ancestors(unit, year_end(year)) if unit in atlas().spans else ()
        added = {_RANKS[span.level]: span.label for span in path if span.level in _RANKS}
        again = self._look({**added, **texts}, year)
        return again if again and all(one.unit for one in again) else settled

    def _issued(self, row: RowDraft, year: int, *, aloud: bool = True) -> list[Settled]:
        """Return the unit that the title or the name of the sheet tells, or that a person has said, once it is certain."""
        chosen = row.context.get(issuers.CHOSEN)
        if chosen:
            unit = uuid.UUID(chosen)
            return [Settled(unit, unit_label(unit, year))]
        said = {key.removeprefix(issuers.PREFIX): row.context[key] for key in issuers.KEYS if key in row.context}
        key = ("issued", tuple(said.items()), year)
        if key not in self.cache:
            self.cache[key] = self._look(said, year) if said else []
        found: list[Settled] = self.cache[key]
        if len(found) == 1 and found[0].unit and not found[0].warning:
            return found
        if aloud and "commune" in said:
            if self.scope.level not in (Level.COMMUNE, Level.VILLAGE):
                self._ask(row, ", ".join(said.values()), found)
            elif not any(one.unit for one in found):
                message = _(
                    "Tiêu đề ghi «%(said)s», không phải đơn vị của lần nhập này; dòng này vẫn tính cho %(unit)s. Nếu nhầm tệp, hãy bỏ lần nhập."
                )
                row.object_to(
                    "place",
                    message % {"said": said["commune"], "unit": unit_label(self.scope.pk, year)},
                    *ALL,
                    level="warning",
                )
        return []

    def _ask(self, row: RowDraft, said: str, found: list[Settled]) -> None:
        """Hand a row back whose unit only the title tells, and not clearly."""
        options = "; ".join(f"{c.path} ({c.code})" for one in found for c in one.candidates[:4])
        message = _(
            "Tiêu đề ghi «%(said)s» nhưng chưa rõ là đơn vị nào. Chọn đơn vị của trang ở mục «Tệp được hiểu thế nào», hoặc ghi địa bàn ở dòng này."
        )
        message %= {"said": said}
        row.object_to(
            "place", f"{message} {_('Có phải: %(options)s?') % {'options': options}}" if options else message, *ALL
        )

    def _look(self, texts: dict[str, str], year: int) -> list[Settled]:
        places = PlaceText(**{("text" if role == "place" else role): text for role, text in texts.items()})
        return settle(places, year, self.scope, self.cache)

    def _seat(self, owner: str, settled: list[Settled], year: int) -> uuid.UUID | None:
        key = (owner, year, tuple(one.unit for one in settled))
        if key not in self.seats:
            self.seats[key] = owner_seat(owner, settled, year_end(year), self.scope, self.cache) if owner else None
        return self.seats[key]

    def _inside(self, unit: uuid.UUID, year: int) -> bool:
        if (unit, year) not in self.inside:
            self.inside[unit, year] = within(unit, self.scope, year_end(year))
        return self.inside[unit, year]

    def _province(self, unit: uuid.UUID, year: int) -> uuid.UUID:
        if (unit, year) not in self.provinces:
            self.provinces[unit, year] = province_of(unit, year)
        return self.provinces[unit, year]

    @staticmethod
    def _find_owners(rows: list[RowDraft], found: list[Placed]) -> None:
        """Find the bodies that own the records, by name and seat, in few queries."""
        names = list({fold(row.facts["owner"]) for row in rows if row.facts["owner"]})
        bodies: dict[tuple[uuid.UUID, str], list[Body]] = {}
        for start in range(0, len(names), 500):
            for body in Body.objects.filter(folded__in=names[start : start + 500]):
                bodies.setdefault((body.unit_id, body.folded), []).append(body)
        for row, placed in zip(rows, found, strict=True):
            known = bodies.get((placed.accounting_unit, fold(row.facts["owner"]))) if placed.accounting_unit else None
            placed.owner = next((body for body in known or () if body.is_on(year_end(row.facts["year"]))), None)
            if placed.owner:
                placed.line = placed.owner.line


def line_above(unit: uuid.UUID, on: dt.date) -> set[uuid.UUID]:
    """Return the unit, where it stands on a day, and all above that."""
    picture = atlas()
    known = (
        unit if unit in picture.spans else UnitPeriod.objects.filter(unit=unit).values_list("parent", flat=True).first()
    )
    home = picture.home(known, on)[0] if known else None
    return {unit} | ({span.unit for span in picture.ancestors(home, on)} if home else set())


def within(unit: uuid.UUID, scope: Unit, on: dt.date) -> bool:
    """Tell whether a unit lies within the scope of an import, in the tree of a day."""
    if scope.level == Level.COUNTRY:
        return True
    return bool(line_above(unit, on) & {scope.pk, *atlas().homes(scope.pk, on)})


def unit_label(unit: uuid.UUID, year: int) -> str:
    """Return what a unit was called in a year."""
    span = atlas().nearest(unit, year_end(year))
    return span.label if span else str(UnitPeriod.objects.filter(unit=unit).first() or "")


def _object(row: RowDraft, settled: list[Settled], text: str) -> None:
    """Note what is wrong with the places of a row."""
    column = _column(row)
    for one in settled:
        if one.unit is None:
            row.object_to(column, one.problem, *ALL)
        elif one.warning:
            said = _("«%(text)s»: %(warning)s") % {"text": one.text, "warning": one.warning}
            row.object_to(column, said, *ALL, level="warning")
    if len(text) > LONGEST_TEXT:
        message = _("Địa bàn dài %(length)s ký tự, tối đa là %(limit)s. Rút gọn rồi nhập lại.")
        row.object_to(column, message % {"length": len(text), "limit": LONGEST_TEXT}, *ALL)
    if any(len(one.village) > LONGEST_VILLAGE for one in settled):
        message = _("Tên thôn dài quá %(limit)s ký tự. Rút gọn rồi nhập lại.")
        row.object_to(column, message % {"limit": LONGEST_VILLAGE}, *ALL)


def _texts(row: RowDraft) -> tuple[dict[str, str], dict[str, str]]:
    """Return the places that the row names, and those of the headings above it that it does not name itself."""
    own = {role.value: _line(row.values[role]) for role in (Role.PLACE, *PLACES) if row.values.get(role)}
    said = fold(" ".join(own.values()))
    context = {r.value: row.context[r] for r in PLACES if r in row.context and fold(row.context[r]) not in said}
    if "commune" in own or "place" in own:
        context.pop("village", None)
    return own, context


def _village(one: Settled) -> str:
    """Return the village as typed, also where it is a unit of its own by now."""
    if one.village or one.unit in atlas().spans:
        return one.village
    return one.text.split(",")[0].strip()[:LONGEST_VILLAGE]


def _line(text: str) -> str:
    return "; ".join(part.strip() for part in text.split("\n") if part.strip())


def _in_words(texts: dict[str, str]) -> str:
    return ", ".join(texts[role] for role in ("place", *map(str, PLACES)) if texts.get(role))


def _column(row: RowDraft) -> str:
    """Return the role whose column a message about places stands at."""
    return next(
        (
            role.value
            for role in (Role.PLACE, Role.COMMUNE, Role.VILLAGE, Role.DISTRICT, Role.PROVINCE)
            if row.values.get(role)
        ),
        "place",
    )
