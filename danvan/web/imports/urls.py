"""Addresses of the imports."""

from django.urls import path

from danvan.web.imports import columns, saying, views

ONE = "<uuid:province>/<uuid:pk>/"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("mau.xlsx", columns.import_template, name="import_template"),
    path("mau-cot/", columns.saved_columns, name="saved_columns"),
    path("mau-cot/<uuid:pk>/", columns.saved_columns_rename, name="saved_columns_rename"),
    path("mau-cot/<uuid:pk>/xoa/", columns.saved_columns_forget, name="saved_columns_forget"),
    path(ONE, views.import_page, name="import"),
    path(f"{ONE}ghi/", views.import_commit, name="import_commit"),
    path(f"{ONE}hoan-tac/", views.import_undo, name="import_undo"),
    path(f"{ONE}bo/", views.import_drop, name="import_drop"),
    path(f"{ONE}thon/", views.import_villages, name="import_villages"),
    path(f"{ONE}cot/", views.import_columns, name="import_columns"),
    path(f"{ONE}bang-ma/", saying.import_encodings, name="import_encodings"),
    path(f"{ONE}don-vi/", saying.import_unit, name="import_unit"),
    path(f"{ONE}bo-mau-cot/", saying.import_unsaved, name="import_unsaved"),
    path(f"{ONE}dong/<uuid:row>/", views.import_row, name="import_row"),
    path(f"{ONE}tra-lai.xlsx", views.import_rejected, name="import_rejected"),
]
