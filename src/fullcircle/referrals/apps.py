from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "fullcircle.referrals"
    label = "referrals"

    def ready(self) -> None:
        from fullcircle.infra import incoming
        from fullcircle.people import reaching
        from fullcircle.referrals import jobs  # noqa: F401 - registers its jobs with the queue
        from fullcircle.referrals.texts import replies

        incoming.listener, incoming.other_way = replies.hear, replies.reach_otherwise
        reaching.asks_again = replies.ask_again
