"""The head of a paper as it is set: how wide its two sides are, and where their lines break."""

from collections.abc import Callable
from dataclasses import dataclass

from danvan.documents.breaking import broken, longest_piece
from danvan.documents.layouts import MM, Layout, Style
from danvan.documents.papers import Paper
from danvan.documents.typeface import printable, width
from danvan.documents.wording import draft_line, number_line, place_date

ROOM = 6.0  # points that a side keeps free, so that no program wraps what was measured to fit
STEP = 0.5


@dataclass(frozen=True)
class Head:
    """The lines of the head, broken where they must be, and the widths of its sides in points."""

    left: float
    right: float
    superior: str
    issuer: str
    number: str
    draft: str
    place_date: str
    place_date_size: float


def head_of(paper: Paper, layout: Layout) -> Head:
    """Return how the head of a paper is set.

    The right side takes what its longest line needs, so that place and date stand on one; what it can spare goes to the
    left where a name needs it. A place too long for all that is set smaller, and last broken behind its comma.
    """
    text_width, styles = layout.page.text_width * MM, layout.styles
    titles = [styles["title" if not n else "motto"] for n in range(len(layout.title))]
    title = max(measure(style)(line) for style, line in zip(titles, layout.title, strict=True))
    dated, size, dated_width = _dated(paper, layout, text_width * (1 - layout.left_least) - ROOM)
    needed = max(title, dated_width) + ROOM
    names = ((paper.superior, styles["superior"]), (paper.issuer, styles["issuer"]))
    wanted = max(longest_piece(name, measure(style)) for name, style in names) + ROOM
    left = min(max(wanted, text_width * layout.left_share), text_width - needed)
    superior, issuer = (broken(name, measure(style), left - ROOM) for name, style in names)
    number, draft = number_line(paper, layout), draft_line(paper.draft)
    return Head(left, text_width - left, superior, issuer, number, draft, dated, size)


def _dated(paper: Paper, layout: Layout, available: float) -> tuple[str, float, float]:
    """Return place and date with their size and width."""
    style, line = layout.styles["place_date"], place_date(paper)
    size = style.size
    while size > layout.place_date_least and _width(line, style, size) > available:
        size -= STEP
    if _width(line, style, size) > available:
        line, size = ",\n".join(line.rsplit(", ", 1)), style.size
    return line, size, min(_width(line, style, size), available)


def _width(text: str, style: Style, size: float) -> float:
    return max(width(printable(line), size, bold=style.bold, italic=style.italic) for line in text.split("\n"))


def measure(style: Style) -> Callable[[str], float]:
    """Return what measures a line in a style, in points."""

    def measured(line: str) -> float:
        shown = printable(line.upper() if style.caps else line)
        return width(shown, style.size, bold=style.bold, italic=style.italic)

    return measured


def in_lines(text: str, style: Style, available: float) -> str:
    """Return text of a style broken into lines that fit."""
    return broken(text, measure(style), available)
