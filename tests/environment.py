"""Decides, before Django reads its settings, which database and which data folder the tests use.

Loaded by ``-p tests.environment`` (pyproject.toml), in the main process and in every worker.

DANVAN_TEST_ENGINE        sqlite (default) or postgres
DANVAN_TEST_POSTGRES_URL  a server to use, when one answers there; else a throw-away one is started
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres

ENGINE = "DANVAN_TEST_ENGINE"
POSTGRES = "DANVAN_TEST_POSTGRES_URL"
FOLDER = "DANVAN_TEST_FOLDER"


def start_postgres() -> str:
    """Return the address of a server that answers, started for this process where none does."""
    url = os.environ.get(POSTGRES)
    if url and postgres.answers(url):
        return url
    programs = postgres.find()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql, or set " + POSTGRES)
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(postgres.running(programs))


def prepare() -> None:
    """Set what danvan.settings reads."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="danvan-test-")
        atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)
    home = Path(os.environ[FOLDER]) / (worker or "main")
    home.mkdir(parents=True)
    os.environ["DANVAN_HOME"] = str(home)
    # nothing of the developer's own installation reaches the tests
    for name in [name for name in os.environ if name.startswith("DANVAN_") and "_TEST_" not in name]:
        if name not in {"DANVAN_HOME", "DANVAN_REQUIRE_ALL"}:
            del os.environ[name]
    engine = os.environ.setdefault(ENGINE, "sqlite")
    if engine == "postgres":
        os.environ[POSTGRES] = os.environ["DANVAN_DATABASE_URL"] = start_postgres()
    elif engine != "sqlite":
        raise RuntimeError(f"{ENGINE}={engine}: expected sqlite or postgres")


prepare()


def pytest_report_header(config: pytest.Config) -> str:
    """Name the engine at the top of a run; tools/test.py names its workers after theirs."""
    workers = config.getoption("tx", None) or []
    named = [worker.partition("//id=")[2].partition("//")[0] for worker in workers]
    return f"engine: {', '.join(filter(None, named)) or os.environ[ENGINE]}"
