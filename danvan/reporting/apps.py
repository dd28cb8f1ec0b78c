from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "danvan.reporting"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Load the rules, so that every verb has its roles before the first question."""
        from danvan.reporting import rules  # noqa: F401, PLC0415 - apps are not loaded before
