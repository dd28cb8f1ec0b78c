"""Who may record recognitions."""

from danvan.accounts.models import Role
from danvan.accounts.scope import allow

allow("appraisal.recognise", {Role.COORDINATOR, Role.DECIDER})
allow("appraisal.withdraw_recognition", {Role.COORDINATOR, Role.DECIDER})
