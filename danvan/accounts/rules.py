"""Who may look after bodies, people and the territory of their unit. Content is not for the system administrator."""

from danvan.accounts.models import Role
from danvan.accounts.scope import CONTENT, allow

allow("units.view", Role)
allow("units.add_village", {Role.COORDINATOR})
allow("units.load_boundaries", {Role.COORDINATOR})
allow("units.remove_boundaries", {Role.COORDINATOR})
allow("bodies.view", Role)
allow("bodies.manage", {Role.COORDINATOR, Role.SYSADMIN})
allow("accounts.view", {Role.COORDINATOR, Role.SYSADMIN})
allow("accounts.manage", {Role.SYSADMIN})
allow("accounts.make_token", Role)
allow("accounts.revoke_token", {Role.SYSADMIN})
allow("audit.view", CONTENT)
allow("sample.generate", ())  # the operator alone
