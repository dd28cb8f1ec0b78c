from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "danvan.imports"
    verbose_name = "Nhập sổ đăng ký"

    def ready(self) -> None:
        """Load the rules, so that every verb has its roles before the first question."""
        from danvan.imports import rules  # noqa: F401, PLC0415 - apps are not loaded before
