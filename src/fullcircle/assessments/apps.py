from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "fullcircle.assessments"
    label = "assessments"

    def ready(self) -> None:
        from fullcircle.assessments import jobs  # noqa: F401 - registers its jobs with the queue
