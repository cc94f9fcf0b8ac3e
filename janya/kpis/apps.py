from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "janya.kpis"
    label = "kpis"

    def ready(self) -> None:
        from janya.evidence.queries import USES

        from .queries import PROVED

        USES.append(PROVED)
