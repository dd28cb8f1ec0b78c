"""Addresses of the picture."""

from django.urls import path

from danvan.web.reports import views

urlpatterns = [path("", views.overview, name="overview")]
