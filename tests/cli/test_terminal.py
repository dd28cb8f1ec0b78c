"""What people meet at the terminal: sentences, a list of our commands, and a pipe that may close."""

import subprocess

import pytest

from tests.cli.machines import DANVAN, Machine


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp("terminal") / "home")
    made.run("init")
    return made


@pytest.mark.parametrize("call", [(), ("help",), ("--help",)])
def test_help_lists_our_commands_in_vietnamese_and_nothing_of_django(machine, call):
    shown = machine.run(*call)
    assert "danvan LỆNH" in shown
    for name in ("init", "serve", "backup", "restore", "upgrade", "verify", "import-register"):
        assert f"\n  {name} " in shown
    assert "sqlflush" not in shown
    assert "createsuperuser" not in shown


def test_help_of_a_command_shows_what_it_is_about(machine):
    shown = machine.run("help", "backup")
    assert "TỆP" in shown
    assert "--pythonpath" not in shown


def test_a_refusal_is_a_plain_sentence(machine):
    done = machine.call("stats", "--unit", "99999", "--year", "2022")
    assert done.returncode == 1
    assert done.stderr.startswith("Không có đơn vị mang mã «99999»")


@pytest.mark.parametrize("year", ["²", "٢٠٢٢", "-2022", "2022.0", ""])
def test_a_year_of_other_signs_is_refused_with_a_sentence(machine, year):
    done = machine.call("stats", "--unit", "24", f"--year={year}")
    assert done.returncode == 1
    assert "không hợp lệ" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_code_in_small_letters_is_understood(machine):
    assert machine.json("stats", "--unit", "vn", "--year", "2022")["total"] == 0


def test_a_reader_that_has_seen_enough_gets_no_trace(machine):
    command = subprocess.Popen(
        [*DANVAN, "units-that-are-many"],
        env=machine.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    command.communicate()
    assert command.returncode == 1
    for call in (("--help",), ("verify", "--format", "json")):
        process = subprocess.Popen(
            [*DANVAN, *call], env=machine.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
        process.stderr.close()
        assert process.wait(timeout=60) == 141
        assert said == b""


def test_a_closed_output_is_no_trace(machine):
    call = " ".join(DANVAN)
    for command in ("--version", "--help"):
        done = subprocess.run(
            ["sh", "-c", f"exec {call} {command} >&-"],
            env=machine.environment,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_a_database_that_does_not_answer_is_a_sentence(machine, tmp_path):
    away = Machine.__new__(Machine)
    away.__dict__ = machine.__dict__ | {"url": "postgres://nobody:x@127.0.0.1:1/none", "home": tmp_path}
    for command in (("stats", "--unit", "24", "--year", "2022"), ("worker",)):
        done = away.call(*command)
        assert done.returncode == 1
        assert "Cơ sở dữ liệu" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_place_that_was_never_initialised_says_what_to_run(tmp_path):
    empty = Machine(tmp_path / "empty")
    for command in (("worker",), ("serve",), ("upgrade",), ("stats", "--unit", "24", "--year", "2022")):
        done = empty.call(*command)
        assert done.returncode == 1, command
        assert "danvan init" in done.stderr, command
        assert "Traceback" not in done.stderr
