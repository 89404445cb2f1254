from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fullcircle.accounts"
    label = "accounts"
