"""A progress bar for commands that take a while."""

import time
from typing import Any

from tqdm import tqdm

SECONDS_BETWEEN = 0.1


class bar:  # noqa: N801 - reads as a function: ``with bar("…") as advance``
    """A progress bar on standard error; ``advance(done, todo)`` moves it."""

    def __init__(self, label: str, *, hidden: bool) -> None:
        self.label, self.hidden = label, hidden
        self.drawn = 0.0

    def __enter__(self) -> Any:
        self.tqdm = tqdm(
            desc=self.label,
            total=1,
            disable=self.hidden,
            bar_format="{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}]",
            delay=0.3,
        )
        return self.advance

    def advance(self, done: int, todo: int) -> None:
        """Move to ``done`` of ``todo``."""
        self.tqdm.total = max(todo, 1)
        self.tqdm.n = done
        if done >= todo or time.monotonic() - self.drawn > SECONDS_BETWEEN:
            self.drawn = time.monotonic()
            self.tqdm.refresh()

    def __exit__(self, *_: object) -> None:
        self.tqdm.close()
