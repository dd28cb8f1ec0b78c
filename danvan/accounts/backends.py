"""Answers ``user.has_perm(verb, obj)`` everywhere Django asks it; passwords are allauth's matter."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from danvan.accounts.models import User
from danvan.accounts.scope import RULES, permitted


class ScopeBackend(BaseBackend):
    """The scope rule as Django's permission backend."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session, unless the account is closed."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Tell whether the person may do ``perm`` to ``obj``."""
        return perm in RULES and isinstance(user_obj, User) and permitted(user_obj, perm, obj)
