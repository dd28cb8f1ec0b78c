"""The terminal speaks Vietnamese, or English where ``DANVAN_LANGUAGE`` asks for it; what is kept stays Vietnamese."""

import argparse
import ast
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.utils import translation
from openpyxl import load_workbook

from danvan.audit.models import Entry
from danvan.cli import language
from tests.cli.machines import Machine, register_csv

VIETNAMESE = re.compile(r"[À-ỹĐđ]")
EXAMPLES = re.compile(r"for\s+example: .*?(?=\n  \S|\Z)", re.DOTALL)  # what an officer types is Vietnamese
ENGLISH = re.compile(
    r"\b(usage|options|positional|argument|required|invalid|choose|show|error|default|skip)\b", re.IGNORECASE
)
# what argparse says to whoever writes a command, and what none of ours can make it say
FOR_PROGRAMMERS = {
    ".__call__() not defined", "cannot merge actions - two groups are named %r", "dest= is required for options like %r",
    "'required' is an invalid argument for positionals", "invalid conflict_resolution value: %r", "%r is not callable",
    "mutually exclusive arguments must be optional", "cannot have multiple subparser arguments", "subcommands",
    "unexpected option string: %s", "conflicting subparser: %s", "conflicting subparser alias: %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)", 'argument "-" with mode %r',
    "can't open '%(filename)s': %(error)s", "invalid option string %(option)r: must start with a character %(prefix_chars)r",
}  # fmt: skip
WHO = ("open-account", "dieu-phoi", "--post", "Phó Trưởng ban", "--body", "Ban Dân vận", "--unit", "24")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp("language") / "home")
    made.run("init")
    return made


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def speaking(machine, tongue):
    other = Machine.__new__(Machine)
    other.__dict__ = machine.__dict__ | {"more": {"DANVAN_LANGUAGE": tongue} if tongue else {}}
    return other


def ours():
    return sorted(name for name, app in get_commands().items() if app == "danvan.cli")


# ── whole processes ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tongue", "said"), [("", "✓ Cơ sở dữ liệu: "), ("vi", "✓ Cơ sở dữ liệu: "), ("en_GB.UTF-8", "✓ Database: ")]
)
def test_the_doctor_speaks_the_language_asked_for(machine, tongue, said):
    shown = speaking(machine, tongue).run("doctor")
    assert shown.startswith(said)
    assert bool(VIETNAMESE.search(shown)) == (tongue != "en_GB.UTF-8")


@pytest.mark.parametrize(
    ("call", "vietnamese", "english"),
    [
        (("stats",), "còn thiếu tham số: --unit, --year", "the following arguments are required: --unit, --year"),
        (("serve", "--port", "x"), "cần một số nguyên, không phải «x»", "it must be a whole number, not “x”"),
        (("doktor",), "Không có lệnh «doktor». Có phải ý bạn là «doctor»?", "Did you mean “doctor”?"),
        (("stats", "--unit", "zz", "--year", "2022"), "Không có đơn vị mang mã «zz»", "No unit has the code “zz”"),
    ],
)
def test_a_wrong_call_is_answered_in_one_language(machine, call, vietnamese, english):
    first, second = machine.call(*call), speaking(machine, "en").call(*call)
    assert (first.returncode, first.stdout) == (second.returncode, second.stdout)
    assert first.returncode != 0
    assert "Traceback" not in first.stderr + second.stderr
    assert vietnamese in first.stderr
    assert not ENGLISH.search(first.stderr)
    assert english in second.stderr
    assert not VIETNAMESE.search(second.stderr)


def test_figures_read_by_machines_are_the_same_in_both(machine):
    call = ("stats", "--unit", "VN", "--year", "2022", "--by", "field,child")
    assert machine.json(*call) == speaking(machine, "en").json(*call)


def test_a_language_that_there_is_not_is_refused(machine):
    done = speaking(machine, "fr").call("doctor")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "DANVAN_LANGUAGE «fr» không có; chọn một trong: vi, en.\n"


# ── every command ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ours())
def test_the_help_of_a_command_is_in_one_language(name, monkeypatch):
    monkeypatch.setattr(argparse, "_", language._argparse)
    shown = {}
    for tongue in ("vi", "en"):
        with translation.override(tongue):
            shown[tongue] = load_command_class("danvan.cli", name).create_parser("danvan", name).format_help()
    assert VIETNAMESE.search(shown["vi"])
    assert not VIETNAMESE.search(EXAMPLES.sub("", shown["en"])), shown["en"]
    assert not ENGLISH.search(re.sub(r"--?[\w-]+|\{.*?\}", "", shown["vi"], flags=re.DOTALL)), shown["vi"]


def test_the_overview_is_in_one_language():
    from danvan.cli.overview import overview

    with translation.override("en"):
        assert not VIETNAMESE.search(overview())
    assert "\nSổ và số liệu:\n" in overview()


def test_all_that_argparse_says_to_people_is_known():
    tree = ast.parse(Path(argparse.__file__).read_text())
    said = {
        ast.literal_eval(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_" and isinstance(call.args[0], ast.Constant)
    }
    assert len(said) > 20
    assert said - language.ARGPARSE.keys() - FOR_PROGRAMMERS == set()


def test_what_argparse_says_keeps_its_holes():
    hole = re.compile(r"%(?:\(\w+\))?[rs]")
    for text, translated in language.ARGPARSE.items():
        for tongue in ("vi", "en"):
            with translation.override(tongue):
                assert sorted(hole.findall(text)) == sorted(hole.findall(str(translated))), text


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("country", "english")
def test_the_log_is_kept_in_vietnamese(capsys):
    call_command(*WHO, "--role", "viewer")
    assert capsys.readouterr().out.startswith("The account dieu-phoi at Ban Dân vận")
    assert Entry.objects.exists()
    assert [name for name in Entry.objects.values_list("actor_name", flat=True) if not name.startswith("Người")] == []


@pytest.mark.usefixtures("country", "english")
def test_a_refusal_of_what_is_kept_is_said_in_the_language_of_the_terminal():
    call_command(*WHO, "--role", "viewer")
    with pytest.raises(CommandError) as refused:
        call_command(*WHO, "--role", "viewer")
    assert "already" in str(refused.value)
    assert not VIETNAMESE.search(str(refused.value))


@pytest.mark.usefixtures("country")
def test_a_register_brings_the_same_in_both_languages(tmp_path, capsys):
    path = register_csv(tmp_path / "so.csv", 3)
    path.write_text(path.read_text(encoding="utf-8") + "\n4,,Kinh tế,Hội Nông dân xã,xã Đồng Kỳ", encoding="utf-8")
    call = ("import-register", str(path), "--unit", "24", "--year", "2022", "--dry-run")
    said = {}
    for tongue in ("vi", "en"):
        with translation.override(tongue):
            call_command(*call)
        said[tongue] = capsys.readouterr().out
    assert "Xem trước (chưa ghi gì): đọc 4 dòng; thêm 3" in said["vi"]
    assert "Preview (nothing was written): rows read 4; added 3" in said["en"]
    assert len(said["vi"].splitlines()) == len(said["en"].splitlines()) == 2
    assert not VIETNAMESE.search(said["en"].replace("(Tên mô hình)", "")), said["en"]  # the heading of the file itself
    with translation.override("en"):
        call_command(*call[:-1])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Imported: rows read 4; added 3")
    book = load_workbook(told[-1].partition(": ")[2])
    cells = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
    assert said["vi"].splitlines()[1].partition("): ")[2] in cells  # what is handed back goes to an office


@pytest.mark.usefixtures("country")
def test_files_are_the_same_in_both_languages(tmp_path, capsys):
    made = []
    for tongue in ("vi", "en"):
        with translation.override(tongue):
            call_command("export", "initiatives", "--unit", "24", "--year", "2022", "--format", "csv")
        made.append(capsys.readouterr().out)
    assert made[0] == made[1]
    assert "Lĩnh vực" in made[1]
