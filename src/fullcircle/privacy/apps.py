from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "fullcircle.privacy"
    label = "privacy"

    def ready(self) -> None:
        from fullcircle.privacy import jobs  # noqa: F401 - registers its job with the queue
