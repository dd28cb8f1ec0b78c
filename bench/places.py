"""Reading one place out of free text: milliseconds, and how many were right, told for the record."""

import datetime as dt
import random
import statistics
import time
import unicodedata
from collections.abc import Iterator

from bench.clock import Result
from danvan.core.text import fold
from danvan.units import place_text
from danvan.units.atlas import Span, atlas
from danvan.units.models import Unit
from danvan.units.places import Finder
from danvan.units.queries import unit_by_code

CODE, DAY = "24", dt.date(2022, 12, 31)
SHORT = {"xã": "x.", "phường": "p.", "thị trấn": "TT", "huyện": "h.", "thành phố": "TP"}
STYLES = {"oà": "òa", "òa": "oà", "uý": "úy", "úy": "uý", "y": "i", "i": "y"}


def measure(rounds: int) -> Iterator[Result]:
    """Look up clean and disturbed addresses within a province and within the whole country."""
    province = unit_by_code(CODE, DAY)
    assert province
    rng = random.Random(1)
    communes = [s for s in atlas().subtree(province.pk, DAY) if s.level == "commune"]
    clean = [(written(span), span) for span in communes]
    dirty = [(disturbed(text, rng), span) for text, span in clean * 2]
    for where, scope in (("province", province), ("country", None)):
        for kind, texts in (("clean", clean), ("disturbed", dirty)):
            yield looked_up(f"{kind}, within the {where}", texts, scope, rounds)


def looked_up(case: str, texts: list[tuple[str, Span]], scope: Unit | None, rounds: int) -> Result:
    """Look every text up once a round, with a new finder and nothing remembered of its words."""
    taken: list[float] = []
    outcome = {"right": 0, "wrong": 0, "none": 0}
    for number in range(rounds + 1):
        finder = Finder(DAY, scope)
        for cached in (place_text.read, place_text.marked, fold):
            cached.cache_clear()
        for text, span in dict(texts).items():
            start = time.perf_counter()
            match = finder.find(text)
            seconds = time.perf_counter() - start
            if number:
                taken.append(seconds)
            else:
                outcome["none" if match.unit is None else "right" if match.unit == span.unit else "wrong"] += 1
    taken.sort()
    told = " · ".join(f"{n} {word}" for word, n in outcome.items())
    return Result(
        "places",
        case,
        statistics.median(taken) * 1000,
        note=f"p95 {taken[int(len(taken) * 0.95)] * 1000:.2f} ms; {told}",
    )


def written(span: Span) -> str:
    """Return the address of a commune as an officer writes it."""
    above = list(atlas().ancestors(span.unit, DAY))[1]
    return f"{span.label}, {above.label}"


def disturbed(text: str, rng: random.Random) -> str:
    """Return the address with one or two of the faults that registers have."""
    for fault in rng.sample((abbreviated, bare, respelled, mistyped, shouted, decomposed), rng.choice((1, 2))):
        text = fault(text, rng)
    return text


def abbreviated(text: str, rng: random.Random) -> str:
    for word, short in SHORT.items():
        text = text.replace(f"{word} ", f"{short} ")
    return text


def bare(text: str, rng: random.Random) -> str:
    return ", ".join(fold(part) for part in text.split(","))


def respelled(text: str, rng: random.Random) -> str:
    old = next((o for o in STYLES if o in text), "")
    return text.replace(old, STYLES[old], 1) if old else text


def mistyped(text: str, rng: random.Random) -> str:
    at = rng.randrange(4, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if rng.random() < 0.5 else text[:at] + text[at + 1 :]


def shouted(text: str, rng: random.Random) -> str:
    return text.upper()


def decomposed(text: str, rng: random.Random) -> str:
    return unicodedata.normalize("NFD", text)
