"""Which workers are alive: known exactly on the same machine, by silence on another."""

import datetime as dt
import os
import socket
from functools import cache
from pathlib import Path

from django.utils import timezone

from danvan.jobs.models import Worker

# A worker of another machine that has not been seen for so long is taken for dead. Long enough for a database that
# restarts; a worker that could not tell of itself for so long ends itself first (working.py).
SILENCE = dt.timedelta(seconds=60)


@cache
def place() -> str:
    """Name this machine, its boot and its space of process numbers; on other systems than Linux only the machine."""
    host = socket.gethostname()[:80]
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return host
    return f"{host} {boot} {space}"


def born(pid: int) -> str:
    """Return when a process was born, in ticks since boot; empty if there is none, or it has only to be buried."""
    try:
        # the second column is the program's name in brackets, which may hold anything
        state, *columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else columns[18]


def myself(worker_id: str) -> Worker:
    """Return the unsaved row of this process."""
    now, pid = timezone.now(), os.getpid()
    return Worker(id=worker_id, place=place(), pid=pid, born=born(pid), started_at=now, seen_at=now)


def is_alive(worker: Worker) -> bool:
    """Tell whether a worker lives. On this machine the kernel knows; of another's only its silence tells."""
    if worker.place == place() and worker.born:
        return born(worker.pid) == worker.born
    return timezone.now() - worker.seen_at < SILENCE


def living() -> list[Worker]:
    """Return the workers that are alive."""
    return [worker for worker in Worker.objects.order_by("started_at") if is_alive(worker)]
