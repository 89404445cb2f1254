from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "fullcircle.referrals"
    label = "referrals"

    def ready(self) -> None:
        from fullcircle.infra import incoming
        from fullcircle.referrals import jobs, replies  # noqa: F401 - registers its job with the queue

        incoming.listener, incoming.other_way = replies.hear, replies.reach_otherwise
