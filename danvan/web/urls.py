"""Addresses of the pages, by noun; path words are Vietnamese without marks. Ours live in the namespace ``web``.

allauth asks for its own names without a namespace, so its pages stand beside it.
"""

from django.urls import URLPattern, URLResolver, include, path

from danvan.web import home
from danvan.web.accounts import links

pages: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("tong-quan/", include("danvan.web.reports.urls")),
    path("mo-hinh/", include("danvan.web.initiatives.urls")),
    path("don-vi/", include("danvan.web.units.urls")),
    path("tai-khoan/lien-ket/<str:secret>/", links.sign_in, name="sign_in_link"),
    path("tai-khoan/chao/", links.welcome, name="welcome"),
]

urlpatterns = [
    path("", include((pages, "web"))),
    path("tai-khoan/", include("danvan.web.accounts.signin_urls")),
]
