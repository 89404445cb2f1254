from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "fullcircle.agenda"
    label = "agenda"
