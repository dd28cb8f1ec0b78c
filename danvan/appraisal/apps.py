from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "danvan.appraisal"
    verbose_name = "Bình xét, công nhận"

    def ready(self) -> None:
        """Load the rules, so that every verb has its roles before the first question."""
        from danvan.appraisal import rules  # noqa: F401, PLC0415 - apps are not loaded before
