"""Addresses of the pages, by noun; path words are Vietnamese without marks. Ours live in the namespace ``web``.

allauth asks for its own names without a namespace, so its pages stand beside it.
"""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from danvan.web import home

pages: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("ngon-ngu/", set_language, name="language"),
    path("tong-quan/", include("danvan.web.reports.urls")),
    path("ban-do/", include("danvan.web.maps.urls")),
    path("bao-cao/", include("danvan.web.reports.report_urls")),
    path("mo-hinh/", include("danvan.web.initiatives.urls")),
    path("nhap-so/", include("danvan.web.imports.urls")),
    path("don-vi/", include("danvan.web.units.urls")),
    path("co-quan/", include("danvan.web.bodies.urls")),
    path("tai-khoan/", include("danvan.web.accounts.urls")),
]

urlpatterns = [
    path("", include((pages, "web"))),
    path("tai-khoan/", include("danvan.web.accounts.signin_urls")),
]
