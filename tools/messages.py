"""Compiles each .po that is newer than its .mo; needs no gettext on the machine."""

from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "danvan"

for source in PACKAGE.glob("**/LC_MESSAGES/*.po"):
    target = source.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        polib.pofile(str(source)).save_as_mofile(str(target))
