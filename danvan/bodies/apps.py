from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "danvan.bodies"
    verbose_name = "Cơ quan, tổ chức"
