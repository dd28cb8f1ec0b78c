"""A list and a detail page under ``danvan serve``, against bare views of the same rows under the same server."""

import difflib
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clock import Result

CODE, YEAR = "24", 2022
TARGET = "≥ 0.5"
SECONDS, CONNECTIONS = 3.0, 4
ROOT = Path(__file__).resolve().parent.parent
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def measure(rounds: int) -> Iterator[Result]:
    """Serve both, let the load take turns between them, and tell requests per second."""
    person, cookie = signed_in()
    pages = addresses()
    with ExitStack() as stack:
        ours = stack.enter_context(serving([sys.executable, "-m", "danvan.cli.main", "serve", "--port"], os.environ))
        shown = fetch(ours.host, pages["list of 50"][0], cookie)
        base = stack.enter_context(
            serving([sys.executable, "-m", "bench.bare"], os.environ | surroundings(person, shown))
        )
        for case, (path, bare_path) in pages.items():
            note = difference(fetch(ours.host, path, cookie), fetch(base.host, bare_path, ""))
            load(ours, path, cookie, 1), load(base, bare_path, "", 1)
            slices: dict[str, list[tuple[float, float]]] = {"ours": [], "base": []}
            for _ in range(rounds):
                slices["ours"].append(load(ours, path, cookie))
                slices["base"].append(load(base, bare_path, ""))
            rates = {name: [rate for rate, _cpu in found] for name, found in slices.items()}
            ratios = sorted(a / b for a, b in zip(rates["ours"], rates["base"], strict=True))
            yield Result(
                "pages", case, statistics.median(rates["ours"]), statistics.median(rates["base"]), unit="requests/s",
                target=TARGET, note=note, spread=[ratios[0], ratios[-1]],
            )  # fmt: skip
            cpu = {name: statistics.median(cpu for _rate, cpu in found) for name, found in slices.items()}
            yield Result("pages", f"{case}, the server's CPU a request", cpu["ours"], cpu["base"], unit="ms")


def signed_in(username: str = "") -> tuple[Any, str]:
    """Return somebody, by default a coordinator of the sample province, and the cookie of a session of hers."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from danvan.accounts.models import Assignment, Role, User
    from danvan.units.models import Level

    held = Assignment.objects.filter(role=Role.COORDINATOR, user__is_active=True, body__unit__level=Level.PROVINCE)
    coordinator = held.select_related("user").order_by("user__username")
    person = User.objects.get(username=username) if username else coordinator[0].user
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return person, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def addresses() -> dict[str, tuple[str, str]]:
    """Return our address and the bare one of each page."""
    from django.urls import reverse

    from danvan.initiatives.models import Registration

    # a recognised one with the most to show: places, decisions, history
    row = Registration.objects.filter(year=YEAR).exclude(level="").order_by("pk")[0]
    query = f"?don-vi={CODE}&nam={YEAR}"
    return {
        "list of 50": (f"{reverse('web:initiatives')}{query}", f"/bare/list/{query}"),
        "detail": (
            reverse("web:registration", args=(row.province_id, row.pk)),
            f"/bare/detail/{row.province_id}/{row.pk}/",
        ),
    }


def surroundings(person: Any, shown: str) -> dict[str, str]:
    """Return what the bare views are told about the frame and the choices of the page, so that they need not ask."""
    from danvan.web.places import PLACES, address

    years = re.findall(r'value="(\d{4})"', shown[shown.index('id="nam"') :].partition("</select>")[0])
    nav = [p.url_name for p in PLACES if f'href="{address(p.url_name)}"' in shown]
    return {"BENCH_PERSON": str(person.pk), "BENCH_NAV": ",".join(nav), "BENCH_YEARS": ",".join(years)}


@dataclass(frozen=True)
class Server:
    """A server of ours: where it answers and the process that answers for it."""

    host: str
    pid: int

    def cpu(self) -> float:
        """Return the seconds of CPU that the server and its workers have used; background work is not theirs."""
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                words = (folder / "cmdline").read_text().split("\0")
            except OSError:
                continue
            if int(folder.name) == self.pid or (int(stat[1]) == self.pid and "worker" not in words):
                ticks += int(stat[11]) + int(stat[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(command: list[Any], environment: Mapping[str, str]) -> Iterator[Server]:
    """Start a server on a free port of this machine and yield it; end it whatever happened."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*command, str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield Server(f"127.0.0.1:{port}", server.pid)
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the server ended by itself")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def fetch(host: str, path: str, cookie: str) -> str:
    """Return one page."""
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    if answer.status != http.client.OK:
        raise SystemExit(f"{path}: {answer.status}\n{text[:2000]}")
    return text


def difference(ours: str, base: str) -> str:
    """Tell how far the two pages differ, their form tokens apart."""
    a, b = (TOKEN.sub("", text).splitlines() for text in (ours, base))
    odd = [
        line
        for line in difflib.unified_diff(b, a, lineterm="", n=0)
        if line[:1] in "+-" and line[:3] not in {"+++", "---"}
    ]
    if os.environ.get("BENCH_DEBUG"):
        print("\n".join(odd), file=sys.stderr)
    return f"{len(ours.encode()) // 1024} kB, " + ("the same page" if not odd else f"{len(odd)} lines differ")


def load(server: Server, path: str, cookie: str, seconds: float = SECONDS) -> tuple[float, float]:
    """Return the requests per second of one slice of load, and the server's CPU a request in milliseconds."""
    command = [sys.executable, "-m", "bench.load", server.host, path, str(seconds), str(CONNECTIONS), cookie]
    before = server.cpu()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=seconds + 90)
    told = json.loads(done.stdout)
    if told["failed"]:
        raise SystemExit(f"{path}: {told['failed']}")
    return told["requests"] / told["seconds"], (server.cpu() - before) / told["requests"] * 1000
