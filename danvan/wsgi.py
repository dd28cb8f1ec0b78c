"""The door for the application server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
_answer = get_wsgi_application()

from danvan.web.watch import watched  # noqa: E402 - after Django is set up

application = watched(_answer)
