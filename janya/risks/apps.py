from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "janya.risks"
    label = "risks"
