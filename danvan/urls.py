"""All addresses of the site."""

from django.urls import include, path

from danvan.api.service import addresses

urlpatterns = [
    path("api/v1/", addresses()),
    path("", include("danvan.web.urls")),
]
handler400 = "danvan.web.errors.bad_request"
handler403 = "danvan.web.errors.forbidden"
handler404 = "danvan.web.errors.not_found"
handler500 = "danvan.web.errors.server_error"
