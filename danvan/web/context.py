"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame."""
    return {}
