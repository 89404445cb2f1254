from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "fullcircle.demo"
    label = "demo"
