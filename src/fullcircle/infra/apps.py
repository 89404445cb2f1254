from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "fullcircle.infra"
    label = "infra"

    def ready(self) -> None:
        from fullcircle.infra import incoming, outbox  # noqa: F401 - register their jobs with the queue
