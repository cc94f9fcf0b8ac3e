from django.apps import AppConfig


class DrivesConfig(AppConfig):
    name = "janya.drives"
    label = "drives"
