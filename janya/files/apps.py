from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "janya.files"
    label = "files"
