"""The console script: Django's commands and ours under one name, in one language."""

import difflib
import os
import sys

BROKEN_PIPE = 141  # what a shell reports of a program that SIGPIPE ended


def main() -> None:
    """Run ``danvan COMMAND …``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
    try:
        run(sys.argv)
        if sys.stdout is not None:  # ``danvan … >&-``: there may be none
            sys.stdout.flush()
    except BrokenPipeError:
        # ``danvan … | head``: the reader has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)


def run(argv: list[str]) -> None:
    """Show what there is, or hand over to Django."""
    import django  # noqa: PLC0415 - after the settings are named
    from django.core.management import execute_from_command_line, get_commands  # noqa: PLC0415 - the same

    from danvan.cli.language import speak  # noqa: PLC0415 - the same
    from danvan.cli.overview import overview  # noqa: PLC0415 - the same

    django.setup()
    speak()
    name = next((word for word in argv[1:] if word != "help"), "")
    if argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        print(overview())
    elif argv[1:] == ["--version"]:
        from danvan.jobs.installation import app_version  # noqa: PLC0415 - the same

        print(f"danvan {app_version()}")
    elif name not in get_commands() and not name.startswith("-"):
        sys.exit(unknown(name, sorted(get_commands())))
    else:
        execute_from_command_line(argv)


def unknown(name: str, there: list[str]) -> str:
    """Say that there is no such command, and which one may have been meant."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after the settings are named

    near = difflib.get_close_matches(name, there, n=1)
    meant = _(" Có phải ý bạn là «%(near)s»?") % {"near": near[0]} if near else ""
    said = _("Không có lệnh «%(name)s».") % {"name": name}
    return said + meant + _(" Xem các lệnh bằng: danvan help")


if __name__ == "__main__":
    main()
