from django.urls import path

from fullcircle.web.inbox import received, views

app_name = "inbox"
urlpatterns = [
    path("inbox/", received.inbox, name="inbox"),
    path("inbox/many/", received.many, name="many"),
    path("sent/", views.sent, name="sent"),
    path("requests/<uuid:referral_id>/", views.request_page, name="request"),
    path("requests/<uuid:referral_id>/step/", views.step, name="step"),
    path("requests/<uuid:referral_id>/send/", views.send_draft, name="send"),
]
