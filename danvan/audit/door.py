"""The door: permission, transaction, audit rows and followers, for every write there is."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.audit.chain import digest_of, snapshot
from danvan.audit.models import Chain, Entry
from danvan.core.ids import new_id


class Actor(Protocol):
    """Whoever writes: a person signed in, or the operator of a command."""

    @property
    def audit_id(self) -> uuid.UUID | None:
        """The person's id; None for an operator."""

    @property
    def audit_name(self) -> str:
        """How the audit names the actor."""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the actor may do ``perm`` to ``obj``."""


@dataclass(frozen=True)
class Change:
    """One record written: its whole columns before (None: created) and after (None: removed)."""

    model: type[models.Model]
    province_id: uuid.UUID
    object_id: uuid.UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Seal:
    """Many new records of one kind in one entry: what is told of them, and the digest of each (docs/decisions/0015)."""

    model: type[models.Model]
    province_id: uuid.UUID
    content: dict[str, Any]


Follower = Callable[[list[Change]], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """Have ``follower`` called with the changes of each act, inside its transaction. Called once, from ``ready()``."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


@dataclass
class Act:
    """What one pass through the door has written so far."""

    verb: str
    actor: Actor
    id: uuid.UUID = field(default_factory=new_id)
    changes: list[Change] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)

    def created(self, *objs: models.Model) -> None:
        """Note new records, after they were saved."""
        self.changes += [Change(type(o), _province(o), o.pk, None, snapshot(o)) for o in objs]

    def changed(self, obj: models.Model, before: dict[str, Any]) -> None:
        """Note a change; ``before`` is the ``snapshot`` taken earlier. Nothing is noted if nothing differs."""
        after = snapshot(obj)
        if after != before:
            self.changes.append(Change(type(obj), _province(obj), obj.pk, before, after))

    def removed(self, *objs: models.Model) -> None:
        """Note records that are going; call before they are deleted."""
        self.changes += [Change(type(o), _province(o), o.pk, snapshot(o), None) for o in objs]

    def sealed(
        self, model: type[models.Model], province: uuid.UUID, columns: Sequence[str], digests: dict[str, str], **about: Any
    ) -> None:  # fmt: skip
        """Note many new records by their digests (``chain.seal_of`` of ``columns``), in one entry. Followers are not told."""
        self.seals.append(Seal(model, province, {**about, "columns": list(columns), "sealed": digests}))


def _province(obj: models.Model) -> uuid.UUID:
    """Return the chain a record belongs to: its province, or the one it names as its ``audit_province_id``."""
    found = getattr(obj, "province_id", None) or getattr(obj, "audit_province_id", None)
    if found is None:
        msg = f"{type(obj).__name__} has neither province_id nor audit_province_id"
        raise TypeError(msg)
    return found  # type: ignore[no-any-return]


@contextmanager
def action(verb: str, obj: Any, actor: Actor) -> Iterator[Act]:
    """Open the door for one act: refuse, or write everything together with its audit rows, or nothing.

    ``obj`` is the record, or the unit or body, that the permission is asked on. Raises ``PermissionDenied`` with a
    reason in Vietnamese. Inside, write with the ORM and tell the yielded ``Act`` what was written.
    """
    if not actor.has_perm(verb, obj):
        raise PermissionDenied(_("Bạn không có quyền làm việc này trong phạm vi được giao."))
    with transaction.atomic():
        act = Act(verb, actor)
        yield act
        if act.changes or act.seals:
            record(act)
        if act.changes:
            for follower in _followers:
                follower(act.changes)


@contextmanager
def together() -> Iterator[None]:
    """Have the acts within, and what is noted beside them, be written as one or not at all."""
    with transaction.atomic():
        yield


def _differing(change: Change) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return what the entry keeps: all of a new or removed record, of a changed one only what differs."""
    before, after = change.before, change.after
    if before is None or after is None:
        return before, after
    keys = [key for key in after if after[key] != before.get(key)]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


# What one entry is made of: the kind, the record (of a seal: the act), before and after.
Row = tuple[type[models.Model], uuid.UUID, dict[str, Any] | None, dict[str, Any] | None]


def record(act: Act) -> None:
    """Append the act's changes to the chains of their provinces, in one insert."""
    rows: dict[uuid.UUID, list[Row]] = defaultdict(list)
    for seal in act.seals:
        rows[seal.province_id].append((seal.model, act.id, None, seal.content))
    for change in act.changes:
        rows[change.province_id].append((change.model, change.object_id, *_differing(change)))
    now = timezone.now()
    entries: list[Entry] = []
    for province_id in sorted(rows):  # always in one order, so that two acts cannot wait for each other
        Chain.objects.bulk_create([Chain(province_id=province_id)], ignore_conflicts=True)
        head = Chain.objects.select_for_update().get(province_id=province_id)
        for model, object_id, before, after in rows[province_id]:
            head.length += 1
            entry = Entry(
                province_id=province_id, seq=head.length, act=act.id, at=now, verb=act.verb,
                actor_id=act.actor.audit_id, actor_name=act.actor.audit_name[:200],
                kind=model._meta.label_lower,
                object_id=object_id, before=before, after=after, previous=head.digest,
            )  # fmt: skip
            entry.digest = head.digest = digest_of(entry)
            entries.append(entry)
        head.save(update_fields=("length", "digest"))
    Entry.objects.bulk_create(entries, batch_size=1000)


def history(objs: Iterable[models.Model]) -> models.QuerySet[Entry]:
    """Return the entries of some records, newest first."""
    ids = [obj.pk for obj in objs]
    return Entry.objects.filter(object_id__in=ids).order_by("-at", "-seq")
