from django.apps import AppConfig


class AidConfig(AppConfig):
    name = "fullcircle.aid"
    label = "aid"
