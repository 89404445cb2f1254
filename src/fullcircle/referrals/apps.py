from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "fullcircle.referrals"
    label = "referrals"
