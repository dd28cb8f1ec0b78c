"""Abstract bases only: they keep the rules of a distributed schema (docs/decisions/0003) from the first migration."""

from typing import ClassVar, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.core.ids import new_id

Sharding = Literal["province", "reference", "local"]


class Reference(models.Model):
    """A small table that every node would hold whole: units, bodies, rubrics, people."""

    sharding: ClassVar[Sharding] = "reference"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Tenant(models.Model):
    """A row of a table that grows with use: it lives with its province, which is set once and never changed."""

    sharding: ClassVar[Sharding] = "province"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # No index of its own: whoever asks by province asks for more, and what grows has an index for the whole question.
    province = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", editable=False, db_index=False,
        verbose_name=_("Tỉnh, thành phố"),
    )  # fmt: skip

    class Meta:
        abstract = True


def label_of(row: models.Model | type[models.Model], name: str) -> str:
    """Return the Vietnamese name of a column."""
    field = row._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))
