"""Finds the tables of a sheet: where the header is (one to three rows, merged or not), and what each column holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from danvan.core.sheets import letter
from danvan.core.text import fold
from danvan.imports import english
from danvan.imports.grid import Grid
from danvan.imports.headers import Scored, assign, is_naming, sub_headers
from danvan.imports.joining import needed
from danvan.imports.roles import LEXICON, NAMING, NEVER_READ, Role

DEEPEST = 3  # rows of a header
LONGEST = 150  # letters of a header cell
PREAMBLE = 300  # rows in which a header is looked for with every means
FEWEST = 2  # roles of a table
FEWEST_NUMBERED, LONGEST_NUMBER = 3, 12
TITLE_WIDTH = 0.7  # of the table
_NUMBER = re.compile(r"\(?\d{1,5}\)?\.?")
_NUMBERING = re.compile(r"[(\[]?\s*(?:\d{1,2}|[A-Ha-h])\s*[)\]]?(?:\s*=.*)?")
_MARK = re.compile(r"\d+|[A-Za-z]")
_NAMES = frozenset(
    p.strip().lstrip("~=")
    for table in (LEXICON, english.HEADERS) for role in NAMING for p in re.split(r"[|\n]", table.get(role, "")) if p.strip()
)  # fmt: skip


@dataclass
class Column:
    """One column as understood."""

    index: int
    header: str
    role: Role
    score: float = 0.0
    corrected: bool = False
    cell: str = ""  # of a form, whose boxes stand in cells of their own

    @property
    def label(self) -> str:
        """How a message names the column: ``F (Lĩnh vực)``; of a form the cell: ``B7 (Lĩnh vực)``."""
        where = self.cell or letter(self.index)
        return f"{where} ({self.header})" if self.header else where


@dataclass
class Table:
    """A header and its columns; rows are counted from 0. Data begin at ``start`` and go on to the next table."""

    top: int
    bottom: int
    columns: list[Column]
    start: int
    is_form: bool = False  # boxes below each other, one record
    by_role: dict[Role, Column] = field(default_factory=dict)
    read: list[Column] = field(default_factory=list)  # what is taken into records
    unknown: list[Column] = field(default_factory=list)  # whose header nobody knows
    joins: bool = False  # some role has several columns, or a remark a name of its own

    def __post_init__(self) -> None:
        self.index_roles()

    def index_roles(self) -> None:
        """Find columns by role again, after a role was changed."""
        self.by_role = {}
        for column in self.columns:
            if column.role:
                self.by_role.setdefault(column.role, column)
        self.read = [column for column in self.columns if column.role not in NEVER_READ]
        self.unknown = [c for c in self.columns if not c.role and not c.score and c.header]
        self.joins = needed((column.role, column.header) for column in self.read)

    @property
    def name_column(self) -> int:
        """The first column that holds names."""
        return min((c.index for c in self.columns if c.role in NAMING), default=0)

    @property
    def without_header(self) -> bool:
        """Tell whether the header stands on the sheet before: this one carries it on."""
        return self.bottom < 0

    def same_as(self, other: "Table | None") -> bool:
        """Tell whether two headers say the same."""
        return other is not None and [(c.index, fold(c.header)) for c in self.columns] == [
            (c.index, fold(c.header)) for c in other.columns
        ]


def tables_of(grid: Grid) -> Iterator[Table]:
    """Yield the tables from top to bottom; the header that a page break repeats is yielded again."""
    row, current = 0, None
    while row < grid.height:
        found = _header_at(grid, row, current) if _promising(grid, row, current) else None
        if found is None:
            row += 1
            continue
        yield found
        row, current = found.start, found


def _promising(grid: Grid, row: int, current: Table | None) -> bool:
    """Tell cheaply whether a header may be at a row: nearly every row of a register is none."""
    cells = grid.rows[row]
    if current is None and row < PREAMBLE:
        return any(isinstance(v, str) and v and len(v) <= LONGEST and is_naming(v) for v in cells)
    number = current.by_role.get(Role.NO) if current else None
    mark = grid.text(row, number.index) if number else ""
    if _NUMBER.fullmatch(mark) or is_example(mark):
        return False
    return any(
        (isinstance(v, str) and v and len(v) <= LONGEST / 3 and fold(v) in _NAMES) or _again(v, current) for v in cells
    )


def _again(value: object, current: Table | None) -> bool:
    """Tell whether a cell is the header of the names once more, word for word."""
    if current is None or not isinstance(value, str) or not value or len(value) > LONGEST:
        return False
    return any(c.role in NAMING and c.header.split(" > ")[-1] == " ".join(value.split()) for c in current.columns)


def _header_at(grid: Grid, row: int, current: Table | None) -> Table | None:
    """Return the best header that has a row in it."""
    lowest = current.start if current else 0
    best: tuple[float, Table] | None = None
    for top in range(max(lowest, row - DEEPEST + 1), row + 1):
        for bottom in range(row, min(top + DEEPEST, grid.height)):
            if all(_may_follow(grid, top, k) for k in range(top + 1, bottom + 1)) and not grid.is_empty(top):
                found = _read(grid, top, bottom)
                if found and (best is None or found[0] > best[0] + 1e-6):
                    best = found
    return best[1] if best else None


def _may_follow(grid: Grid, top: int, row: int) -> bool:
    """Tell whether a row may be a lower part of the header that begins at ``top``: it fills what stands open above."""
    cells = grid.texts(row)
    if not cells:
        return False
    for column, text in cells:
        if len(text) > LONGEST or text.replace(".", "").isdigit():
            return False
        for above in range(top, row):
            over = grid.text(above, column)
            if over and not _is_parent(grid, above, column, row):
                return False
    return True


def _is_parent(grid: Grid, above: int, column: int, row: int) -> bool:
    """Tell whether a header cell stands over several columns."""
    if grid.spans_right(above, column):
        return True
    if (above, column) in grid.boxes:
        return False
    for right in range(column + 1, grid.width):
        if grid.text(above, right) or (above, right) in grid.origins:
            return False
        if grid.text(row, right):
            return True
    return False


def _read(grid: Grid, top: int, bottom: int) -> tuple[float, Table] | None:
    """Read the header in rows ``top`` to ``bottom``; None when it is none."""
    width = max(len(grid.rows[k]) for k in range(top, bottom + 1))
    paths = [_path(grid, top, bottom, column) for column in range(width)]
    if any(len(part) > LONGEST for path in paths for part in path) or _is_title(grid, top, bottom, width):
        return None
    if _reaches_below(grid, top, bottom, width):
        return None
    if _NUMBER.fullmatch(next((path[-1] for path in paths if path), "")):
        return None  # a record, whose number stands in front
    fits = assign(paths)
    roles = {role for _, role in fits if role}
    if len(roles) < FEWEST or not roles & NAMING:
        return None
    if _goes_on_below(grid, top, bottom, fits):
        return None
    columns = [
        Column(i, sub_headers(path), role, round(score, 2))
        for i, (path, (score, role)) in enumerate(zip(paths, fits, strict=True)) if path
    ]  # fmt: skip
    start = bottom + 1
    while start < grid.height and (grid.is_empty(start) or is_numbering(grid, start)):
        start += 1
    return _worth(fits, paths, bottom - top), Table(top, bottom, columns, start)


def _reaches_below(grid: Grid, top: int, bottom: int, width: int) -> bool:
    """Tell whether cells of a header are merged down into the row below it, which then is the header's lowest."""
    deepest = max(
        (grid.boxes.get((k, c), (k, c))[0] for k in range(top, bottom + 1) for c in range(width)), default=bottom
    )
    return bottom < deepest < top + DEEPEST and not grid.is_empty(bottom + 1)


def _goes_on_below(grid: Grid, top: int, bottom: int, fits: list[Scored]) -> bool:
    """Tell whether the next row only says more under groups of the header: ``6 tháng``, ``Cả năm`` below ``Kết quả``."""
    row = bottom + 1
    if row >= min(top + DEEPEST, grid.height) or is_numbering(grid, row):
        return False
    cells = [c for c, _text in grid.texts(row)]
    known = {c for c, (_score, role) in enumerate(fits) if role in NAMING or role == Role.NO}
    return len(cells) >= FEWEST and not known & set(cells) and _may_follow(grid, top, row)


def _worth(fits: list[Scored], paths: list[tuple[str, ...]], extra_rows: int) -> float:
    unused = sum(1 for (_, role), path in zip(fits, paths, strict=True) if path and not role)
    return sum(score for score, role in fits if role) - 0.15 * unused - 0.25 * extra_rows


def _is_title(grid: Grid, top: int, bottom: int, width: int) -> bool:
    """Tell whether the first row is a title over the whole table rather than part of its header."""
    cells = grid.texts(top)
    if top == bottom or len(cells) != 1:
        return False
    column, text = cells[0]
    if (top, column) not in grid.boxes:
        return column <= 1 or len(text) > LONGEST / 2  # nobody writes a group's name over the numbers
    return grid.boxes[top, column][1] - column + 1 > TITLE_WIDTH * width


def _path(grid: Grid, top: int, bottom: int, column: int) -> tuple[str, ...]:
    """Return the texts above a column from top to leaf."""
    parts: list[str] = []
    for row in range(top, bottom + 1):
        text = grid.text(row, column)
        origin = grid.origins.get((row, column))
        if origin and origin[0] >= top:
            text = grid.text(*origin)
        elif not text and not origin and any(grid.text(k, column) for k in range(row + 1, bottom + 1)):
            text = _parent_left(grid, row, column)
        # A workbook of rows handed back has its headers in one cell: "Chủ thể thực hiện > Tập thể".
        parts += [part for part in text.split(" > ") if part and part not in parts[-1:]]
    return tuple(parts)


def _parent_left(grid: Grid, row: int, column: int) -> str:
    """Return the header cell to the left that stands over this column too, where nobody merged the cells."""
    for left in range(column - 1, -1, -1):
        text = grid.text(row, left)
        if text:
            return text if (row, left) not in grid.boxes else ""
        if (row, left) in grid.origins:
            return ""
    return ""


def is_example(mark: str) -> bool:
    """Tell whether the number in front says that the row is only an example: ``Ví dụ``, ``VD 1``."""
    return bool(mark) and fold(mark).rstrip(" 0123456789") in {"vi du", "vd", "mau"}


def is_numbering(grid: Grid, row: int) -> bool:
    """Tell whether a row only numbers the columns: ``(1) (2) (3)``, ``A B 1 2 3``, ``a b c``."""
    cells = list(grid.values(row).values())
    if len(cells) < FEWEST_NUMBERED or not all(len(t) <= LONGEST_NUMBER and _NUMBERING.fullmatch(t) for t in cells):
        return False
    marks = [found.upper() for text in cells for found in _MARK.findall(text)[:1]]
    letters = [mark for mark in marks if mark.isalpha()]
    numbers = [int(mark) for mark in marks[len(letters) :] if mark.isdigit()]
    in_order = letters == list("ABCDEFGH"[: len(letters)]) and len(letters) + len(numbers) == len(marks)
    return in_order and numbers == sorted(set(numbers)) and (not numbers or len(numbers) > 1)
