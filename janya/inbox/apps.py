from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "janya.inbox"
    label = "inbox"
