"""The generator in a process of its own: it makes the next batch while the other process writes the one before."""

import gc
import marshal
import multiprocessing
import os
import pickle
import queue as queues
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from danvan.sample.nation_rows import Batch

if TYPE_CHECKING:
    from danvan.sample.nation_models import Ground
    from danvan.sample.nation_plan import Plan

AHEAD = 3  # batches made before they are asked for


def batches_ahead(plan: "Plan", ground: "Ground") -> Iterator[Batch]:
    """Yield the same batches as ``nation_models.batches``, made by another process."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(AHEAD)
    worker = context.Process(target=_make, args=(pickle.dumps((plan, ground)), queue), daemon=True)
    worker.start()
    try:
        while (found := _next(worker, queue)) is not None:
            yield Batch(*marshal.loads(found))  # noqa: S302 - our own process made it
    finally:
        worker.terminate()
        worker.join()


def _next(worker: Any, queue: Any) -> bytes | None:
    while True:
        try:
            found: bytes | None = queue.get(timeout=2)
        except queues.Empty:
            if worker.is_alive():
                continue
            msg = f"the generating process ended with {worker.exitcode}"
            raise RuntimeError(msg) from None
        return found


def _make(asked: bytes, queue: Any) -> None:
    import django  # noqa: PLC0415 - the process begins here

    django.setup()
    from danvan.sample.nation_models import batches  # noqa: PLC0415 - after Django is set up

    plan, ground = pickle.loads(asked)  # noqa: S301 - our own process asked
    gc.disable()  # texts and tuples by the million, none of them in a circle
    for batch in batches(plan, ground):
        # plain values only, which marshal hands over in half of pickle's time
        _hand_over(marshal.dumps([_plain(getattr(batch, name.name)) for name in fields(batch)]), queue)
    _hand_over(None, queue)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _hand_over(made: bytes | None, queue: Any) -> None:
    """Wait for room; give up when whoever asked is no more, so that a killed command leaves no process behind."""
    while True:
        try:
            queue.put(made, timeout=2)
        except queues.Full:
            parent = multiprocessing.parent_process()
            if parent is not None and not parent.is_alive():
                os._exit(1)  # the queue's own thread would wait for a reader for ever
        else:
            return
