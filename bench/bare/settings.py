"""Danvan's settings with other addresses and nothing added to a template's context; wsgi.py takes the middleware away."""

from danvan.settings import *  # noqa: F403
from danvan.settings import TEMPLATES

ROOT_URLCONF = "bench.bare.urls"

TEMPLATES[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]  # type: ignore[index]
