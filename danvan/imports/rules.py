"""Who may bring registers in."""

from danvan.accounts.models import Role
from danvan.accounts.scope import allow

allow("imports.start", {Role.COORDINATOR})
allow("imports.view", {Role.COORDINATOR})
allow("imports.commit", {Role.COORDINATOR})
allow("imports.undo", {Role.COORDINATOR})
allow("imports.rename_columns", {Role.COORDINATOR})
allow("imports.forget_columns", {Role.COORDINATOR})
