from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "fullcircle.agreements"
    label = "agreements"
