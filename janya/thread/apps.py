from django.apps import AppConfig


class ThreadConfig(AppConfig):
    name = "janya.thread"
    label = "thread"
