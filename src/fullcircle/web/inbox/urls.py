from django.urls import path

from fullcircle.web.inbox import intake, received, views, waiting

app_name = "inbox"
urlpatterns = [
    path("inbox/", received.inbox, name="inbox"),
    path("inbox/many/", received.many, name="many"),
    path("inbox/waiting/<uuid:service_id>/", waiting.wait_list, name="wait_list"),
    path("inbox/waiting/<uuid:service_id>/next/", waiting.take_next, name="take_next"),
    path("inbox/waiting/<uuid:service_id>/<uuid:referral_id>/", waiting.move, name="wait_move"),
    path("services/<uuid:service_id>/questions/", intake.say_questions, name="say_questions"),
    path("requests/<uuid:referral_id>/questions/", intake.ask, name="ask_questions"),
    path("sent/", views.sent, name="sent"),
    path("requests/<uuid:referral_id>/", views.request_page, name="request"),
    path("requests/<uuid:referral_id>/step/", views.step, name="step"),
    path("requests/<uuid:referral_id>/send/", views.send_draft, name="send"),
]
