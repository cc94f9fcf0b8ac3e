from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "janya.surveys"
    label = "surveys"
