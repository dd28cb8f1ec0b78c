"""Signing in by a one-time link. Opening the link shows a page; only its button uses it up."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from danvan.accounts.links import LinkGone, find_link, use_link
from danvan.web.request import Request


@never_cache
def sign_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the link's page; on its button, use it up and sign its person in (with the second step where one is set)."""
    try:
        if request.method != "POST":
            return _quiet(render(request, "accounts/link.html", {"link": find_link(secret)}))
        person = use_link(secret)
    except LinkGone as gone:
        context = {"reason": gone.messages[0], "code": gone.code}
        return _quiet(render(request, "accounts/link_gone.html", context, status=410))
    if request.user.is_authenticated and request.user != person:
        logout(request)
    record_authentication(request, person, method="link", reauthenticated=True)
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=reverse("web:welcome")))
    return response


def _quiet(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a secret, from being passed on."""
    response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" would make the form's own Origin null
    return response


@login_required
def welcome(request: Request) -> HttpResponse:
    """Invite a person who came by a link to set up a way to come back; whoever has one goes on to the work."""
    if request.user.has_usable_password() or is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        return redirect("web:home")
    return render(request, "accounts/welcome.html")
