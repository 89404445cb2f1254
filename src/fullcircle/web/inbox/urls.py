from django.urls import path

from fullcircle.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("sent/", views.sent, name="sent"),
    path("requests/<uuid:referral_id>/", views.request_page, name="request"),
    path("requests/<uuid:referral_id>/step/", views.step, name="step"),
    path("requests/<uuid:referral_id>/send/", views.send_draft, name="send"),
]
