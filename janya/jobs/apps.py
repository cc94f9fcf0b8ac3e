from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "janya.jobs"
    label = "jobs"
