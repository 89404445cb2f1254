from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fullcircle.people"
    label = "people"
