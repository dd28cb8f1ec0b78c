"""Taking turns and medians."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Result:
    """One line of the table. ``ours`` and ``base`` are medians in ``unit``; None where there is no yardstick."""

    bench: str
    case: str
    ours: float
    base: float | None = None
    unit: str = "ms"
    target: str = ""  # "≤ 3" or "≥ 0.5", of the ratio
    note: str = ""
    spread: list[float] = field(default_factory=list)  # the ratio of each round, lowest and highest

    @property
    def ratio(self) -> float | None:
        """Ours as a multiple of the yardstick."""
        return self.ours / self.base if self.base else None

    @property
    def held(self) -> bool | None:
        """Tell whether the target was met; None without one."""
        if not self.target or self.ratio is None:
            return None
        limit = float(self.target[1:].strip())
        return self.ratio <= limit if self.target[0] == "≤" else self.ratio >= limit

    def plain(self) -> dict[str, Any]:
        """Return the line for JSON."""
        return asdict(self)


def once(work: Callable[[], object], times: int = 1) -> float:
    """Return the seconds that one call took, of ``times`` in a row."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def take_turns(works: dict[str, Callable[[], object]], *, rounds: int, times: int = 1) -> dict[str, list[float]]:
    """Call each work in turn, round after round (the first one warms up), and return the seconds of each."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = once(work, times)
            if number:
                taken[name].append(seconds)
    return taken


def compared(bench: str, case: str, ours: list[float], base: list[float], *, target: str, note: str = "") -> Result:
    """Return the line of two works that took turns, in milliseconds."""
    ratios = sorted(a / b for a, b in zip(ours, base, strict=True))
    return Result(
        bench, case, statistics.median(ours) * 1000, statistics.median(base) * 1000, target=target, note=note,
        spread=[ratios[0], ratios[-1]],
    )  # fmt: skip
