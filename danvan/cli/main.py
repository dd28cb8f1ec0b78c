"""The console script: Django's commands and ours under one name."""

import os
import sys


def main() -> None:
    """Run ``danvan COMMAND …``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
