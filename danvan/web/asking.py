"""A page with one form: shown, answered, and shown again with what was typed when the act is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What a page with one form says around it."""

    title: str
    submit: str
    cancel: str
    lead: str = ""
    crumbs: Sequence[tuple[str, str]] = ()
    keep: str = ""
    danger: bool = False


def ask(request: HttpRequest, form: forms.BaseForm, question: Question) -> HttpResponse:
    """Show the form; with errors the status is 422."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    context = {"form": form, "ask": question, "crumbs": question.crumbs}
    return render(request, "parts/form_page.html", context, status=status)


def carried_out(form: forms.BaseForm, act: Callable[[dict[str, Any]], T]) -> tuple[T] | None:
    """Run ``act`` with what the form read and return its result, packed; its refusals become errors of the form."""
    if not form.is_valid():
        return None
    try:
        return (act(form.cleaned_data),)
    except ValidationError as refusal:
        _show(form, refusal)
        return None


def _show(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put each error where its field is; what has no field here stands on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


class Plain(forms.Form):
    """A form that asks nothing but whether to go on."""
