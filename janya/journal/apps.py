from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "janya.journal"
    label = "journal"
