"""allauth, told that nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no sign-up."""
        return False
