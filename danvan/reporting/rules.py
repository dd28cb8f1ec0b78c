"""Who may do what with reports; read it aloud."""

from danvan.accounts.models import Role
from danvan.accounts.scope import CONTENT, allow

allow("reporting.view", CONTENT)
allow("reporting.prepare", {Role.COORDINATOR})
allow("reporting.edit", {Role.COORDINATOR, Role.DECIDER})
allow("reporting.files", {Role.COORDINATOR, Role.DECIDER})
allow("reporting.sign", {Role.COORDINATOR, Role.DECIDER})
allow("reporting.withdraw", {Role.COORDINATOR, Role.DECIDER})
allow("reporting.drop", {Role.COORDINATOR})
allow("reporting.goals", {Role.COORDINATOR})
allow("reporting.totals", {Role.COORDINATOR})
