from django.apps import AppConfig


class CollaborativeConfig(AppConfig):
    name = "fullcircle.collaborative"
    label = "collaborative"

    def ready(self) -> None:
        from fullcircle.collaborative import jobs  # noqa: F401 - registers its jobs with the queue
