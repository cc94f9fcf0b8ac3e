from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "janya.people"
    label = "people"
