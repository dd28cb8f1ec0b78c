"""``python -m bench [BENCH …] [--engine …] [--rounds N]``: measure, print the table, write it down."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import report
from bench.clock import Result

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DANVAN = Path(sys.executable).parent / "danvan"
# bench → the data that it needs
BENCHES = {
    "rollup": "bac-giang",
    "places": "none",
    "register": "none",
    "pages": "bac-giang",
    "papers": "bac-giang",
    "nation": "nation",
}
ENGINES = ("sqlite", "postgres")
LONGEST = 7200


def main() -> int:
    """Run what is asked for on each engine; a bench that breaks is told and the others go on."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "benches", nargs="*", choices=[*BENCHES, []], metavar="BENCH", help=f"of {', '.join(BENCHES)}; default: all"
    )
    parser.add_argument("--engine", action="append", choices=ENGINES, help="default: both")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--nation", type=int, default=20_000, help="registrations of the generated nation")
    options = parser.parse_args()
    os.environ["BENCH_NATION"] = str(options.nation)
    wanted = options.benches or list(BENCHES)
    outcome: dict[str, list[Result]] = {}
    left_out: list[str] = []
    engines = options.engine or ENGINES
    for engine in engines:
        with ExitStack() as stack:
            try:
                server = stack.enter_context(database(engine))
            except RuntimeError as error:
                left_out.append(f"{engine}: {error}")
                continue
            for data in dict.fromkeys(BENCHES[name] for name in wanted):
                names = [name for name in wanted if BENCHES[name] == data]
                with installation(server, data) as environment:
                    for name in names:
                        run(name, engine, options.rounds, environment, outcome, left_out)
    part = [*([] if wanted == list(BENCHES) else wanted), *([] if set(engines) == set(ENGINES) else engines)]
    print(f"\n{report.write('-'.join(part) or 'latest', outcome, left_out, rounds=options.rounds)}")
    return 1 if left_out else 0


def run(
    name: str, engine: str, rounds: int, environment: dict[str, str],
    outcome: dict[str, list[Result]], left_out: list[str],
) -> None:  # fmt: skip
    """Run one bench in a process of its own and take its results as they come."""
    print(f"── {name} on {engine}", flush=True)
    command = [sys.executable, "-m", "bench.inside", str(rounds), name]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        result = Result(**json.loads(line))
        outcome.setdefault(engine, []).append(result)
        print(report.line(result), flush=True)
    if process.wait(LONGEST):
        left_out.append(f"{name} on {engine} ended with {process.returncode}")


@contextmanager
def database(engine: str) -> Iterator[str]:
    """Yield the address of a PostgreSQL server of our own, or nothing for SQLite."""
    if engine == "sqlite":
        yield ""
        return
    from tests import postgres

    programs = postgres.find()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed (apt-get install postgresql)")
    with postgres.running(programs) as url:
        yield url


@contextmanager
def installation(server: str, data: str) -> Iterator[dict[str, str]]:
    """Make a throw-away installation and yield the environment that names it."""
    home = tempfile.mkdtemp(prefix="danvan-bench-")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DANVAN_")}
    environment: dict[str, str] = kept | {"DANVAN_HOME": home, "DJANGO_SETTINGS_MODULE": "danvan.settings"}
    try:
        if server:
            name = f"bench_{Path(home).name[-8:].lower()}"
            create(server, name)
            environment["DANVAN_DATABASE_URL"] = server.rpartition("/")[0] + f"/{name}"
        command: list[Any] = [DANVAN, "init", "--sample", "none" if data == "nation" else data, "--format", "json"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        if server:
            settle(environment["DANVAN_DATABASE_URL"])
        yield environment
    finally:
        shutil.rmtree(home, ignore_errors=True)


def create(server: str, name: str) -> None:
    """Create a database."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(server.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        connection.execute(
            SQL("ALTER DATABASE {} SET jit = off").format(Identifier(name))
        )  # as docs/operate.md advises


def settle(url: str) -> None:
    """Do what autovacuum would have done a minute later."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
