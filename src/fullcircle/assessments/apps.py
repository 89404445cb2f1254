from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "fullcircle.assessments"
    label = "assessments"
