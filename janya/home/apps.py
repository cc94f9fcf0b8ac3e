from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "janya.home"
    label = "home"
