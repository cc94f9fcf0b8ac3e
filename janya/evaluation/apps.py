from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "janya.evaluation"
    label = "evaluation"
