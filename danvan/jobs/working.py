"""The worker: the library's loop with a heartbeat, an end that leaves jobs to be taken up, and no work while upgrading."""

import datetime as dt
import logging
import os
import sys
import threading
import time
from types import FrameType
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.models import DBTaskResult

from danvan.core.ids import new_id
from danvan.core.logs import context
from danvan.jobs import installation
from danvan.jobs.living import SILENCE, myself
from danvan.jobs.models import Worker as Row
from danvan.jobs.reaping import reap

BEAT = 2.0  # seconds
KEPT = dt.timedelta(days=30)
PRUNE_EVERY = 3600.0
NO_LONGER_TRUSTED = 75  # the exit code of a worker that others may have taken for dead
logger = logging.getLogger(__name__)


class Worker(LibraryWorker):
    """Does jobs until it is told to stop; a job in hand is finished first.

    ``supervised``: it ends too when the process that started it is gone.
    """

    def __init__(self, *, supervised: bool = False, interval: float = 0.3) -> None:
        super().__init__(
            queue_names=["*"], interval=interval, batch=False, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=str(new_id()), excluded_queue_names=[],
        )  # fmt: skip
        self.parent = os.getppid() if supervised else None

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job in hand, then end; told twice, end now and leave the job to be taken up again."""
        if not self.running:
            os._exit(1)
        self.running = False
        if not self.running_task:
            sys.exit(0)

    def run(self) -> None:
        """Work."""
        row = myself(self.worker_id)
        row.save(force_insert=True)
        threading.Thread(target=Heart(self).beat_on, name="heartbeat", daemon=True).start()
        try:
            super().run()
        finally:
            Row.objects.filter(pk=row.pk).delete()

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Do one job and tell of it."""
        begun = time.monotonic()
        with context(job=str(db_task_result.pk)):
            super().run_task(db_task_result)
            told = {
                "task": db_task_result.task_path, "attempt": len(db_task_result.worker_ids),
                "status": str(db_task_result.status).lower(), "ms": round((time.monotonic() - begun) * 1000),
            }  # fmt: skip
            if db_task_result.status == TaskResultStatus.FAILED:
                logger.error("job failed\n%s", db_task_result.traceback, extra={"told": told})
            else:
                logger.info("job done", extra={"told": told})


class Heart:
    """A thread of its own, so that a long job does not silence its worker."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.heard = time.monotonic()
        self.pruned = 0.0

    def beat_on(self) -> None:
        """Beat until the process ends."""
        while True:
            try:
                close_old_connections()
                self.beat()
                self.heard = time.monotonic()
            except DatabaseError as error:
                logger.warning("the database does not take the heartbeat: %s", error)
                if connection.vendor != "sqlite" and time.monotonic() - self.heard > SILENCE.total_seconds() * 0.8:
                    os._exit(NO_LONGER_TRUSTED)
            time.sleep(BEAT)

    def beat(self) -> None:
        """Tell that the worker lives, look after the dead, and see whether there is reason to stop."""
        if not Row.objects.filter(pk=self.worker.worker_id).update(seen_at=timezone.now()):
            # Taken for dead: the job in hand may already be another's.
            if self.worker.running:
                os._exit(NO_LONGER_TRUSTED)
            return
        reap()
        if self.worker.parent is not None and os.getppid() != self.worker.parent:
            self.worker.running = False
        if installation.refusal():
            self.worker.running = False
        if time.monotonic() - self.pruned > PRUNE_EVERY or not self.pruned:
            self.pruned = time.monotonic()
            DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
