"""What a signature freezes: text, figures, tables, and every record behind a figure with its state, as canonical JSON.

The file's SHA-256 is the digest of the report, so that the file store's own check finds damage and the audit chain,
which holds the digest, finds an exchange.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danvan.documents.storage import path_of
from danvan.reporting.comparing import Comparison, GoalResult
from danvan.reporting.content import Content, Section
from danvan.reporting.counting import FRESH, LATELY, matches, records, standing
from danvan.reporting.figures import Figure
from danvan.reporting.frames import Frame
from danvan.reporting.models import Report
from danvan.reporting.notable import Notable
from danvan.reporting.papers import Head
from danvan.reporting.periods import parse_period
from danvan.reporting.tables import Check, Side, Summary, TableRow
from danvan.reporting.tables import Head as ColumnHead
from danvan.reports.exports import unit_codes
from danvan.reports.indicators import Type
from danvan.reports.models import DIMENSIONS

VERSION = 1
# ``on``: the day at which the record's level and marks are read; a record of two periods is there once for each.
PLAIN = ("on", "id", "code", "year", "name", "owner", "unit", "registered_on")
COLUMNS = (*PLAIN, *DIMENSIONS, FRESH, LATELY)
_THEN = {"level": "level_then", "outstanding": "outstanding_then"}
READ = (
    "pk", "initiative__code", "year", "name", "owner_name", "accounting_unit", "registered_on",
    *(_THEN.get(name, name) for name in (*DIMENSIONS, FRESH, LATELY)),
)  # fmt: skip
Record = dict[str, Any]


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return a document as the bytes that its digest is of: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def freeze(content: Content, head: Head, unit: uuid.UUID, line: str) -> dict[str, Any]:
    """Return the frozen document. Raises ``ValidationError`` when the register changed while it was being counted."""
    book = _Book(content)
    figures = []
    for figure in content.figures.values():
        behind = book.behind(figure)
        if behind is not None and figure.counts == "records" and len(behind) != figure.value:
            raise ValidationError(
                _("Sổ đăng ký vừa thay đổi trong lúc chốt số liệu. Hãy xem lại báo cáo rồi ký lần nữa."), code="moved"
            )
        kept = {
            name: getattr(figure, name)
            for name in ("id", "label", "value", "text", "counts", "before", "of", "indicator")
        }
        figures.append({**kept, "type": figure.type and figure.type.value, "records": behind})
    return {
        "version": VERSION,
        "unit": {"id": str(unit), "code": content.unit_code, "label": content.unit_label},
        "line": line,
        "period": content.period.code,
        "on": content.on.isoformat(),
        "abstract": content.abstract,
        "notice": content.notice,
        "head": {**dataclasses.asdict(head), "date": head.date and head.date.isoformat()},
        "sections": [dataclasses.asdict(section) for section in content.sections],
        "figures": figures,
        "tables": [dataclasses.asdict(table) for table in content.tables],
        "checks": [dataclasses.asdict(check) for check in content.checks],
        "comparisons": [dataclasses.asdict(one) for one in content.comparisons],
        "goals": [dataclasses.asdict(goal) for goal in content.goals],
        "notable": [{**dataclasses.asdict(one), "id": str(one.id)} for one in content.notable],
        "columns": COLUMNS,
        "records": book.rows,
    }


class _Book:
    """The records of a report, once for each frame, and which of them stand behind a figure."""

    def __init__(self, content: Content) -> None:
        self.rows: list[list[Any]] = []
        self.values: list[dict[str, Any]] = []
        self.frames: dict[Frame, dict[str, int]] = {}  # frame → record → position
        for figure in content.figures.values():
            for frame in figure.ref.frames if figure.ref else ():
                if frame not in self.frames:
                    self.frames[frame] = self._read(frame)

    def _read(self, frame: Frame) -> dict[str, int]:
        found = list(standing(frame).order_by("pk").values_list(*READ))
        codes = unit_codes({row[5] for row in found}, frame.year)
        places = {}
        for row in found:
            places[str(row[0])] = len(self.rows)
            code = codes[row[5]][0]
            plain = [frame.on.isoformat(), str(row[0]), *row[1:5], code, row[6] and row[6].isoformat(), *row[7:]]
            self.rows.append(plain)
            self.values.append(dict(zip(COLUMNS, plain, strict=True)))
        return places

    def behind(self, figure: Figure) -> list[int] | None:
        """Return the positions of a figure's records; None for a figure that no records stand behind."""
        ref = figure.ref
        if ref is None or not figure.counts:
            return None
        if ref.ids is not None:
            return [next(p[str(key)] for p in self.frames.values() if str(key) in p) for key in ref.ids]
        among = [i for frame in ref.frames for i in self.frames[frame].values()]
        if ref.without or ref.children is not None or any(name not in COLUMNS for name, _v in ref.where):
            wanted = {str(pk) for pk in records(ref).values_list("pk", flat=True)}
            return [i for i in among if self.values[i]["id"] in wanted]
        return [i for i in among if matches(self.values[i], ref.where)]


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of a frozen document."""
    return hashlib.sha256(canonical(document)).hexdigest()


def frozen_document(report: Report) -> dict[str, Any]:
    """Return what a report was frozen with. Raises ``ValidationError`` where its file is lost or damaged."""
    path = path_of(report.digest)
    data = path.read_bytes() if report.digest and path.exists() else b""
    if not data or hashlib.sha256(data).hexdigest() != report.digest:
        raise ValidationError(
            _("Nội dung đã chốt của báo cáo không còn nguyên vẹn trong kho tệp. Hãy báo người quản trị chạy danvan verify và khôi phục bản sao lưu."),
            code="damaged",
        )  # fmt: skip
    found: dict[str, Any] = json.loads(data)
    return found


def content_from(document: Mapping[str, Any]) -> tuple[Content, Head]:
    """Return the content and the head of a frozen report. Its figures have no ``ref``: the records are in the document."""
    figures = {
        row["id"]: Figure(
            row["id"], row["label"], row["value"], row["text"], Type(row["type"]) if row["type"] else None,
            row["counts"], None, row["before"], row["of"], row["indicator"],
        )
        for row in document["figures"]
    }  # fmt: skip
    tables = [
        Summary(
            t["key"], t["title"], t["first"], tuple(ColumnHead(**head) for head in t["heads"]),
            tuple(TableRow(r["key"], r["name"], tuple(r["values"])) for r in t["rows"]), tuple(t["total"]),
        )
        for t in document["tables"]
    ]  # fmt: skip
    content = Content(
        document["unit"]["code"], document["unit"]["label"], parse_period(document["period"]), document["abstract"],
        dt.date.fromisoformat(document["on"]), [Section(**section) for section in document["sections"]], figures,
        [Notable(**{**one, "id": uuid.UUID(one["id"])}) for one in document["notable"]],
        tables, [Check(c["label"], Side(**c["left"]), Side(**c["right"])) for c in document["checks"]],
        [Comparison(**one) for one in document["comparisons"]], [GoalResult(**goal) for goal in document["goals"]],
        document["notice"],
    )  # fmt: skip
    head = dict(document["head"])
    date = head.pop("date")
    head["recipients"] = tuple(head["recipients"])
    return content, Head(**head, date=date and dt.date.fromisoformat(date))


def frozen_records(document: Mapping[str, Any], figure: str | None = None) -> list[Record]:
    """Return the frozen records, all or those behind one figure, as dictionaries of ``COLUMNS``."""
    rows = [dict(zip(document["columns"], row, strict=True)) for row in document["records"]]
    if figure is None:
        return rows
    behind = next((row["records"] for row in document["figures"] if row["id"] == figure), None)
    return [rows[i] for i in behind or ()]


@dataclass(frozen=True)
class FigureChange:
    """A figure that is no longer what it was when the report was signed; a rate has no difference in numbers."""

    id: str
    label: str
    then: str
    now: str
    difference: int | None


@dataclass(frozen=True)
class RecordChange:
    """A record whose state is no longer what it was: column → (then, now)."""

    then: Record
    now: Record
    changed: dict[str, tuple[Any, Any]]


@dataclass
class Changes:
    """What has changed since a report was signed."""

    figures: list[FigureChange] = field(default_factory=list)
    added: list[Record] = field(default_factory=list)
    removed: list[Record] = field(default_factory=list)
    changed: list[RecordChange] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Tell whether anything has."""
        return bool(self.figures or self.added or self.removed or self.changed)


def compare(then: Mapping[str, Any], now: Mapping[str, Any]) -> Changes:
    """Compare two frozen documents of one unit and period."""
    found = Changes()
    figures = {row["id"]: row for row in now["figures"]}
    for was in then["figures"]:
        same = figures.get(was["id"])
        if was["counts"] and was["records"] is not None and not was["id"].startswith(("mo-hinh-", "ket-qua-")):
            value, text = (same["value"], same["text"]) if same else (0, "0")
            # of a rate the value is its numerator, which is a figure of its own; what was printed is the rate
            rate = was["of"] is not None
            if text != was["text"] or (value != was["value"] and not rate):
                more = None if rate else value - (was["value"] or 0)
                found.figures.append(FigureChange(was["id"], was["label"], was["text"], text, more))
    before = {(row["on"], row["id"]): row for row in frozen_records(then)}
    after = {(row["on"], row["id"]): row for row in frozen_records(now)}
    found.added = [row for key, row in after.items() if key not in before]
    found.removed = [row for key, row in before.items() if key not in after]
    for key in before.keys() & after.keys():
        columns = {
            name: (before[key][name], after[key][name]) for name in COLUMNS if before[key][name] != after[key][name]
        }
        if columns:
            found.changed.append(RecordChange(before[key], after[key], columns))
    found.changed.sort(key=lambda change: str(change.then["code"]))
    return found
