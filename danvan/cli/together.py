"""Several files of one result: all of them are put in their places, or none is and what was there stays."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Write = Callable[[IO[bytes]], None]


def put(files: Mapping[Path, Write], *, prefix: str = ".danvan-") -> None:
    """Write each file beside its place, then put them all there; what cannot be replaced is found before.

    Raises ``OSError`` that names the place; then every place holds what it held before.
    """
    for path in files:
        _check(path)
    waiting: dict[Path, Path] = {}
    try:
        for path, write in files.items():
            with _naming(path), tempfile.NamedTemporaryFile(dir=path.parent, prefix=prefix, delete=False) as file:
                waiting[path] = Path(file.name)
                write(file)
                file.flush()
                os.fsync(file.fileno())
        _replace(waiting)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
            _spare(temporary).unlink(missing_ok=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Have a refusal of the system name the place instead of the temporary file beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _spare(temporary: Path) -> Path:
    return temporary.with_name(f"{temporary.name}.cu")


def _check(path: Path) -> None:
    """Refuse a place that holds something else than a file, or a file that may not be written."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if os.path.lexists(path) and not (path.is_file() and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _replace(waiting: Mapping[Path, Path]) -> None:
    """Put the written files in their places; when one fails, those before it are taken back."""
    done: list[Path] = []
    try:
        for path, temporary in waiting.items():
            with _naming(path):
                if path.exists():
                    shutil.copy2(path, _spare(temporary))
                temporary.chmod(0o644)
                temporary.replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            spare = _spare(waiting[path])
            if spare.exists():
                spare.replace(path)
            else:
                path.unlink(missing_ok=True)
        raise
