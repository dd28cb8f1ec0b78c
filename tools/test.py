"""Runs every test on SQLite and on PostgreSQL: one pytest, one worker per engine, each test on each of them.

What a test run needs besides Python – PostgreSQL and a Chromium – is found on the machine or, where we may (root and
apt), installed from the system's packages. What is missing then is named and left out; with CI=true or
DANVAN_REQUIRE_ALL=1 that is a failure. Arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import browsers, postgres  # noqa: E402 - after the root is on the path


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> str:
    """Install system packages; return what went wrong, or nothing."""
    if not may_install():
        return "not installed, and installing needs root and apt-get"
    print(f"Installing {' '.join(packages)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            return f"apt-get {command[0]} failed: {done.stdout.strip()[-500:]}"
    return ""


def provide_postgres(stack: ExitStack) -> tuple[str, str]:
    """Return the address of a PostgreSQL to test on, or the reason why there is none."""
    url = os.environ.get("DANVAN_TEST_POSTGRES_URL", "")
    if url and postgres.answers(url):
        return url, ""
    why = "" if postgres.find() else install("postgresql")
    programs = postgres.find()
    if programs is None:
        return "", why
    return stack.enter_context(postgres.running(programs)), ""


def provide_browser() -> str:
    """Return the reason why there is no browser, or nothing."""
    if not browsers.trouble():
        return ""
    # libatomic1: Playwright's driver wants it, and a bare Debian lacks it
    return install("chromium", "libatomic1") or browsers.trouble()


def main() -> int:
    with ExitStack() as stack:
        url, no_postgres = provide_postgres(stack)
        no_browser = provide_browser()
        left_out = []
        workers = ["--tx", "popen//id=sqlite//env:DANVAN_TEST_ENGINE=sqlite"]
        if url:
            workers += ["--tx", "popen//id=postgres//env:DANVAN_TEST_ENGINE=postgres"]
        else:
            left_out.append(f"every test on PostgreSQL: {no_postgres}")
        if no_browser:
            left_out.append(f"the browser tests: {no_browser}")
        for part in left_out:
            print(f"LEFT OUT – {part}", flush=True)
        if left_out and (os.environ.get("CI") == "true" or os.environ.get("DANVAN_REQUIRE_ALL") == "1"):
            print("Here nothing may be left out (CI, DANVAN_REQUIRE_ALL).")
            return 1
        command = [sys.executable, "-m", "pytest", "--dist", "each", *workers]
        command += ["-m", "not browser"] if no_browser else []
        done = subprocess.run(
            [*command, *sys.argv[1:]],
            cwd=ROOT,
            env=os.environ | {"DANVAN_TEST_POSTGRES_URL": url},
            stdin=subprocess.DEVNULL,
            check=False,
        )
        sys.stdout.flush()
        return done.returncode


if __name__ == "__main__":
    sys.exit(main())
