from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "fullcircle.directory"
    label = "directory"
