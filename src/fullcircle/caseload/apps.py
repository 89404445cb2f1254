from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "fullcircle.caseload"
    label = "caseload"
