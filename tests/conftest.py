"""What every test may count on: no network, cheap passwords, a database as in production, a real browser."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import browsers

pytest_plugins = ["tests.territory"]


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # pages are served from the sources: no collected, hashed copies between a change and its test
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    block_network()


def block_network() -> None:
    """Refuse every connection and every name that is not this machine's own."""
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def refuse_outside(host: Any) -> None:
        if isinstance(host, bytes):
            host = host.decode()
        if host in {None, "", "localhost"}:
            return
        try:
            outside = not ipaddress.ip_address(host).is_loopback and host not in {"0.0.0.0", "::"}  # noqa: S104
        except ValueError:
            outside = True
        if outside:
            raise PermissionError(f"A test wanted to reach {host}: no request leaves the installation.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            refuse_outside(address[0])
        connect(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_outside(host)
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_getaddrinfo


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Keep SQLite's test database in a file: in memory, WAL and locks would not be those of production."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(Path(os.environ["DANVAN_HOME"]) / "test.sqlite3")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    # Playwright keeps an event loop in this thread, and Django would refuse the ORM beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with browsers.launched() as chromium:
        yield chromium


def open_page(browser: Any, live_server: Any, **options: Any) -> Iterator[Any]:
    """Yield a page in a fresh profile; afterwards fail if it met a script error or reached outside."""
    context = browser.new_context(base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
    context.set_default_timeout(10_000)
    troubles: list[str] = []

    def heard(message: Any) -> None:
        # the browser's own note on an answer like 404 or 422 is not a fault of the page
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(message.text)

    def asked(request: Any) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            troubles.append(f"a request left the installation: {request.url}")

    context.on("console", heard)
    context.on("weberror", lambda problem: troubles.append(str(problem.error)))
    context.on("request", asked)
    yield context.new_page()
    context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page_phone(browser: Any, live_server: Any) -> Iterator[Any]:
    """A cheap phone: 360 × 740."""
    yield from open_page(browser, live_server, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)


@pytest.fixture
def page_desk(browser: Any, live_server: Any) -> Iterator[Any]:
    """A clerk's old monitor: 1280 × 900."""
    yield from open_page(browser, live_server, viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Any], None]:
    """Fail when axe finds a breach of WCAG 2.2 AA on the page."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def check(page: Any) -> None:
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
        assert results.violations_count == 0, results.generate_report()

    return check


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the browser as such, so that nobody has to remember it."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
