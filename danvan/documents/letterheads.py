"""From a body to the head of its papers: system, printed names, symbol, place, and who signs for whom."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from danvan.bodies.models import Body
from danvan.core.text import clean, fold
from danvan.documents.layouts import DATA, layout_of, system_of
from danvan.documents.papers import Signature
from danvan.units.atlas import atlas
from danvan.units.models import Level

REPORT = "BÁO CÁO"
STATE_COMMITTEE = "uy ban nhan dan"


@dataclass(frozen=True)
class Letterhead:
    """What stands at the head of a body's papers, each name a field of ``Paper``.

    Names are written as in running text (the layout makes the capitals); ``symbol`` is whole: ``BC/BDVTU``, ``BC-UBND``.
    """

    system: str
    superior: str
    issuer: str
    issuer_name: str
    symbol: str
    place: str


@cache
def document() -> Mapping[str, Any]:
    """Return the data as it stands in the file."""
    return tomllib.loads((DATA / "letterheads.toml").read_text(encoding="utf-8"))


def letterhead_of(body: Body, on: dt.date, *, type_name: str = REPORT, symbol: str = "") -> Letterhead:
    """Return the head of a paper that ``body`` issues on a day.

    ``symbol`` overrides what the table of abbreviations makes of the body's name.
    """
    system = system_of(body.line)
    superior, issuer = printed_names(body)
    return Letterhead(
        system, superior, issuer, clean(body.name), symbol or symbol_of(body, type_name), place_of(body, on)
    )


def printed_names(body: Body) -> tuple[str, str]:
    """Return the names of the superior (may be empty) and of the issuer as they are printed, in two lines."""
    name, superior = clean(body.name), clean(body.superior.name) if body.superior else ""
    organ = next((row["organ"] for row in document()["standing"] if fold(name).startswith(row["begins"])), "")
    if organ:
        return name, organ
    if fold(name).startswith(STATE_COMMITTEE):
        head, place = name[: len(STATE_COMMITTEE)], name[len(STATE_COMMITTEE) :].strip()
        return "", f"{head}\n{place}".strip()  # a people's committee issues in its own name, in two lines
    return superior, _without(name, superior)


def _without(name: str, superior: str) -> str:
    """Leave out of a department's name the committee that is printed above it."""
    return name[: -len(superior)].rstrip(" ,") or name if superior and name.endswith(superior) else name


def symbol_of(body: Body, type_name: str = REPORT) -> str:
    """Return the symbol of a type of paper of a body: ``BC/BDVTU`` (Party), ``BC-UBND`` (state)."""
    kind = document()["types"].get(type_name, _initials(type_name))
    pattern = layout_of(system_of(body.line)).symbol_pattern
    return pattern.format(type=kind, issuer=abbreviation(body.name))


def abbreviation(name: str) -> str:
    """Return the short form of a body's name; the initials of its words where the table has none."""
    folded = fold(name)
    for row in document()["abbreviations"]:
        if folded.startswith(row["begins"]):
            rest = folded.removeprefix(row["begins"]).strip()
            cap = next((short for words, short in document()["committees"].items() if rest.startswith(words)), "")
            short: str = row["as"].format(cap=cap)
            return short
    return _initials(name)


def _initials(name: str) -> str:
    return "".join(word[0] for word in clean(name).split() if word[0].isalpha()).upper()[:8]


def place_of(body: Body, on: dt.date) -> str:
    """Return the place name of a paper: the seat's unit that is no village, without its unit word."""
    span = atlas().nearest(body.unit_id, on)
    if span is None:
        unit = body.unit
        period = unit.periods.order_by("valid_from").last()
        if unit.level != Level.VILLAGE or not period or not period.parent_id:
            return period.name if period else ""
        span = atlas().nearest(period.parent_id, on)
    return span.name if span else ""


def signature_of(body: Body, post: str, name: str = "") -> Signature:
    """Return how a person with that post signs for a body.

    ``Phó Trưởng Ban …`` signs for the head: ``K/T TRƯỞNG BAN``, ``PHÓ TRƯỞNG BAN``; the head of a collective signs on its
    behalf: ``T/M BAN THƯỜNG VỤ``, ``BÍ THƯ``. A post that the table does not know is printed as it is.
    """
    system = system_of(body.line)
    prefix = layout_of(system).authorities
    title = clean(post).split(",")[0].strip()
    deputy = fold(title).startswith("pho ")
    bare = title[4:].strip() if deputy else title
    for head, organ in _heads(system):
        if not fold(bare).startswith(fold(head)):
            continue
        on_behalf = f"{prefix['on_behalf']} {_organ(body, organ)}".upper() if organ else ""
        instead = f"{prefix['for']} {head}".upper() if deputy else ""
        authority = "\n".join(filter(None, (on_behalf, instead)))
        return Signature(title=f"PHÓ {head}".upper() if deputy else head.upper(), authority=authority, name=clean(name))
    return Signature(title=title.upper(), name=clean(name))


def _heads(system: str) -> Iterator[tuple[str, str]]:
    for row in document()["heads"]:
        if row.get("system", system) == system:
            yield row["post"], row.get("organ", "")


def _organ(body: Body, organ: str) -> str:
    """A collective exists only where the body is its own: a school's chairman signs for no people's committee."""
    return organ if fold(organ) != STATE_COMMITTEE or fold(body.name).startswith(STATE_COMMITTEE) else ""


__all__ = [
    "REPORT",
    "Letterhead",
    "abbreviation",
    "letterhead_of",
    "place_of",
    "printed_names",
    "signature_of",
    "symbol_of",
]
