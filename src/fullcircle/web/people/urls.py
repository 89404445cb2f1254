from django.urls import path

from fullcircle.web.people import calling, matching, talking, views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="list"),
    path("people/add/", views.add, name="add"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/correct/", views.correct, name="correct"),
    path("people/<uuid:person_id>/need/", views.add_need, name="add_need"),
    path("people/<uuid:person_id>/proxy/", views.add_proxy, name="add_proxy"),
    path("people/<uuid:person_id>/take-on/", views.take_on, name="take_on"),
    path("people/<uuid:person_id>/why/", views.why, name="why"),
    path("people/<uuid:person_id>/write/", talking.write, name="write"),
    path("people/<uuid:person_id>/settle/", talking.settle, name="settle_thread"),
    path("people/<uuid:person_id>/call/", calling.call, name="call"),
    path("people/<uuid:person_id>/called/", calling.called, name="called"),
    path("calls/", calling.calls, name="calls"),
    path("needs/<uuid:need_id>/match/", matching.match, name="match"),
    path("needs/<uuid:need_id>/send/", matching.send, name="send"),
    path("needs/<uuid:need_id>/stop-next/", matching.stop_next, name="stop_next"),
    path("needs/<uuid:need_id>/heard/", views.heard, name="heard"),
    path("needs/<uuid:need_id>/settle/", views.settle, name="settle"),
]
