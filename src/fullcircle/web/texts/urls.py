from django.urls import path

from fullcircle.web.texts import webhooks, wording

app_name = "texts"
urlpatterns = [
    path("texts/in/", webhooks.text_came, name="came"),
    path("texts/receipt/<uuid:message_id>/", webhooks.receipt_came, name="receipt"),
    path("wording/", wording.sentences, name="wording"),
    path("wording/review/", wording.review, name="review"),
    path("mail/in/", webhooks.mail_came, name="mail"),
]
