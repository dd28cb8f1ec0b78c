"""Guarded moves between states: each life lists its states and moves on one screen and fires them here."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class StaleState(ValidationError):
    """Somebody else moved the record first; the person is asked to look again."""

    def __init__(self) -> None:
        super().__init__(_("Hồ sơ vừa được người khác xử lý, hãy tải lại trang rồi làm tiếp."), code="stale")


@dataclass(frozen=True)
class Move:
    """One allowed step: from any of ``sources`` to ``target``."""

    verb: str
    sources: frozenset[str]
    target: str
    label: Any


class Workflow:
    """The moves of one life."""

    def __init__(self, *moves: Move) -> None:
        self.moves = {move.verb: move for move in moves}

    def open_from(self, state: str) -> list[Move]:
        """Return the moves that can be made from ``state``, in the order listed."""
        return [move for move in self.moves.values() if state in move.sources]

    def fire(self, verb: str, obj: models.Model, **changes: Any) -> None:
        """Move ``obj`` and write ``changes`` with it, in one guarded UPDATE, so that two clicks never both win.

        Raises ``ValidationError`` when a constraint does not hold and ``StaleState`` when the row has moved on.
        """
        move = self.moves[verb]
        if obj.status not in move.sources:  # type: ignore[attr-defined]
            raise StaleState
        before = {name: getattr(obj, name) for name in ("status", *changes)}
        for name, value in {**changes, "status": move.target}.items():
            setattr(obj, name, value)
        try:
            obj.validate_constraints()
            rows = type(obj)._default_manager.filter(pk=obj.pk, status=before["status"])
            if not rows.update(**changes, status=move.target):
                raise StaleState
        except ValidationError:
            for name, value in before.items():
                setattr(obj, name, value)
            raise


def move(verb: str, sources: set[str] | str, target: str, label: Any) -> Move:
    """Shorthand for the lists in ``workflow.py``."""
    return Move(verb, frozenset({sources} if isinstance(sources, str) else sources), target, label)


__all__ = ["Move", "StaleState", "Workflow", "move"]
