"""The data files of the sample."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> dict[str, Any]:
    """Return what ``data/<name>.toml`` says."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
