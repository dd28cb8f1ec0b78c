"""allauth, told that nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no sign-up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the page that shows all ways in."""
        return reverse("mfa_index")
