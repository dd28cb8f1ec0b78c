"""Tasks that leave a trace in a file, for the tests of the worker."""

import os
import signal
import time
from pathlib import Path

from django_tasks import task

from danvan.jobs.reaping import when_abandoned


def note(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(word + "\n")


@task()
def quick(path: str, word: str) -> None:
    note(path, word)


@task()
def slow(path: str, word: str, seconds: float) -> None:
    note(path, f"{word} begins")
    time.sleep(seconds)
    note(path, f"{word} ends")


@task()
def deadly(path: str) -> None:
    note(path, "deadly")
    os.kill(os.getpid(), signal.SIGKILL)


@when_abandoned(deadly)
def mourn(path: str) -> None:
    note(path, "given up")


@task()
def wrong() -> None:
    raise ValueError("wrong on purpose")
