from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "janya.plans"
    label = "plans"
