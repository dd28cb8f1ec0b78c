"""Which of the drawn models are recognised, at what level and by which decision."""

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random

from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import RecognitionLevel
from danvan.initiatives.workflow import Status
from danvan.sample.files import read
from danvan.sample.invent import Model
from danvan.sample.quotas import OUTSTANDING, RECOGNISED, apportion
from danvan.sample.seats import Seat
from danvan.units.models import Level


def recognise(models: Sequence[Model], year: int) -> None:
    """Recognise so many models as ``quotas`` says: first by the province, then the districts, then the bases."""
    rng = Random(f"{year}:recognition")  # noqa: S311 - a fixed seed is the point
    wanted = RECOGNISED[year]
    _province(models, wanted["province"], rng)
    _each(_by_district(models), wanted["district"], RecognitionLevel.DISTRICT, rng)
    _each(_by_commune(models), wanted["base"], RecognitionLevel.BASE, rng)
    for level, number in OUTSTANDING[year].items():
        best = [m for m in models if m.recognitions and m.recognitions[-1].level == level]
        for model in rng.sample(best, min(number, len(best) // 2)):
            first = model.recognitions.pop()
            model.recognitions.append(_outstanding(first))


def _outstanding(draft: RecognitionDraft) -> RecognitionDraft:
    return RecognitionDraft(draft.level, draft.number, draft.date, outstanding=True, issuer=draft.issuer)


def _province(models: Sequence[Model], number: int, rng: Random) -> None:
    day = _workday(models[0].year, 12, rng)
    shares = {Level.PROVINCE: 0.25, Level.DISTRICT: 0.35, Level.COMMUNE: 0.4}
    for (level, _), part in zip(shares.items(), apportion(number, list(shares.values())), strict=True):
        group = _free([m for m in models if m.seat.level == level])
        for model in rng.sample(group, part):
            if level == Level.COMMUNE:
                _add(model, RecognitionLevel.DISTRICT, _district_decision(model))
            _add(model, RecognitionLevel.PROVINCE, (f"{500 + models[0].year % 100 * 7}-QĐ/TU", day, "province"))


def _by_district(models: Iterable[Model]) -> list[list[Model]]:
    groups: dict[str, list[Model]] = {}
    for model in _free(models):
        if model.seat.district:
            groups.setdefault(model.seat.district.code, []).append(model)
    return list(groups.values())


def _by_commune(models: Iterable[Model]) -> list[list[Model]]:
    groups: dict[str, list[Model]] = {}
    for model in _free(models):
        if model.seat.level == Level.COMMUNE:
            groups.setdefault(model.seat.code, []).append(model)
    return list(groups.values())


def _free(models: Iterable[Model]) -> list[Model]:
    return [m for m in models if not m.recognitions]


def _each(groups: list[list[Model]], number: int, level: str, rng: Random) -> None:
    parts = apportion(number, [len(group) * rng.uniform(0.6, 1.4) for group in groups])
    for group, part in zip(groups, parts, strict=True):
        for model in rng.sample(group, min(part, len(group))):
            if level == RecognitionLevel.DISTRICT:
                if model.seat.level == Level.COMMUNE and rng.random() < 0.5:  # noqa: PLR2004 - half came up from the base
                    _add(model, RecognitionLevel.BASE, _base_decision(model))
                _add(model, level, _district_decision(model))
            else:
                _add(model, level, _base_decision(model))


Decision = tuple[str, dt.date, str]


def _district_decision(model: Model) -> Decision:
    seat = model.seat.district
    rng = _of_seat(seat, model.year)
    symbol = "QĐ/HU" if seat and seat.run.kind == "huyện" else "QĐ/TU"
    return f"{rng.randint(380, 990)}-{symbol}", _workday(model.year, 12, rng), "district"


def _base_decision(model: Model) -> Decision:
    rng = _of_seat(model.seat, model.year)
    return f"{rng.randint(38, 160)}-QĐ/ĐU", _workday(model.year, 11, rng), "base"


def _of_seat(seat: Seat | None, year: int) -> Random:
    """Return the randomness of a deciding body: one decision a year names all that it recognises."""
    return Random(f"{year}:decision:{seat.code if seat else ''}")  # noqa: S311 - a fixed seed is the point


def _workday(year: int, month: int, rng: Random) -> dt.date:
    day = dt.date(year, month, rng.randint(3, 24))
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _add(model: Model, level: str, decision: Decision) -> None:
    number, day, issuer = decision
    words = model.seat.slots()
    model.status = Status.RECOGNISED
    issued_by = read("wording")["recognition"][issuer].format_map(words)
    model.recognitions.append(RecognitionDraft(level, number, day, outstanding=False, issuer=issued_by))
