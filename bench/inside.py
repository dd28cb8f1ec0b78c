"""Runs benches within one installation and prints one JSON line per result; started by ``bench.__main__``."""

import importlib
import json
import os
import sys

import django


def main() -> None:
    """``python -m bench.inside ROUNDS BENCH …``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
    django.setup()
    for name in sys.argv[2:]:
        for result in importlib.import_module(f"bench.{name}").measure(int(sys.argv[1])):
            print(json.dumps(result.plain()), flush=True)


if __name__ == "__main__":
    main()
