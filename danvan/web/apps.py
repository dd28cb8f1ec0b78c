from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "danvan.web"
    verbose_name = "Trang web"
