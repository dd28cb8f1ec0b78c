from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "danvan.accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Load the rules, so that every verb has its roles before the first question."""
        from danvan.accounts import rules  # noqa: F401, PLC0415 - apps are not loaded before
