from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "danvan.reports"
    verbose_name = "Số liệu"

    def ready(self) -> None:
        """Have the cells follow each write."""
        from danvan.audit.door import follow  # noqa: PLC0415 - apps are not loaded before
        from danvan.reports.cells import keep_in_step  # noqa: PLC0415 - apps are not loaded before

        follow(keep_in_step)
