from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "janya.personnel"
    label = "personnel"
