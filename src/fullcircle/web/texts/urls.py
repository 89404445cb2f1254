from django.urls import path

from fullcircle.web.texts import webhooks

app_name = "texts"
urlpatterns = [
    path("texts/in/", webhooks.text_came, name="came"),
    path("texts/receipt/<uuid:message_id>/", webhooks.receipt_came, name="receipt"),
    path("mail/in/", webhooks.mail_came, name="mail"),
]
