from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "janya.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from janya.evidence.queries import USES

        from .queries.promotion import PROVED

        USES.append(PROVED)
