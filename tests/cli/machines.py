"""Installations in processes of their own, each with its own home and its own database, on either engine."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

DANVAN = [sys.executable, "-m", "danvan.cli.main"]
ROOT = Path(__file__).resolve().parents[2]


def new_database(folder: Path, engine: str) -> str:
    """Return the address of a database that is empty."""
    if engine == "sqlite":
        return f"sqlite:///{folder / 'danvan.sqlite3'}"
    import psycopg

    server, _slash, _name = os.environ["DANVAN_DATABASE_URL"].rpartition("/")
    name = f"machine_{uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@dataclass
class Machine:
    """One installation, or the empty place for one."""

    home: Path
    engine: str = field(default_factory=lambda: os.environ["DANVAN_TEST_ENGINE"])
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.url = new_database(self.home, self.engine)

    @property
    def environment(self) -> dict[str, str]:
        mine = {k: v for k, v in os.environ.items() if not k.startswith("DANVAN_") and k != "DJANGO_SETTINGS_MODULE"}
        mine |= {"DANVAN_HOME": str(self.home), "DANVAN_DATABASE_URL": self.url, "PYTHONPATH": str(ROOT)}
        return mine | {"PYTHONUNBUFFERED": "1"} | self.more

    def call(self, *args: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command whatever comes of it."""
        return subprocess.run(
            [*DANVAN, *args], env=self.environment, capture_output=True, text=True, check=False, timeout=300, **options
        )

    def run(self, *args: str, **options: Any) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.call(*args, **options)
        assert done.returncode == 0, f"{args}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *args: str) -> Any:
        """Run a command and return its document."""
        return json.loads(self.run(*args, "--format", "json"))

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        with (self.home / "started.log").open("a") as log:
            return subprocess.Popen(
                [*DANVAN, *args], env=self.environment, stdout=log, stderr=subprocess.STDOUT, text=True
            )

    def python(self, code: str) -> str:
        """Run lines of Python within the installation."""
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + code],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": self.more.get("DJANGO_SETTINGS_MODULE", "danvan.settings")},
            capture_output=True, text=True, check=False, timeout=300, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tables(self) -> int:
        """How many tables there are."""
        if self.engine == "sqlite":
            return int(self.ask("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        return int(self.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))

    def ask(self, question: str) -> Any:
        """Put a question to the database itself; return the first column of the first row."""
        if self.engine == "sqlite":
            with closing(sqlite3.connect(self.home / "danvan.sqlite3", timeout=20)) as connection, connection:
                row = connection.execute(question).fetchone()
        else:
            import psycopg

            with psycopg.connect(self.url) as server:
                cursor = server.execute(question)  # type: ignore[arg-type]
                row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def exports(self) -> list[str]:
        """What goes out of the register, byte for byte."""
        of = ("export", "initiatives", "--unit", "24", "--year", "2022", "--format")
        return [
            self.run(*of, "json"),
            self.run(*of, "csv"),
            self.run("stats", "--unit", "24", "--year", "2022", "--by", "child"),
        ]


def register_csv(path: Path, rows: int, start: int = 0) -> Path:
    """A register of models with names of their own."""
    lines = ["TT,Tên mô hình,Lĩnh vực,Đơn vị thực hiện,Địa điểm"]
    lines += [
        f'{n},"Mô hình «Đường hoa» số {n} – ấm no, hạnh phúc",Kinh tế,Hội Nông dân xã Đồng Kỳ,"thôn {n % 7}, xã Đồng Kỳ, huyện Yên Thế"'
        for n in range(start + 1, start + rows + 1)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
