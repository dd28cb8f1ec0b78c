"""The edition of the territory: one number that every process compares before it trusts its picture."""

from django.db.models import F

from danvan.units.atlas import forget
from danvan.units.models import Edition


def bump(source: str | None = None) -> None:
    """Tell all processes that the territory has changed; call inside the transaction that changes it."""
    changes = {"number": F("number") + 1} | ({} if source is None else {"source": source})
    if not Edition.objects.update(**changes):
        Edition.objects.create(number=1, source=source or "")
    forget()
