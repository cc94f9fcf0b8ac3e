from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "janya.issues"
    label = "issues"
