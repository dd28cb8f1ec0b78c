from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "danvan.cli"
    verbose_name = "Dòng lệnh"
