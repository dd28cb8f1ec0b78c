"""Jobs of dead workers are taken up again: each once per death, and not for ever."""

import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from danvan.jobs.living import is_alive
from danvan.jobs.models import Worker

MOST_ATTEMPTS = 3
logger = logging.getLogger(__name__)
Mourner = Callable[..., None]
_mourners: dict[str, Mourner] = {}


def when_abandoned(task: Task[Any, Any]) -> Callable[[Mourner], Mourner]:
    """Have a function called with a job's arguments when the job is given up, so that its person learns of it."""

    def register(mourner: Mourner) -> Mourner:
        _mourners[task.module_path] = mourner
        return mourner

    return register


def reap() -> int:
    """Give the jobs of dead workers back to the living; return how many. May be called by anybody at any time."""
    # The jobs first: whoever is named by them had its row before, so that no newcomer can be missed.
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    workers = list(Worker.objects.all())
    dead = [worker for worker in workers if not is_alive(worker)]
    there = {worker.pk for worker in workers} - {worker.pk for worker in dead}
    orphans = [job for job in running if not job.worker_ids or job.worker_ids[-1] not in there]
    found = sum(_give_back(job) for job in orphans)
    for worker in dead:
        # guarded: a worker of another machine may have been seen again this moment
        Worker.objects.filter(pk=worker.pk, seen_at=worker.seen_at).delete()
    return found


def _give_back(job: DBTaskResult[Any, Any]) -> bool:
    """Make a job ready again, or give it up; of several that find it at once, one does."""
    same = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at)
    attempts = len(job.worker_ids)
    if attempts < MOST_ATTEMPTS:
        won = bool(same.update(status=TaskResultStatus.READY, started_at=None))
        if won:
            logger.warning("job %s of a dead worker is taken up again (attempt %s)", job.pk, attempts + 1)
        return won
    reason = _(
        "Việc này đã làm dừng tiến trình việc nền %(n)s lần nên không chạy lại nữa. Xem nhật ký máy chủ: thường là thiếu bộ nhớ."
    ) % {"n": attempts}
    won = bool(
        same.update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback=reason,
            exception_class_path="danvan.jobs.reaping.WorkerDied",
        )
    )  # fmt: skip
    if won:
        logger.error("job %s is given up after %s attempts", job.pk, attempts)
        _mourn(job)
    return won


class WorkerDied(Exception):
    """Names, in the table of jobs, why a job failed that never came to its end."""


def _mourn(job: DBTaskResult[Any, Any]) -> None:
    try:
        path = job.task.module_path  # brings the module in, and with it who wants to know
        mourner = _mourners.get(path)
        if mourner:
            mourner(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    except Exception:
        logger.exception("nobody could be told that job %s was given up", job.pk)
