"""Loads the sample province: lists, bodies, the registers of 2021 and 2022, people. Goes through the door, once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from danvan.accounts.scope import Operator
from danvan.appraisal.results import add_new
from danvan.audit.door import Act, action
from danvan.core.dates import year_end
from danvan.initiatives.drafts import Draft
from danvan.initiatives.models import KeyProjectLink, Resource, Target
from danvan.initiatives.register import Plan, plan, write
from danvan.sample import real
from danvan.sample.bodies import Bodies
from danvan.sample.invent import Inventor, Model
from danvan.sample.lists import key_projects, sub_fields
from danvan.sample.posts import Person, add_people, are_there, people
from danvan.sample.published import add_published
from danvan.sample.published import document as published
from danvan.sample.quotas import TOTAL, quotas
from danvan.sample.recognise import recognise
from danvan.sample.seats import YEAR, Seat, bac_giang
from danvan.sample.wording import Writer, Written
from danvan.units.atlas import COUNTRY_CODE
from danvan.units.queries import unit_by_code

BATCH = 500
Progress = Callable[[int, int], object]

__all__ = ["Person", "Progress", "are_there", "load", "people", "published"]


class _Bar:
    """Counts what is done."""

    def __init__(self, progress: Progress | None, todo: int) -> None:
        self.progress, self.done, self.todo = progress, 0, todo

    def add(self, number: int) -> None:
        """Note that ``number`` more are done."""
        self.done += number
        if self.progress:
            self.progress(self.done, self.todo)


def load(progress: Progress | None = None) -> bool:
    """Load the sample and return True; do nothing and return False when it is there.

    ``progress`` is called with the rows done and to do. An interrupted load is taken up where it stopped.
    """
    if are_there():
        return False
    operator = _operator()
    provinces = [bac_giang(year) for year in TOTAL]
    bodies = Bodies(provinces)
    real_ones = list(real.drafts(bodies))  # first: the bodies that they name are no illustration
    bodies.lay_out()
    today = bodies.lay_out_today()
    writer = Writer(bodies, sub_fields(bodies, operator), key_projects(bodies, operator))
    rows = list(_rows(invent(provinces), real_ones, writer))
    bar = _Bar(progress, len(bodies.made) + len(rows) + len(people()))
    bodies.write(operator, bar.add)
    for start in range(0, len(rows), BATCH):
        _register(rows[start : start + BATCH], operator)
        bar.add(len(rows[start : start + BATCH]))
    add_published(operator)
    add_people(bodies, today, operator)
    bar.add(len(people()))
    return True


def invent(provinces: Sequence[Seat]) -> list[list[Model]]:
    """Draw the models of each year, unit by unit, and recognise some of them."""
    years: list[list[Model]] = []
    for year, province in zip(TOTAL, provinces, strict=True):
        inventor = Inventor(year, years[-1] if years else ())
        numbers = quotas(province, year)
        taken = real.counted() if year == YEAR else {}
        for seat in province:
            inventor.draw(seat, numbers[seat.code] - taken.get(seat.code, 0))
        recognise(inventor.models, year)
        years.append(inventor.models)
    return years


def _operator() -> Operator:
    country = unit_by_code(COUNTRY_CODE, year_end(YEAR))
    if country is None:
        msg = "the country's units are not loaded"
        raise LookupError(msg)
    return Operator(country, "danvan init --sample bac-giang")


def _rows(years: Sequence[Sequence[Model]], real_ones: Sequence[Draft], writer: Writer) -> Iterator[Written]:
    """Yield every registration in the order of the register: year by year, the real ones before the others."""
    for models in years:
        if models[0].year == YEAR:
            yield from map(Written, real_ones)
        yield from map(writer.write, models)


def _register(rows: Sequence[Written], operator: Operator) -> None:
    """Write one batch: what is on the register already is left as it is."""
    with action("initiatives.register", operator.unit, operator) as act:
        plans = plan([row.draft for row in rows])
        new = [(p, row) for p, row in zip(plans, rows, strict=True) if p.verdict == "create"]
        write(act, [p for p, _ in new])
        add_new(act, [(p.registration, p.draft.recognitions) for p, _ in new if p.draft.recognitions])
        _add_parts(act, new)


def _add_parts(act: Act, new: Sequence[tuple[Plan, Written]]) -> None:
    targets: list[Target] = []
    resources: list[Resource] = []
    links: list[KeyProjectLink] = []
    for one, row in new:
        of: dict[str, Any] = {"province_id": one.registration.province_id, "registration": one.registration}
        targets += [Target(**of, **row.target)] if row.target else []
        resources += [Resource(**of, **row.resource)] if row.resource else []
        links += [KeyProjectLink(**of, key_project_id=row.key_project)] if row.key_project else []
    Target.objects.bulk_create(targets)
    Resource.objects.bulk_create(resources)
    KeyProjectLink.objects.bulk_create(links)
    act.created(*targets, *resources, *links)
