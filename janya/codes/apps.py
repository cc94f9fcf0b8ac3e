from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "janya.codes"
    label = "codes"
