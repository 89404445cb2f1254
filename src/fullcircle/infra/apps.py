from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "fullcircle.infra"
    label = "infra"

    def ready(self) -> None:
        from fullcircle.infra import outbox  # noqa: F401 - registers its job with the queue
