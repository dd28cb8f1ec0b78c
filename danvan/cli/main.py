"""The console script: Django's commands and ours under one name."""

import os
import sys

BROKEN_PIPE = 141  # what a shell reports of a program that SIGPIPE ended


def main() -> None:
    """Run ``danvan COMMAND …``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
    try:
        run(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # ``danvan … | head``: the reader has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)


def run(argv: list[str]) -> None:
    """Show what there is, or hand over to Django."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    from danvan.cli.overview import overview  # noqa: PLC0415 - the same

    if argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        print(overview())
    elif argv[1:] == ["--version"]:
        from danvan.jobs.installation import app_version  # noqa: PLC0415 - the same

        print(f"danvan {app_version()}")
    else:
        execute_from_command_line(argv)


if __name__ == "__main__":
    main()
