from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "fullcircle.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from fullcircle.partnerships import jobs  # noqa: F401 - registers its jobs with the queue
