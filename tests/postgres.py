"""A private, throw-away PostgreSQL for the tests: on a free port of loopback, gone with whoever started it."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "50"}


def find() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, or None."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    for initdb in (*packaged, shutil.which("initdb")):
        if initdb and (Path(initdb).resolve().parent / "postgres").exists():
            return Path(initdb).resolve().parent
    return None


def answers(url: str) -> bool:
    """Tell whether a server answers at ``url`` (its database need not exist)."""
    try:
        psycopg.connect(url, dbname="postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Start a server, yield the address of it, and stop it whatever happened in between."""
    # PostgreSQL refuses to run as root
    user = _unprivileged() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="danvan-postgres-"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = None
    try:
        password = secrets.token_hex()
        _initdb(programs, folder, password, user)
        server, port = _start(programs, folder, user)
        url = f"postgres://danvan:{password}@127.0.0.1:{port}/danvan"
        _wait(server, url, folder / "log")
        yield url
    finally:
        if server:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    """Return what makes subprocess run something as that user."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _initdb(programs: Path, folder: Path, password: str, user: pwd.struct_passwd | None) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if user:
        os.chown(secret, user.pw_uid, user.pw_gid)
    command = [
        programs / "initdb", "--pgdata", folder / "data", "--username", "danvan", "--pwfile", secret,
        "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    # the collation that a Vietnamese office would choose; code that relies on byte order fails here, as it should
    vietnamese = ["--locale-provider", "icu", "--icu-locale", "vi"]
    for extra in (vietnamese, []):  # before 15, or built without ICU, initdb refuses the first
        done = subprocess.run([*command, *extra], cwd=folder, capture_output=True, text=True, check=False, **_as(user))
        if done.returncode == 0:
            return
        shutil.rmtree(folder / "data", ignore_errors=True)
    raise RuntimeError(done.stderr)


def _start(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = FAST | {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                programs / "postgres",
                "-D",
                folder / "data",
                *(f"--{key}={value}" for key, value in options.items()),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads yet
            **_as(user),
        )
    return server, port


def _end_with_parent() -> None:
    """Ask Linux to interrupt the server when we die, even of SIGKILL."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        if answers(url):
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": ends sessions, then itself
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)  # "immediate"; it is thrown away anyhow
        server.wait(20)
