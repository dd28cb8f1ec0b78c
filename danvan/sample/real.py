"""The seven models of the article, as the article has them and nothing more."""

from collections.abc import Iterator

from danvan.initiatives.drafts import Draft, PlaceDraft
from danvan.initiatives.workflow import Status
from danvan.sample.bodies import Bodies
from danvan.sample.files import read
from danvan.sample.seats import PROVINCE_CODE


def drafts(bodies: Bodies) -> Iterator[Draft]:
    """Yield the drafts of the real models. The article does not say which were recognised: none is."""
    words = read("real")
    for model in words["model"]:
        seat = bodies.seats[model.get("owner_unit", PROVINCE_CODE)]
        owner = bodies.of(model["owner"], seat, real=True) if "owner_unit" in model else bodies.named(model["owner"])
        yield Draft(
            year=words["year"], name=model["name"], field=model["field"], line=model["line"],
            accounting_unit=bodies.seats[model["accounting_unit"]].unit.pk,
            province=bodies.seats[PROVINCE_CODE].unit.pk,
            places=tuple(PlaceDraft(bodies.seats[code].unit.pk, village) for code, village in model["places"]),
            places_text=model["places_text"], owner=owner, owner_name=model["owner_name"],
            owner_kind=model["owner_kind"], status=Status.UNDER_WAY,
            texts={name: model[name] for name in ("method", "result", "note") if name in model} | {"source": words["source"]},
        )  # fmt: skip


def counted() -> dict[str, int]:
    """Return how many real models are accounted at each unit, by its code."""
    found: dict[str, int] = {}
    for model in read("real")["model"]:
        found[model["accounting_unit"]] = found.get(model["accounting_unit"], 0) + 1
    return found
