"""The two bare pages; Danvan's own addresses stand behind them, for the links that the templates draw."""

from django.urls import include, path

from bench.bare import views

urlpatterns = [
    path("bare/list/", views.listing),
    path("bare/detail/<uuid:province>/<uuid:pk>/", views.detail),
    path("", include("danvan.urls")),
]
