"""Where a long name breaks: where an office would break it, into lines of about the same length (``data/breaking.toml``)."""

import tomllib
from collections.abc import Callable, Iterator
from functools import cache

from danvan.documents.layouts import DATA

# What a break costs: at a natural place nothing; most within what is one word, and behind a word that leads on.
PLAIN, NAME, LEADING, WHOLE = 2.0, 4.0, 8.0, 12.0
LINE, UNEVEN, TOO_LONG = 1.2, 0.8, 100.0
_MARKS = "“”\"'«»(),.;:"
Measure = Callable[[str], float]


def broken(text: str, measure: Measure, available: float) -> str:
    """Return text in lines that are no longer than ``available``; lines that it has already stay."""
    return "\n".join(line for part in text.split("\n") for line in _lines(part, measure, available))


def longest_piece(text: str, measure: Measure) -> float:
    """Return how long the longest piece is that only an unnatural break would make shorter."""
    return max((measure(piece) for part in text.split("\n") for piece in _pieces(part)), default=0.0)


def _lines(text: str, measure: Measure, available: float) -> list[str]:
    """Choose the cheapest set of breaks: few lines, natural places, even lengths."""
    words = text.split()
    if len(words) < 2 or measure(text) <= available:  # noqa: PLR2004 - one word has no place to break
        return [text]
    costs = break_costs(words)
    best: list[tuple[float, int]] = [(0.0, 0)]  # what the first n words cost, and where their last line begins
    for end in range(1, len(words) + 1):
        best.append(
            min(
                (best[start][0] + costs[start] + _cost(measure(" ".join(words[start:end])), available), start)
                for start in range(end)
            )
        )
    lines, end = list[str](), len(words)
    while end:
        start = best[end][1]
        lines.insert(0, " ".join(words[start:end]))
        end = start
    return lines


def _cost(length: float, available: float) -> float:
    if length > available:
        return LINE + TOO_LONG * length / available
    return LINE + UNEVEN * ((available - length) / available) ** 2


def break_costs(words: list[str]) -> list[float]:
    """Return what a break before each word costs; before the first there is none."""
    keys = [word.lower().strip(_MARKS) for word in words]
    names, before, leading = _starts(keys, "names"), _starts(keys, "before"), _starts(keys, "leading")
    within = _inside(_starts(keys, "whole")) | _inside(names)
    first_of_name = {start + length for start, length in names.items()}
    costs, named = [0.0], False
    for n in range(1, len(words)):
        named = (named or n in first_of_name) and words[n - 1][-1] not in ",;"
        if n in within or (words[n][0].isdigit() and n not in before):
            costs.append(WHOLE)
        elif n in first_of_name or n - 1 in leading:
            costs.append(LEADING)
        elif n in names or n in before or words[n - 1][-1] in ",;":
            costs.append(0.0)
            named = False
        else:
            costs.append(NAME if named else PLAIN)
    return costs


def _pieces(text: str) -> Iterator[str]:
    words, start = text.split(), 0
    costs = break_costs(words) if words else []
    for n in range(1, len(words) + 1):
        if n == len(words) or not costs[n]:
            yield " ".join(words[start:n])
            start = n


@cache
def _phrases(kind: str) -> tuple[list[str], ...]:
    data: dict[str, list[str]] = tomllib.loads((DATA / "breaking.toml").read_text(encoding="utf-8"))
    return tuple(phrase.split() for phrase in sorted(data[kind], key=len, reverse=True))


def _starts(keys: list[str], kind: str) -> dict[int, int]:
    """Return where phrases of a kind begin, with how many words the longest there has."""
    found: dict[int, int] = {}
    for phrase in _phrases(kind):
        for n in range(len(keys) - len(phrase) + 1):
            if keys[n : n + len(phrase)] == phrase:
                found.setdefault(n, len(phrase))
    return found


def _inside(starts: dict[int, int]) -> set[int]:
    return {n for start, length in starts.items() for n in range(start + 1, start + length)}
