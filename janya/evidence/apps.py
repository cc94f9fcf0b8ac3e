from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "janya.evidence"
    label = "evidence"
