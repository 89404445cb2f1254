from django.urls import path

from fullcircle.web.resident import asking, messages, mine, views

app_name = "resident"
urlpatterns = [
    path("", views.door, name="door"),
    path("danger", views.danger, name="danger"),
    path("call-me", asking.call_me, name="callback"),
    path("ask/<uuid:service_id>/", asking.ask, name="ask"),
    path("asked", asking.asked, name="asked"),
    path("r/<str:token>", mine.open_page, name="open"),
    path("c/<str:token>", mine.confirm, name="confirm"),
    path("me/", mine.my_page, name="mine"),
    path("me/needs/<uuid:need_id>/reply/", mine.reply, name="reply"),
    path("me/requests/<uuid:referral_id>/cancel/", mine.cancel, name="cancel"),
    path("me/needs/<uuid:need_id>/stop-next/", mine.stop_next, name="stop_next"),
    path("me/requests/<uuid:referral_id>/answer/", mine.answer, name="answer"),
    path("me/messages/", messages.my_messages, name="messages"),
    path("me/messages/words/", messages.words_in_texts, name="words_in_texts"),
    path("me/close/", mine.close, name="close"),
]
