"""Numbers as they are written in Viet Nam: 1.234.567 and 16,5 %."""

from decimal import ROUND_HALF_UP, Decimal


def count(value: float | None) -> str:
    """Return a whole number with points between the thousands; nothing is a dash."""
    return "–" if value is None else f"{int(value):,}".replace(",", ".")


def rate(part: int, whole: int, digits: int = 1) -> str:
    """Return ``part`` of ``whole`` in per cent (``16,5%``); a dash when there is no whole."""
    if not whole:
        return "–"
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{share}%".replace(".", ",")


def decimal(value: Decimal | None) -> str:
    """Return a quantity: thousands with points, a comma before the decimals, no idle zeros; nothing is a dash."""
    if value is None:
        return "–"
    whole, _point, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")
