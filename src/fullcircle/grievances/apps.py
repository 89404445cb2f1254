from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    name = "fullcircle.grievances"
    label = "grievances"
