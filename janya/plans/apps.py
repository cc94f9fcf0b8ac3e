from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "janya.plans"
    label = "plans"

    def ready(self) -> None:
        from janya.evidence.queries import USES
        from janya.kpis.actions import OBJECTIONS
        from janya.kpis.metrics import register

        from .metrics import METRICS
        from .queries import PROVED, running_past

        USES.append(PROVED)
        OBJECTIONS.append(running_past)
        register(*METRICS)
