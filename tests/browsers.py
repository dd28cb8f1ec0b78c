"""The browser of the machine: found, never downloaded."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGS = (
    "--no-sandbox",  # tests may run as root, in a container without user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # whatever a page asks for, only this machine exists
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def find() -> str | None:
    """Return the path of a Chromium, or None. DANVAN_TEST_CHROMIUM names a special one."""
    return os.environ.get("DANVAN_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched() -> Iterator[Any]:
    """Yield a running browser, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    executable = find()
    if executable is None:
        raise RuntimeError("No Chromium found: apt-get install chromium, or run pytest with -m 'not browser'")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        yield chromium
        chromium.close()


def trouble() -> str:
    """Return why no browser can be driven on this machine, or nothing. Found by trying, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "tests.browsers"], capture_output=True, text=True, check=False)
    return "\n".join(done.stderr.strip().splitlines()[-1:]) if done.returncode else ""


if __name__ == "__main__":
    with launched() as browser:
        browser.new_page().goto("about:blank")
