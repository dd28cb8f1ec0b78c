"""A backup of either engine goes into an empty place of either engine, whole or not at all."""

import hashlib
import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from danvan.cli.backup_reading import open_backup
from tests.cli.machines import DANVAN, Machine, register_csv

ENGINES = ("sqlite", "postgres") if os.environ.get("DANVAN_TEST_ENGINE") == "postgres" else ("sqlite",)


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """An installation on the engine under test with a register, its file and the audit of it."""
    folder = tmp_path_factory.mktemp("origin")
    machine = Machine(folder / "home")
    machine.run("init")
    machine.run(
        "open-account", "quan-tri", "--post", "Quản trị hệ thống", "--body", "Văn phòng Tỉnh ủy", "--unit", "24",
        "--role", "sysadmin",
    )  # fmt: skip
    machine.run("import-register", str(register_csv(folder / "so.csv", 120)), "--year", "2022", "--unit", "24")
    return machine


@pytest.fixture(scope="module")
def backup(origin, tmp_path_factory):
    path = tmp_path_factory.mktemp("backup") / "danvan.zip"
    origin.run("backup", str(path))
    return path


@pytest.fixture(scope="module")
def small(backup, tmp_path_factory):
    """The parts of a good backup, to be spoilt one at a time."""
    with zipfile.ZipFile(backup) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoilt(path, parts, **changes):
    """Write an archive of ``parts`` with some changed; None leaves one out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **changes}.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def with_manifest(parts, **changes):
    return json.dumps({**json.loads(parts["manifest.json"]), **changes}, ensure_ascii=False)


def is_empty(machine):
    """Nothing is there: no table, no file."""
    files = machine.home / "files"
    return machine.tables() == 0 and not (files.exists() and any(files.iterdir()))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_goes_into_an_empty_place_of_either_engine(origin, backup, tmp_path, engine):
    there = Machine(tmp_path / "there", engine)

    told = there.json("restore", str(backup))

    assert told["verified"] is True
    assert there.json("verify")["heads"] == origin.json("verify")["heads"]
    assert there.exports() == origin.exports()
    assert there.json("doctor")["ok"] is True


@pytest.mark.skipif(len(ENGINES) == 1, reason="the other engine is not there in this run")
def test_a_backup_comes_back_from_the_other_engine(origin, backup, tmp_path):
    there = Machine(tmp_path / "there", "sqlite")
    there.run("restore", str(backup))
    there.run("backup", str(tmp_path / "again.zip"))
    back = Machine(tmp_path / "back", "postgres")

    assert back.json("restore", str(tmp_path / "again.zip"))["verified"] is True
    assert back.exports() == origin.exports()
    # what is numbered by the engine goes on behind the last number
    back.run("import-register", str(register_csv(tmp_path / "so.csv", 3, start=500)), "--year", "2022", "--unit", "24")
    assert back.json("verify")["ok"] is True


def test_a_backup_is_for_its_owner_and_holds_no_key(origin, backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    key = (origin.home / "keys" / "secret_key").read_bytes()
    with zipfile.ZipFile(backup) as archive:
        names = archive.namelist()
        assert not any(key in archive.read(name) for name in names)
    assert not any("session" in name for name in names)
    files = {path.name for path in (origin.home / "files").glob("??/*")}
    assert files
    assert {name.rsplit("/", 1)[1] for name in names if name.startswith("files/")} == files


def test_the_restored_house_opens_with_its_people_and_a_key_of_its_own(origin, backup, tmp_path):
    there = Machine(tmp_path / "there")
    there.run("restore", str(backup))

    assert there.json("link", "quan-tri")["path"].startswith("/tai-khoan/lien-ket/")
    assert (there.home / "keys" / "secret_key").read_text() != (origin.home / "keys" / "secret_key").read_text()


def test_a_backup_is_of_one_moment_while_others_write(tmp_path, backup):
    machine = Machine(tmp_path / "busy")
    machine.run("restore", str(backup), "--no-verify")
    stop, written = threading.Event(), []

    def write():
        while not stop.is_set():
            n = 1000 + len(written) * 20
            path = register_csv(tmp_path / f"so{n}.csv", 20, start=n)
            machine.run("import-register", str(path), "--year", "2022", "--unit", "24")
            written.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    copies = [tmp_path / f"copy{n}.zip" for n in range(2)]
    try:
        for copy in copies:
            machine.run("backup", str(copy))
    finally:
        stop.set()
        writer.join()
    assert written

    for n, copy in enumerate(copies):
        there = Machine(tmp_path / f"there{n}")
        assert there.json("restore", str(copy))["verified"] is True


# ── what is no good backup ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def place(tmp_path):
    return Machine(tmp_path / "place")


def refused_by_the_command(machine, path, said):
    """The restore refuses in a sentence that says so, and nothing is there."""
    done = machine.call("restore", str(path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    assert is_empty(machine)


def refused(path, said):
    """The same, said before the database was asked for the first time."""
    with pytest.raises(CommandError, match=re.escape(said)), open_backup(path) as opened:
        opened.check(lambda _done, _todo: None)


def test_a_truncated_backup_is_refused(place, backup, tmp_path):
    path = tmp_path / "cut.zip"
    path.write_bytes(backup.read_bytes()[: backup.stat().st_size * 2 // 3])
    refused_by_the_command(place, path, "bị cắt cụt hay hỏng")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "không phải bản sao lưu"), (b"PK\x03\x04 no zip", "không phải bản sao lưu"), (b"\0" * 4096, "không phải")],
)
def test_a_file_that_is_no_archive_is_refused(tmp_path, content, said):
    path = tmp_path / "foreign.zip"
    path.write_bytes(content)
    refused(path, said)


def test_a_missing_file_is_refused(tmp_path):
    refused(tmp_path / "nowhere.zip", "Không tìm thấy tệp sao lưu")


def test_a_foreign_archive_is_refused(tmp_path):
    refused(spoilt(tmp_path / "foreign.zip", {"word/document.xml": b"<w/>"}), "không phải bản sao lưu của Danvan")


def test_an_archive_with_a_path_that_leads_elsewhere_is_refused(small, tmp_path):
    refused(spoilt(tmp_path / "evil.zip", small, **{"../../evil": b"x"}), "mục lạ «../../evil»")
    assert not (tmp_path / "evil").exists()
    named = json.loads(small["manifest.json"])
    named["members"]["/etc/x"] = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    refused(spoilt(tmp_path / "evil2.zip", small, **{"/etc/x": b"x", "manifest.json": json.dumps(named)}), "mục lạ")


def test_a_changed_row_is_noticed_before_anything_is_loaded(small, tmp_path):
    table = "data/initiatives_registration.jsonl"
    other = small[table].replace("Đường hoa".encode(), "Đường họa".encode(), 1)
    same_size = other[: len(small[table])].ljust(len(small[table]), b" ")
    refused(spoilt(tmp_path / "changed.zip", small, **{table: same_size}), "không khớp mã băm")


def test_a_missing_member_is_refused(small, tmp_path):
    refused(spoilt(tmp_path / "less.zip", small, **{"data/audit_entry.jsonl": None}), "không khớp bản kê")


def test_a_backup_of_a_newer_danvan_is_refused(small, tmp_path):
    migrations = json.loads(small["manifest.json"])["migrations"]
    newer = with_manifest(small, migrations=[*migrations, ["initiatives", "0999_tomorrow"]], danvan="9.9.9")
    refused(spoilt(tmp_path / "newer.zip", small, **{"manifest.json": newer}), "Danvan 9.9.9 tạo, mới hơn")
    later = with_manifest(small, format_version=2)
    refused(spoilt(tmp_path / "later.zip", small, **{"manifest.json": later}), "mới hơn")


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"format": "danvan-backup"}', '{"format": "danvan-backup", "migrations": 3}']
)
def test_a_manifest_of_nonsense_is_refused(small, tmp_path, manifest):
    refused(spoilt(tmp_path / "odd.zip", small, **{"manifest.json": manifest}), "ản sao lưu")


def test_a_backup_that_does_not_hold_together_leaves_nothing(place, small, tmp_path):
    """The digests are right, but the rows refer to what is not there: noticed at the end, and all taken back."""
    table = "data/units_unitperiod.jsonl"
    lines = small["data/units_unit.jsonl"].splitlines(keepends=True)
    cut = b"".join(lines[:-500])
    said = json.loads(small["manifest.json"])
    said["members"]["data/units_unit.jsonl"] = {"bytes": len(cut), "sha256": hashlib.sha256(cut).hexdigest()}
    said["tables"]["units_unit"] -= 500
    assert table in said["members"]
    refused_by_the_command(
        place,
        spoilt(tmp_path / "torn.zip", small, **{"data/units_unit.jsonl": cut, "manifest.json": json.dumps(said)}),
        "",
    )


def test_only_an_empty_place_is_taken(origin, backup):
    before = origin.exports()
    done = origin.call("restore", str(backup))
    assert done.returncode == 1
    assert "Chỉ phục hồi vào nơi trống" in done.stderr
    assert origin.exports() == before


def test_a_restore_killed_midway_leaves_the_place_empty_and_can_be_done_again(place, backup):
    killed = 0
    for wait in (1.2, 2.0, 3.0):
        process = place.start("restore", str(backup), "--no-verify")
        time.sleep(wait)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
        if place.tables():  # it was quicker than we
            break
    else:
        assert killed
        place.run("restore", str(backup), "--no-verify")
    assert place.json("verify")["ok"] is True
    assert not (place.home / "restore.unfinished").exists()


# ── where no backup can be written ───────────────────────────────────────────────────────────────────────────────


def limited(size):
    """Return what makes every file of a process end at ``size`` bytes, as a full disk would."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_leaves_the_older_backup_untouched(origin, tmp_path):
    path = tmp_path / "danvan.zip"
    path.write_bytes(b"the older backup")

    done = origin.call("backup", str(path), preexec_fn=limited(300_000))

    assert done.returncode == 1
    assert "đã đầy" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert path.read_bytes() == b"the older backup"
    assert [p.name for p in tmp_path.iterdir()] == ["danvan.zip"]


def test_no_space_left_is_the_same(origin, tmp_path):
    """As the operating system says it of a disk, not of a limit."""
    code = f"""
import errno, sys
import django; django.setup()
from danvan.cli import backup_writing
def full(*_): raise OSError(errno.ENOSPC, "No space left on device")
backup_writing.Writer.files = full
sys.argv = ["danvan", "backup", {str(tmp_path / "danvan.zip")!r}]
from danvan.cli.main import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=origin.environment | {"DJANGO_SETTINGS_MODULE": "danvan.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "đã đầy" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["", "missing/danvan.zip"])
def test_a_target_that_cannot_be_written_is_refused(origin, tmp_path, target):
    done = origin.call("backup", str(tmp_path / target))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "«" in done.stderr


def test_a_killed_backup_leaves_the_older_one_and_does_not_stand_in_the_way(origin, tmp_path):
    path = tmp_path / "danvan.zip"
    path.write_bytes(b"the older backup")
    process = subprocess.Popen([*DANVAN, "backup", str(path)], env=origin.environment, stderr=subprocess.DEVNULL)
    part = Path(f"{path}.part")
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert path.read_bytes() == b"the older backup"

    origin.run("backup", str(path))
    assert zipfile.is_zipfile(path)
    assert not part.exists()


def test_an_empty_database_has_nothing_to_back_up(place, tmp_path):
    done = place.call("backup", str(tmp_path / "danvan.zip"))
    assert done.returncode == 1
    assert "danvan init" in done.stderr
    assert not (tmp_path / "danvan.zip").exists()
