from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "fullcircle.partnerships"
    label = "partnerships"
