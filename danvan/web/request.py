"""Requests of people who are signed in."""

from django.http import HttpRequest

from danvan.accounts.models import User


class Request(HttpRequest):
    """A request behind ``login_required``: its user is one of ours."""

    user: User
