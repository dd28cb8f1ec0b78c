"""The data files of the sample."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> dict[str, Any]:
    """Return what ``data/<name>.toml`` says."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def published() -> dict[str, Any]:
    """Return the figures that the source publishes, and what of the sample is illustration."""
    found: dict[str, Any] = json.loads((DATA / "published.json").read_text(encoding="utf-8"))
    return found
