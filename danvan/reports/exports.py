"""The register out again, in full: JSON by contract, XLSX and CSV with the columns that the import reads back."""

import itertools
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.appraisal.models import Recognition
from danvan.core.bulk import among, as_text, fetched
from danvan.core.dates import year_end
from danvan.initiatives.models import Place, Registration
from danvan.units.atlas import atlas
from danvan.units.models import UnitPeriod

QUOTED = re.compile('[",\r\n]').search
FORMULAS = frozenset({"=", "+", "-", "@", "\t", "\r"})
CHUNK = 500
LINES = 100


def unit_codes(units: set[Any], year: int) -> dict[Any, tuple[str, str]]:
    """Return code and label of units as they were at the end of a year (or nearest to it), villages included."""
    picture, day = atlas(), year_end(year)
    found = {u: (s.code, s.label) for u in units if (s := picture.nearest(u, day))}
    villages = UnitPeriod.objects.filter(unit__in=units - set(found))
    found.update({v.unit_id: (v.code, str(v)) for v in villages})
    return found


def documents(registrations: QuerySet[Registration]) -> Iterator[dict[str, Any]]:
    """Yield each registration as the contract writes it, in chunks, so that memory stays flat."""
    for keys in _in_order(registrations):
        found = {row.pk.hex: row for row in among(Registration.objects.select_related("initiative", "sub_field"), keys)}
        yield from _documents([found[key] for key in keys if key in found])


def _in_order(registrations: QuerySet[Registration]) -> Iterator[list[str]]:
    """Yield the keys of an export in its order, in chunks, as text.

    Only the keys are sorted and held, sixteen bytes each: whole rows would be sorted by the engine and, on PostgreSQL
    without cursors of the server, held here.
    """
    ordered = registrations.order_by("province", "initiative__code", "year").values_list(as_text("pk"))
    keys = b"".join(bytes.fromhex(key.replace("-", "")) for (key,) in ordered.iterator(chunk_size=5000))
    for start in range(0, len(keys), CHUNK * 16):
        chunk = keys[start : start + CHUNK * 16]
        yield [chunk[i : i + 16].hex() for i in range(0, len(chunk), 16)]


def _documents(rows: list[Registration]) -> Iterator[dict[str, Any]]:
    ids = [row.pk for row in rows]
    places: dict[Any, list[Place]] = defaultdict(list)
    recognitions: dict[Any, list[Recognition]] = defaultdict(list)
    for start in range(0, len(ids), 500):
        for place in Place.objects.filter(registration__in=ids[start : start + 500]):
            places[place.registration_id].append(place)
        for recognition in Recognition.objects.filter(registration__in=ids[start : start + 500], withdrawn_on=None):
            recognitions[recognition.registration_id].append(recognition)
    units = {row.accounting_unit_id for row in rows} | {p.unit_id for found in places.values() for p in found}
    codes = {year: unit_codes(units, year) for year in {row.year for row in rows}}
    for row in rows:
        yield _document(row, places[row.pk], recognitions[row.pk], codes[row.year])


def _document(
    row: Registration, places: list[Place], recognitions: list[Recognition], codes: dict[Any, tuple[str, str]]
) -> dict[str, Any]:
    return {
        "id": str(row.pk), "code": row.initiative.code, "name": row.name, "kind": row.kind, "owner": row.owner_name,
        "owner_kind": row.owner_kind, "line": row.line, "field": row.field,
        "sub_field": row.sub_field.name if row.sub_field else None, "year": row.year, "registration": row.renewal,
        "status": row.status, "accounting_unit": codes[row.accounting_unit_id][0],
        "accounting_unit_name": codes[row.accounting_unit_id][1],
        "places": list(dict.fromkeys(codes[p.unit_id][0] for p in places)), "places_text": row.places_text,
        "villages": [p.village for p in places if p.village],
        "recognitions": [
            {"level": r.level, "number": r.number, "date": r.date.isoformat() if r.date else None, "outstanding": r.outstanding}
            for r in recognitions
        ],
        "problem": row.problem, "goal": row.goal, "method": row.method, "result": row.result,
        "duration": row.duration, "contact": row.contact, "note": row.note, "source": row.source,
        "illustration": row.illustration,
    }  # fmt: skip


@override(settings.LANGUAGE_CODE)  # whatever language the page is in: an import reads these columns back
def columns() -> list[tuple[str, Any, int]]:
    """Return the columns of the sheet: header, how its value is read off a document, width in characters."""
    names = _value_names()
    outstanding, illustration = _("Tiêu biểu"), _("minh hoạ")
    return [
        # what is printed, on one landscape page across (PRINTED columns) …
        (_("TT"), None, 5), (_("Mã số"), "code", 15), (_("Tên mô hình, điển hình"), "name", 42),
        (_("Đơn vị/cá nhân"), "owner", 30), (_("Tập thể/Cá nhân"), lambda d: names["owner_kind"][d["owner_kind"]], 10),
        (_("Địa bàn"), "places_text", 30), (_("Lĩnh vực"), lambda d: names["field"][d["field"]], 16), (_("Năm"), "year", 6),
        (_("Mới/Duy trì"), lambda d: names["renewal"][d["registration"]], 11),
        (_("Trạng thái"), lambda d: names["status"][d["status"]], 14),
        (_("Cấp công nhận"), lambda d: _best(d, "level", names["level"]), 11),
        # … and the rest, for the screen
        (_("Tiêu biểu"), lambda d: outstanding if any(r["outstanding"] for r in d["recognitions"]) else "", 10),
        (_("Số quyết định"), lambda d: _best(d, "number"), 18), (_("Ngày quyết định"), lambda d: _date(_best(d, "date")), 14),
        (_("Mô hình/Điển hình"), lambda d: names["kind"][d["kind"]], 12),
        (_("Hệ thống"), lambda d: names["line"][d["line"]], 22), (_("Tính cho đơn vị"), "accounting_unit_name", 24),
        (_("Phân nhóm"), "sub_field", 20), (_("Thực trạng, lý do"), "problem", 40), (_("Mục tiêu, chỉ tiêu"), "goal", 40),
        (_("Nội dung, cách làm"), "method", 40), (_("Kết quả"), "result", 40), (_("Thời gian thực hiện"), "duration", 18),
        (_("Người phụ trách"), "contact", 24), (_("Ghi chú"), "note", 30), (_("Nguồn"), "source", 30),
        (_("Dữ liệu minh hoạ"), lambda d: illustration if d["illustration"] else "", 12),
    ]  # fmt: skip


def _value_names() -> dict[str, dict[Any, str]]:
    from danvan.reports.indicators import SPLITS  # noqa: PLC0415 - the names are needed only here

    return {key: {value: str(label) for value, label in values.items()} for key, (_label, values) in SPLITS.items()}


def _best(document: dict[str, Any], key: str, names: dict[Any, str] | None = None) -> str:
    if not document["recognitions"]:
        return ""
    order = ("base", "district", "province", "centre")
    best = max(document["recognitions"], key=lambda r: order.index(r["level"]), default=None)
    value = (best or {}).get(key) or ""
    return names[value] if names and value else value


def _date(iso: str) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else ""


# What a row of the sheet needs, as columns of the registration: fewer than a document, and no objects for them.
_READ = (
    "initiative__code", "name", "kind", "owner_name", "owner_kind", "line", "field", "sub_field__name", "year",
    "renewal", "status", "places_text", "problem", "goal", "method", "result", "duration", "contact", "note", "source",
    "illustration", "level",
)  # fmt: skip
_NAMES = (
    "code", "name", "kind", "owner", "owner_kind", "line", "field", "sub_field", "year", "registration", "status",
    "places_text", "problem", "goal", "method", "result", "duration", "contact", "note", "source", "illustration",
    "level", "id", "accounting_unit_name", "recognitions",
)  # fmt: skip
_LEVEL = _NAMES.index("level")
_YEAR = _NAMES.index("year")
Labels = dict[tuple[str, int], str]


def table(registrations: QuerySet[Registration]) -> Iterator[list[Any]]:
    """Yield the header and then each registration's row."""
    layout = columns()
    yield [header for header, _read, _width in layout]
    labels: Labels = {}
    readers = [read for _header, read, _width in layout]
    number = 0
    for keys in _in_order(registrations):
        for document in _light(keys, labels):
            number += 1
            yield [
                document[read] if read.__class__ is str else number if read is None else read(document)
                for read in readers
            ]


def _light(keys: list[str], labels: Labels) -> Iterator[dict[str, Any]]:
    """Yield what the sheet shows of some registrations; ``labels`` keeps the units' names from one call to the next."""
    found = among(Registration.objects.all(), keys)
    rows = {
        row[-2].replace("-", ""): row
        for row in fetched(found.values_list(*_READ, as_text("pk"), as_text("accounting_unit")))
    }
    recognitions = _recognitions([key for key, row in rows.items() if row[_LEVEL]])
    _label({(row[-1], row[_YEAR]) for row in rows.values()} - labels.keys(), labels)
    for key in keys:
        if key in rows:
            row = rows[key]
            label = labels[row[-1], row[_YEAR]]
            yield dict(zip(_NAMES, (*row[:-1], label, recognitions.get(key, ())), strict=True))


def _recognitions(keys: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the standing recognitions of some registrations, by key."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    standing = among(Recognition.objects.filter(withdrawn_on=None), keys, "registration")
    for key, level, number, date, outstanding in standing.values_list(
        as_text("registration"), "level", "number", "date", "outstanding"
    ):
        iso = date.isoformat() if date else None
        found[key.replace("-", "")].append({"level": level, "number": number, "date": iso, "outstanding": outstanding})
    return found


def _label(wanted: set[tuple[str, int]], labels: Labels) -> None:
    """Add the names of units at the ends of years."""
    for year in {year for _unit, year in wanted}:
        units = {uuid.UUID(unit): unit for unit, of in wanted if of == year}
        labels.update({(units[unit], year): label for unit, (_code, label) in unit_codes(set(units), year).items()})


def csv_lines(registrations: QuerySet[Registration]) -> Iterator[str]:
    """Yield the register as CSV, some lines at a time, with a byte-order mark, so that Excel reads the diacritics.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front, which the import takes off again.
    """
    yield "\ufeff"
    rows = table(registrations)
    while lines := [",".join(map(_quoted, row)) for row in itertools.islice(rows, LINES)]:
        yield "\r\n".join((*lines, ""))


def _quoted(value: Any) -> str:
    """Return a cell as RFC 4180 has it; ``csv`` looks at every letter, and took a third of an export's time."""
    if value.__class__ is not str:
        return "" if value is None else str(value)
    if value[:1] in FORMULAS:
        value = f"'{value}"
    if not QUOTED(value):
        return str(value)
    if '"' in value:
        value = value.replace('"', '""')
    return f'"{value}"'
