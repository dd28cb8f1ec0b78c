from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "danvan.initiatives"
    verbose_name = "Mô hình, điển hình"

    def ready(self) -> None:
        """Load the rules, so that every verb has its roles before the first question."""
        from danvan.initiatives import rules  # noqa: F401, PLC0415 - apps are not loaded before
