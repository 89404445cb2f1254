from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "fullcircle.infra"
    label = "infra"
