"""/co-quan/"""

from django.urls import path

from danvan.web.bodies import views

urlpatterns = [
    path("", views.bodies, name="bodies"),
    path("goi-y/", views.names, name="body_names"),
    path("moi/", views.body_new, name="body_new"),
    path("<uuid:pk>/", views.body, name="body"),
    path("<uuid:pk>/cap-tren/", views.body_superior, name="body_superior"),
    path("<uuid:pk>/ket-thuc/", views.body_end, name="body_end"),
    path("<uuid:pk>/dieu-phoi/", views.coordination_new, name="coordination_new"),
    path("dieu-phoi/<uuid:pk>/ket-thuc/", views.coordination_end, name="coordination_end"),
]
