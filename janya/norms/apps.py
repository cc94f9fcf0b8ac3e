from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "janya.norms"
    label = "norms"
