from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    name = "fullcircle.grievances"
    label = "grievances"

    def ready(self) -> None:
        from fullcircle.grievances import jobs  # noqa: F401 - registers its jobs with the queue
