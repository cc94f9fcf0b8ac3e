from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "janya.findings"
    label = "findings"

    def ready(self) -> None:
        from janya.surveys.actions import AFTER_CLOSING

        from .actions import after_closing

        AFTER_CLOSING.append(after_closing)
