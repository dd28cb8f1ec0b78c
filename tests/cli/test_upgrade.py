"""An upgrade is whole or not at all, and nothing runs on half of one."""

import json
import signal
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest

from tests.browser.installation import free_port
from tests.cli.machines import Machine

BEFORE = {"DJANGO_SETTINGS_MODULE": "tests.cli.tomorrow.settings_before"}
AFTER = {"DJANGO_SETTINGS_MODULE": "tests.cli.tomorrow.settings_after"}
COLUMNS = "more", "third"


@pytest.fixture(scope="module")
def backup_of_before(tmp_path_factory):
    """A backup of an installation as the older program made it."""
    folder = tmp_path_factory.mktemp("before")
    machine = Machine(folder / "home", more=BEFORE)
    machine.run("init")
    machine.run("backup", str(folder / "before.zip"))
    return folder / "before.zip"


@pytest.fixture
def machine(backup_of_before, tmp_path):
    """An installation of the older program."""
    made = Machine(tmp_path / "home", more=BEFORE)
    made.run("restore", str(backup_of_before), "--no-verify")
    return made


def columns(machine):
    """Which of tomorrow's columns are there."""
    found = []
    for name in COLUMNS:
        # each engine has an error of its own; what counts is that the column is not there
        with suppress(Exception):
            machine.ask(f"SELECT {name} FROM tomorrow_note")  # noqa: S608 - one of two
            found.append(name)
    return found


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def test_nothing_starts_before_the_upgrade_and_everything_after_it(machine):
    machine.more = AFTER
    for command in (("serve", "--port", str(free_port())), ("worker",)):
        refused = machine.call(*command)
        assert refused.returncode == 1
        assert "danvan upgrade" in refused.stderr
        assert "Traceback" not in refused.stderr

    told = machine.json("upgrade")

    assert told["upgraded"] is True
    assert columns(machine) == ["more", "third"]
    assert machine.ask("SELECT more FROM tomorrow_note") == "FROM BEFORE"
    assert len(list((machine.home / "backups").iterdir())) == 1
    assert machine.json("verify")["ok"] is True
    assert machine.json("upgrade")["upgraded"] is False


def test_a_failing_migration_leaves_the_tables_as_they_were_and_the_older_program_goes_on(machine, tmp_path):
    machine.more = AFTER | {"TOMORROW": "fails"}
    done = machine.call("upgrade", "--backup", str(tmp_path / "kept.zip"))

    assert done.returncode == 1
    assert "the third step trips" in done.stderr
    assert "còn nguyên như trước" in done.stderr
    assert str(tmp_path / "kept.zip") in done.stderr
    assert "Traceback" not in done.stderr
    assert columns(machine) == []
    machine.more = BEFORE
    assert machine.json("verify")["ok"] is True
    worker = machine.start("worker")
    until(lambda: machine.ask("SELECT count(*) FROM jobs_worker") == 1)
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    # the backup leads back too, even from another machine
    other = Machine(tmp_path / "other", more=BEFORE)
    assert other.json("restore", str(tmp_path / "kept.zip"))["verified"] is True


def test_a_killed_upgrade_keeps_everything_closed_until_it_is_taken_up_or_cancelled(machine):
    machine.more = AFTER | {"TOMORROW": "waits"}
    process = machine.start("upgrade", "--no-backup")
    until(lambda: "Nâng cấp cơ sở dữ liệu" in (machine.home / "started.log").read_text())
    time.sleep(3)
    process.send_signal(signal.SIGKILL)
    process.wait()

    for code in (BEFORE, AFTER):
        machine.more = code
        refused = machine.call("worker")
        assert refused.returncode == 1
        assert "danvan upgrade" in refused.stderr
    assert columns(machine) == []

    machine.more = BEFORE
    machine.run("upgrade", "--cancel")
    worker = machine.start("worker")
    until(lambda: machine.ask("SELECT count(*) FROM jobs_worker") == 1)
    worker.terminate()
    worker.wait(timeout=20)

    machine.more = AFTER
    assert machine.json("upgrade", "--no-backup")["upgraded"] is True
    assert columns(machine) == ["more", "third"]


def test_a_running_house_closes_for_the_upgrade_and_stays_closed_to_the_older_program(machine):
    port = free_port()
    page = f"http://localhost:{port}/tai-khoan/dang-nhap/"
    server = machine.start("serve", "--port", str(port))
    try:
        until(lambda: status(page) == 200)
        newer = Machine.__new__(Machine)
        newer.__dict__ = machine.__dict__ | {"more": AFTER | {"TOMORROW": "waits"}}
        upgrading = newer.start("upgrade", "--no-backup", "--no-verify")
        until(lambda: status(page) == 503)
        upgrading.kill()
        upgrading.wait()
        assert status(page) == 503

        newer.more = AFTER
        assert newer.json("upgrade", "--no-backup")["upgraded"] is True

        time.sleep(2)
        assert status(page) == 503  # the older program, on tables that are no longer its own
        assert status(f"http://localhost:{port}/suc-khoe/san-sang/") == 503
        assert status(f"http://localhost:{port}/suc-khoe/") == 200
    finally:
        server.terminate()
        server.wait(timeout=40)


def test_the_older_program_refuses_tables_of_the_newer_one(machine):
    machine.more = AFTER
    machine.run("upgrade", "--no-backup", "--no-verify")
    machine.more = BEFORE
    for command in (("worker",), ("upgrade",), ("backup", str(machine.home / "x.zip"))):
        refused = machine.call(*command)
        assert refused.returncode == 1, command
        assert "Traceback" not in refused.stderr
        assert "mới hơn" in refused.stderr or "Dữ liệu thuộc bản Danvan" in refused.stderr


def test_a_backup_of_an_older_danvan_is_brought_up_to_date(backup_of_before, tmp_path):
    there = Machine(tmp_path / "there", more=AFTER)
    told = there.json("restore", str(backup_of_before))

    assert told["verified"] is True
    assert there.ask("SELECT more FROM tomorrow_note") == "FROM BEFORE"
    assert there.ask("SELECT count(*) FROM tomorrow_note") == 1
    there.run("backup", str(tmp_path / "newer.zip"))
    refused = Machine(tmp_path / "older", more=BEFORE).call("restore", str(tmp_path / "newer.zip"))
    assert refused.returncode == 1
    assert "mới hơn" in refused.stderr


def test_init_upgrades_too(machine):
    machine.more = AFTER
    assert json.loads(machine.run("init", "--format", "json"))["secret_key_made"] is False
    assert columns(machine) == ["more", "third"]
