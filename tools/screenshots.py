"""Pictures of every page that can be reached by links, on a phone and on a desk, for each role of the sample province.

Makes an installation of its own in a throw-away folder, serves it, walks the links and keeps one picture per kind of
page (view) and screen in build/screenshots. Says which pages scroll sideways on a phone.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browsers import launched  # noqa: E402 - after the root is on the path

OUT = ROOT / "build" / "screenshots"
DANVAN = Path(sys.executable).parent / "danvan"
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "desk": {"viewport": {"width": 1280, "height": 900}},
}


@contextmanager
def installation() -> Iterator[str]:
    """Yield the address of a fresh installation with the sample province; DANVAN_HOME names it from here on."""
    home = tempfile.mkdtemp(prefix="danvan-screenshots-")
    os.environ |= {"DANVAN_HOME": home, "DJANGO_SETTINGS_MODULE": "danvan.settings"}
    os.environ.pop("DANVAN_DATABASE_URL", None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = None
    try:
        subprocess.run([DANVAN, "init", "--sample", "bac-giang"], check=True, cwd=ROOT)
        server = subprocess.Popen([DANVAN, "serve", "--port", str(port)], cwd=ROOT)
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address
    finally:
        if server:
            server.terminate()
            server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise SystemExit("danvan serve ended by itself")
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("danvan serve does not answer")


def sign_ins() -> dict[str, str]:
    """Return a session of one person per role, widest reach first, and an empty one for nobody."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from danvan.accounts.models import Assignment, Role

    found = {"nobody": ""}
    widest = ("country", "province", "district", "commune", "village")
    for role in Role:
        held = Assignment.objects.filter(role=role, user__is_active=True).select_related("user", "body__unit")
        if not held:
            continue
        user = min(held, key=lambda assignment: widest.index(assignment.body.unit.level)).user
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        found[str(role.value)] = session.session_key or ""
    return found


def view_of(path: str) -> str | None:
    """Return the name of the view behind a path; query strings and ids make no new kind of page."""
    from django.urls import Resolver404, resolve

    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.view_name or match.route


def walk(context: Any, address: str) -> Iterator[tuple[str, str]]:
    """Yield (view, address) for one page of each kind that links lead to."""
    page = context.new_page()
    waiting = [f"{address}/"]
    tried: set[str | None] = {None}
    shown: set[str | None] = {None}
    while waiting:
        url = waiting.pop(0)
        view = view_of(urlsplit(url).path)
        if view in tried:
            continue
        tried.add(view)
        if "html" not in context.request.get(url).headers.get("content-type", ""):
            continue
        page.goto(url)
        landed = view_of(urlsplit(page.url).path)
        if landed in shown:
            continue
        shown.add(landed)
        yield str(landed), page.url
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        joined = [urljoin(page.url, link) for link in links]
        waiting += [link for link in joined if link.startswith(f"{address}/")]
    page.close()


def shoot(context: Any, url: str, target: Path) -> bool:
    """Take the whole page; tell whether it fits its screen's width."""
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=str(target), full_page=True)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    fits: bool = width <= page.viewport_size["width"]
    page.close()
    return fits


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    index, too_wide = {}, []
    with installation() as address:
        sessions = sign_ins()
        seen: set[str] = set()
        with launched() as browser:
            for role, session in sessions.items():
                contexts = {
                    screen: browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
                    for screen, options in SCREENS.items()
                }
                for context in contexts.values():
                    if session:
                        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
                for view, url in walk(contexts["desk"], address):
                    if view in seen:
                        continue
                    seen.add(view)
                    for screen, context in contexts.items():
                        name = f"{role}-{view.replace(':', '-').replace('/', '-')}-{screen}.png"
                        fits = shoot(context, url, OUT / name)
                        index[name] = url.removeprefix(address)
                        if not fits:
                            too_wide.append(name)
                        print(f"{'' if fits else 'TOO WIDE '}{name}  {index[name]}", flush=True)
                for context in contexts.values():
                    context.close()
    (OUT / "index.json").write_text(json.dumps(index, indent=1, ensure_ascii=False))
    print(f"{len(index)} pictures in {OUT.relative_to(ROOT)}; too wide: {len(too_wide)}")
    return 1 if too_wide else 0


if __name__ == "__main__":
    sys.exit(main())
