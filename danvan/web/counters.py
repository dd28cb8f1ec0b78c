"""Counts of requests, shared by all processes of the site without asking the database.

Each process counts in a small mapped file of its own; whoever is asked adds all files up. The counts of a process that is
gone are added to ``gone`` first, so that a total never falls.
"""

import fcntl
import mmap
import os
import struct
import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from danvan.jobs.living import born

STATUSES = (200, 201, 202, 204, 206, 301, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 428, 429, 500, 503, 0)  # fmt: skip
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))  # seconds
# one number each: requests by status (0: any other), by bucket, and the sum of seconds
SHAPE = struct.Struct(f"{len(STATUSES) + len(BUCKETS) + 1}d")
SUM = len(STATUSES) + len(BUCKETS)
GONE = "gone"


def folder() -> Path:
    """Return where the files are."""
    return Path(settings.HOME) / "run"


class Counter:
    """The counts of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pid = 0
        self.memory: memoryview[Any] = memoryview(b"")

    def count(self, status: int, seconds: float) -> None:
        """Count one request."""
        with self.lock:
            if self.pid != os.getpid():
                self._open()
            place = STATUSES.index(status) if status in STATUSES else len(STATUSES) - 1
            self.memory[place] += 1.0
            self.memory[len(STATUSES) + bisect_left(BUCKETS, seconds)] += 1.0
            self.memory[SUM] += seconds

    def _open(self) -> None:
        """Make the file of this process; where none can be written, count for this process alone."""
        self.pid = os.getpid()
        try:
            folder().mkdir(parents=True, exist_ok=True)
            path = folder() / f"requests-{self.pid}-{born(self.pid) or 0}"
            with path.open("w+b") as file:
                file.write(bytes(SHAPE.size))
                file.flush()
                mapped = mmap.mmap(file.fileno(), SHAPE.size)
        except OSError:
            mapped = mmap.mmap(-1, SHAPE.size)
        self.memory = memoryview(mapped).cast("d")


COUNTER = Counter()


def totals() -> tuple[dict[int, int], list[int], float]:
    """Return requests by status, by bucket of duration, and the sum of seconds, of all processes ever."""
    sums = [0.0] * (SUM + 1)
    with _alone():
        for path in sorted(folder().glob("requests-*")):
            _pid, pid, since = path.name.split("-")
            if born(int(pid)) != since:
                _bury(path)
            else:
                _add(sums, path)
        _add(sums, folder() / GONE)
    by_status = {status: int(sums[n]) for n, status in enumerate(STATUSES) if sums[n]}
    return by_status, [int(n) for n in sums[len(STATUSES) : SUM]], sums[SUM]


@contextmanager
def _alone() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _bury(path: Path) -> None:
    """Add the counts of a process that is gone to those of the others that are."""
    gone, sums = folder() / GONE, [0.0] * (SUM + 1)
    _add(sums, gone)
    _add(sums, path)
    fresh = gone.with_suffix(".new")
    fresh.write_bytes(SHAPE.pack(*sums))
    fresh.replace(gone)
    path.unlink()


def _add(sums: list[float], path: Path) -> None:
    with suppress(OSError, struct.error):  # not there, or of an older shape
        for n, value in enumerate(SHAPE.unpack(path.read_bytes())):
            sums[n] += value
