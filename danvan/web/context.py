"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest

from danvan.web.places import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame, worked out when a template asks for them."""
    return {"shell": Shell(request)}
