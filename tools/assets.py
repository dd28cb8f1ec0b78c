"""Builds what is made from the sources: message catalogues and collected static files. Does nothing when they stand."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import polib

from danvan.settings import STATIC_ROOT

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "danvan"
STAMP = Path(sys.prefix) / ".stamp-static"


def compile_messages() -> None:
    """Compile each .po that is newer than its .mo; needs no gettext on the machine."""
    for source in PACKAGE.glob("**/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def static_key() -> str:
    """Return a digest of all that decides what collectstatic makes: our files, and the packages that bring theirs."""
    digest = hashlib.sha256()
    for path in sorted((*PACKAGE.glob("**/static/**/*"), PACKAGE / "settings.py", ROOT / "pyproject.toml")):
        if path.is_file():
            stat = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    digest.update((ROOT / "requirements/base.txt").read_bytes())
    return digest.hexdigest()


def collect_static() -> None:
    """Run collectstatic when anything that goes into it has changed."""
    key = f"{STATIC_ROOT} {static_key()}"
    if STAMP.exists() and STAMP.read_text() == key and Path(STATIC_ROOT).exists():
        return
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "danvan.settings"}
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    STAMP.write_text(key)


if __name__ == "__main__":
    compile_messages()
    collect_static()
