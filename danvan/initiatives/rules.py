"""Who may do what with the register; read it aloud."""

from danvan.accounts.models import Role
from danvan.accounts.scope import CONTENT, allow

allow("initiatives.view", CONTENT)
allow("initiatives.register", {Role.OWNER, Role.COORDINATOR})
allow("initiatives.edit", {Role.OWNER, Role.COORDINATOR})
allow("initiatives.attach", {Role.OWNER, Role.COORDINATOR})
allow("initiatives.export", CONTENT)
for _verb in ("approve", "start", "fall_short", "pause", "resume", "end", "reopen"):
    allow(f"initiatives.{_verb}", {Role.COORDINATOR})
allow("initiatives.manage_lists", {Role.COORDINATOR})
