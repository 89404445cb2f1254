from django.urls import path

from fullcircle.web.privacy import explain, mine, staff

app_name = "privacy"
urlpatterns = [
    path("me/permissions/", mine.mine, name="mine"),
    path("me/permissions/add/", mine.add, name="add"),
    path("me/permissions/no/", mine.refuse, name="refuse"),
    path("me/permissions/<uuid:consent_id>/stop/", mine.stop, name="stop"),
    path("me/permissions/<uuid:consent_id>/keep/", mine.keep, name="keep"),
    path("me/who/", mine.looks, name="looks"),
    path("me/who/<uuid:event_id>/why/", mine.why, name="why"),
    path("me/questions/", mine.questions, name="questions"),
    path("me/questions/correction/", mine.correct, name="correct"),
    path("me/questions/complaint/", mine.complain, name="complain"),
    path("people/<uuid:person_id>/permissions/", staff.of_person, name="of_person"),
    path("people/<uuid:person_id>/permissions/add/", staff.add_for, name="add_for"),
    path("people/<uuid:person_id>/permissions/no/", staff.refuse_for, name="refuse_for"),
    path("people/<uuid:person_id>/permissions/<uuid:consent_id>/stop/", staff.stop_for, name="stop_for"),
    path("people/<uuid:person_id>/permissions/<uuid:consent_id>/keep/", staff.keep_for, name="keep_for"),
    path("people/<uuid:person_id>/explain/", explain.explain, name="explain"),
    path("questions/", staff.kept, name="kept"),
    path("questions/<uuid:request_id>/", staff.answer, name="answer"),
]
