"""An import that the person may see, and what an act on it answers."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.core.workflow import StaleState
from danvan.imports import actions
from danvan.imports.models import Import
from danvan.imports.queries import visible_imports
from danvan.web.request import Request

T = TypeVar("T")


def find(request: Request, province: uuid.UUID, pk: uuid.UUID) -> Import:
    """Return an import that the person may see, or 404."""
    rows = visible_imports(request.user).select_related("attachment", "unit", "rejected_file")
    return get_object_or_404(rows, province_id=province, pk=pk)


def page_of(batch: Import) -> str:
    """Return the address of an import."""
    return reverse("web:import", args=(batch.province_id, batch.pk))


def attempt(request: Request, run: Callable[[], T]) -> T | None:
    """Run an action; what it refuses is said on top of the page, and nothing else happens."""
    try:
        return run()
    except StaleState:
        messages.error(request, _("Lần nhập này vừa được xử lý ở nơi khác; đây là trạng thái hiện tại."))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return None


def mended(request: Request, batch: Import, **said: Any) -> bool:
    """Note what a person says of a file and have it read again; tell whether that was taken."""
    return attempt(request, lambda: actions.correct(batch, actor=request.user, **said)) is not None
