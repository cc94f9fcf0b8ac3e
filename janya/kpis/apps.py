from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "janya.kpis"
    label = "kpis"
