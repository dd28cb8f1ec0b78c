"""Background work with real processes: whoever is killed, each job is done, and done once."""

import os
import signal
import time

import pytest

from tests.cli.machines import Machine, register_csv


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp("worker") / "home")
    made.run("init")
    return made


@pytest.fixture
def traces(tmp_path):
    return tmp_path / "traces"


@pytest.fixture
def start(machine):
    """Start a command of the installation; whatever still runs at the end is killed."""
    running = []

    def start(*args):
        running.append(machine.start(*args))
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def enqueue(machine, *calls):
    lines = ["from tests.jobs import probe"] + [f"probe.{name}.enqueue(*{args!r})" for name, *args in calls]
    machine.python("\n".join(lines))


def seen(path):
    return path.read_text().split("\n")[:-1] if path.exists() else []


def until(condition, seconds=40.0):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def jobs(machine, status):
    return machine.ask(f"SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = '{status}'")  # noqa: S608 - our own word


def test_a_job_of_a_killed_worker_runs_again_and_the_others_once(machine, start, traces):
    first = start("worker")
    enqueue(machine, ("slow", str(traces), "long", 3), *[("quick", str(traces), f"job {n}") for n in range(20)])
    until(lambda: "long begins" in seen(traces))
    first.send_signal(signal.SIGKILL)
    first.wait()

    start("worker")
    start("worker")

    until(lambda: len(seen(traces)) >= 23 and jobs(machine, "RUNNING") == 0 and jobs(machine, "READY") == 0)
    found = seen(traces)
    assert found.count("long begins") == 2
    assert found.count("long ends") == 1
    assert sorted(word for word in found if word.startswith("job")) == sorted(f"job {n}" for n in range(20))


def test_a_living_worker_keeps_its_job_however_long_it_takes(machine, start, traces):
    start("worker")
    enqueue(machine, ("slow", str(traces), "patient", 6))
    until(lambda: seen(traces))
    start("worker")  # looks around for the dead at once, and every two seconds
    until(lambda: "patient ends" in seen(traces))
    assert seen(traces) == ["patient begins", "patient ends"]


def test_a_job_that_kills_its_worker_each_time_is_given_up_and_its_person_told(machine, start, traces):
    enqueue(machine, ("deadly", str(traces)))
    for _attempt in range(3):
        worker = start("worker")
        worker.wait(timeout=40)
        assert worker.returncode == -signal.SIGKILL

    start("worker")

    until(lambda: "given up" in seen(traces))
    assert seen(traces) == ["deadly"] * 3 + ["given up"]
    assert jobs(machine, "RUNNING") == jobs(machine, "READY") == 0
    reason = machine.ask(
        "SELECT traceback FROM django_tasks_database_dbtaskresult WHERE exception_class_path LIKE '%WorkerDied'"
    )
    assert "3 lần" in reason


def test_a_worker_told_to_stop_finishes_its_job(machine, start, traces):
    worker = start("worker")
    enqueue(machine, ("slow", str(traces), "last", 2), ("quick", str(traces), "left"))
    until(lambda: "last begins" in seen(traces))
    worker.terminate()
    assert worker.wait(timeout=30) == 0
    assert seen(traces) == ["last begins", "last ends"]
    assert jobs(machine, "READY") == 1
    assert machine.ask("SELECT count(*) FROM jobs_worker") == 0

    start("worker")
    until(lambda: "left" in seen(traces))


def test_told_twice_it_stops_at_once_and_the_job_is_taken_up_by_the_next(machine, start, traces):
    worker = start("worker")
    enqueue(machine, ("slow", str(traces), "torn", 5))
    until(lambda: "torn begins" in seen(traces))
    worker.terminate()
    time.sleep(0.3)
    worker.terminate()
    worker.wait(timeout=3)
    start("worker")
    until(lambda: "torn ends" in seen(traces))
    assert seen(traces) == ["torn begins", "torn begins", "torn ends"]


def test_serve_starts_a_killed_worker_again(machine, start, traces):
    from tests.browser.installation import free_port

    server = start("serve", "--port", str(free_port()))
    until(lambda: machine.ask("SELECT count(*) FROM jobs_worker") == 1)
    enqueue(machine, ("deadly", str(traces)), ("quick", str(traces), "after"))

    until(lambda: {"after", "given up"} <= set(seen(traces)), seconds=90)
    assert seen(traces).count("deadly") == 3
    server.terminate()
    server.wait(timeout=40)
    assert machine.ask("SELECT count(*) FROM jobs_worker") == 0


def test_the_worker_of_a_killed_server_ends_with_it(machine, start):
    from tests.browser.installation import free_port

    server = start("serve", "--port", str(free_port()))
    until(lambda: machine.ask("SELECT count(*) FROM jobs_worker") == 1)
    server.kill()
    server.wait()
    until(lambda: machine.ask("SELECT count(*) FROM jobs_worker") == 0)


# ── an import ────────────────────────────────────────────────────────────────────────────────────────────────────

PREPARE = """
from pathlib import Path
from danvan.accounts.models import User
from danvan.imports import actions
from danvan.units.queries import unit_by_code
from danvan.core.dates import year_end
import sys
who = User.objects.get(username="ghi-so")
with open({path!r}, "rb") as file:
    batch = actions.start([file.read()], name="so.csv", unit=unit_by_code("24", year_end(2022)), year=2022, actor=who)
print(batch.pk)
"""
CONFIRM = """
from danvan.accounts.models import User
from danvan.imports import actions
from danvan.imports.models import Import
actions.commit(Import.objects.select_related("unit").get(pk={pk!r}), actor=User.objects.get(username="ghi-so"))
"""
ROWS = 5200


def test_an_import_killed_while_it_is_written_is_written_once(machine, start, tmp_path):
    machine.run(
        "open-account", "ghi-so", "--post", "Cán bộ tổng hợp", "--body", "Ban Tuyên giáo và Dân vận", "--unit", "24",
        "--role", "coordinator", "--coordinates",
    )  # fmt: skip
    path = register_csv(tmp_path / "so.csv", ROWS)
    pk = machine.python(PREPARE.format(path=str(path))).strip()
    registrations = "SELECT count(*) FROM initiatives_registration"
    state = f"SELECT state FROM imports_import WHERE replace(CAST(id AS text), '-', '') = '{pk.replace('-', '')}'"  # noqa: S608 - our own key
    start("worker")
    until(lambda: machine.ask(state) == "preview", seconds=120)
    machine.python(CONFIRM.format(pk=pk))
    # killed in its midst, as the first piece is there and the last is not
    until(lambda: machine.ask(registrations) >= 2000, seconds=120)
    victim = machine.ask("SELECT pid FROM jobs_worker")
    os.kill(victim, signal.SIGKILL)
    time.sleep(0.5)
    written = machine.ask(registrations)
    assert 2000 <= written < ROWS
    assert machine.ask(state) == "committing"

    start("worker")

    until(lambda: machine.ask(state) == "committed", seconds=180)
    assert machine.ask(registrations) == ROWS
    assert machine.json("verify")["ok"] is True
    assert machine.ask("SELECT count(DISTINCT name) FROM initiatives_registration") == ROWS
