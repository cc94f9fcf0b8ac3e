from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "janya.plans"
    label = "plans"

    def ready(self) -> None:
        from janya.evidence.queries import USES

        from .queries import PROVED

        USES.append(PROVED)
