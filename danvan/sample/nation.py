"""Makes a country: plainly marked illustration of any size, the same for the same seed (docs/decisions/0015).

A batch is the year of one of the 34 provinces. It is one act of the door: its rows are written below the ORM, its
entries name every record with its digest, its counts go to the cells, all in one transaction. What was interrupted is
taken up at the first batch that is missing.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.actions import open_account
from danvan.accounts.models import Role, User
from danvan.accounts.scope import Operator
from danvan.appraisal.models import Recognition
from danvan.audit.door import Act, action
from danvan.audit.models import Entry
from danvan.bodies.models import Body, Coordination
from danvan.core import bulk, indexes
from danvan.core.text import fold
from danvan.initiatives.codes import letters
from danvan.initiatives.models import CodeCounter, Initiative, Place, Registration, SubField, Target
from danvan.reports import cells
from danvan.sample.files import read
from danvan.sample.nation_bodies import COLUMNS as BODY
from danvan.sample.nation_models import RECOGNISED, SEALED, Ground, batches
from danvan.sample.nation_plan import Plan, lands
from danvan.sample.nation_rows import COLUMNS, Batch
from danvan.sample.nation_worker import batches_ahead
from danvan.units.models import Level, Unit

VERB = "sample.generate"
Progress = Callable[[int, int], object]
FILLED = (Registration, Place, Target, Recognition)

__all__ = ["Plan", "Refused", "generate"]


class Refused(Exception):
    """The installation is not one to generate into; the message says why and what to do."""


def generate(plan: Plan, *, mix: bool = False, ahead: bool = True, progress: Progress | None = None) -> dict[str, int]:
    """Write what is missing of the plan's country; return how many registrations were written and were there.

    ``mix`` allows other registrations beside it; ``ahead`` makes the batches in a second process. ``progress`` is called
    with the registrations done and to do.
    """
    operator = _operator()
    done = _done(plan)
    _refuse_others(plan, done, mix=mix)
    ground = Ground(
        sub_fields=_sub_fields(operator), postgres=bulk.is_postgres(), today=timezone.localdate(), known=_known(),
        counters=_counters(done), done=frozenset(map(str, done)),
    )  # fmt: skip
    written = there = 0
    _prepare()
    with _indexes(plan, len(done), mix=mix):
        for batch in (batches_ahead if ahead else batches)(plan, ground):
            if batch.tables:
                _write(batch, plan, operator)
                written += batch.number
            else:
                there += batch.number
            if progress:
                progress(written + there, plan.registrations)
    _people(plan, operator)
    settle()
    return {"written": written, "there": there}


def _indexes(plan: Plan, done: int, *, mix: bool) -> AbstractContextManager[None]:
    """Leave the indexes for the end where most is still to be written and nobody works beside, who would wait for lists."""
    if mix or done * 2 > len(lands(plan)) * (plan.last - plan.first + 1):
        indexes.put_back(FILLED)  # what a run that was killed left out
        return nullcontext()
    return indexes.left_for_the_end(FILLED)


def _operator() -> Operator:
    country = Unit.objects.filter(level=Level.COUNTRY).first()
    if country is None:
        raise Refused(_("Chưa có danh mục đơn vị hành chính. Hãy chạy trước: danvan init"))
    return Operator(country, "danvan generate")


def _done(plan: Plan) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """Return the batches that are written, each with what its entries tell of the codes."""
    ids = [
        plan.batch_id(land.code, year) for land in lands(plan) for year in range(plan.first, plan.last + 1)
    ]  # fmt: skip
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    entries = Entry.objects.filter(act__in=ids, verb=VERB, kind=Initiative._meta.label_lower).order_by()
    for act, province, after in entries.values_list("act", "province", "after"):
        found.setdefault(act, []).append({**(after or {}), "province": str(province)})
    return found


def _refuse_others(plan: Plan, done: dict[uuid.UUID, list[dict[str, Any]]], *, mix: bool) -> None:
    """Refuse an installation that holds anything but this plan's own records."""
    ours = sum(told["batch"] for entries in done.values() for told in entries[:1])
    others = Registration.objects.count() - ours
    if others > 0 and not mix:
        raise Refused(
            _(
                "Bản cài đặt đã có %(n)s đăng ký khác; dữ liệu minh hoạ không tự trộn vào sổ đang dùng và không gỡ ra được. "
                "Hãy sinh vào một bản cài đặt mới (đặt DANVAN_HOME hoặc DANVAN_DATABASE_URL khác), hoặc thêm --into-existing "
                "nếu đây là bản dùng thử."
            )
            % {"n": others}
        )
    if Registration.objects.filter(illustration=False).exists() and not User.objects.filter(illustration=True).exists():
        raise Refused(
            _("Bản cài đặt đang có sổ thật; dữ liệu minh hoạ không được ghi lẫn vào. Hãy sinh vào một bản cài đặt mới.")
        )


def _sub_fields(operator: Operator) -> dict[str, str]:
    """Put the sub-fields on the whole country's list where they are missing, and return them by key."""
    known = dict(SubField.objects.filter(province=operator.unit).values_list("name", "id"))
    found: dict[str, str] = {}
    with action("initiatives.manage_lists", operator.unit, operator) as act:
        new = []
        for key, words in read("lists")["sub_fields"].items():
            if words["name"] not in known:
                new.append(SubField(province=operator.unit, **words))
                known[words["name"]] = new[-1].pk
            found[key] = str(known[words["name"]])
        SubField.objects.bulk_create(new)
        act.created(*new)
    return found


def _known() -> dict[tuple[str, str, str], str]:
    """Return the bodies that are there, generated or not, by unit, name and first day."""
    rows = Body.objects.values_list("unit", "folded", "valid_from", "id").iterator(chunk_size=5000)
    return {(str(unit), name, since.isoformat() if since else ""): str(pk) for unit, name, since, pk in rows}


def _counters(done: dict[uuid.UUID, list[dict[str, Any]]]) -> dict[tuple[str, int], int]:
    """Return the last code given in each province and year; where a batch is written, the one before its first."""
    found = {
        (str(province), year): last
        for province, year, last in CodeCounter.objects.values_list("province", "year", "last")
    }
    found |= {(told["province"], told["year"]): told["before"] for entries in done.values() for told in entries}
    return found


def _prepare() -> None:
    """Give the one writer room: the pages it moves in stay in memory, and go from the log to the file less often."""
    if not bulk.is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")
            cursor.execute("PRAGMA wal_autocheckpoint = 200000")  # 800 MB


def _write(batch: Batch, plan: Plan, operator: Operator) -> None:
    """Write one batch, whole or not at all."""
    with action(VERB, operator.unit, operator) as act:
        act.id = uuid.UUID(batch.id)
        for province, (before, last) in batch.codes.items():
            _take_codes(uuid.UUID(province), batch.year, before, last)
        for table, rows in batch.tables.items():
            bulk.insert(table, COLUMNS[table], rows)
        cells.apply(_cells(batch))
        _seal(act, batch, plan)


def _take_codes(province: uuid.UUID, year: int, before: int, last: int) -> None:
    """Move the counter; refuse where somebody took codes meanwhile."""
    CodeCounter.objects.bulk_create([CodeCounter(province_id=province, year=year)], ignore_conflicts=True)
    taken = CodeCounter.objects.filter(province_id=province, year=year, last=before)
    if not taken.update(last=F("last") + (last - before)):
        raise Refused(
            _("Có người vừa đăng ký mô hình trong lúc sinh dữ liệu. Hãy chạy lại lệnh này; phần đã ghi được giữ.")
        )


def _cells(batch: Batch) -> dict[tuple[Any, ...], int]:
    """Return the counts under keys as the cells have them; the same few units come again and again."""
    units = cache(uuid.UUID)
    return {
        (units(unit), year, units(province), *dimensions): n
        for (unit, year, province, *dimensions), n in batch.cells.items()
    }


def _seal(act: Act, batch: Batch, plan: Plan) -> None:
    provinces = sorted({*batch.registrations, *batch.bodies, *batch.codes})
    for name in provinces:
        province = uuid.UUID(name)
        before, last = batch.codes.get(name, (0, 0))
        told = {"plan": plan.text, "year": batch.year, "batch": batch.number, "before": before, "last": last}
        act.sealed(Initiative, province, (), {}, **told)
        for model, columns, digests in (
            (Body, BODY, batch.bodies), (Registration, (*SEALED, "places"), batch.registrations),
            (Recognition, RECOGNISED, batch.recognitions),
        ):  # fmt: skip
            if digests.get(name):
                act.sealed(model, province, columns, digests[name])


def _people(plan: Plan, operator: Operator) -> None:
    """Open the accounts to look around with: one at the centre, one coordinator in each province of today."""
    words = read("nation/words")["country"]
    folded = fold(words["body"])
    body = Body.objects.filter(unit=operator.unit, folded=folded).first()
    if body is None:
        with action("bodies.manage", operator.unit, operator) as act:
            body = Body(name=words["body"], folded=folded, line="party", unit=operator.unit, illustration=True)
            body.save(force_insert=True)
            coordination = Coordination(body=body, unit=operator.unit)
            coordination.save(force_insert=True)
            act.created(body, coordination)
    wanted = [(words["username"], words["post"], body)]
    for land in lands(plan):
        unit = uuid.UUID(land.unit)
        here = Body.objects.on(timezone.localdate()).filter(unit=unit, coordinations__unit=unit)
        if seat := here.order_by("name").first():
            username = f"dieu-phoi-{letters(unit).lower()}"
            wanted.append((username, _("Chuyên viên tổng hợp, %(body)s") % {"body": seat.name}, seat))
    known = set(
        User.objects.filter(username__in=[name for name, _post, _body in wanted]).values_list("username", flat=True)
    )
    for username, post, at in wanted:
        if username not in known:
            open_account(
                actor=operator, username=username, display_name=post, body=at, role=Role.COORDINATOR, illustration=True,
            )  # fmt: skip


def settle() -> None:
    """Let the engine look at what it holds, so that its plans fit: autovacuum would come too late for the first page."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def years_allowed(today: dt.date) -> tuple[int, int]:
    """Return the first and last year that a plan may name."""
    return 2019, today.year
