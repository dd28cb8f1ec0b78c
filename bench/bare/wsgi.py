"""The door for the application server."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 - after the settings are named
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - after Django is set up

settings.MIDDLEWARE = []  # allauth asks for its own when it is set up, and for nothing afterwards
application = WSGIHandler()
