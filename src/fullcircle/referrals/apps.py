from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "fullcircle.referrals"
    label = "referrals"

    def ready(self) -> None:
        from fullcircle.referrals import jobs  # noqa: F401 - registers its job with the queue
