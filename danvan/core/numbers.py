"""Numbers as they are written in Viet Nam, 1.234.567 and 16,5%, and in English where that is the page's language."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

_SWAPPED = str.maketrans(",.", ".,")


def whole(text: str, longest: int = 18) -> int | None:
    """Read a whole number of an address: the digits 0–9 and nothing else; None for any other text.

    ``str.isdigit`` knows ² too, which ``int`` does not read, and ``int`` refuses very long numbers.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None


def written(text: str) -> str:
    """Return a number that Python wrote (1,234.5) in the way of the language."""
    return text if (get_language() or "vi").startswith("en") else text.translate(_SWAPPED)


def count(value: float | None) -> str:
    """Return a whole number with points between the thousands; nothing is a dash."""
    return "–" if value is None else written(f"{int(value):,}")


def rate(part: int, whole: int, digits: int = 1) -> str:
    """Return ``part`` of ``whole`` in per cent (``16,5%``); a dash when there is no whole."""
    if not whole:
        return "–"
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return written(f"{share}%")


def decimal(value: Decimal | None) -> str:
    """Return a quantity: thousands with points, a comma before the decimals, no idle zeros; nothing is a dash."""
    if value is None:
        return "–"
    whole, _point, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    return written(f"{whole}.{rest}" if rest else whole)
