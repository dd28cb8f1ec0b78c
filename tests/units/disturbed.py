"""Addresses as tired people type them: the disturbances that the matcher must see through."""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from danvan.core.text import fold, fold_i
from danvan.units.atlas import Span

Line = list[Span]  # a commune and what stands above it, lowest first

SHORT = {
    "xã": ("x.", "X.", "x. ", "X "),
    "phường": ("P.", "p.", "P. ", "ph. "),
    "thị trấn": ("TT.", "TT ", "tt ", "TTr. "),
    "đặc khu": ("ĐK ",),
    "huyện": ("H.", "h.", "H. "),
    "quận": ("Q.", "q. ", "Q "),
    "thị xã": ("TX.", "TX ", "tx. "),
    "thành phố": ("TP.", "TP ", "Tp. ", "T.P "),
    "tỉnh": ("T.", "t. "),
}
NEW_STYLE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "ỏe": "oẻ", "ùy": "uỳ", "úy": "uý",
             "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip
I_FOR_Y = {"kỳ": "kì", "mỹ": "mĩ", "lý": "lí", "quý": "quí", "sỹ": "sĩ", "tý": "tí", "kỷ": "kỉ", "ly": "li"}
FRONT = ("tại ", "ở ", "thuộc ", "trên địa bàn ", "địa bàn ", "Tại ")
SEPARATORS = (", ", ", ", ", ", ",", " - ", "; ", " – ", "-", " , ", " / ")
LETTERS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class Disturbed:
    """A disturbed address, the unit that it names, and what was done to it."""

    text: str
    span: Span
    done: tuple[str, ...]


class Disturber:
    """Disturbs the addresses of some communes, never so far that they name another one or several."""

    def __init__(self, lines: list[Line], seed: int, everywhere: list[Line] | None = None) -> None:
        self.lines = lines
        self.random = random.Random(seed)
        self.siblings: dict[object, set[str]] = {}
        self.names: set[str] = set()
        self.uses: Counter[tuple[str, ...]] = Counter()
        for line in everywhere or lines:
            self.siblings.setdefault(line[1].unit, set()).add(fold_i(line[0].name))
            self.names.add(fold_i(line[0].name))
            for keep in ((0,), (0, 1), (0, len(line) - 1)):
                self.uses[tuple(fold_i(line[i].name) for i in keep)] += 1

    def some(self, count: int) -> Iterator[Disturbed]:
        """Yield disturbed addresses, one to three disturbances each."""
        for _ in range(count):
            yield self.disturb(self.random.choice(self.lines))

    def disturb(self, line: Line) -> Disturbed:
        """Disturb one address."""
        done: list[str] = []
        levels = self.levels(line, done)
        names = [span.name for span in levels]
        kinds = [f"{span.kind} " for span in levels]
        steps: list[tuple[str, Callable[[], object]]] = [
            ("short", lambda: self.shorten(levels, kinds)),
            ("typo", lambda: self.misspell(levels, names)),
            ("new style", lambda: names.__setitem__(slice(None), [replace(name, NEW_STYLE) for name in names])),
            ("i for y", lambda: names.__setitem__(slice(None), [replace(name, I_FOR_Y) for name in names])),
        ]
        for name, step in self.random.sample(steps, self.random.choice((0, 1, 1, 2))):
            step()
            done.append(name)
        pieces = [kind + name for kind, name in zip(kinds, names, strict=True)]
        if self.random.random() < 0.1:
            pieces.reverse()
            done.append("reversed")
        text = self.random.choice(SEPARATORS).join(pieces)
        if self.random.random() < 0.1:
            text = self.random.choice(FRONT) + text
            done.append("front")
        return Disturbed(self.type(text, done), line[0], tuple(done))

    def levels(self, line: Line, done: list[str]) -> Line:
        """Leave a level out where the rest still names one commune only."""
        if self.random.random() < 0.3:
            for keep in self.random.sample([(0,), (0, 1), (0, len(line) - 1)], 3):
                if self.uses[tuple(fold_i(line[i].name) for i in keep)] == 1:
                    done.append("missing level")
                    return [line[i] for i in dict.fromkeys(keep)]
        return line

    def shorten(self, levels: Line, kinds: list[str]) -> None:
        """Abbreviate the unit words, or leave some out (never of a commune called like a unit above it)."""
        different = len({fold_i(span.name) for span in levels}) == len(levels) > 2
        numbered = any(span.name.isdigit() for span in levels)
        if self.random.random() < 0.3 and different and not numbered:
            kinds[:] = [""] * len(kinds)
            return
        kinds[:] = [self.random.choice(SHORT[span.kind]) for span in levels]

    def misspell(self, levels: Line, names: list[str]) -> None:
        """Make one slip in one name; one that makes another commune's name is no slip but that name."""
        at = self.random.randrange(len(names))
        if len(fold(names[at])) < 4:
            return
        slipped = self.slip(names[at])
        known = len(levels) > 1 and levels[1].unit in self.siblings
        others = self.siblings[levels[1].unit] if known else self.names
        if at or fold_i(slipped) not in others - {fold_i(names[at])}:
            names[at] = slipped

    def slip(self, name: str) -> str:
        """Drop, double, swap or replace one letter."""
        places = [i for i, letter in enumerate(name) if letter.isalpha()]
        i = self.random.choice(places)
        match self.random.randrange(4):
            case 0:
                return name[:i] + name[i + 1 :]
            case 1:
                return name[:i] + name[i] + name[i:]
            case 2 if i + 1 < len(name) and name[i + 1].isalpha():
                return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
            case _:
                return name[:i] + self.random.choice(LETTERS) + name[i + 1 :]

    def type(self, text: str, done: list[str]) -> str:
        """Choose marks, case and encoding."""
        if self.random.random() < 0.25:
            text = "".join(
                c
                for c in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
                if not unicodedata.combining(c)
            )
            done.append("no marks")
        style = self.random.random()
        if style < 0.15:
            text = text.lower()
            done.append("lower")
        elif style < 0.3:
            text = text.upper()
            done.append("upper")
        if self.random.random() < 0.15:
            text = unicodedata.normalize("NFD", text)
            done.append("NFD")
        return text


def replace(text: str, table: dict[str, str]) -> str:
    """Replace every key of the table, with a capital where the first letter had one."""
    for old, new in table.items():
        text = text.replace(old, new).replace(old.capitalize(), new.capitalize())
    return text
