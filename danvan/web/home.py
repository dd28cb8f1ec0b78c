"""Việc của tôi: what waits for me."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Show the first page after sign-in."""
    return render(request, "home/home.html")
