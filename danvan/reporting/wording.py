"""The words of the report, as data (``data/wording.toml``). An official paper is Vietnamese whatever the page's language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def wording() -> dict[str, Any]:
    """Return the sentences by section, and the headings."""
    found: dict[str, Any] = tomllib.loads((Path(__file__).parent / "data" / "wording.toml").read_text(encoding="utf-8"))
    return found
