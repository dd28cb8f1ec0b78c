"""Which unit an outline of a file belongs to: by its code or, without one, by its name within the units above it.

A code is no identity, so a code whose unit has another name on that day is refused, never taken on trust.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from danvan.core.text import clean, fold, fold_i
from danvan.units.atlas import Span, atlas
from danvan.units.finding import Finder
from danvan.units.models import Level

LOWEST_FIRST = (Level.COMMUNE.value, Level.DISTRICT.value, Level.PROVINCE.value)
WIDTHS = {Level.COMMUNE.value: 5, Level.DISTRICT.value: 3, Level.PROVINCE.value: 2}
# The names of properties as offices and agencies write them, without marks, spaces and dashes.
CODES = {
    Level.COMMUNE.value: "maxa maxaphuong maphuongxa maxp codexa xacode xaid idxa wardcode wardid communecode adm3pcode adm3code",
    Level.DISTRICT.value: "mahuyen maquanhuyen maqh codehuyen huyencode huyenid idhuyen districtcode districtid adm2pcode adm2code",
    Level.PROVINCE.value: "matinh matinhthanh matp codetinh tinhcode tinhid idtinh provincecode provinceid adm1pcode adm1code",
    "": "code ma mso maso madvhc madonvi madonvihanhchinh mahanhchinh mahc gso gsocode gsoid unitcode pcode admcode",
}
NAMES = {
    Level.COMMUNE.value: "tenxa tenxaphuong tenphuongxa xa xaphuong phuongxa phuong ward wardname commune communename adm3vi adm3name name3",
    Level.DISTRICT.value: "tenhuyen tenquanhuyen huyen quanhuyen quan district districtname adm2vi adm2name name2",
    Level.PROVINCE.value: "tentinh tentinhthanh tinh tinhthanh tinhtp province provincename adm1vi adm1name name1",
    "": "ten tendvhc tendonvi tendonvihanhchinh tenhanhchinh name namevi fullname label",
}
# A property that is a running number as often as a code: it counts only where the name agrees.
WEAK = ("id", "fid", "gid")
KIND = re.compile(
    r"^(?:tinh|thanh pho|tp|huyen|quan|thi xa|tx|thi tran|tt|phuong|xa|dac khu|dk|province|district|commune|ward) (?=.)"
)


@dataclass(slots=True)
class Verdict:
    """The unit of an outline, or why there is none; ``text`` is what the file calls it."""

    span: Span | None
    text: str
    reason: str = ""


@dataclass(slots=True)
class _Read:
    """What the properties say: codes and names by level (empty: not said of which)."""

    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    weak: str = ""

    @property
    def level(self) -> str:
        """The lowest level that is spoken of, or nothing."""
        return next((level for level in LOWEST_FIRST if level in self.codes or level in self.names), "")

    @property
    def name(self) -> str:
        """The name of the unit itself."""
        return self.names.get(self.level, "") or self.names.get("", "")

    @property
    def code(self) -> str:
        """The code of the unit itself."""
        return self.codes.get(self.level, "") or self.codes.get("", "")

    @property
    def text(self) -> str:
        """The unit as the file names it."""
        upper = (self.names.get(level, "") for level in LOWEST_FIRST if level != self.level)
        return ", ".join(filter(None, (self.code, self.name, *upper)))[:200]


class Matcher:
    """Reads properties in the tree of one day."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self.picture = atlas()
        self._finder: Finder | None = None

    def match(self, properties: dict[str, Any]) -> Verdict:
        """Return the unit that the properties name."""
        read = _read(properties)
        if read.code:
            return self._by_code(read, read.code, weak=False)
        if read.weak and read.name:
            found = self._by_code(read, read.weak, weak=True)
            if found.span:
                return found
        if read.name:
            return self._by_name(read)
        return Verdict(None, read.text, _("không có thuộc tính nào là mã hay tên đơn vị"))

    def _by_code(self, read: _Read, code: str, *, weak: bool) -> Verdict:
        spans = self._spans(code, read.level)
        if not spans:
            return Verdict(None, read.text, _("không có đơn vị mang mã %(code)s ngày %(day)s") % {"code": code, "day": f"{self.on:%d/%m/%Y}"})  # fmt: skip
        named = [span for span in spans if not read.name or _same(span.name, read.name)]
        if len(named) == 1 and not (weak and not read.name):
            return Verdict(named[0], read.text)
        if named:
            names = ", ".join(span.label for span in named)
            return Verdict(None, read.text, _("mã %(code)s có thể là: %(names)s") % {"code": code, "names": names})
        return Verdict(
            None, read.text,
            _("mã %(code)s ngày %(day)s là %(unit)s, không phải “%(name)s”; tệp có thể theo địa giới của ngày khác (xem --on)")
            % {"code": code, "day": f"{self.on:%d/%m/%Y}", "unit": spans[0].label, "name": read.name},
        )  # fmt: skip

    def _spans(self, code: str, level: str) -> list[Span]:
        widths = [WIDTHS[level]] if level else list(WIDTHS.values())
        forms = dict.fromkeys([code, *(code.zfill(width) for width in widths)])
        found = [span for form in forms if (span := self.picture.unit_by_code(form, self.on))]
        found = [span for span in found if span.level in WIDTHS and (not level or span.level == level)]
        # a code in its full width is that code, not a shorter one with noughts lost
        exact = [span for span in found if span.code == code]
        return exact or found

    def _by_name(self, read: _Read) -> Verdict:
        wanted = [span for span in self.picture.by_name.get(_key(read.name), ()) if span.is_on(self.on)]
        fitting = [span for span in wanted if span.level in WIDTHS and self._fits(span, read)]
        kind = _kind(read.name)
        same_kind = [span for span in fitting if kind and fold(span.kind) == kind]
        for some in (same_kind, fitting):
            if len(some) == 1:
                return Verdict(some[0], read.text)
        address = ", ".join(filter(None, (read.name, *(read.names.get(level, "") for level in LOWEST_FIRST if level != read.level))))  # fmt: skip
        self._finder = self._finder or Finder(self.on)
        match = self._finder.find(address)
        span = self.picture.span(match.unit, self.on) if match.unit and not match.village else None
        if span and (not read.level or span.level == read.level):
            return Verdict(span, read.text)
        return Verdict(None, read.text, match.reason if not span else _("tên chỉ một đơn vị ở cấp khác: %(unit)s") % {"unit": span.label})  # fmt: skip

    def _fits(self, span: Span, read: _Read) -> bool:
        """Tell whether a unit stands on the level and below the units that the file names."""
        if read.level and span.level != read.level:
            return False
        above = list(self.picture.ancestors(span.unit, self.on))[1:]
        named = {level: name for level, name in read.names.items() if level in WIDTHS and level != read.level}
        return all(
            any(upper.level == level and _same(upper.name, name) for upper in above) for level, name in named.items()
        )


def _read(properties: dict[str, Any]) -> _Read:
    plain = {fold(str(name)).replace(" ", ""): value for name, value in properties.items()}
    return _Read(
        {level: text for level, keys in CODES.items() if (text := _first(plain, keys.split(), _code))},
        {level: text for level, keys in NAMES.items() if (text := _first(plain, keys.split(), _name))},
        _first(plain, WEAK, _code),
    )


def _first(plain: dict[str, Any], keys: Iterable[str], read: Any) -> str:
    return next((text for key in keys if (text := read(plain.get(key)))), "")


def _code(value: Any) -> str:
    """Return a code as digits: 7282, 7282.0, "07282" and "VN07282" alike; nothing for what is none."""
    if isinstance(value, bool) or value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(str(value))
    text = text.upper().removeprefix("VN").removesuffix(".0")
    return text if text.isascii() and text.isdigit() and len(text) <= 5 else ""  # noqa: PLR2004 - the longest code


def _name(value: Any) -> str:
    return clean(value)[:120] if isinstance(value, str) else ""


def _kind(name: str) -> str:
    found = KIND.match(fold(name))
    return found[0].strip() if found else ""


def _key(name: str) -> str:
    bare = KIND.sub("", fold(name))
    return fold_i(bare.lstrip("0") if bare.isdigit() else bare)


def _same(name: str, written: str) -> bool:
    key = fold_i(name.lstrip("0") if name.isdigit() else name)
    return key in {_key(written), fold_i(written)}
