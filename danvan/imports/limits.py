"""How long the texts of a row may be, and how a message quotes one."""

from django.utils.translation import gettext as _

from danvan.imports.records import RowDraft

LIMITS = {
    "name": 500,
    "owner": 500,
    "duration": 300,
    "contact": 300,
    "source": 500,
    "decision_number": 60,
    "place": 1000,
}
# Less than a cell of a workbook holds (32,767): a text cut to fit one is refused again when it comes back.
LONGEST = 32_000


def short(text: str) -> str:
    """Return a text as a message quotes it."""
    most = 80
    return text if len(text) <= most else f"{text[:most]}…"


def fits(draft: RowDraft, role: str, text: str, *others: str) -> None:
    """Object to a text that is too long for its place."""
    limit = LIMITS.get(role, LONGEST)
    if len(text) > limit:
        draft.object_to(
            role,
            _("Ô này dài %(length)s ký tự, tối đa là %(limit)s. Rút gọn rồi nhập lại.")
            % {"length": len(text), "limit": limit},
            *others,
        )
