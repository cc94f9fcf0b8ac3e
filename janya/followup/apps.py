from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "janya.followup"
    label = "followup"
