"""Danvan as it is after tomorrow's upgrade."""

from danvan.settings import *  # noqa: F403
from danvan.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.cli.tomorrow"]
MIGRATION_MODULES = {"tomorrow": "tests.cli.tomorrow.after.migrations"}
