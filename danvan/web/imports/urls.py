"""Addresses of the imports."""

from django.urls import path

from danvan.web.imports import views

ONE = "<uuid:province>/<uuid:pk>/"
urlpatterns = [
    path("", views.imports, name="imports"),
    path(ONE, views.import_page, name="import"),
    path(f"{ONE}ghi/", views.import_commit, name="import_commit"),
    path(f"{ONE}hoan-tac/", views.import_undo, name="import_undo"),
    path(f"{ONE}bo/", views.import_drop, name="import_drop"),
    path(f"{ONE}thon/", views.import_villages, name="import_villages"),
    path(f"{ONE}cot/", views.import_columns, name="import_columns"),
    path(f"{ONE}dong/<uuid:row>/", views.import_row, name="import_row"),
    path(f"{ONE}tra-lai.xlsx", views.import_rejected, name="import_rejected"),
]
