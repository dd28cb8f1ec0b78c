"""The table, on the terminal and in ``bench/results``: of all benches ``latest.md``, of a part a file named after it."""

import datetime as dt
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bench.clock import Result

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MEANING = {
    "rollup": "A province's figures against one indexed read of the cells that they need (target: ≤ 3 ×)",
    "places": "One place out of free text (no yardstick)",
    "register": "A register of 4,250 rows, file to committed records, preview included, against python-calamine plus one "
    "`bulk_create` into each table that the import fills (target: ≤ 2.5 ×)",
    "nation": "A generated country (`danvan generate`, by default modest; `--nation 1500000` for the size of the nation): pace "
    "of the generator, roll-ups, dashboard, lists at depth, exports",
    "papers": "The annual report of a province, three files, against typst and python-docx alone on the same pages (target: < 3 ×)",
    "pages": "Requests per second of a signed-in coordinator against a bare view of the same rows (target: ≥ 0.5 ×)",
}
PACKAGES = ("django", "granian", "python-calamine", "psycopg", "rapidfuzz")


def line(result: Result) -> str:
    """Return a result as one line of text."""
    ratio = f"{result.ratio:6.2f} ×" if result.ratio is not None else " " * 8
    base = f"{result.base:10.2f}" if result.base is not None else " " * 10
    return f"{result.case:44} {result.ours:10.2f} {base} {result.unit:10} {ratio} {mark(result):9} {result.note}"


def mark(result: Result) -> str:
    """Tell in a word whether the target was met."""
    return {True: "met", False: "MISSED", None: ""}[result.held]


def write(name: str, outcome: dict[str, list[Result]], left_out: list[str], *, rounds: int) -> str:
    """Write the results down and return where."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    target = RESULTS / f"{name}.md"
    target.write_text("\n".join(lines(outcome, left_out, rounds)) + "\n", encoding="utf-8")
    return str(target.relative_to(ROOT))


def lines(outcome: dict[str, list[Result]], left_out: list[str], rounds: int) -> Iterator[str]:
    yield "# Measured"
    yield ""
    yield "Written by `make bench`; quote the ratios, not the milliseconds. Ours and the yardstick took turns,"
    yield f"{rounds} rounds after one to warm up; medians, and the lowest and highest ratio of a round."
    yield ""
    yield from (f"- {about}" for about in machine(outcome))
    yield from (f"- **Left out**: {what}" for what in left_out)
    for name, meaning in MEANING.items():
        rows = [(engine, result) for engine, found in outcome.items() for result in found if result.bench == name]
        if rows:
            yield from ("", f"## {name}", "", meaning + ".", "")
            yield from table(rows)


def table(rows: list[tuple[str, Result]]) -> Iterator[str]:
    bare = all(result.base is None for _engine, result in rows)
    unit = rows[0][1].unit
    if bare:
        yield f"| engine | case | {unit} | |"
        yield "|---|---|--:|---|"
    else:
        yield f"| engine | case | Danvan, {unit} | yardstick, {unit} | ratio | lowest – highest | target | |"
        yield "|---|---|--:|--:|--:|--:|---|---|"
    for engine, r in rows:
        if bare:
            yield f"| {engine} | {r.case} | {r.ours:.2f} | {r.note} |"
        else:
            spread = f"{r.spread[0]:.2f} – {r.spread[-1]:.2f}" if r.spread else ""
            target = f"{r.target} {mark(r)}".strip()
            yield f"| {engine} | {r.case} | {r.ours:.2f} | {r.base or 0:.2f} | **{r.ratio or 0:.2f}** | {spread} | {target} | {r.note} |"


def machine(outcome: dict[str, list[Result]]) -> Iterator[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    yield f"Day: {dt.datetime.now(tz=dt.UTC):%Y-%m-%d %H:%M} UTC, revision {revision()}"
    yield f"Machine: {os.cpu_count()} cores ({platform.machine()}), {memory} GiB, {platform.system()}; load {os.getloadavg()[0]:.1f} at the end"
    engines = [f"SQLite {sqlite3.sqlite_version} (WAL, synchronous=NORMAL)"]
    if "postgres" in outcome:
        engines.append(f"PostgreSQL {postgres_version()} (a throw-away server: fsync off; jit off, analysed)")
    yield f"Versions: Python {platform.python_version()}, " + ", ".join(f"{p} {version(p)}" for p in PACKAGES)
    yield "Engines: " + ", ".join(engines)
    yield "Sizes: the whole country's units (16,509 periods); the sample province of 2022 with 4,250 registrations; registers of 4,250 rows"


def revision() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def postgres_version() -> str:
    from tests import postgres

    programs = postgres.find()
    done = subprocess.run([f"{programs}/postgres", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.split()[2] if done.stdout else "unknown"
