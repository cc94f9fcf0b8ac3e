from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "janya.reports"
    label = "reports"
