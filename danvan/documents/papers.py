"""An official paper as content: what stands on it, in order, whatever it is rendered to (Word, PDF, a page)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Run:
    """A stretch of text; ``ref`` names the figure or record it came from, so that a page can link it."""

    text: str
    ref: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 ``I. …``, 2 ``1. …``, 3 ``a) …``. The numbering is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text, justified, with a first-line indent; ``dash``: an item ``- …`` of a list."""

    runs: tuple[Run, ...]
    dash: bool = False
    ref: str = ""  # what the whole sentence stands on
    key: str = ""  # which section of the report it belongs to

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Column:
    """A column of a table; ``width`` is its share of the width, ``group`` what it shares its head with its neighbours."""

    label: str
    width: float = 1
    align: Align = "left"
    group: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption. Each cell is a run; rows named in ``strong`` (totals) are bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...]
    caption: str = ""
    strong: frozenset[int] = frozenset()
    note: str = ""

    @property
    def head(self) -> list[tuple[str, tuple[Column, ...]]]:
        """The columns as their head shows them: neighbours of one group together, the others alone under no group."""
        parts = groupby(enumerate(self.columns), key=lambda pair: pair[1].group or pair[0])
        return [(key if isinstance(key, str) else "", tuple(column for _n, column in pairs)) for key, pairs in parts]


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Signature:
    """Who signs: ``authority`` as printed before the body (``T/M BAN THƯỜNG VỤ``, ``TM.``), title, and the name."""

    title: str = ""
    authority: str = ""
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper of one issuer. ``system`` chooses the layout (``documents/data/layouts.toml``)."""

    system: str  # party, state, front, … (bodies.models.Line values are mapped in layouts.toml)
    # Names in running case; the layout makes the capitals.
    issuer: str
    type_name: str  # BÁO CÁO
    abstract: str  # kết quả thực hiện …
    blocks: Sequence[Block]
    superior: str = ""
    issuer_name: str = ""  # the whole name of the body, for a sentence; issuer and superior are its printed lines
    number: str = ""  # 12
    symbol: str = ""  # BC/BDVTU
    place: str = ""  # Bắc Giang
    date: dt.date | None = None  # blank: "ngày … tháng … năm …" to fill in by hand
    draft: dt.date | None = None  # not signed: the day of the draft, printed with its mark
    addressee: str = ""  # Kính gửi
    signature: Signature = field(default_factory=Signature)
    recipients: tuple[str, ...] = ()
    notice: str = ""  # a line at the top: illustration data
    annexes: tuple["Annex", ...] = ()


@dataclass(frozen=True)
class Annex:
    """A table printed on its own (landscape where it is wide) page after the signature."""

    title: str
    table: Table
    landscape: bool = True
