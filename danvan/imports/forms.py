"""Registration forms: one model a sheet or file, its boxes below each other – the label left, the value right of it,
below it, or after its colon (``domain.md`` §5.1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from danvan.core.sheets import letter
from danvan.core.text import fold
from danvan.imports import issuers, sections
from danvan.imports.grid import Grid
from danvan.imports.headers import roles_of
from danvan.imports.layout import Column, Table
from danvan.imports.records import Corrections, RowDraft, Skipped, Understood
from danvan.imports.roles import NAMING, TICKS, Role

FEWEST = 4  # boxes of a form
LOOKED_AT = 120  # rows in which a form begins
SURE = 0.78
LONGEST_LABEL = 160
BOXES = (frozenset(Role) - frozenset(TICKS) - {Role.UNUSED, Role.NO, Role.DERIVED, Role.REASON}) | {
    Role.OWNER_COLLECTIVE,
    Role.OWNER_INDIVIDUAL,
}
_COMPOSED = {
    Role.FORCES: {Role.OWNER, Role.PARTICIPANTS, Role.CONTACT, Role.FORCES},
    Role.MEANS_TIME: {Role.DURATION, Role.RESOURCES},
    Role.PLACE_PEOPLE: {Role.PLACE, Role.PEOPLE},
}
_NUMBERED = re.compile(
    r"^\s*(?:(?:ô|mục|câu|phần|box)(?:\s+số)?\s*)?[(\[]?(?:(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})\s*[)\].:/–-]+|[a-đ]\s*[).])\s*", re.IGNORECASE
)  # fmt: skip
_TOP = re.compile(r"^\s*(\d{1,2})\s*[).:]\s*(?!\d)")
_MAJOR = re.compile(r"^\s*(\d{1,2})")
_ONLY_NUMBER = re.compile(r"[(\[]?\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})\s*[)\].]?")
_BLANK = re.compile(r"[\s.…_\-–*]*")
_ADVICE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_STAR = re.compile(r"\s*[*:]+\s*$")
_TICKED = re.compile(r"(?:[☒☑■✓✔✗✘]|[\[(]\s*[xXvV]\s*[\])])\s*([^☐☒☑□■✓✔✗✘\[\n;]+)")
_BOX = re.compile(r"[☐☒☑□■✓✔✗✘]|[\[(]\s*[xXvV]?\s*[\])]")
_ADDRESS = re.compile(r"[,;.\n]\s*(?:địa chỉ|trụ sở|địa bàn)\s*:?\s*", re.IGNORECASE)


@dataclass
class Box:
    """One box that was filled in: the role that its label has, the label, where it stands, what is written in it."""

    role: Role
    label: str
    row: int
    column: int
    lines: list[str] = field(default_factory=list)
    number: str = ""


def read_form(grid: Grid, fixes: Corrections) -> Understood | None:
    """Return the records of a sheet of forms, or None where it is none."""
    if not _is_form(grid):
        return None
    found = Understood(grid.name, "data")
    forms: list[list[Box]] = []
    issued = issuers.Issuer()
    for row in range(grid.height):
        boxes = list(_boxes(grid, row, forms[-1] if forms else []))
        for box in boxes:
            if not forms or (box.role in NAMING and any(b.role == box.role for b in forms[-1])):
                forms.append([])
            forms[-1].append(box)
        if not boxes:
            _between(grid, row, forms, found, issued)
    chosen = fixes.get("columns", {}).get(grid.name, {})
    table = _table(forms, chosen)
    found.tables = [table]
    gone = set(fixes.get("dropped", {}).get(grid.name, ()))
    cells = fixes.get("cells", {}).get(grid.name, {})
    for boxes in forms:
        record = _record(grid, table, boxes, issued.facts())
        record.values |= {role: str(text) for role, text in cells.get(str(record.row), {}).items()}
        record.values = {role: text for role, text in record.values.items() if text}
        if record.row in gone:
            found.skipped.append(Skipped(record.row, "dropped", record.values.get("name", "")))
        elif record.values:
            found.rows.append(record)
    return found


def _is_form(grid: Grid) -> bool:
    """Tell whether labels stand below each other, rather than side by side as in the header of a table."""
    roles: set[Role] = set()
    rows = 0
    for row in range(min(grid.height, LOOKED_AT)):
        labels = [role for _at, role, _label, _rest in _labels(grid, row)]
        if len(grid.texts(row)) > FEWEST and len(labels) < 2:  # noqa: PLR2004 - a row of a wide table
            continue
        if labels:
            roles |= set(labels)
            rows += 1
        if len(roles) >= FEWEST and rows >= FEWEST and roles & NAMING:
            return True
    return False


def _labels(grid: Grid, row: int) -> Iterator[tuple[int, Role, str, str]]:
    """Yield the labels of a row with what follows them in the same cell: the first text, and others that end in a colon."""
    first = True
    for column, text in grid.values(row).items():
        if _ONLY_NUMBER.fullmatch(text):
            continue
        head, colon, rest = text.partition(":")
        if first or (colon and not rest.strip()):
            said = _label(head if colon else text)
            if said:
                yield column, *said, rest.strip()
        first = False


def _label(text: str) -> tuple[Role, str] | None:
    bare = _STAR.sub("", _NUMBERED.sub("", text.strip()))
    if not bare or len(bare) > LONGEST_LABEL or issuers.unit_in(text) or sections.is_signature(text):
        return None
    scored = [(score, role) for score, role in roles_of(bare) if role in BOXES]
    if not scored or scored[0][0] < SURE:
        return None
    return scored[0][1], " ".join(bare.split())


def _boxes(grid: Grid, row: int, before: list[Box]) -> Iterator[Box]:
    """Yield the boxes that begin in a row, with what stands right of their labels."""
    labels = list(_labels(grid, row))
    cells = grid.values(row)
    for number, (column, role, label, rest) in enumerate(labels):
        end = labels[number + 1][0] if number + 1 < len(labels) else grid.width + 1
        right = [text for at, text in cells.items() if column < at < end]
        if number == 0 and before and _continues(text_of(cells), role, before[-1], alone=not rest and not right):
            return
        lines = [line for line in (rest, *right) if not _is_blank(line)]
        yield Box(role, label, row, column, lines, text_of(cells))


def _continues(text: str, role: Role, box: Box, *, alone: bool) -> bool:
    """Tell whether what looks like a label was written into the box above: ``Chủ trì: …`` of the forces, ``Chi bộ`` alone."""
    if _NUMBERED.match(text) or _ONLY_NUMBER.fullmatch(text) or box.role in NAMING:
        return False
    return role in _COMPOSED.get(box.role, ()) or (alone and not box.lines and len(text.split()) <= 2)  # noqa: PLR2004 - words


def text_of(cells: dict[int, str]) -> str:
    """Return the first text of a row."""
    return next(iter(cells.values()), "")


def _is_blank(text: str) -> bool:
    """Tell whether nothing was written on the dotted line."""
    return bool(_BLANK.fullmatch(text))


def _between(grid: Grid, row: int, forms: list[list[Box]], found: Understood, issued: "issuers.Issuer") -> None:
    """Take a row without a label: more of the box above, or what stands around the form."""
    texts = [text for _column, text in grid.values(row).items()]
    if not texts:
        return
    box = forms[-1][-1] if forms else None
    unknown = _next_number(texts[0], box) if box and box.role != Role.UNUSED else None
    if unknown:
        forms[-1].append(
            Box(Role.NOTE, unknown[0], row, 0, [line for line in (unknown[1], *texts[1:]) if line.strip()])
        )
        return
    ends = any(sections.is_footer(text) for text in texts) or sections.is_title(texts[0])
    if box is None or ends:
        for text in texts:
            issued.hear(text)
        found.skipped.append(Skipped(row + 1, "footer" if box else "title", texts[0][:300]))
        if box and ends:
            forms[-1].append(Box(Role.UNUSED, "", row, 0))  # what follows belongs to no box
        return
    if box.role == Role.UNUSED:
        found.skipped.append(Skipped(row + 1, "footer", texts[0][:300]))
        return
    box.lines += [text for text in texts if not _is_blank(text) and not _ONLY_NUMBER.fullmatch(text)]


def _next_number(text: str, box: Box | None) -> tuple[str, str] | None:
    """Return label and text of a box that is numbered on from the one above and whose words nobody knows."""
    number, above = _TOP.match(text), _MAJOR.match(box.number) if box else None
    if not number or not above or int(number[1]) != int(above[1]) + 1:
        return None
    label, _colon, rest = text[number.end() :].partition(":")
    return (label.strip(), rest.strip()) if label and len(label) <= LONGEST_LABEL else None


def _table(forms: list[list[Box]], chosen: dict[str, str]) -> Table:
    """Return the boxes as columns, each label once, in the order in which they stand."""
    columns: dict[str, Column] = {}
    for boxes in forms:
        for box in boxes:
            if box.role != Role.UNUSED and fold(box.label) not in columns:
                index = len(columns)
                role, said = box.role, chosen.get(str(index))
                cell = f"{letter(box.column)}{box.row + 1}"
                columns[fold(box.label)] = Column(
                    index, box.label, Role(said) if said is not None else role, 1.0, said is not None, cell
                )
    first = forms[0][0].row
    return Table(first, first, list(columns.values()), first, is_form=True)


def _record(grid: Grid, table: Table, boxes: list[Box], context: dict[str, str]) -> RowDraft:
    """Return the record of one form."""
    by_label = {fold(column.header): column for column in table.columns}
    row = next((box.row for box in boxes if box.role in NAMING), boxes[0].row)
    draft = RowDraft(grid.name, row + 1, table, context=dict(context))
    for box in boxes:
        column = by_label.get(fold(box.label))
        text = _written(box)
        if text and box.role == Role.NOTE and column and column.header != str(Role.NOTE.label):
            text = f"{box.label}: {text}"
        if column is None or not text or column.role in {Role.PERSONAL, Role.UNUSED}:
            continue
        draft.raw[letter(column.index)] = text
        before = draft.values.get(column.role.value, "")
        draft.values[column.role.value] = (
            f"{before}\n{text}" if before and column.role not in NAMING else before or text
        )
    _take_apart(draft)
    draft.lines = []
    return draft


def _written(box: Box) -> str:
    """Return what is written in a box, without the advice printed in it; of boxes to tick, what is ticked."""
    lines = [line for line in box.lines if not _ADVICE.fullmatch(line)] or box.lines
    text = "\n".join(lines).strip()
    if _BOX.search(text):
        ticked = [found.strip(" .,;:") for found in _TICKED.findall(text)]
        return "; ".join(ticked) if ticked or not _BOX.sub("", text).strip() else text
    return text


def _take_apart(draft: RowDraft) -> None:
    """Give the address after the owner's name a place of its own."""
    for role in (Role.OWNER, Role.OWNER_COLLECTIVE, Role.OWNER_INDIVIDUAL):
        text = draft.values.get(role, "")
        match = _ADDRESS.search(text)
        if match:
            draft.values[role.value] = text[: match.start()].strip()
            if match.end() < len(text):
                draft.values.setdefault(Role.PLACE.value, text[match.end() :].strip(" .;"))
