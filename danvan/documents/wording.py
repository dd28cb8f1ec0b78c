"""The lines of a paper that are the same whatever it is rendered to: number, place and date, references of annexes."""

import datetime as dt
from collections.abc import Iterable

from danvan.documents.layouts import Layout, words
from danvan.documents.papers import Paper

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def number_line(paper: Paper, layout: Layout) -> str:
    """Return ``Số: 12/BC-UBND`` or ``Số 12-BC/BDVTU``; a number not given yet leaves room for a pen."""
    number = paper.number or words()["blank"]
    return layout.number_pattern.format(word=words()["number"], number=number, symbol=paper.symbol)


def place_date(paper: Paper) -> str:
    """Return ``Bắc Giang, ngày 05 tháng 01 năm 2023``; without a date, room for a pen."""
    return words()["place_date"].format(place=paper.place, **_dated(paper.date)).removeprefix(", ")


def draft_line(day: dt.date | None) -> str:
    """Return ``DỰ THẢO ngày 29/11/2026``; without a day, of a signed paper, nothing."""
    return words()["draft"].format(day=f"{day:%d/%m/%Y}") if day else ""


def missing_line(letters: Iterable[str]) -> str:
    """Return the remark on letters that a print cannot show, by their numbers in Unicode; none where all are shown."""
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in letters)
    return words()["missing"].format(codes=codes) if codes else ""


def recipient_lines(paper: Paper, layout: Layout) -> list[str]:
    """Return the recipients as items of a list: ``- Tỉnh ủy,``; the last one ends with a full stop."""
    names = [name.strip().removeprefix("-").strip().rstrip(",;.") for name in paper.recipients]
    ends = [layout.recipient_end] * (len(names) - 1) + ["."]
    return [f"- {name}{end}" for name, end in zip(names, ends, strict=True)] if names else []


def annex_number(paper: Paper, index: int) -> str:
    """Return ``Phụ lục``, or ``Phụ lục II`` where there are several (the first has index 0)."""
    word = words()["annex"]
    if len(paper.annexes) == 1:
        return word
    return f"{word} {ROMAN[index] if index < len(ROMAN) else index + 1}"


def annex_of(paper: Paper, layout: Layout) -> str:
    """Return the line that ties an annex to its paper."""
    line = number_line(paper, layout).removeprefix(words()["number"]).lstrip(": ")
    return words()["annex_of"].format(
        type=paper.type_name.capitalize(), number=line, issuer=paper.issuer_name or paper.issuer, **_dated(paper.date)
    )


def _dated(date: dt.date | None) -> dict[str, str]:
    """Day and month with two digits where the decree asks for it: days to 9, January and February."""
    if date is None:
        return dict.fromkeys(("day", "month", "year"), words()["blank"])
    month = f"{date.month:02}" if date.month <= 2 else str(date.month)  # noqa: PLR2004 - February
    return {"day": f"{date.day:02}", "month": month, "year": str(date.year)}
