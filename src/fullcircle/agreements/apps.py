from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "fullcircle.agreements"
    label = "agreements"

    def ready(self) -> None:
        from fullcircle.agreements import jobs  # noqa: F401 - registers its job with the queue
