"""From the rows of a sheet to drafts of records: which rows are data, what their cells say together with the headings
above them, and what is wrong with them, cell by cell."""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from danvan.core.sheets import letter
from danvan.core.text import fold
from danvan.imports import issuers, sections
from danvan.imports.carrying import carry_down
from danvan.imports.grid import Grid
from danvan.imports.joining import joined
from danvan.imports.layout import Table, is_example, is_numbering, tables_of
from danvan.imports.mending import mend
from danvan.imports.records import Corrections, RowDraft, Skipped, Understood
from danvan.imports.roles import NAMED_BY_FIELD, NAMING, PLACES, TICKS, Role

SPARSE = 3  # filled cells of a row that may be a signature
LONGEST_KEPT = 32_767  # what a cell of a workbook can hold


def understand(grid: Grid, corrections: Corrections | None = None, *, above: Table | None = None) -> Understood:
    """Return the records of a sheet with what their cells say; the meaning is read by ``facts``.

    ``above``: the table of the sheet before, which goes on here when there is no header.
    """
    return _Reader(grid, corrections or {}).read(above)


@dataclass(slots=True)
class _Line:
    """A row below a header: its cells, the number in front, the cells that are more than counts."""

    cells: list[tuple[int, str]]
    mark: str
    numbered: bool
    said: list[tuple[int, str]] = field(default_factory=list)
    named: bool = False


class _Reader:
    """Walks down a sheet once."""

    def __init__(self, grid: Grid, corrections: Corrections) -> None:
        self.grid = grid
        self.found = Understood(grid.name, "data")
        self.stack = sections.Stack()
        self.roles = corrections.get("columns", {}).get(grid.name, {})
        self.cells = corrections.get("cells", {}).get(grid.name, {})
        self.dropped = set(corrections.get("dropped", {}).get(grid.name, ()))
        self.table: Table | None = None
        self.foot = False
        self.said_since = False  # a title or heading since the last record
        self.last_number = -1  # the row of the last number below the header
        self.issuer = issuers.Issuer()
        heading = sections.heading_of(grid.name)
        self.base = dict(heading.facts) if heading else issuers.sheet_name(grid.name)
        self.base.pop("year", None)  # a sheet called 2021 may be last year's, copied

    def read(self, above: Table | None) -> Understood:
        """Return what the sheet holds."""
        row = 0
        if above:
            columns = [replace(column, index=column.index) for column in above.columns]
            self._begin(Table(-1, -1, columns, 0))
        for table in () if above else tables_of(self.grid):
            self._rows(row, table.top)
            self._begin(table)
            row = table.start
        if self.table is None:
            self.found.state = "no_header"
            return self.found
        self._rows(row, self.grid.height)
        for draft in self.found.rows:
            _join_lines(draft)
        mend(self.found.tables, self.found.rows)
        carry_down(self.found.tables, self.found.rows)
        return self.found

    def _begin(self, table: Table) -> None:
        chosen = {Role(role) for role in self.roles.values()} - {Role.UNUSED}
        for column in table.columns:
            if str(column.index) in self.roles:
                column.role, column.corrected = Role(self.roles[str(column.index)]), True
            elif column.role in chosen:  # a person has found it elsewhere
                column.role = Role.UNUSED
        table.index_roles()
        if self.table is not None and not self.said_since and not table.same_as(self.table):
            self.stack.clear()
        if not table.same_as(self.table) and any(c.role in NAMING for c in table.columns):
            self.found.tables.append(table)
            self.table = table
        elif self.table is not None:
            self.table.start = table.start
        self.foot = False

    def _rows(self, first: int, end: int) -> None:
        self.last_number = self._last_number(first, end)
        for row in range(first, end):
            cells = self.grid.texts(row)
            if not cells:
                continue
            if self.table is None:
                self._preamble(row, cells)
            else:
                self._row(row, cells, self.table)

    def _last_number(self, first: int, end: int) -> int:
        """Return the last row with a number in front; -1 where none has one."""
        number = self.table.by_role.get(Role.NO) if self.table else None
        if number is None:
            return -1
        rows = range(end - 1, first - 1, -1)
        return next((k for k in rows if sections.is_number(self.grid.text(k, number.index).strip("() "))), -1)

    # --- rows that are no records

    def _hear(self, texts: list[str], *, title: bool = False) -> bool:
        """Take what lines outside the records tell of the unit whose list follows; another unit ends the headings."""
        before = dict(self.issuer.said)
        heard = [self.issuer.hear(text, title=title) for text in texts if not sections.is_signature(text)]
        if any(heard) and before and before != self.issuer.said:
            self.stack.clear()
        return any(heard)

    def _preamble(self, row: int, cells: list[tuple[int, str]]) -> None:
        self._hear([text for _column, text in cells], title=True)
        self.found.title_years |= {year for _column, text in cells if (year := sections.year_in_title(text))}
        for text in [text for _column, text in cells[:2]]:
            heading = sections.title_field(text) or (sections.heading_of(text) if len(cells) == 1 else None)
            if heading:
                self.stack.push(heading)
                self._skip(row, "heading", text)
                return
        self._skip(row, "title", cells[0][1])

    def _skip(self, row: int, kind: str, text: str) -> None:
        self.found.skipped.append(Skipped(row + 1, kind, text[:300]))

    def _row(self, row: int, cells: list[tuple[int, str]], table: Table) -> None:
        number = table.by_role.get(Role.NO)
        mark = next((text for c, text in cells if number and c == number.index), "")
        line = _Line(cells, mark, numbered=bool(mark) and sections.is_number(mark.strip("() ")))
        if line.numbered and len(cells) == 1:
            return  # a form numbered ahead
        if is_example(mark):
            self._skip(row, "example", " ".join(text for _c, text in cells))
            return
        if is_numbering(self.grid, row):
            self._skip(row, "numbering", "")
            return
        line.said = [
            (c, t) for c, t in cells
            if not (number and c == number.index and line.numbered) and not sections.is_count(t)
        ]  # fmt: skip
        line.named = any(c.role in NAMING and self.grid.text(row, c.index) for c in table.columns)
        above = self._continued(row, table, line)
        if above is None and self._is_no_record(row, line, table):
            return
        if row + 1 in self.dropped:
            self._skip(row, "dropped", line.said[0][1] if line.said else "")
        elif above:
            self._continue(above, row, table)
        else:
            self._record(row, table, alone=Role.NO in table.by_role and not line.mark and len(line.cells) == 1)

    def _is_no_record(self, row: int, line: "_Line", table: Table) -> bool:
        if not line.said and not line.named:
            self._skip(row, "total", line.cells[0][1])
            return True
        if line.said and not line.numbered and all(sections.is_page(text) for _, text in line.said):
            self._skip(row, "footer", line.said[0][1])  # a page break: the list goes on
            return True
        if self._total(row, line, table) or self._heading(row, line, table):
            return True
        if not line.numbered and len(line.said) <= SPARSE:
            footers = [text for _column, text in line.said if sections.is_footer(text)]
            below = -1 < self.last_number < row and row and self.grid.is_empty(row - 1)  # all numbers are above a gap
            self.foot = bool(self.foot or below or (footers and (not line.named or len(footers) == len(line.said))))
        goes_on = line.numbered or (not table.by_role.get(Role.NO) and len(line.said) >= self._filled_enough(table))
        if self.foot and line.named and goes_on:
            self.foot = False  # the list goes on below a signature, as on a new page
        stray = not line.numbered and not line.named and not any(self._reads(table, c) for c, _ in line.said)
        if self.foot or stray:
            self._hear([text for _column, text in line.said])
            self._skip(row, "footer" if self.foot else "stray", line.said[0][1])
        return self.foot or stray

    @staticmethod
    def _filled_enough(table: Table) -> int:
        """Return how many cells of a row without a number make it a record below a signature."""
        return min(SPARSE + 1, max(2, len(table.read)))

    @staticmethod
    def _reads(table: Table, index: int) -> bool:
        return any(c.index == index for c in table.read)

    def _total(self, row: int, line: "_Line", table: Table) -> bool:
        if line.numbered or not line.said or not sections.is_total(line.said[0][1]):
            return False
        names = [self.grid.text(row, c.index) for c in table.columns if c.role in NAMING]
        if any(name and not sections.is_total(name) and not sections.is_count(name) for name in names):
            return False
        self._skip(row, "total", line.said[0][1])
        return True

    def _heading(self, row: int, line: "_Line", table: Table) -> bool:
        """Take a row with one text for a heading if it says something known, or looks like one."""
        texts = [(c, t) for c, t in line.said if t != line.mark or len(line.said) == 1]
        if len(texts) != 1 or texts[0][0] > max(table.name_column, 1):
            return False
        column, text = texts[0]
        across = self.grid.boxes.get((row, column), (row, column))[1] - column + 1
        whole = f"{line.mark}. {text}" if line.mark and line.mark != text else text
        heading: sections.Heading | None
        if (
            sections.is_title(text)
            and not line.numbered
            and (column != table.name_column or across >= SPARSE or text.isupper())
        ):
            self.stack.clear()
            self._hear([text])
            heading = sections.title_field(text)
        elif not line.numbered and self._hear([text]):
            heading = None
        else:
            heading = sections.heading_of(whole)
            if heading is None and not self._looks_like_heading(line, across, whole, table):
                return False
            heading = heading or sections.Heading((), sections.split_enumerator(whole)[0])
        if heading:
            self.stack.push(heading)
        self.said_since, self.foot = True, False
        self._skip(row, "heading" if heading and heading.facts else "unknown_heading", text)
        return True

    def _looks_like_heading(self, line: "_Line", across: int, text: str, table: Table) -> bool:
        if line.numbered or self.foot or sections.is_footer(text):
            return False
        if sections.split_enumerator(text)[0] in {"roman", "upper"} or across >= max(SPARSE, self.grid.width // 2):
            return True
        stands_out = Role.NO in table.by_role and not line.mark and len(line.cells) == 1
        return stands_out and (text.endswith(":") or text.startswith(("*", "(*")) or (text.isupper() and " " in text))

    # --- records

    def _continued(self, row: int, table: Table, line: "_Line") -> RowDraft | None:
        """Return the record whose name is merged down over this row, or was before the merge was lost."""
        name = table.by_role.get(Role.NAME)
        above = self.found.rows[-1] if self.found.rows else None
        if line.mark or name is None or above is None:
            return None
        origin = self.grid.origins.get((row, name.index))
        if origin is not None:
            return above if origin == (above.row - 1, name.index) else None
        number = table.by_role.get(Role.NO)
        numbered = number and above.table is table and above.raw.get(letter(number.index)) and above.values.get("name")
        more = all(c > name.index and self._is_place(table, c) and not sections.is_footer(t) for c, t in line.cells)
        if not numbered or line.named or not more or above.row + len(above.lines) != row + 1:
            return None
        message = _(
            "Dòng %(row)s không có số thứ tự và tên mô hình, chỉ ghi địa bàn: được hiểu là địa bàn nữa của mô hình này."
        )
        above.object_to(Role.PLACE, message % {"row": row + 1}, *PLACES, level="warning")
        return above

    @staticmethod
    def _is_place(table: Table, index: int) -> bool:
        return any(c.index == index and c.role in {*PLACES, Role.PLACE} for c in table.columns)

    def _record(self, row: int, table: Table, *, alone: bool) -> None:
        draft = RowDraft(self.grid.name, row + 1, table)
        draft.raw = self._raw(row, table)
        own = self._own(row, table)
        own |= {role: str(text) for role, text in self.cells.get(str(row + 1), {}).items()}
        draft.values = {role: text for role, text in own.items() if text}
        draft.context = {
            k: v for k, v in {**self.base, **self.issuer.facts(), **self.stack.facts()}.items() if not _said(k, own)
        }
        draft.lines = [_places(own)]
        draft.unread = {c.index: text for c in table.unknown if (text := self._filled(row, c.index, table))}
        if alone and len(draft.values) == 1:
            draft.object_to(
                "name",
                _(
                    "Dòng này chỉ có một ô chữ và không có số thứ tự. Nếu là mô hình, ghi thêm số thứ tự; nếu không phải thì bỏ dòng này."
                ),
            )
        self.found.rows += _by_field(draft)
        self.said_since = False

    def _own(self, row: int, table: Table) -> dict[str, str]:
        texts = ((c.role.value, c.header, self._filled(row, c.index, table)) for c in table.read)
        return joined(texts) if table.joins else {role: text for role, _header, text in texts if text}

    def _filled(self, row: int, column: int, table: Table) -> str:
        """Return a cell's text, or that of the cell merged down over it."""
        text = self.grid.value(row, column)
        if text:
            return text
        origin = self.grid.origins.get((row, column))
        return self.grid.value(*origin) if origin and origin[1] == column and origin[0] >= table.start else ""

    def _continue(self, draft: RowDraft, row: int, table: Table) -> None:
        """Add a further line to the record whose name is merged down over it."""
        own = self._own(row, table)
        draft.lines.append(_places(own))
        for role, text in own.items():
            before = draft.values.get(role, "")
            if role not in {*PLACES, Role.PLACE} and text not in before.split("\n"):
                draft.values[role] = f"{before}\n{text}" if before else text
        for letters, text in self._raw(row, table).items():
            before = draft.raw.get(letters, "")
            draft.raw[letters] = f"{before}\n{text}" if before else text

    def _raw(self, row: int, table: Table) -> dict[str, str]:
        """Return the cells as they stand; columns of personal data are not kept, and no cell longer than a workbook's."""
        hidden = {c.index for c in table.columns if c.role == Role.PERSONAL}
        cut = "…"
        found = {}
        here = self.grid.values(row)
        if self.grid.origins:  # what is merged down over the row
            here = dict(
                sorted(
                    (here | {c.index: text for c in table.read if (text := self._filled(row, c.index, table))}).items()
                )
            )
        for column, text in here.items():
            if column not in hidden:
                found[letter(column)] = text if len(text) <= LONGEST_KEPT else text[: LONGEST_KEPT - 1] + cut
        return found


def _by_field(draft: RowDraft) -> list[RowDraft]:
    """Return a record for each name of a row that has a column of names for each field."""
    named = [role.value for role in NAMED_BY_FIELD if role.value in draft.values]
    if len(named) < 2:  # noqa: PLR2004 - one name, or none
        return [draft]
    rest = {role: text for role, text in draft.values.items() if role not in named}
    return [
        replace(draft, values={**rest, role: draft.values[role]}, problems=list(draft.problems), facts={})
        for role in named
    ]


_SAYS: dict[str, set[str]] = {
    kind: {kind, *(role.value for role, (fact, _, _) in TICKS.items() if fact == kind)}
    for kind in ("field", "owner_kind", "kind", "renewal", "level")
}


def _said(kind: str, own: dict[str, str]) -> bool:
    """Tell whether a row says itself what a heading says for all."""
    if kind in {*PLACES, Role.PLACE}:
        return kind in own
    return any(role in own for role in _SAYS.get(kind, {kind}))


def _places(own: dict[str, str]) -> dict[str, str]:
    return {role: own[role] for role in (*PLACES, Role.PLACE) if role in own}


def _join_lines(draft: RowDraft) -> None:
    """Put the places of all lines of a record into one, side by side where they differ."""
    if len(draft.lines) < 2:  # noqa: PLR2004 - one line is nothing to join
        return
    for role in (*PLACES, Role.PLACE):
        texts = [line.get(role, "") for line in draft.lines]
        if any(texts):
            draft.values[role.value] = texts[0] if len(set(map(fold, texts))) == 1 else "; ".join(filter(None, texts))
