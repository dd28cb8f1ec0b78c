"""A real installation, made and served by the commands of the README in a process of its own."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

DANVAN = [sys.executable, "-m", "danvan.cli.main"]


@dataclass
class Installation:
    """Where it answers, and the one-time links that it printed."""

    url: str
    home: Path
    links: dict[str, str]
    environment: dict[str, str]

    def run(self, *args: str) -> str:
        """Run a command of the operator and return what it printed."""
        return subprocess.run([*DANVAN, *args], env=self.environment, capture_output=True, text=True, check=True).stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_database(folder: Path) -> str:
    """Return the address of a new, empty database on the engine under test."""
    if os.environ["DANVAN_TEST_ENGINE"] != "postgres":
        return f"sqlite:///{folder / 'danvan.sqlite3'}"
    import psycopg

    server, _slash, _name = os.environ["DANVAN_DATABASE_URL"].rpartition("/")
    name = f"walk_{uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@contextmanager
def served(folder: Path, *, sample: str) -> Iterator[Installation]:
    """Make an installation in ``folder`` and serve it until the test is over."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DANVAN_") and k != "DJANGO_SETTINGS_MODULE"}
    environment |= {"DANVAN_HOME": str(folder), "DANVAN_DATABASE_URL": own_database(folder), "PYTHONUNBUFFERED": "1"}
    subprocess.run(
        [*DANVAN, "init", "--sample", sample, "--format", "json"], env=environment, check=True, capture_output=True
    )
    port, log = free_port(), folder / "serve.log"
    with log.open("w") as file:
        server = subprocess.Popen(
            [*DANVAN, "serve", "--port", str(port)], env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://localhost:{port}"
        wait_for(url, server, log)
        yield Installation(url, folder, links_in(log.read_text()), environment)
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url + "/tai-khoan/dang-nhap/", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def links_in(text: str) -> dict[str, str]:
    """Return post → link of the people that ``serve`` printed."""
    return {m.group(1).strip(): m.group(2) for m in re.finditer(r"^  (\S.*)\n    (http\S+)", text, re.MULTILINE)}
