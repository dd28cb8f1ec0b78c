"""Addresses of the territory."""

from django.urls import path

from danvan.web.units import views

urlpatterns = [path("", views.units, name="units"), path("thon-moi/", views.new_village, name="village_new")]
