"""Several columns of a row that hold one thing: ``Kết quả > 6 tháng`` and ``Kết quả > Cả năm``, ``Bắt đầu`` and ``Kết thúc``."""

import re
from collections import Counter
from collections.abc import Iterable

from danvan.core.text import fold
from danvan.imports.roles import Role
from danvan.imports.sections import split_enumerator

_LINES = frozenset({
    Role.GOAL, Role.METHOD, Role.RESULT, Role.PROBLEM, Role.NOTE, Role.RESOURCES, Role.OUTPUTS, Role.SUSTAIN, Role.MEANS_TIME, Role.FORCES,
})  # fmt: skip
_BESIDE = frozenset({Role.DURATION, Role.CONTACT})
_LISTS = frozenset({Role.PARTICIPANTS})  # names: a label before them would become one
# A remark without a name of its own; others keep theirs: "Kiến nghị: …".
_NOTE = re.compile(r"(?:ghi chu|gc|chu thich|luu y|thong tin them|notes?|remarks?|comments?)\b")
JOINED = _LINES | _BESIDE | _LISTS


def needed(columns: Iterable[tuple[str, str]]) -> bool:
    """Tell whether roles and headers of a table ask for joining: a role of several columns, a remark with a name of its own."""
    listed = list(columns)
    return len({role for role, _header in listed}) < len(listed) or any(
        role == Role.NOTE and _label(header) for role, header in listed
    )


def _label(header: str) -> str:
    """Return what stands before a text to tell it from others; nothing for a mere ``Ghi chú``."""
    label = split_enumerator(header.rsplit(" > ", 1)[-1])[1]
    return "" if _NOTE.match(fold(label)) else label


def joined(cells: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return the texts of a row by role; ``cells``: role, header, text of each column, in their order.

    Of two columns with one role the texts are put together where they are texts; otherwise the first one counts.
    """
    listed = list(cells)
    twice = {role for role, n in Counter(role for role, _header, _text in listed).items() if n > 1}
    found: dict[str, str] = {}
    for role, header, text in listed:
        if not text or (role in found and role not in JOINED):
            continue
        label = _label(header) if role == Role.NOTE or (role in twice and role not in _LISTS) else ""
        told = f"{label}: {text}" if label else text
        if role in found:
            found[role] += ("\n" if role in _LINES else "; ") + told
        else:
            found[role] = told
    return found
