"""Short texts from a grammar: ``[a|b]`` chooses, ``{slot}`` is filled in."""

import re
from collections.abc import Mapping
from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


def expand(text: str, slots: Mapping[str, str], rng: Random) -> str:
    """Return ``text`` with its choices made and its slots filled, beginning with a capital letter."""
    chosen = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
    return capital(_SLOT.sub(lambda match: slots[match[1]], chosen))


def capital(text: str) -> str:
    """Return ``text`` with its first letter in upper case."""
    return text[:1].upper() + text[1:]
