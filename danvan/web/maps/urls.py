"""Addresses of the map."""

from django.urls import path

from danvan.web.maps import views

urlpatterns = [path("", views.show, name="map")]
