"""The files of a server: what they name exists, what they limit agrees with the program, and the proxy does what it says."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

DEPLOY = Path(__file__).parents[2] / "deploy"
PROXY = (DEPLOY / "nginx.conf").read_text()
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))


def test_the_proxy_lets_the_largest_register_through():
    found = re.search(r"client_max_body_size (\d+)m;", PROXY)
    assert found
    # a form around a file is a little larger than the file
    assert int(found[1]) * 1024 * 1024 > settings.UPLOAD_LIMIT + 1024 * 1024


def test_every_service_is_shut_in_alike_and_runs_a_command_that_there_is():
    shut = [
        service.read_text().split("# what the service may see and do")[1].split("[Install]")[0] for service in SERVICES
    ]
    rules = [{line for line in text.splitlines()[1:] if "=" in line and "ReadWritePaths" not in line} for text in shut]
    assert len(rules) == 3
    assert all(found == rules[0] for found in rules)
    for service in SERVICES:
        for command in re.findall(r"ExecStart=/opt/danvan/\.venv/bin/danvan (\S+)", service.read_text()):
            assert command in get_commands()
    assert {"danvan-web.service", "danvan-worker.service", "danvan-backup.service"} == {one.name for one in SERVICES}


def test_what_the_script_needs_it_installs_and_what_it_copies_is_there():
    script = (DEPLOY / "install.sh").read_text()
    packages = re.search(r"for package in (.*?); do", script)
    assert packages
    assert {"postgresql", "nginx", "python3-venv", "make", "openssl"} == set(packages[1].split())
    for name in re.findall(r"\$(?:here|program)/deploy/([\w.-]+)", script):
        assert (DEPLOY / name).exists(), name


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_shell_scripts_are_clean():
    scripts = [
        DEPLOY / "install.sh",
        DEPLOY / "backup.sh",
        DEPLOY / "danvan-command",
        *DEPLOY.parent.glob("tools/*.sh"),
    ]
    done = subprocess.run(["shellcheck", "-x", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


# ── the proxy, running ───────────────────────────────────────────────────────────────────────────────────────────


class Behind(BaseHTTPRequestHandler):
    """Stands for Danvan: answers with what it was told of the request."""

    def do_GET(self):
        names = ("Host", "X-Forwarded-Proto", "X-Forwarded-For")
        body = "\n".join(f"{name}: {self.headers.get_all(name)}" for name in names).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def proxy(tmp_path):
    """The sample as a running proxy: gives its address over HTTP, over HTTPS, and what stands behind."""
    plain, secure = free_port(), free_port()
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    site = re.sub(r"\n\s*listen \[::\].*", "", PROXY).replace("@DOMAIN@", "localhost")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("/etc/danvan/tls", str(tmp_path)), ("127.0.0.1:8000", f"127.0.0.1:{behind.server_port}"),
    ):  # fmt: skip
        assert old in site
        site = site.replace(old, new)
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; daemon off; events {{}} http {{ {folders} {site} }}"
    )
    nginx = subprocess.Popen(
        ["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(secure)
        yield f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", behind
    finally:
        nginx.terminate()
        nginx.wait()
        behind.shutdown()
        behind.server_close()


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("nginx does not listen")


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *args):
        """Stay."""


def asked(address, **headers):
    """Return status, body and headers of an answer."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), Stay)
    request = urllib.request.Request(address, headers={k.replace("_", "-"): v for k, v in headers.items()})  # noqa: S310 - our own, on loopback
    try:
        answer = opener.open(request, timeout=20)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, answer.read().decode(), answer.headers


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_the_proxy_says_what_it_knows_and_believes_nobody(proxy):
    plain, secure, behind = proxy
    status, _body, headers = asked(f"{plain}/so?nam=2022", Host="localhost")
    assert (status, headers["Location"]) == (301, "https://localhost/so?nam=2022")

    status, body, _headers = asked(
        secure, Host="localhost", X_Forwarded_Proto="http", X_Forwarded_For="1.2.3.4", X_Real_IP="1.2.3.4"
    )
    assert status == 200
    assert body.splitlines() == [
        "Host: ['localhost']",
        "X-Forwarded-Proto: ['https']",
        "X-Forwarded-For: ['127.0.0.1']",
    ]
    assert asked(f"{secure}/metrics", Host="localhost")[0] == 404

    status, body, _headers = asked(secure, Host="localhost", Content_Length=str(200 * 1024 * 1024))
    assert (status, "Tệp quá lớn" in body) == (413, True)

    behind.shutdown()
    behind.server_close()
    status, body, headers = asked(secure, Host="localhost")
    assert (status, "tạm dừng" in body, headers["Retry-After"]) == (502, True, "30")
