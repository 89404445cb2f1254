from django.apps import AppConfig


class CollaborativeConfig(AppConfig):
    name = "fullcircle.collaborative"
    label = "collaborative"
