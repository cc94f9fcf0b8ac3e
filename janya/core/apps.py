from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "janya.core"
    label = "core"
