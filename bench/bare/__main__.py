"""Serves the bare views as ``danvan serve`` serves Danvan: the same server with the same settings."""

import sys

from granian import Granian
from granian.constants import Interfaces

if __name__ == "__main__":
    Granian(
        "bench.bare.wsgi:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers=1, blocking_threads=4, log_access=False,
    ).serve()  # fmt: skip
