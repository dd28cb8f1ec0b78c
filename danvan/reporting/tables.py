"""The summary tables (biểu tổng hợp, ``domain.md`` §5.2) as data: rows, totals counted by themselves, cross-foot checks."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.bodies.models import Line
from danvan.core.numbers import count
from danvan.initiatives.models import OwnerKind, Renewal
from danvan.initiatives.workflow import Status
from danvan.reporting.counting import FRESH, Tally
from danvan.reporting.figures import FIELD_WORDS, LEVEL_WORDS, OWNER_WORDS
from danvan.reporting.frames import Frame
from danvan.reports.exports import unit_codes
from danvan.reports.stats import Row, children_of
from danvan.units.atlas import atlas
from danvan.units.models import Level


@dataclass(frozen=True)
class Head:
    """A column: its key, the group it stands under, its label."""

    key: str
    group: str
    label: str


@dataclass(frozen=True)
class TableRow:
    """A row: what it is of, and its values by column."""

    key: str
    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """A table of counts. ``total`` was counted by itself, not by adding the rows: the check row compares both."""

    key: str
    title: str
    first: str  # what the rows are
    heads: tuple[Head, ...]
    rows: tuple[TableRow, ...]
    total: tuple[int, ...]

    def sums(self) -> tuple[int, ...]:
        """Return the sum of the rows, by column."""
        return tuple(sum(row.values[i] for row in self.rows) for i in range(len(self.heads)))


@dataclass(frozen=True)
class Side:
    """One side of a check: its value, and how a workbook counts it again (``{table|sum|column}``, ``{table|total|column}``)."""

    value: int
    formula: str


@dataclass(frozen=True)
class Check:
    """Two ways to the same number."""

    label: str
    left: Side
    right: Side

    @property
    def difference(self) -> int:
        """Left less right, 0 when it holds."""
        return self.left.value - self.right.value

    @property
    def holds(self) -> bool:
        """Tell whether both sides are the same."""
        return self.difference == 0


def heads(frame: Frame) -> tuple[Head, ...]:
    """Return the columns."""
    fields = {"kt": _("KT"), "vhxh": _("VH-XH"), "qpan": _("QP-AN"), "htct": _("HTCT")}
    levels = {"co-so": _("Cơ sở"), "huyen": _("Huyện"), "tinh": _("Tỉnh"), "tw": _("TW")}
    groups = {"tap-the": _("Tập thể"), "ca-nhan": _("Cá nhân")}
    found = [Head("tong", "", _("Tổng")), Head("moi", "", _("Xây dựng mới")), Head("duy-tri", "", _("Duy trì"))]
    if frame.period.within_year:
        found.append(Head("trong-ky", "", _("Đăng ký trong kỳ")))
    found += [Head(f"{who}-{f}", group, label) for who, group in groups.items() for f, label in fields.items()]
    found += [Head(f"cong-nhan-{level}", _("Công nhận"), label) for level, label in levels.items()]
    found += [Head("tieu-bieu", "", _("Tiêu biểu")), Head("ket-thuc", "", _("Kết thúc"))]
    return (*found, Head("chua-dat", "", _("Chưa đạt")))


def keys_of(row: Row) -> Iterator[str]:
    """Yield the columns that a row of counts belongs to."""
    values = row.values
    yield "tong"
    yield "moi" if values["renewal"] == Renewal.NEW else "duy-tri"
    if values[FRESH]:
        yield "trong-ky"
    yield f"{OWNER_WORDS[OwnerKind(values['owner_kind'])]}-{_FIELD[values['field']]}"
    if values["level"]:
        yield f"cong-nhan-{LEVEL_WORDS[values['level']]}"
    if values["outstanding"]:
        yield "tieu-bieu"
    if values["status"] == Status.ENDED:
        yield "ket-thuc"
    if values["status"] == Status.NOT_RECOGNISED:
        yield "chua-dat"


_FIELD: Mapping[str, str] = {name.value: word for name, word in FIELD_WORDS.items()}


def counts(rows: Iterable[Row]) -> Counter[str]:
    """Count the columns."""
    found: Counter[str] = Counter()
    for row in rows:
        for key in keys_of(row):
            found[key] += row.count
    return found


def summaries(by_child: Tally, whole: Tally) -> list[Summary]:
    """Return the tables by child unit and by line, and of a stage by year."""
    frame = whole.last
    columns = heads(whole.frame)
    total = _values(counts(whole.stock), columns)
    found = []
    lines = _by_unit(by_child, frame, columns)
    if len(lines) > 1 or frame.unit.level != Level.COMMUNE:
        found.append(Summary("don-vi", _("Tổng hợp theo đơn vị"), _("Đơn vị"), columns, tuple(lines), total))
    found.append(
        Summary("he-thong", _("Tổng hợp theo hệ thống"), _("Hệ thống"), columns, _by_line(whole, columns), total)
    )
    if len(whole.frame.period.years) > 1:
        found.append(_by_year(whole, columns))
    return found


def _values(numbers: Counter[str], columns: tuple[Head, ...]) -> tuple[int, ...]:
    return tuple(numbers[head.key] for head in columns)


def _by_unit(counted: Tally, frame: Frame, columns: tuple[Head, ...]) -> list[TableRow]:
    groups: dict[uuid.UUID, list[Row]] = defaultdict(list)
    if frame.unit.level != Level.COMMUNE:
        groups.update({child: [] for child in children_of(frame.unit, frame.on)})
    for row in counted.stock:
        groups[row.child or frame.unit.pk].append(row)
    own = groups.pop(frame.unit.pk, [])
    named = sorted(((*_named(child, frame), rows) for child, rows in groups.items()), key=lambda one: one[:2])
    found = [TableRow(code, name, _values(counts(rows), columns)) for code, name, rows in named]
    if own:
        name = _("Trực tiếp tại %(unit)s") % {"unit": frame.label}
        found.append(TableRow(frame.code, name, _values(counts(own), columns)))
    return found


def _named(child: uuid.UUID, frame: Frame) -> tuple[str, str]:
    span = atlas().nearest(child, frame.on)
    code, name = (span.code, span.label) if span else unit_codes({child}, frame.year)[child]
    return code, name[:1].upper() + name[1:]


def _by_line(counted: Tally, columns: tuple[Head, ...]) -> tuple[TableRow, ...]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in counted.stock:
        groups[row.values["line"]].append(row)
    return tuple(
        TableRow(line.value, str(line.label), _values(counts(groups[line.value]), columns))
        for line in Line
        if groups[line.value]
    )


def _by_year(counted: Tally, columns: tuple[Head, ...]) -> Summary:
    rows = tuple(
        TableRow(str(year), _("Năm %(year)s") % {"year": year}, _values(counts(found), columns))
        for year, found in counted.years.items() if found
    )  # fmt: skip
    return Summary(
        "nam",
        _("Số trong sổ qua các năm của giai đoạn"),
        _("Năm"),
        columns,
        rows,
        _values(counts(counted.flow), columns),
    )


def checks(tables: Iterable[Summary]) -> list[Check]:
    """Return the cross-foot checks: rows against totals, and parts against wholes within each table."""
    found: list[Check] = []
    for table in tables:
        sums = table.sums()
        total = dict(zip((head.key for head in table.heads), table.total, strict=True))
        for i, head in enumerate(table.heads):
            label = _("%(table)s, cột “%(column)s”: cộng các dòng bằng dòng tổng") % {
                "table": table.title, "column": f"{head.group} {head.label}".strip(),
            }  # fmt: skip
            found.append(Check(
                label, Side(sums[i], f"{{{table.key}|sum|{head.key}}}"),
                Side(table.total[i], f"{{{table.key}|total|{head.key}}}"),
            ))  # fmt: skip
        found.append(_parts(table, total, _("mới + duy trì = tổng"), ("moi", "duy-tri")))
        owners = tuple(f"{who}-{field}" for who in OWNER_WORDS.values() for field in FIELD_WORDS.values())
        found.append(_parts(table, total, _("tập thể + cá nhân, các lĩnh vực = tổng"), owners))
    return found


def _parts(table: Summary, total: Mapping[str, int], label: str, keys: tuple[str, ...]) -> Check:
    formula = "+".join(f"{{{table.key}|total|{key}}}" for key in keys)
    text = _("%(table)s: %(rule)s") % {"table": table.title, "rule": label}
    return Check(text, Side(sum(total[k] for k in keys), formula), Side(total["tong"], f"{{{table.key}|total|tong}}"))


def printed(value: int) -> str:
    """Return a count as a table shows it; nothing is a dash, so that the eye finds the numbers."""
    return count(value) if value else "-"
