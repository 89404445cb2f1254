from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "fullcircle.web"
    label = "web"

    def ready(self) -> None:
        from fullcircle.web import forms

        forms.speak_plainly()
