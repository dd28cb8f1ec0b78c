"""Danvan as it is before tomorrow's upgrade."""

from danvan.settings import *  # noqa: F403
from danvan.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.cli.tomorrow"]
MIGRATION_MODULES = {"tomorrow": "tests.cli.tomorrow.before.migrations"}
