from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "janya.findings"
    label = "findings"
