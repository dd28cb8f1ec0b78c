"""How fast an import goes, and how it tells."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from danvan.imports.models import Import
from danvan.imports.placing import Progress

SECONDS_BETWEEN = 0.5


@contextmanager
def without_collections() -> Iterator[None]:
    """Let Python's cycle collector rest meanwhile.

    An import makes hundreds of thousands of objects that all stay until its end, beside the whole territory in memory:
    each full collection walks through all of them and frees next to nothing (measured: a quarter of the time).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def progress_of(batch: Import) -> Progress:
    """Return a function that tells how far the import is, now and then, so that a page may ask."""
    last = 0.0

    def tell(done: int, todo: int) -> None:
        nonlocal last
        if done in (0, todo) or time.monotonic() - last > SECONDS_BETWEEN:
            last = time.monotonic()
            Import.objects.filter(pk=batch.pk).update(done=done, todo=todo)

    return tell
