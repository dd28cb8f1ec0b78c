"""Layouts of official papers: data keyed by the issuer's system, verified values marked (``data/layouts.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).parent / "data"
MM = 72 / 25.4  # points in a millimetre


@dataclass(frozen=True)
class Style:
    """How one element is set; ``size`` in points."""

    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    underline: bool = False


@dataclass(frozen=True)
class Page:
    """The sheet, upright: its size, its margins, and where its number stands below the upper edge; millimetres."""

    width: float
    height: float
    header: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def text_width(self) -> float:
        """What is left between the margins of the upright sheet."""
        return self.width - self.left - self.right


@dataclass(frozen=True)
class Body:
    """Running text: first-line indent in millimetres, space between paragraphs in points, line distance as a factor."""

    indent: float
    spacing: float
    line: float
    justify: bool


@dataclass(frozen=True)
class Numbering:
    """Where page numbers stand, and whether the first page and the annexes have their own."""

    align: str
    first_page: bool
    annex_restarts: bool


@dataclass(frozen=True)
class Layout:
    """The layout of one system. Rules are given as a share of the line above them."""

    system: str
    name: str
    basis: str
    title: tuple[str, ...]
    title_rule: float
    issuer_mark: str
    issuer_rule: float
    abstract_mark: str
    abstract_rule: float
    abstract_rule_longest: float
    number_pattern: str
    symbol_pattern: str
    recipient_end: str
    left_share: float
    left_least: float
    place_date_least: float
    page: Page
    body: Body
    numbering: Numbering
    fonts: Mapping[str, str]
    styles: Mapping[str, Style]
    authorities: Mapping[str, str]
    verified: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@cache
def document() -> Mapping[str, Any]:
    """Return the data as it stands in the file."""
    return MappingProxyType(tomllib.loads((DATA / "layouts.toml").read_text(encoding="utf-8")))


def words() -> Mapping[str, str]:
    """Return the fixed words of a paper. They are Vietnamese whatever the language of the screen."""
    found: Mapping[str, str] = document()["words"]
    return found


def system_of(line: str) -> str:
    """Return the system whose layout a body on that line (``bodies.models.Line``) uses."""
    found: str = document()["lines"].get(line, "state")
    return found


@cache
def layout_of(system: str) -> Layout:
    """Return the layout of a system; raises ``KeyError`` for one that is not in the data."""
    data = merged(document()["base"], document()["systems"][system])
    plain = {key: data[key] for key in data if not isinstance(data[key], dict | list)}
    return Layout(
        system=system,
        title=tuple(data["title"]),
        page=Page(**data["page"], **data["margins"]),
        body=Body(**data["body"]),
        numbering=Numbering(**data["page_number"]),
        fonts=MappingProxyType(data["fonts"]),
        styles=MappingProxyType({name: Style(**values) for name, values in data["styles"].items()}),
        authorities=MappingProxyType(data["authorities"]),
        verified=MappingProxyType(data.get("verified", {})),
        allowed=MappingProxyType({key: (low, high) for key, (low, high) in data.get("allowed", {}).items()}),
        **plain,
    )


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``over``; tables are merged, a style is replaced whole."""
    result = dict(base)
    for key, value in over.items():
        whole = isinstance(value, dict) and "size" not in value and isinstance(base.get(key), dict)
        result[key] = merged(base[key], value) if whole else value
    return result


def value_at(system: str, key: str) -> Any:
    """Return a value of the data by its dotted key (``styles.title.size``), as ``verified`` and ``allowed`` name it."""
    data: Any = merged(document()["base"], document()["systems"][system])
    for part in key.split("."):
        data = data[part]
    return data
